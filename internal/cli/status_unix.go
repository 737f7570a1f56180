//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// statusAsked receives when somebody asks how far the run is: SIGUSR1.
func statusAsked() (asked <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	return c, func() { signal.Stop(c) }
}
