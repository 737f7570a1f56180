package redis

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// ParseAddress checks a `host:port` address; an IPv6 host stands in brackets.
func ParseAddress(text string) (string, error) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return "", fmt.Errorf("%q is not host:port", text)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "", fmt.Errorf("%q: the port is not a number from 1 to 65535", text)
	}
	if host == "" || strings.ContainsAny(host, " \t\r\n@/;") {
		return "", fmt.Errorf("%q is not host:port", text)
	}
	return net.JoinHostPort(host, port), nil
}
