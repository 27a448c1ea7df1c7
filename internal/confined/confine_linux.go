package confined

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Confine has this process give up for good what it never needs, before it reads
// anything, and take so much time on a core at most in its life. What the system does not
// allow to give up is kept.
//
// There is no RLIMIT_AS, since Go reserves more than it takes, and no RLIMIT_NPROC, since
// its threads count too, with those of all of the user's processes.
func Confine(most time.Duration) {
	EndFirst() // while the folder in proc(5) is still its own
	closeInherited()
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	limit(unix.RLIMIT_CORE, 0)
	limit(unix.RLIMIT_FSIZE, 0)
	// The parent's clock ends a child long before that. This is for one whose parent is
	// gone and took no notice.
	limit(unix.RLIMIT_CPU, uint64(most/time.Second))
}

// EndFirst has the system end this process before others, where memory is short: the kiosk
// stays.
func EndFirst() { _ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0) }

// closeInherited closes what was left open at its start, but for its three streams and
// what Go's timers need.
func closeInherited() {
	const descriptors = "/proc/self/fd"
	open, err := os.ReadDir(descriptors)
	if err != nil {
		return
	}
	for _, e := range open {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd <= 2 {
			continue
		}
		to, err := os.Readlink(filepath.Join(descriptors, e.Name()))
		if err == nil && !strings.HasPrefix(to, "anon_inode:") { // that of the folder itself is closed
			_ = unix.Close(fd)
		}
	}
}

// CloseDoors has this process open nothing from now on: neither files nor sockets.
func CloseDoors() { limit(unix.RLIMIT_NOFILE, 0) }

func limit(what int, most uint64) {
	_ = unix.Setrlimit(what, &unix.Rlimit{Cur: most, Max: most})
}
