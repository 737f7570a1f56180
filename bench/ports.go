package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"strconv"
)

// runPorts prints ports of 127.0.0.1 that were free a moment ago.
func runPorts(_ context.Context, args []string, out, _ io.Writer) error {
	words, err := operands(flag.NewFlagSet("ports", flag.ContinueOnError), args, 1, 1)
	if err != nil {
		return err
	}
	count, err := strconv.Atoi(words[0])
	if err != nil {
		return fmt.Errorf("%w: %q is no number of ports", errUsage, words[0])
	}
	for range count {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer l.Close() // not before all are found, so that they differ
		_, port, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			return err
		}
		fmt.Fprintln(out, port)
	}
	return nil
}
