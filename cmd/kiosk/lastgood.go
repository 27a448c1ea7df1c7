package main

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/lastgood"
	"hackday.example/kiosk/internal/live"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/when"
)

// keeping is where a kiosk keeps its last good site.
type keeping struct {
	shelf  *lastgood.Shelf // nil where none is kept
	none   string          // why none is; empty if one is, or the pages are built in
	before *lastgood.Copy  // of before this start; nil if there is none
}

// beginKeeping finds what was kept before, and sees whether anything can be kept.
func (k *kiosk) beginKeeping() {
	k.shown = download.NewStandIn(k.files())
	k.Shown = k.shown
	if k.Content == "" { // never broken
		return
	}
	state := k.stateFlags.folder()
	if state == "" {
		k.keeping.none = "this system names no folder for it; --state DIR does"
		return
	}
	shelf := lastgood.New(state, k.keptAs())
	var err error
	if k.keeping.before, err = shelf.Find(); err != nil {
		k.log.Warn("the last good site of before cannot be used", "folder", shelf.Path(), "error", err)
	}
	if err := shelf.Begin(); err != nil {
		k.keeping.none = fmt.Sprintf("%s: %v", shelf.Path(), err)
		return
	}
	k.keeping.shelf = shelf
}

// apartFromCopy refuses folders of the organisers' where the last good site is kept: what is
// there is the kiosk's, and is replaced and removed.
func (c *serveCommand) apartFromCopy(announced string) error {
	state := c.stateFlags.folder()
	if c.Content == "" || state == "" {
		return nil
	}
	copies := lastgood.New(state, c.keptAs()).Path()
	for _, f := range []struct{ what, folder, flag string }{
		{"content folder", c.Content, "--content"},
		{"keys folder", c.Keys, "--keys"},
		{"announcements folder", announced, "--announcements"},
		{"cache folder", c.cacheFlags.folder(), "--cache"},
	} {
		if f.folder != "" && inside(copies, f.folder) {
			return hint(fmt.Errorf("the %s %s is in %s, where the kiosk keeps its copy of the last good pages", f.what, f.folder, copies), "move it elsewhere, and name it with %s; or name another folder with --state", f.flag)
		}
	}
	return nil
}

// keptAs tells a copy of these pages from that of others.
func (f contentFlags) keptAs() lastgood.Of {
	of := lastgood.Of{Folder: f.Content, Form: f.From}
	if absolute, err := filepath.Abs(f.Content); err == nil {
		of.Folder = absolute
	}
	return of
}

// refuseHomeless adds that the kiosk which keeps its last good site in a folder of state would
// not show the pages, though it could as they are.
func (f contentFlags) refuseHomeless(state string, r *folder.Report) {
	if state == "" || r.Site == nil {
		return
	}
	if lost := lastgood.New(state, f.keptAs()).Home().Lost(r.Site); lost != nil {
		r.Problems = append(r.Problems, *lost)
		r.Problems.Sort()
		r.Errors++
		r.Site = nil
	}
}

// lastGood is what live needs of it; nil where nothing was or is kept.
func (k *kiosk) lastGood() *live.LastGood {
	l := &live.LastGood{}
	if k.keeping.before != nil {
		l.Home, l.Load = k.keeping.before.Home, k.loadKept
	}
	if k.keeping.shelf != nil {
		l.Keep = func(ctx context.Context, sources folder.Sources) error {
			return k.keeping.shelf.Keep(ctx, download.Folder(k.Content), sources)
		}
		l.Withdraw = k.keeping.shelf.Withdraw
	}
	return l
}

// loadKept loads the last good site of before this start, and has its files opened from
// there.
func (k *kiosk) loadKept(l *folder.Loader) (*site.Site, error) {
	kept := k.contentFlags
	kept.Content = k.keeping.before.Path
	var r *folder.Report
	err := kept.open(func(fsys fs.FS) {
		o := k.options() // of the folder that it is a copy of
		o.Form = k.keeping.before.Form
		r = l.Load(fsys, o)
	})
	if err != nil {
		return nil, err
	}
	if r.Site == nil {
		return nil, kept.explain(r)
	}
	k.shown.Use(download.Folder(kept.Content))
	return r.Site, nil
}

// openShown opens the folder of the pages that are shown.
func (k *kiosk) openShown(read func(fs.FS)) error {
	shown := k.contentFlags
	if instead := k.shown.Folder(); instead != "" {
		shown.Content = instead
	}
	return shown.open(read)
}

// troubled notes that pages cannot be loaded, or can be again.
func (k *kiosk) troubled(t *live.Trouble) {
	if t == nil {
		k.shown.Use("")
	}
	k.server.TellTrouble(context.Background(), k.troubleLine(t))
}

// troubleLine is what organisers are told on the bottom line: the reason first, for what
// does not fit is cut off.
func (k *kiosk) troubleLine(t *live.Trouble) string {
	if t == nil {
		return ""
	}
	return clean.Line(fmt.Sprintf("%s (pages not loaded since %s; %s shown)", t.Err, t.Since.Format("15:04"), k.older(t)))
}

// older names the pages that are shown where those in the folder cannot be.
func (k *kiosk) older(t *live.Trouble) string {
	if t.Restarted {
		return "the last good ones, of " + k.keeping.before.Kept.Format("15:04 on 2 January") + ", are"
	}
	return "the old ones are"
}

// troubleRows are what organisers are told of pages that cannot be loaded.
func (k *kiosk) troubleRows(now time.Time) [][2]string {
	t := k.pages.Trouble()
	if t == nil {
		return nil
	}
	return [][2]string{{"pages", fmt.Sprintf("not loaded since %s; %s shown: %v", when.Since(t.Since, now), k.older(t), t.Err)}}
}

// keptRows are what organisers are told of what is kept.
func (k *kiosk) keptRows(age func(time.Time) string) (rows [][2]string) {
	const name = "for a restart"
	if k.keeping.shelf == nil {
		if k.keeping.none != "" {
			rows = append(rows, [2]string{name, "no pages are kept: " + k.keeping.none})
		}
		return rows
	}
	kept, err := k.keeping.shelf.Find()
	switch {
	case err != nil:
		rows = append(rows, [2]string{name, "no pages are kept: " + err.Error()})
	case kept == nil:
		rows = append(rows, [2]string{name, "no pages are kept yet"})
	default:
		rows = append(rows, [2]string{name, fmt.Sprintf("the pages are kept as of %s, %s in %s", age(kept.Kept), site.FormatSize(kept.Bytes), kept.Path)})
	}
	return rows
}
