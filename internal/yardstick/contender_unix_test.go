//go:build unix

package yardstick

import (
	"syscall"
	"time"
)

// terminate asks a process to end.
func terminate(pid int) { _ = syscall.Kill(pid, syscall.SIGTERM) }

// cpuTime is how long this process has had a CPU.
func cpuTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// suspend stops a process where it is, and resume lets it go on.
func suspend(pid int) { _ = syscall.Kill(pid, syscall.SIGSTOP) }
func resume(pid int)  { _ = syscall.Kill(pid, syscall.SIGCONT) }
