// Command redis-full-check proves that two Redis deployments hold the same
// data, or shows where they do not.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/redis-full-check/redis-full-check/internal/cli"
)

// version is set by the build.
var version = "unknown"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := cli.Run(ctx, os.Args[1:], cli.Env{Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Version: version})
	stop()
	os.Exit(status)
}
