package main

import (
	"errors"
	"fmt"
	"net"

	"github.com/coreos/go-systemd/v22/activation"
)

// passedPort is the port that systemd opened and handed to the process
// (sd_listen_fds(3)); nil if it did not. It may be asked once.
func passedPort() (net.Listener, error) {
	files := activation.Files(true)
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
		return nil, hint(fmt.Errorf("systemd hands over %d sockets, and the kiosk takes one", len(files)), "keep one ListenStream= line in kiosk.socket")
	}
	const what = "kiosk.socket takes a ListenStream= line with a port, and Accept=no"
	l, err := net.FileListener(files[0])
	if err != nil {
		return nil, hint(fmt.Errorf("the socket that systemd hands over is no port to accept on: %w", err), what)
	}
	if _, ok := l.(*net.TCPListener); !ok {
		_ = l.Close()
		return nil, hint(errors.New("the socket that systemd hands over is not TCP"), what)
	}
	return l, nil
}
