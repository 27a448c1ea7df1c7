// Package live keeps what a running kiosk shows up to date: it loads the pages,
// loads them again when their folder changes or somebody asks for it, and hands
// new ones over to be shown. Pages with something wrong in them never take the
// place of those that are shown.
//
// It knows neither flags nor sessions: who uses it says how pages are loaded, and
// how they are shown.
package live

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/watch"
)

// Options say where pages come from and where they go. All but Folder, Skip, LastGood,
// Troubled and the durations have to be set.
type Options struct {
	// Folder is watched for changes; empty if the pages are built in, and never
	// change.
	Folder string
	// Settle is how long nothing in the folder may change before it is read; 0 for
	// watch.DefaultSettle.
	Settle time.Duration
	// Rest is how long nothing in the folder may change before its pages are shown
	// where it seems to be in the middle of being written again: where the home page
	// is missing, or more than a tenth of the pages or files. Where only a few are
	// missing it is half of that. 0 is DefaultRest.
	Rest time.Duration
	// MaxWait is for how long such a folder is waited for; 0 is DefaultMaxWait.
	MaxWait time.Duration
	// Skip is what in the folder is passed over, as watch.Options has it.
	Skip []string
	// Load loads the pages. What is wrong with them is its error.
	Load func(*folder.Loader) (*site.Site, error)
	// First loads what is shown first, while Load has not loaded all; nil if that is
	// what Load loads. Where its site is Partial, Run loads the rest.
	First func(*folder.Loader) (*site.Site, error)
	// LastGood is the site of before a restart; nil where none is kept.
	LastGood *LastGood
	// Open opens the files of the pages that are shown for as long as read takes.
	Open func(read func(fs.FS)) error
	// Locate is a problem with its file as the organiser would open it.
	Locate func(report.Problem) report.Problem
	// Show shows other pages than before.
	Show func(*site.Site)
	// Count counts a reload: whether it went well, and changed the pages.
	Count func(ok, changed bool)
	// Troubled is told when the pages cannot be loaded, or not for the same reason as
	// before; and with nil when they can be again, before they are shown. nil if nobody is.
	Troubled func(*Trouble)
	Log      *slog.Logger
}

// Pages are the pages as they are shown, while they are edited. They are safe for
// concurrent use; of Run there may be one.
type Pages struct {
	options Options
	store   *site.Store
	loader  folder.Loader
	folder  *watch.Folder // nil if the pages are built in

	reloaded chan struct{} // has a place for one: there may be other problems
	waits    chan struct{} // has a place for one: there is a rebuild
	// refreshes has a place for one: there is more than is shown
	refreshes chan struct{}
	keeps     chan struct{} // has a place for one: the pages were loaded well

	now    func() time.Time
	rested func() time.Duration // how long the folder has; nil if the pages are built in
	files  func() int           // in the folder

	trouble atomic.Pointer[Trouble]        // nil while all is well
	sources atomic.Pointer[folder.Sources] // of the pages that were loaded well last; nil where none are kept

	mu        sync.Mutex // one reload at a time, to its end
	shown     *site.Site
	failed    string // what was wrong at the last one; empty if nothing was
	rebuild   rebuild
	filesThen int // in the folder, when the pages were last taken from it
}

// Load loads the pages for the first time, once their folder rests; or the last good site,
// where they cannot be loaded and there is one: see Trouble. The error is Options.Load's,
// or says that the folder did not rest; or is ctx's.
func Load(ctx context.Context, o Options) (*Pages, error) {
	o.Rest = cmp.Or(o.Rest, DefaultRest)
	o.MaxWait = cmp.Or(o.MaxWait, DefaultMaxWait)
	p := &Pages{options: o, reloaded: make(chan struct{}, 1), waits: make(chan struct{}, 1), refreshes: make(chan struct{}, 1), keeps: make(chan struct{}, 1), now: time.Now}
	during := ctx   // the first load; those that follow go on while the kiosk drains
	read := o.First // the first time
	if read == nil {
		read = o.Load
	}
	load := func() (*site.Site, error) { return read(&p.loader) }
	if o.Folder != "" {
		p.folder = watch.New(o.Folder, watch.Options{
			Settle:  o.Settle,
			Skip:    o.Skip,
			Problem: func(err error) { o.Log.Warn("changes of the pages may be noticed late", "error", err) },
		})
		p.rested, p.files = p.folder.Rested, p.folder.Files
		load = func() (s *site.Site, err error) {
			err = p.folder.Read(during, func() error {
				s, err = read(&p.loader)
				return err
			})
			return s, err
		}
	}
	var err error
	p.store, err = site.NewStore(func() (*site.Site, error) { return p.vet(load()) }, func(loaded *site.Site, err error) (*site.Site, error) {
		return p.instead(ctx, loaded, err)
	})
	if err != nil {
		return nil, err
	}
	p.shown = p.store.Current()
	if p.trouble.Load() == nil {
		p.keepSoon()
	}
	during, read = context.WithoutCancel(ctx), o.Load
	return p, nil
}

