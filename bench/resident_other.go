//go:build !linux && !darwin

package main

import "os"

// maxResident is not known on this system.
func maxResident(*os.ProcessState) float64 { return 0 }
