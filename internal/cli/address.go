package cli

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"unicode"
)

// checkAddress reports what is wrong with the address of a deployment.
func checkAddress(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return badAddress(address, reason(address, err))
	}
	if host == "" || strings.ContainsFunc(host, isNotHost) {
		return badAddress(address, "no valid host")
	}
	var n int
	if err := (number[int]{to: &n, min: 1, max: 65535}).Set(port); err != nil {
		return badAddress(address, "the port is not a number from 1 to 65535")
	}
	return nil
}

// isNotHost reports whether a rune stands in no host name or IP address.
func isNotHost(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`;,@/\"'`, r)
}

// reason says why an address could not be split.
func reason(address string, err error) string {
	var bad *net.AddrError
	switch {
	case strings.Contains(address, ";"):
		return "one address at a time"
	case strings.Count(address, ":") > 1 && !strings.Contains(address, "["):
		return "an IPv6 address stands in brackets"
	case errors.As(err, &bad):
		return bad.Err
	default:
		return err.Error()
	}
}

// badAddress is the error for an address. What stands before an @ may be a
// password, so it is not shown.
func badAddress(address, why string) error {
	if i := strings.LastIndex(address, "@"); i >= 0 {
		address = "***" + address[i:]
	}
	return fmt.Errorf("%s: %s; allowed is HOST:PORT, such as 10.0.0.1:6379 or [::1]:6379", quote(address), why)
}
