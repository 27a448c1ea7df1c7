package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// manager is the service manager that started the kiosk, and is told how it is
// (sd_notify(3)). Where there is none, nobody is told.
type manager struct {
	log     *slog.Logger
	every   time.Duration // between two signs of life; 0 if none is wanted
	probe   func(context.Context) error
	stopped chan struct{} // closed when the kiosk begins to stop
	ended   chan struct{} // closed when it has
	watched sync.WaitGroup
}

// newManager finds out whether there is one, and what it wants.
func newManager(log *slog.Logger) *manager {
	m := &manager{log: log, stopped: make(chan struct{}), ended: make(chan struct{})}
	limit, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		log.Warn("the watchdog is not told of signs of life", "error", err)
	}
	m.every = limit / 2 // sd_watchdog_enabled(3)
	return m
}

// watch returns the port as the server has to accept on it: where signs of life
// are wanted, the watchdog comes in through it as a visitor does.
func (m *manager) watch(port net.Listener) net.Listener {
	if m.every <= 0 {
		return port
	}
	d := newDoor(port)
	m.probe = d.knock
	return d
}

// ready says that visitors are taken, and begins to give signs of life.
func (m *manager) ready(status string) {
	m.tell(daemon.SdNotifyReady + "\nSTATUS=" + status)
	if m.every > 0 && m.probe != nil {
		m.watched.Go(m.live)
	}
}

// stopping says that the kiosk stops, after a notice: the manager is to give it
// that time, whatever its own limit is. Signs of life go on, and are not made to
// depend on newcomers any more. It is called once.
func (m *manager) stopping(notice time.Duration) {
	m.tell(fmt.Sprintf("%s\nEXTEND_TIMEOUT_USEC=%d\nSTATUS=closing", daemon.SdNotifyStopping, (notice + afterNotice).Microseconds()))
	close(m.stopped) // after it, so that a sign of life that nobody answered for does not come first
}

// afterNotice is more than a kiosk takes to close when its notice is over.
const afterNotice = 15 * time.Second

// end ends what ready began. No other method may be called after it.
func (m *manager) end() {
	close(m.ended)
	m.watched.Wait()
}

// live gives a sign of life whenever it is due and the kiosk answers.
func (m *manager) live() {
	due := time.NewTicker(m.every)
	defer due.Stop()
	for {
		if m.alive() {
			m.tell(daemon.SdNotifyWatchdog)
		}
		select {
		case <-due.C:
		case <-m.ended:
			return
		}
	}
}

// alive reports whether the kiosk answers, or is to be left to stop.
func (m *manager) alive() bool {
	ctx, cancel := context.WithTimeout(context.Background(), m.every/2)
	defer cancel()
	answer := make(chan error, 1)
	go func() { answer <- m.probe(ctx) }()
	select {
	case err := <-answer:
		select {
		case <-m.stopped: // nobody is let in any more
			return true
		default:
		}
		if err != nil {
			m.log.Error("the kiosk does not answer, and the watchdog is not told that it lives", "error", err)
		}
		return err == nil
	case <-m.stopped:
		return true
	case <-m.ended:
		return true
	}
}

func (m *manager) tell(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		m.log.Warn("the service manager could not be told how the kiosk is", "error", err)
	}
}

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
