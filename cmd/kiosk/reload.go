package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/charmbracelet/x/term"

	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/telemetry"
)

// hangups are the SIGHUPs that the process gets. They have it read the pages
// again, as they do of daemons. The same signal says that the terminal is gone
// in which the kiosk was started by hand: then it closes, as any program there.
type hangups struct {
	signals chan os.Signal
	byHand  bool
}

// awaitHangups begins to wait for them.
func awaitHangups() hangups {
	h := hangups{make(chan os.Signal, 1), term.IsTerminal(os.Stdin.Fd())}
	signal.Notify(h.signals, syscall.SIGHUP)
	return h
}

// obey calls reload or closeKiosk upon each, until ctx ends.
func (h hangups) obey(ctx context.Context, reload, closeKiosk func()) {
	defer signal.Stop(h.signals)
	for {
		select {
		case <-h.signals:
			if h.byHand && !hasTerminal() {
				closeKiosk()
				return
			}
			reload()
		case <-ctx.Done():
			return
		}
	}
}

// hasTerminal reports whether the process still has a controlling terminal.
func hasTerminal() bool {
	f, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	_ = f.Close()
	return true
}

// reload shows the pages as they are now, if all is well with them. If not, the
// old ones stay.
func (c *serveCommand) reload(ctx context.Context, server *sshd.Server, metrics *telemetry.Metrics, log *slog.Logger) {
	s, err := c.load()
	metrics.Reloaded(err == nil)
	if err != nil {
		log.Error("the pages were not reloaded, and the old ones stay", "error", err)
		return
	}
	server.Show(ctx, s)
	log.Info("the pages were reloaded", "pages", len(s.Pages))
}
