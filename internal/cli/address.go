package cli

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// parseAddress takes the address of a deployment apart.
func parseAddress(text string) (redis.Address, error) {
	place, err := redis.ParseAddress(text)
	if err != nil && bareIPv6(text) {
		err = fmt.Errorf("%w; an IPv6 address stands in brackets", err)
	}
	return place, err
}

// bareIPv6 reports whether text looks like an IPv6 address without brackets.
func bareIPv6(text string) bool {
	return strings.Count(text, ":") > 1 && !strings.ContainsAny(text, "[/;,@")
}

// hasPort reports whether text looks like HOST:PORT, or a list or URL of such.
func hasPort(text string) bool {
	if i := strings.LastIndexAny(text, "@/;,"); i >= 0 && !strings.Contains(text, "://") {
		text = text[i+1:]
	}
	_, port, err := net.SplitHostPort(text)
	_, errPort := strconv.ParseUint(port, 10, 16)
	return strings.Contains(text, "://") || err == nil && errPort == nil
}
