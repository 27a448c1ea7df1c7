package picture

import (
	"time"

	"golang.org/x/sys/unix"
)

// elapsed is the time that this process had on a core: what it waits for others does not
// count.
func elapsed() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
