package main

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/charmbracelet/x/term"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/watch"
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

// live shows the pages as they are, while they are edited.
type live struct {
	store   *site.Store
	loader  *site.Loader
	content contentFlags
	server  *sshd.Server
	metrics *telemetry.Metrics
	log     *slog.Logger

	reloaded chan struct{} // has a place for one: there may be pictures to decode

	mu     sync.Mutex // one reload at a time, to its end
	failed string     // what was wrong at the last one; empty if nothing was
}

// reload shows the pages as they are now, if all is well with them. If not, the
// old ones stay, and the log says why. asked is whether somebody asked for it,
// and is to see in the log that it was done, whatever came of it.
func (l *live) reload(ctx context.Context, asked bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.failed
	s, changed, err := l.store.Reload()
	wrong := ""
	if err != nil {
		wrong = err.Error()
	}
	news := asked || changed || wrong != was
	if news && ctx.Err() == nil {
		l.metrics.Reloaded(err == nil, changed)
	}
	l.failed = wrong
	if err != nil {
		if news && ctx.Err() == nil {
			l.log.Error("the pages were not reloaded, and the old ones stay", "error", err)
		}
		return err
	}
	select {
	case l.reloaded <- struct{}{}:
	default: // that is known
	}
	switch {
	case changed:
		l.server.Show(ctx, s)
		l.log.Info("the pages were reloaded", "pages", len(s.Pages))
	case asked || was != "":
		l.log.Info("the pages are as they are shown already", "pages", len(s.Pages))
	}
	return nil
}

// decodePictures decodes the header pictures, now and after each reload, until ctx
// ends. Nobody waits for it: until a picture is decoded its text stands.
func (l *live) decodePictures(ctx context.Context) {
	said := map[site.Problem]bool{}
	for {
		var problems site.Problems
		if err := l.content.open(func(fsys fs.FS) { problems = l.loader.DecodePictures(ctx, fsys) }); err != nil {
			l.log.Warn("the header pictures cannot be read", "error", err)
		}
		now := map[site.Problem]bool{}
		for _, p := range problems {
			if now[p] = true; !said[p] {
				l.log.Warn("a header picture cannot be shown, and its text stands", "error", l.content.located(p).String())
			}
		}
		said = now
		select {
		case <-l.reloaded:
		case <-ctx.Done():
			return
		}
	}
}

// pages loads the pages for the first time. What they are watched by is nil if
// they are built in, and never change.
func (c *serveCommand) pages(ctx context.Context, loader *site.Loader, log *slog.Logger) (*site.Store, *watch.Folder, error) {
	if c.Content == "" {
		store, err := site.NewStore(func() (*site.Site, error) { return c.loadAgain(loader) })
		return store, nil, err
	}
	folder := watch.New(c.Content, watch.Options{
		Skip:    c.passedOver(),
		Problem: func(err error) { log.Warn("changes of the pages may be noticed late", "error", err) },
	})
	during := ctx // the first load; those that follow go on while the kiosk drains
	store, err := site.NewStore(func() (s *site.Site, err error) {
		err = folder.Read(during, func() error {
			s, err = c.loadAgain(loader)
			return err
		})
		return s, err
	})
	during = context.WithoutCancel(ctx)
	return store, folder, err
}
