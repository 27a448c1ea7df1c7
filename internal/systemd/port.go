package systemd

import (
	"errors"
	"fmt"
	"net"
)

// PortError says why the kiosk cannot serve on what systemd hands over, and what
// to do about that in its units.
type PortError struct {
	Err error
	Fix string
}

func (e *PortError) Error() string { return e.Err.Error() }
func (e *PortError) Unwrap() error { return e.Err }

// fixSocket is what to do about a socket that is no port.
const fixSocket = "kiosk.socket takes a ListenStream= line with a port, and Accept=no"

// Port is the port that systemd opened and handed to the process
// (sd_listen_fds(3)); nil if it did not. It may be asked once. The error is a
// *PortError.
func Port() (net.Listener, error) {
	files, err := passedFiles()
	if err != nil {
		return nil, err
	}
	defer func() {
		for _, f := range files {
			_ = f.Close() // the listener has a copy
		}
	}()
	switch len(files) {
	case 0:
		return nil, nil
	case 1:
	default:
		return nil, &PortError{fmt.Errorf("systemd hands over %d sockets, and the kiosk takes one", len(files)), "keep one ListenStream= line in kiosk.socket"}
	}
	l, err := net.FileListener(files[0])
	if err != nil {
		return nil, &PortError{fmt.Errorf("the socket that systemd hands over is no port to accept on: %w", err), fixSocket}
	}
	if _, ok := l.(*net.TCPListener); !ok {
		_ = l.Close()
		return nil, &PortError{errors.New("the socket that systemd hands over is not TCP"), fixSocket}
	}
	return l, nil
}
