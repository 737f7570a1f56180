package cli

import (
	"fmt"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// parseAddress takes the address of a deployment apart.
func parseAddress(text string) (redis.Place, error) {
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
