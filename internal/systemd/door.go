package systemd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// door is a port through which the kiosk can come in by itself, to see whether
// it answers. Such a connection takes the way of every other from Accept on,
// but none through the network, which a kiosk that was handed its port does not
// need to have.
type door struct {
	net.Listener
	arrived   chan arrival
	closing   chan struct{}
	closeOnce sync.Once
}

type arrival struct {
	conn net.Conn
	err  error
}

func newDoor(l net.Listener) *door {
	d := &door{Listener: l, arrived: make(chan arrival), closing: make(chan struct{})}
	go d.accept()
	return d
}

// accept brings in the visitors, until the port is closed.
func (d *door) accept() {
	for {
		conn, err := d.Listener.Accept()
		select {
		case d.arrived <- arrival{conn, err}:
		case <-d.closing:
			if err == nil {
				_ = conn.Close()
			}
			return
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// Accept returns the next connection.
func (d *door) Accept() (net.Conn, error) {
	select {
	case a := <-d.arrived:
		return a.conn, a.err
	case <-d.closing:
		return nil, net.ErrClosed
	}
}

// Close closes the port.
func (d *door) Close() error {
	d.closeOnce.Do(func() { close(d.closing) })
	return d.Listener.Close()
}

// knock comes in, and returns nil if that is answered until ctx ends: with the
// first of SSH, or by being turned away, as from a kiosk that is full.
func (d *door) knock(ctx context.Context) error {
	here, there := net.Pipe()
	defer func() { _ = here.Close() }()
	defer context.AfterFunc(ctx, func() { _ = here.Close() })()
	select {
	case d.arrived <- arrival{conn: there}:
	case <-d.closing:
		_ = there.Close()
		return net.ErrClosed
	case <-ctx.Done():
		_ = there.Close()
		return errors.New("nobody accepts connections")
	}
	const hello = "SSH-2.0-"
	b := make([]byte, len(hello))
	switch _, err := io.ReadFull(here, b); {
	case ctx.Err() != nil:
		return errors.New("a connection gets no answer")
	case errors.Is(err, io.EOF): // turned away
		return nil
	case err != nil:
		return fmt.Errorf("reading the answer: %w", err)
	case string(b) != hello:
		return fmt.Errorf("the answer is %q", b)
	}
	return nil
}
