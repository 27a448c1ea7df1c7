//go:build unix

package pdf

import (
	"time"

	"golang.org/x/sys/unix"
)

// processorTime is the processor time that the process has taken; 0 if it is not known.
func processorTime() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
