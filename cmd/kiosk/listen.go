package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"syscall"

	"hackday.example/kiosk/internal/systemd"
)

// usualListen is where the kiosk listens if nobody says where.
const usualListen = ":2222"

// port is the one that systemd handed over, or else the one to listen on. notes are told
// where the one is used and the other was asked for.
func (c *serveCommand) port(notes io.Writer) (net.Listener, error) {
	l, err := systemd.Port()
	if p := (*systemd.PortError)(nil); errors.As(err, &p) {
		return nil, hint(p.Err, "%s", p.Fix)
	}
	if err != nil {
		return nil, err
	}
	if l == nil {
		return listen(c.Listen)
	}
	_, given, _ := net.SplitHostPort(l.Addr().String())
	if _, port, _ := net.SplitHostPort(c.Listen); c.Listen != usualListen && port != given {
		fmt.Fprintf(notes, "kiosk: --listen %s is not used: systemd hands over port %s, by ListenStream= in kiosk.socket\n", c.Listen, given)
	}
	return l, nil
}

// listen opens the port, or says why it cannot be had.
func listen(address string) (net.Listener, error) {
	return listenFor("--listen", address, [3]string{":2223", ":2222", ":2222 or 192.0.2.1:22"})
}

// listenFor opens the port that a flag names, or says why it cannot be had. The
// examples are for who finds the port taken, not permitted, or not understood.
func listenFor(flag, address string, examples [3]string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err == nil {
		return l, nil
	}
	cause := err
	var op *net.OpError
	if errors.As(err, &op) {
		cause = op.Err
	}
	err = fmt.Errorf("cannot listen on %s: %w", address, cause)
	switch {
	case errors.Is(cause, syscall.EAFNOSUPPORT) && flag == "--ops" && underSystemd():
		return nil, hint(err, "kiosk.service keeps every network from the kiosk; print it anew with kiosk deploy systemd --ops %s, or run systemctl edit kiosk, and write: [Service] PrivateNetwork=no RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6, each on its own line", address)
	case errors.Is(cause, syscall.EADDRINUSE):
		return nil, hint(err, "another program has this port; stop it, or choose another with %s, for example %[1]s %s", flag, examples[0])
	case errors.Is(cause, fs.ErrPermission):
		return nil, hint(err, "ports below 1024 need a permission (CAP_NET_BIND_SERVICE); choose another with %s, for example %[1]s %s", flag, examples[1])
	}
	return nil, hint(err, "%s takes an address and a port of this machine, for example %s", flag, examples[2])
}
