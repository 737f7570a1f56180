package resp

import "strings"

// CutPort splits host:port at the last colon: clusters write IPv6 addresses
// without brackets.
func CutPort(addr string) (host, port string, found bool) {
	i := strings.LastIndexByte(addr, ':')
	if i < 0 || strings.HasPrefix(addr, "/") {
		return "", "", false
	}
	return strings.Trim(addr[:i], "[]"), addr[i+1:], true
}
