//go:build linux || darwin

package main

import (
	"os"
	"runtime"
	"syscall"
)

// maxResident is the most memory in bytes that a process had resident. Until
// its exec a process counts as this one, so a few megabytes are the least.
func maxResident(state *os.ProcessState) float64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return float64(usage.Maxrss)
	}
	return float64(usage.Maxrss) * 1024
}
