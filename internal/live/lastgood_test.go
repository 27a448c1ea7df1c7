package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/lastgood"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// restart is a kiosk that starts, with a site that was kept or without.
type restart struct {
	content, kept fstest.MapFS // nil for none
	keep          func() error // nil for nothing that is kept
	log           bytes.Buffer
	told          []string // of trouble
	shown         []string
	withdrawn     []folder.Sources
	showing       func() // called when pages are shown; nil for nothing
}

func (r *restart) load(l *folder.Loader, files fstest.MapFS, name string) (*site.Site, error) {
	if files == nil {
		return nil, errors.New(name + " is not there")
	}
	report := l.Load(files, folder.Options{})
	if report.Site == nil {
		return nil, errors.New(report.Problems[0].String())
	}
	return report.Site, nil
}

func (r *restart) start(t *testing.T) (*Pages, error) {
	t.Helper()
	lastGood := &LastGood{}
	if r.kept != nil {
		lastGood.Home = folder.Home{Page: "index", File: "index.md"}
		lastGood.Load = func(l *folder.Loader) (*site.Site, error) { return r.load(l, r.kept, "the copy") }
	}
	if r.keep != nil {
		lastGood.Keep = func(context.Context, folder.Sources) error { return r.keep() }
		lastGood.Withdraw = func(s folder.Sources) error { r.withdrawn = append(r.withdrawn, s); return nil }
	}
	return Load(t.Context(), Options{
		Load:     func(l *folder.Loader) (*site.Site, error) { return r.load(l, r.content, "the folder") },
		LastGood: lastGood,
		Open:     func(read func(fs.FS)) error { read(r.content); return nil },
		Locate:   func(p report.Problem) report.Problem { return p },
		Show: func(s *site.Site) {
			r.shown = append(r.shown, text(s))
			if r.showing != nil {
				r.showing()
			}
		},
		Count: func(bool, bool) {},
		Troubled: func(tr *Trouble) {
			if tr == nil {
				r.told = append(r.told, "well")
			} else {
				r.told = append(r.told, tr.Err.Error())
			}
		},
		Log: slog.New(slog.NewTextHandler(&r.log, nil)),
	})
}

func text(s *site.Site) string { return strings.TrimSpace(s.Home().Markdown) }

// pagesOf is a folder of pages by their names and texts.
func pagesOf(texts ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i := 0; i < len(texts); i += 2 {
		files[texts[i]+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil, page, texts[i], texts[i+1])}
	}
	return files
}

