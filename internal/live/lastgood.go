package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/lastgood"
	"hackday.example/kiosk/internal/site"
)

// LastGood is where the last good site is kept over a restart.
type LastGood struct {
	// Home is that of the site of before this start; the zero Home where there is none.
	Home folder.Home
	// Load loads it. The error is why it cannot be loaded; nil Load where there is none.
	Load func(*folder.Loader) (*site.Site, error)
	// Keep keeps the files of the site that is shown, as lastgood.Shelf does; nil where
	// nothing can be kept.
	Keep func(context.Context, folder.Sources) error
	// Withdraw gives up what is kept, if it has files that the site which is to be shown
	// has not, as lastgood.Shelf does. Set if Keep is.
	Withdraw func(folder.Sources) error
}

// Trouble is that the pages cannot be loaded, and older ones are shown.
type Trouble struct {
	Since time.Time // when that was found first
	Err   error     // why, at the last attempt
	// Restarted says that it was so when the kiosk started, and the last good site of
	// before is shown.
	Restarted bool
}

// Trouble is why other pages are shown than are in the folder; nil if those are.
func (p *Pages) Trouble() *Trouble { return p.trouble.Load() }

// troubled notes how the last attempt to load the pages ended. p.mu must be held.
func (p *Pages) troubled(err error) {
	was := p.trouble.Load()
	var now *Trouble
	switch {
	case err == nil && was == nil:
		return
	case err == nil:
	case was == nil:
		now = &Trouble{Since: p.now(), Err: err}
	case was.Err.Error() == err.Error():
		return
	default:
		now = &Trouble{Since: was.Since, Err: err, Restarted: was.Restarted}
	}
	p.trouble.Store(now)
	if p.options.Troubled != nil {
		p.options.Troubled(now)
	}
}

// instead is the site to begin with, after the pages were loaded, or were not. That the last
// good site could not be loaded either is no reason to say less of the pages.
func (p *Pages) instead(ctx context.Context, loaded *site.Site, err error) (*site.Site, error) {
	kept := p.options.LastGood
	if kept == nil || kept.Load == nil || ctx.Err() != nil {
		return loaded, err
	}
	if err == nil {
		err = p.homeless(kept.Home, loaded)
	}
	if err == nil {
		return loaded, nil
	}
	old, why := p.loadKept()
	switch {
	case why == nil:
		p.failed = err.Error()
		p.trouble.Store(&Trouble{Since: p.now(), Err: err, Restarted: true})
		p.options.Log.Error("the pages cannot be loaded, and the last good ones are shown", "error", err)
		return old, err
	case loaded != nil:
		p.options.Log.Error("the last good pages cannot be loaded either, and another page is the first", "error", err, "last_good", why)
		return loaded, nil
	}
	p.options.Log.Error("the last good pages cannot be loaded either", "error", why)
	return nil, err
}

// loadKept loads the last good site. What is kept may be anything, and must not end the
// program.
func (p *Pages) loadKept() (s *site.Site, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, fmt.Errorf("loading the site: %v", r)
		}
	}()
	return p.options.LastGood.Load(&p.loader)
}

// The pace at which sites are kept while their pages are edited.
const (
	// keepPause is the least time from one copy to the next.
	keepPause = 5 * time.Second

	// keepShare is the part of the time that copies take at most, as 1/keepShare.
	keepShare = 20
)

// keepSoon has Run keep the pages that were loaded last, which are shown then. What is kept
// of pages that are no more is given up before it returns. p.mu must be held,
// but for the first load.
func (p *Pages) keepSoon() {
	if l := p.options.LastGood; l == nil || l.Keep == nil {
		return
	}
	sources := p.loader.Sources() // now: the next load may be one that is not shown
	if err := p.options.LastGood.Withdraw(sources); err != nil {
		p.options.Log.Error("pages that are gone may come back at a restart: the older copy cannot be removed", "error", err)
	}
	p.sources.Store(&sources)
	select {
	case p.keeps <- struct{}{}:
	default: // that is known
	}
}

// awaitKeeps keeps the site whenever it was loaded well, until ctx ends. What went wrong is
// said once for each reason: nobody waits for a copy, and the next one may be well.
func (p *Pages) awaitKeeps(ctx context.Context) {
	said := ""
	for {
		select {
		case <-p.keeps:
		case <-ctx.Done():
			return
		}
		sources := *p.sources.Load()
		if len(sources.Files) == 0 { // the rest of the pages is being read
			continue
		}
		// A file that was just written may be written again within a tick of the clock, and
		// look the same.
		if sleep(ctx, unsettled(sources, time.Now())) != nil {
			return
		}
		begin := time.Now()
		err := p.options.LastGood.Keep(ctx, sources)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			said = ""
		case errors.Is(err, lastgood.ErrChanged): // they are loaded again, and kept then
		case err.Error() != said:
			said = err.Error()
			p.options.Log.Warn("the pages are not kept for a restart", "error", err)
		}
		if sleep(ctx, max(keepPause, keepShare*time.Since(begin))) != nil {
			return
		}
	}
}

// unsettled is for how long it is not known that a later change of a file would be seen.
func unsettled(sources folder.Sources, now time.Time) time.Duration {
	newest := int64(0)
	for _, f := range sources.Files {
		newest = max(newest, cmp.Or(f.Changed, f.Modified))
	}
	// One of the future is not waited for.
	return min(max(time.Unix(0, newest).Add(files.Tick).Sub(now), 0), files.Tick)
}
