package redistest

import (
	"fmt"
	"math/rand/v2"
	"net"
)

// Ports lie below the range from which the kernel takes the local ports of
// outgoing connections, and so does the cluster bus (port + 10000); nothing
// but another test can take a port between our look at it and the server's.
const (
	lowestPort = 12000
	ports      = 10000
	busOffset  = 10000
)

// freePort returns a port that was free a moment ago, as was its bus port.
// Who fails to bind it all the same asks for another.
func freePort() (int, error) {
	for range 1000 {
		port := lowestPort + rand.IntN(ports)
		if portFree(port) && portFree(port+busOffset) {
			return port, nil
		}
	}
	return 0, fmt.Errorf("no free port from %d to %d", lowestPort, lowestPort+ports-1)
}

func portFree(port int) bool {
	l, err := net.Listen("tcp", localAddr(port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}

func localAddr(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
