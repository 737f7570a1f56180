package redistest

import "syscall"

// dieWithParent makes the kernel kill a server whose test binary died
// without cleaning up, as it does at a test timeout.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
