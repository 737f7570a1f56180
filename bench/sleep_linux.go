package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// sleepUntil sleeps as precisely as the system can: Go's own timers may be a
// millisecond late.
func sleepUntil(t time.Time) {
	if d := time.Until(t); d > 0 {
		ts := unix.NsecToTimespec(d.Nanoseconds())
		_ = unix.Nanosleep(&ts, nil)
	}
}