// Store has the pages as they were read last, and how the last reload went.
func (p *Pages) Store() *site.Store { return p.store }

// Whole reports whether all pages are here.
func (p *Pages) Whole() bool { return !p.store.Current().Partial }

// Editable reports whether the pages can change: those that are built in cannot.
func (p *Pages) Editable() bool { return p.folder != nil }

// Run reloads the pages whenever their folder changes, or Refresh was called, and logs
// which of their pictures cannot be shown, until ctx ends.
func (p *Pages) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { p.logPictures(ctx) })
	all.Go(func() { p.awaitRest(ctx) })
	all.Go(func() { p.awaitRefreshes(ctx) })
	all.Go(func() { p.awaitKeeps(ctx) })
	if p.store.Current().Partial {
		all.Go(func() { _, _ = p.reload(ctx, noticed) })
	}
	if p.folder != nil {
		p.folder.Run(ctx, func() { _, _ = p.reload(ctx, noticed) })
	}
	all.Wait()
}

// Reload shows the pages as they are now, if all is well with them. If not, the
// old ones stay, as they do where ctx ends before: the next reload shows those that
// were read. changed is whether they are others than before. The log says what came
// of it.
//
// Where the folder seems to be in the middle of being written, Reload waits for it
// to rest, for Options.Rest at most. What is missing then was meant to go. Where
// something is still being written then, the error is a *Waiting, and Run goes on
// waiting.
func (p *Pages) Reload(ctx context.Context) (changed bool, err error) {
	p.mu.Lock()
	before := p.shown
	p.mu.Unlock()
	changed, err = p.reload(ctx, asked)
	var w *Waiting
	if !errors.As(err, &w) {
		return changed, err
	}
	if err := sleep(ctx, w.soon); err != nil {
		return false, err
	}
	if _, err = p.reload(ctx, asked); err != nil {
		return false, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown != before, nil // Run may have been faster
}

// reload is Reload, but does not wait: the error is a *Waiting where the folder is
// to rest first.
func (p *Pages) reload(ctx context.Context, why cause) (changed bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if ctx.Err() != nil { // whoever asked is gone by now
		return false, context.Cause(ctx)
	}
	log, was := p.options.Log, p.failed
	s, err := p.load()
	if w := (*Waiting)(nil); errors.As(err, &w) {
		p.tellWaiting(w, why == asked)
		return false, w
	}
	waited := p.rebuild.said
	p.rebuild = rebuild{}
	changed = err == nil && s != p.shown
	wrong := ""
	if err != nil {
		wrong = err.Error()
	}
	news := why == asked || changed || wrong != was
	if news && ctx.Err() == nil {
		p.options.Count(err == nil, changed)
	}
	if ctx.Err() == nil { // else nobody was told
		p.failed = wrong
		p.troubled(err)
	}
	if err != nil {
		if news && ctx.Err() == nil {
			log.Error("the pages were not reloaded, and the old ones stay", "error", err)
		}
		return false, err
	}
	select {
	case p.reloaded <- struct{}{}:
	default: // that is known
	}
	p.keepSoon()
	switch {
	case changed:
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		said := "the pages were reloaded"
		switch {
		case p.shown.Partial:
			said = "all pages are here"
		case why == refreshed:
			said = "the pages have what was made ready"
		}
		p.options.Show(s)
		p.shown = s
		log.Info(said, "pages", len(s.Pages))
	case why == asked || waited || was != "":
		log.Info("the pages are as they are shown already", "pages", len(s.Pages))
	}
	return changed, nil
}

// load has the store load the pages, unless the folder is to rest first.
func (p *Pages) load() (*site.Site, error) {
	if err := p.early(); err != nil {
		return nil, err
	}
	s, _, err := p.store.Reload()
	return s, err
}
