// Package systemd is what a kiosk has to do with systemd, or another service
// manager that speaks as it does: it takes the port that systemd opened
// (sd_listen_fds(3)), says how the kiosk is (sd_notify(3)), and gives the watchdog
// signs of life for as long as the kiosk answers (sd_watchdog_enabled(3)).
//
// Where no service manager started the process, all of it does nothing. The units
// that systemd reads are written by package deploy.
package systemd

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Manager tells the service manager that started the kiosk how it is. Where there
// is none, it tells nobody. The methods are called in the order Watch, Ready,
// Stopping, End; Watch and Stopping may be left out.
type Manager struct {
	log     *slog.Logger
	every   time.Duration // between two signs of life; 0 if none is wanted
	probe   func(context.Context) error
	stopped chan struct{} // closed when the kiosk begins to stop
	ended   chan struct{} // closed when it has
	watched sync.WaitGroup
}

// NewManager finds out whether there is one, and what it wants. What goes wrong
// with it from then on is in log, and ends nothing.
func NewManager(log *slog.Logger) *Manager {
	m := &Manager{log: log, stopped: make(chan struct{}), ended: make(chan struct{})}
	limit, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		log.Warn("the watchdog is not told of signs of life", "error", err)
	}
	m.every = limit / 2 // sd_watchdog_enabled(3)
	return m
}

// Watch returns the port as the server has to accept on it: where signs of life
// are wanted, the watchdog comes in through it as a visitor does.
func (m *Manager) Watch(port net.Listener) net.Listener {
	if m.every <= 0 {
		return port
	}
	d := newDoor(port)
	m.probe = d.knock
	return d
}

// Ready says that visitors are taken, and begins to give signs of life.
func (m *Manager) Ready(status string) {
	m.tell(daemon.SdNotifyReady + "\nSTATUS=" + status)
	if m.every > 0 && m.probe != nil {
		m.watched.Go(m.live)
	}
}

// Stopping says that the kiosk stops, after a notice: the manager is to give it
// that time, whatever its own limit is. Signs of life go on, and are not made to
// depend on newcomers any more. It is called once.
func (m *Manager) Stopping(notice time.Duration) {
	m.tell(fmt.Sprintf("%s\nEXTEND_TIMEOUT_USEC=%d\nSTATUS=closing", daemon.SdNotifyStopping, (notice + afterNotice).Microseconds()))
	close(m.stopped) // after it, so that a sign of life that nobody answered for does not come first
}

// afterNotice is more than a kiosk takes to close when its notice is over.
const afterNotice = 15 * time.Second

// End ends what Ready began. No other method may be called after it.
func (m *Manager) End() {
	close(m.ended)
	m.watched.Wait()
}

// live gives a sign of life whenever it is due and the kiosk answers.
func (m *Manager) live() {
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
func (m *Manager) alive() bool {
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

func (m *Manager) tell(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		m.log.Warn("the service manager could not be told how the kiosk is", "error", err)
	}
}
