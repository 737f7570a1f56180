//go:build !unix

package cli

import "os"

// statusAsked never receives: there is no signal to ask with.
func statusAsked() (asked <-chan os.Signal, stop func()) { return nil, func() {} }
