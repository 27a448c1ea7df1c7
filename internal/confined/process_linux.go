package confined

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// lowest is the nice value of the child, the lowest weight there is.
const lowest = 19

// inherit sets for this thread what a process that it starts has from its beginning, in
// all of its threads (setpriority(2), prctl(2)): the lowest weight, and no way to get
// privileges. The thread is good for nothing else then.
func inherit() {
	_ = unix.Setpriority(unix.PRIO_PROCESS, 0, lowest)
	_ = unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
}

// apart puts the child into a session of its own, so that no key of a terminal ends it,
// and ends it with the thread that started it.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
}

// Self is the file of this program, even where another was put in its place.
func Self() (string, error) {
	const path = "/proc/self/exe"
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return os.Executable()
}

// killed reports whether a signal ended a process that nobody here sent it.
func killed(state *os.ProcessState) bool {
	status, ok := state.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}
