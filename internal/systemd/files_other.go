//go:build !unix

package systemd

import (
	"errors"
	"os"
	"strconv"
)

// passedFiles are the files that systemd handed over: none, for a process here
// inherits no open files. A process that is told of some anyway is started wrongly.
func passedFiles() ([]*os.File, error) {
	if os.Getenv("LISTEN_PID") == strconv.Itoa(os.Getpid()) {
		return nil, &PortError{errors.New("LISTEN_PID says that systemd hands over a socket, which this system cannot do"), "take LISTEN_PID out of the environment, and name the port with --listen"}
	}
	return nil, nil
}
