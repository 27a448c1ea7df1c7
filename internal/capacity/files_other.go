//go:build !unix

package capacity

// openFiles is how many files the process may have open. The system sets no
// limit of its own; memory does.
func openFiles() int { return unlimited }
