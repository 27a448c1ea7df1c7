package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// The defaults of Options.
const (
	DefaultRest    = 2 * time.Second
	DefaultMaxWait = time.Minute
)

// fewFiles is how many files or new pages are no sign of a rebuild, however small
// the site is: editors leave copies and take them away, and people add a page or
// two.
const fewFiles = 10

// Waiting is why pages are not shown yet: the folder seems to be in the middle of
// being written again. They are read when it has rested, or when it has been waited
// for long enough, and shown as they are then.
type Waiting struct {
	What string        // that tells so
	Rest time.Duration // without a change is awaited
	Left time.Duration // to the time when it is waited for no longer
	soon time.Duration // how much of Rest is left, if nothing changes any more
}

func (w *Waiting) Error() string {
	return fmt.Sprintf("the folder seems to be in the middle of being written: %s; it is read when nothing in it has changed for %v, or in %v at the latest, and shown as it is then", w.What, w.Rest, w.Left.Round(time.Second))
}

// rebuild is what is known of a folder that is being written again: programs that
// build a site empty its folder and fill it within seconds, with pauses. The zero
// rebuild is none. It is guarded by Pages.mu.
type rebuild struct {
	began time.Time     // when the first sign was seen; zero if there is none
	rest  time.Duration // that the folder must have
	what  string        // the last sign
	said  bool          // in the log
}

// sign notes a sign of a rebuild; an empty one is none.
func (r *rebuild) sign(what string, rest time.Duration, now time.Time) {
	if what == "" {
		return
	}
	if r.began.IsZero() {
		r.began = now
	}
	r.what, r.rest = what, max(r.rest, rest)
}

// waiting is why the folder is not read now; nil if it is to be. p.mu must be held.
func (p *Pages) waiting() *Waiting {
	r := &p.rebuild
	if r.began.IsZero() {
		return nil
	}
	left := p.options.MaxWait - p.now().Sub(r.began)
	soon := r.rest - p.rested()
	if left <= 0 || soon <= 0 {
		return nil
	}
	return &Waiting{What: r.what, Rest: r.rest, Left: left, soon: min(soon, left)}
}

// early is waiting, before the folder is read: many files went. p.mu must be held.
func (p *Pages) early() error {
	if p.rested == nil {
		return nil
	}
	p.rested() // looks
	if lost := p.filesThen - p.files(); lost > fewFiles && lost*10 > p.filesThen {
		p.rebuild.sign(p.lostFiles(lost), p.options.Rest, p.now())
	}
	if w := p.waiting(); w != nil {
		return w
	}
	return nil
}

// homeless is why pages are not shown in place of those with a home; nil if they are.
func (p *Pages) homeless(home folder.Home, loaded *site.Site) error {
	if lost := home.Lost(loaded); lost != nil {
		return errors.New(p.options.Locate(*lost).String())
	}
	return nil
}

func (p *Pages) lostFiles(lost int) string {
	return fmt.Sprintf("%d of %s", lost, words.Counted(p.filesThen, "file is missing", "files are missing"))
}

// pagesThere says how many of the pages of before are there.
func pagesThere(n, of int) string {
	return fmt.Sprintf("%d of %s", n, words.Counted(of, "page is there", "pages are there"))
}

// vet returns what was loaded from the folder, or a Waiting in its stead. p.mu must
// be held, but for the first load.
func (p *Pages) vet(loaded *site.Site, err error) (*site.Site, error) {
	if p.rested == nil { // there is no folder
		return loaded, err
	}
	if p.store != nil && p.Whole() { // there is something to stay
		if err == nil {
			err = p.homeless(folder.HomeOf(p.store.Current()), loaded)
		}
		if err != nil {
			p.signOfError()
		} else {
			p.signOfPages(p.store.Current(), loaded)
		}
		if w := p.waiting(); w != nil {
			return nil, w
		}
	}
	if err == nil {
		p.filesThen = p.files()
	}
	return loaded, err
}

// signOfError looks for a sign in a folder that did not load. What is wrong in a
// folder that has all its files is told at once.
func (p *Pages) signOfError() {
	switch lost := p.filesThen - p.files(); {
	case lost*10 > p.filesThen:
		p.rebuild.sign(p.lostFiles(lost), p.options.Rest, p.now())
	case lost > 0:
		p.rebuild.sign(p.lostFiles(lost), p.options.Rest/2, p.now())
	}
}

// signOfPages looks for a sign in what pages there are. A few that went are waited
// for half as long: some editors remove a file before they write it again.
func (p *Pages) signOfPages(old, loaded *site.Site) {
	there := map[string]bool{}
	for _, name := range loaded.PageNames() {
		there[name] = true
	}
	lost, kept := 0, 0
	names := old.PageNames()
	for _, name := range names {
		switch {
		case there[name]:
			kept++
		case lost*10 > len(names): // it is known that there are many
			lost++
		case loaded.Page(name) == nil && loaded.LeftOut(name) == "": // nor is it another name of a page, or broken
			lost++
		}
	}
	came := len(there) - kept
	now, rest := p.now(), p.options.Rest
	switch home := old.Home().Name; {
	case !there[home] && loaded.Page(home) == nil && loaded.LeftOut(home) == "":
		p.rebuild.sign(fmt.Sprintf("the home page, %s, is missing, and %s", home, pagesThere(len(names)-lost, len(names))), rest, now)
	case lost*10 > len(names):
		p.rebuild.sign(pagesThere(len(names)-lost, len(names)), rest, now)
	case lost > 0:
		p.rebuild.sign(pagesThere(len(names)-lost, len(names)), rest/2, now)
	case came > fewFiles && came*10 > len(names):
		p.rebuild.sign(words.Counted(came, "new page has appeared", "new pages have appeared"), rest, now)
	}
}

// tellWaiting says that it is waited, in the log: once, if that is not for a page or
// two, and to whoever asked. p.mu must be held.
func (p *Pages) tellWaiting(w *Waiting, asked bool) {
	if asked || !p.rebuild.said && w.Rest == p.options.Rest {
		p.rebuild.said = true
		p.options.Log.Info("the pages seem to be in the middle of being written, and the old ones stay meanwhile", "found", w.What, "rest", w.Rest, "at_most", w.Left.Round(time.Second))
	}
	select {
	case p.waits <- struct{}{}:
	default: // that is known
	}
}

// awaitRest reloads the pages when a folder that was being written has rested,
// until ctx ends.
func (p *Pages) awaitRest(ctx context.Context) {
	for {
		select {
		case <-p.waits:
		case <-ctx.Done():
			return
		}
		for p.rebuilding() {
			if w := p.lockedWaiting(); w != nil {
				if sleep(ctx, w.soon) != nil {
					return
				}
				continue
			}
			if _, err := p.reload(ctx, noticed); err != nil && ctx.Err() != nil {
				return
			}
		}
	}
}

func (p *Pages) rebuilding() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.rebuild.began.IsZero()
}

func (p *Pages) lockedWaiting() *Waiting {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.waiting()
}

// sleep waits, or returns why it did not.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
