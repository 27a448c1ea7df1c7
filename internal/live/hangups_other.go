//go:build !unix

package live

import "os"

// notifyHangups does nothing: there is no such signal. A window that is closed
// ends the process as SIGTERM does (os/signal).
func notifyHangups(chan<- os.Signal) {}

// hasTerminal reports whether the process still has a controlling terminal. It is
// asked after a hangup alone.
func hasTerminal() bool { return true }
