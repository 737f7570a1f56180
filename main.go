// Command redis-full-check proves that two Redis deployments hold the same
// data, or shows where they do not.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/cli"
)

// version is set by the build.
var version = "unknown"

func main() {
	ctx, stop := context.WithCancel(context.Background())
	go obey(signals(), stop)
	status := cli.Run(ctx, os.Args[1:], cli.Env{Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Version: version})
	os.Exit(status)
}

// signals are those that interrupt the run. Under nohup the end of the terminal
// is none.
func signals() <-chan os.Signal {
	c := make(chan os.Signal, 8)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(c, syscall.SIGHUP)
	}
	return c
}

// obey lets the first signal end the run, which keeps what it found. A second
// Ctrl-C ends the program at once, wherever it waits.
func obey(signals <-chan os.Signal, stop func()) {
	const echo = 50 * time.Millisecond // some programs send one signal twice: to the process and to its group
	<-signals
	stop()
	first := time.Now()
	for s := range signals {
		if s == os.Interrupt && time.Since(first) > echo {
			os.Exit(cli.Interrupted)
		}
	}
}
