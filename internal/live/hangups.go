package live

import (
	"context"
	"os"
	"os/signal"

	"github.com/charmbracelet/x/term"
)

// Hangups are the SIGHUPs that the process gets. They have it read the pages
// again, as they do of daemons. The same signal says that the terminal is gone
// in which the kiosk was started by hand: then it closes, as any program there.
// Where a system has no such signal, none comes.
type Hangups struct {
	signals chan os.Signal
	byHand  bool
}

// AwaitHangups begins to wait for them: from then on they end the process no more. One that
// comes before Obey is obeyed then.
func AwaitHangups() Hangups {
	h := Hangups{make(chan os.Signal, 1), term.IsTerminal(os.Stdin.Fd())}
	notifyHangups(h.signals)
	return h
}

// End ends the wait: from then on they do what they did before. It may be called again.
func (h Hangups) End() { signal.Stop(h.signals) }

// Obey calls reload or closeKiosk upon each, until ctx ends.
func (h Hangups) Obey(ctx context.Context, reload, closeKiosk func()) {
	defer h.End()
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
