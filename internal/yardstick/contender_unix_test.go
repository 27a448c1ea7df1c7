//go:build unix

package yardstick

import "syscall"

// terminate asks a process to end.
func terminate(pid int) { _ = syscall.Kill(pid, syscall.SIGTERM) }

// suspend stops a process where it is, and resume lets it go on.
func suspend(pid int) { _ = syscall.Kill(pid, syscall.SIGSTOP) }
func resume(pid int)  { _ = syscall.Kill(pid, syscall.SIGCONT) }
