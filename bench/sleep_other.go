//go:build !linux

package main

import "time"

// sleepUntil sleeps about as long as it should.
func sleepUntil(t time.Time) { time.Sleep(time.Until(t)) }
