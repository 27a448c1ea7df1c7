// Package live keeps what a running kiosk shows up to date: it loads the pages,
// loads them again when their folder changes or somebody asks for it, and hands
// new ones over to be shown. Pages with something wrong in them never take the
// place of those that are shown.
//
// It knows neither flags nor sessions: who uses it says how pages are loaded, and
// how they are shown.
package live

import (
	"context"
	"io/fs"
	"log/slog"
	"sync"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/watch"
)

// Options say where pages come from and where they go. All but Folder and Skip
// have to be set.
type Options struct {
	// Folder is watched for changes; empty if the pages are built in, and never
	// change.
	Folder string
	// Skip is what in the folder is passed over, as watch.Options has it.
	Skip []string
	// Load loads the pages. What is wrong with them is its error.
	Load func(*site.Loader) (*site.Site, error)
	// Open opens the pages' files for as long as read takes.
	Open func(read func(fs.FS)) error
	// Locate is a problem with its file as the organiser would open it.
	Locate func(site.Problem) site.Problem
	// Show shows other pages than before.
	Show func(*site.Site)
	// Count counts a reload: whether it went well, and changed the pages.
	Count func(ok, changed bool)
	Log   *slog.Logger
}

// Pages are the pages as they are shown, while they are edited. They are safe for
// concurrent use; of Run there may be one.
type Pages struct {
	options Options
	store   *site.Store
	loader  site.Loader
	folder  *watch.Folder // nil if the pages are built in

	reloaded chan struct{} // has a place for one: there may be pictures to decode

	mu     sync.Mutex // one reload at a time, to its end
	shown  *site.Site
	failed string // what was wrong at the last one; empty if nothing was
}

// Load loads the pages for the first time, once their folder rests. The error is
// Options.Load's, or says that the folder did not rest; or is ctx's.
func Load(ctx context.Context, o Options) (*Pages, error) {
	p := &Pages{options: o, reloaded: make(chan struct{}, 1)}
	load := func() (*site.Site, error) { return o.Load(&p.loader) }
	if o.Folder != "" {
		p.folder = watch.New(o.Folder, watch.Options{
			Skip:    o.Skip,
			Problem: func(err error) { o.Log.Warn("changes of the pages may be noticed late", "error", err) },
		})
	}
	during := ctx // the first load; those that follow go on while the kiosk drains
	var err error
	p.store, err = site.NewStore(func() (s *site.Site, err error) {
		if p.folder == nil {
			return load()
		}
		err = p.folder.Read(during, func() error {
			s, err = load()
			return err
		})
		return s, err
	})
	if err != nil {
		return nil, err
	}
	p.shown = p.store.Current()
	during = context.WithoutCancel(ctx)
	return p, nil
}

// Store has the pages as they were read last, and how the last reload went.
func (p *Pages) Store() *site.Store { return p.store }

// Editable reports whether the pages can change: those that are built in cannot.
func (p *Pages) Editable() bool { return p.folder != nil }

// Run reloads the pages whenever their folder changes, and decodes their header
// pictures, until ctx ends.
func (p *Pages) Run(ctx context.Context) {
	var both sync.WaitGroup
	both.Go(func() { p.decodePictures(ctx) })
	if p.folder != nil {
		p.folder.Run(ctx, func() { _, _ = p.reload(ctx, false) })
	}
	both.Wait()
}

// Reload shows the pages as they are now, if all is well with them. If not, the
// old ones stay, as they do where ctx ends before: the next reload shows those that
// were read. changed is whether they are others than before. The log says what came
// of it.
func (p *Pages) Reload(ctx context.Context) (changed bool, err error) { return p.reload(ctx, true) }

// reload is Reload. asked is whether somebody asked for it, and is to see in the
// log that it was done, whatever came of it.
func (p *Pages) reload(ctx context.Context, asked bool) (changed bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if ctx.Err() != nil { // whoever asked is gone by now
		return false, context.Cause(ctx)
	}
	log, was := p.options.Log, p.failed
	s, _, err := p.store.Reload()
	changed = err == nil && s != p.shown
	wrong := ""
	if err != nil {
		wrong = err.Error()
	}
	news := asked || changed || wrong != was
	if news && ctx.Err() == nil {
		p.options.Count(err == nil, changed)
	}
	if ctx.Err() == nil { // else nobody was told
		p.failed = wrong
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
	switch {
	case changed:
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		p.options.Show(s)
		p.shown = s
		log.Info("the pages were reloaded", "pages", len(s.Pages))
	case asked || was != "":
		log.Info("the pages are as they are shown already", "pages", len(s.Pages))
	}
	return changed, nil
}

// decodePictures decodes the header pictures, now and after each reload, until ctx
// ends. Nobody waits for it: until a picture is decoded its text stands.
func (p *Pages) decodePictures(ctx context.Context) {
	log, said := p.options.Log, map[site.Problem]bool{}
	for {
		var problems site.Problems
		if err := p.options.Open(func(fsys fs.FS) { problems = p.loader.DecodePictures(ctx, fsys) }); err != nil {
			log.Warn("the header pictures cannot be read", "error", err)
		}
		now := map[site.Problem]bool{}
		for _, problem := range problems {
			if now[problem] = true; !said[problem] {
				log.Warn("a header picture cannot be shown, and its text stands", "error", p.options.Locate(problem).String())
			}
		}
		said = now
		select {
		case <-p.reloaded:
		case <-ctx.Done():
			return
		}
	}
}