func TestWhatARestartShows(t *testing.T) {
	deep := strings.Repeat("> ", site.MaxDepth+1) + "x"
	for _, tt := range []struct {
		name          string
		content, kept fstest.MapFS
		shown         string // the home page's text; empty for an error
		trouble       string // why; empty for none
	}{
		{"pages that can be loaded", pagesOf("index", "New."), pagesOf("index", "Old."), "New.", ""},
		{"a page less", pagesOf("index", "New."), pagesOf("index", "Old.", "more", "More."), "New.", ""},
		{"another page that cannot be shown", pagesOf("index", "New.", "more", deep), pagesOf("index", "Old.", "more", "More."), "New.", ""},
		{"another home page", pagesOf("about", "New."), pagesOf("index", "Old."), "New.", ""},
		{"no page that can be shown", pagesOf("index", deep), pagesOf("index", "Old."), "Old.", "index.md: error: lists"},
		{"no page", fstest.MapFS{}, pagesOf("index", "Old."), "Old.", ".: error: there is no page here"},
		{"no folder", nil, pagesOf("index", "Old."), "Old.", "the folder is not there"},
		{"a home page that cannot be shown", pagesOf("index", deep, "more", "More."), pagesOf("index", "Old."), "Old.", "index.md: error: the home page cannot be shown: lists"},
		{"the same, and a copy that cannot be loaded", pagesOf("index", deep, "more", "More."), fstest.MapFS{}, "More.", ""},
		{"nothing, and a copy that cannot be loaded", fstest.MapFS{}, fstest.MapFS{}, "", ".: error: there is no page here"},
		{"nothing, and no copy", fstest.MapFS{}, nil, "", ".: error: there is no page here"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &restart{content: tt.content, kept: tt.kept}
			p, err := r.start(t)
			if tt.shown == "" {
				if err == nil || !strings.HasPrefix(err.Error(), tt.trouble) {
					t.Errorf("it starts: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := text(p.Store().Current()); got != tt.shown {
				t.Errorf("it shows %q, want %q", got, tt.shown)
			}
			trouble := p.Trouble()
			if (trouble == nil) != (tt.trouble == "") || trouble != nil && (!trouble.Restarted || !strings.HasPrefix(trouble.Err.Error(), tt.trouble)) {
				t.Errorf("the trouble is %+v, want %q", trouble, tt.trouble)
			}
			if tt.trouble != "" && (!strings.Contains(r.log.String(), "the last good ones are shown") || !strings.Contains(r.log.String(), tt.trouble) || p.Store().Last().Err == nil) {
				t.Errorf("the log has\n%s", r.log.String())
			}
		})
	}
}

func TestTroubleLastsUntilThePagesCanBeLoaded(t *testing.T) {
	r := &restart{content: fstest.MapFS{}, kept: pagesOf("index", "Old.")}
	p, err := r.start(t)
	if err != nil {
		t.Fatal(err)
	}
	since := p.Trouble().Since
	reload := func() { _, _ = p.Reload(t.Context()) }
	reload() // as before
	r.content = nil
	reload()
	if now := p.Trouble(); !now.Since.Equal(since) || !now.Restarted {
		t.Errorf("then the trouble is %+v", now)
	}
	r.content = pagesOf("index", "Old.") // as it was kept
	reload()
	if now := p.Trouble(); now != nil {
		t.Errorf("at last the trouble is %+v", now)
	}
	r.content = nil
	reload()
	if now := p.Trouble(); now == nil || now.Restarted {
		t.Errorf("then the trouble is %+v", now)
	}
	if got, want := strings.Join(r.told, "; "), "the folder is not there; well; the folder is not there"; got != want {
		t.Errorf("told was %q, want %q", got, want)
	}
}

// What is kept is known to be old before others are shown, however long the next copy takes.
func TestACopyIsWithdrawnBeforeOtherPagesAreShown(t *testing.T) {
	r := &restart{content: pagesOf("index", "Old.", "more", "More."), keep: func() error { return nil }}
	p, err := r.start(t)
	if err != nil {
		t.Fatal(err)
	}
	files := func(want ...string) {
		t.Helper()
		var got []string
		for _, f := range r.withdrawn[len(r.withdrawn)-1].Files {
			got = append(got, f.Path)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the site is said to have %q, want %q", got, want)
		}
	}
	files("index.md", "more.md")
	r.content = pagesOf("index", "New.")
	r.showing = func() { files("index.md") }
	if _, err := p.Reload(t.Context()); err != nil || len(r.shown) != 1 {
		t.Errorf("shown is %q, %v", r.shown, err)
	}
	r.content = fstest.MapFS{}
	n := len(r.withdrawn)
	if _, err := p.Reload(t.Context()); err == nil || len(r.withdrawn) != n {
		t.Error("pages that cannot be shown withdraw what is kept")
	}
}

// Sites are kept at a pace, however often they are edited; what is wrong is said once.
func TestASiteIsKeptAtAPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keeps, failing := 0, errors.New("no space left on device")
		r := &restart{content: pagesOf("index", "0")}
		r.keep = func() error {
			if keeps++; keeps == 2 {
				return lastgood.ErrChanged
			}
			return failing
		}
		p, err := r.start(t)
		if err != nil {
			t.Fatal(err)
		}
		ctx, end := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { p.Run(ctx); close(ended) }()
		for i := range 60 { // edits, one a second
			r.content = pagesOf("index", fmt.Sprint(i))
			if _, err := p.Reload(ctx); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Second)
			synctest.Wait()
		}
		if most := int(time.Minute/keepPause) + 1; keeps < 2 || keeps > most {
			t.Errorf("%d copies in a minute, and %d are the most", keeps, most)
		}
		if n := strings.Count(r.log.String(), "not kept for a restart"); n != 1 {
			t.Errorf("it was said %d times:\n%s", n, r.log.String())
		}
		end()
		<-ended
	})
}
