//go:build unix

package live

import (
	"os"
	"os/signal"
	"syscall"
)

// notifyHangups has signals receive each hangup.
func notifyHangups(signals chan<- os.Signal) { signal.Notify(signals, syscall.SIGHUP) }

// hasTerminal reports whether the process still has a controlling terminal.
func hasTerminal() bool {
	f, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	_ = f.Close()
	return true
}
