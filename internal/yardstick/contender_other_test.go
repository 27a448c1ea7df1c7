//go:build !unix

package yardstick

import "time"

// Processes cannot be told to stop here; nor are any found to be told so, for want
// of /proc.
func terminate(int) {}
func suspend(int)   {}
func resume(int)    {}

// The time stands for what a process has had of a CPU.
var begun = time.Now()

func cpuTime() time.Duration { return time.Since(begun) }
