//go:build !unix

package yardstick

// Processes cannot be told to stop here; nor are any found to be told so, for want
// of /proc.
func terminate(int) {}
func suspend(int)   {}
func resume(int)    {}
