package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// desk is where pages are edited and shown.
type desk struct {
	pages  *Pages
	text   string // of the page
	broken error  // why it cannot be loaded
	loads  func() // called when the pages are loaded, if it is not nil
	shown  []string
	counts []string
	log    bytes.Buffer
}

func (d *desk) files() fs.FS {
	return fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://e.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\n" + d.text + "\n")},
	}
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{text: "One."}
	var err error
	d.pages, err = Load(t.Context(), Options{
		Load: func(l *folder.Loader) (*site.Site, error) {
			if d.loads != nil {
				d.loads()
			}
			if d.broken != nil {
				return nil, d.broken
			}
			return l.Load(d.files(), folder.Options{}).Site, nil
		},
		Open:   func(read func(fs.FS)) error { read(d.files()); return nil },
		Locate: func(p report.Problem) report.Problem { return p },
		Show:   func(s *site.Site) { d.shown = append(d.shown, strings.TrimSpace(s.Home().Markdown)) },
		Count:  func(ok, changed bool) { d.counts = append(d.counts, fmt.Sprint(ok, changed)) },
		Log:    slog.New(slog.NewTextHandler(&d.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// expect checks what was shown, counted and logged since the last time.
func (d *desk) expect(t *testing.T, shown, counts, log []string) {
	t.Helper()
	if !reflect.DeepEqual(d.shown, shown) {
		t.Errorf("shown was %q, want %q", d.shown, shown)
	}
	if !reflect.DeepEqual(d.counts, counts) {
		t.Errorf("counted was %q, want %q", d.counts, counts)
	}
	lines := strings.Split(strings.TrimSpace(d.log.String()), "\n")
	if len(log) == 0 && d.log.Len() > 0 || len(log) > 0 && len(lines) != len(log) {
		t.Errorf("the log has\n%swant %d lines", d.log.String(), len(log))
	}
	for _, want := range log {
		if !strings.Contains(d.log.String(), want) {
			t.Errorf("the log has\n%swant %q", d.log.String(), want)
		}
	}
	d.shown, d.counts = nil, nil
	d.log.Reset()
}

func TestReloadShowsWhatChanged(t *testing.T) {
	d := newDesk(t)
	d.expect(t, nil, nil, nil) // the first load is shown by who asked for it
	d.text = "Two."
	if _, err := d.pages.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.expect(t, []string{"Two."}, []string{"true true"}, []string{"the pages were reloaded"})
	if _, err := d.pages.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.expect(t, nil, []string{"true false"}, []string{"the pages are as they are shown already"})
}

func TestWhatAReloadReadAndDidNotShowIsShownByTheNext(t *testing.T) {
	d := newDesk(t)
	d.text = "Two."
	gone, leave := context.WithCancel(t.Context())
	d.loads = leave
	for _, when := range []string{"leaves meanwhile", "is gone"} {
		if changed, err := d.pages.Reload(gone); changed || !errors.Is(err, context.Canceled) {
			t.Errorf("a reload whose organiser %s: changed %v, %v", when, changed, err)
		}
		d.expect(t, nil, nil, nil)
	}
	if changed, err := d.pages.reload(t.Context(), noticed); !changed || err != nil {
		t.Errorf("the next: changed %v, %v", changed, err)
	}
	d.expect(t, []string{"Two."}, []string{"true true"}, []string{"the pages were reloaded"})
}

func TestBrokenPagesAreReportedThoughWhoAskedIsGone(t *testing.T) {
	d := newDesk(t)
	d.broken = errors.New("page.md is broken")
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, _ = d.pages.Reload(gone)
	d.expect(t, nil, nil, nil)
	if _, err := d.pages.reload(t.Context(), noticed); !errors.Is(err, d.broken) {
		t.Errorf("the next: %v", err)
	}
	d.expect(t, nil, []string{"false false"}, []string{"the old ones stay"})
}

func TestBrokenPagesLeaveTheOldOnes(t *testing.T) {
	d := newDesk(t)
	d.text, d.broken = "Two.", errors.New("page.md is broken")
	if _, err := d.pages.Reload(t.Context()); !errors.Is(err, d.broken) {
		t.Errorf("reloading says %v", err)
	}
	d.expect(t, nil, []string{"false false"}, []string{"the pages were not reloaded, and the old ones stay"})

	t.Run("which is said once, unless somebody asks", func(t *testing.T) {
		_, _ = d.pages.reload(t.Context(), noticed)
		d.expect(t, nil, nil, nil)
		_, _ = d.pages.reload(t.Context(), asked)
		d.expect(t, nil, []string{"false false"}, []string{"the old ones stay"})
	})
	t.Run("and so is that all is well again", func(t *testing.T) {
		d.text, d.broken = "One.", nil
		for range 2 {
			if _, err := d.pages.reload(t.Context(), noticed); err != nil {
				t.Fatal(err)
			}
		}
		d.expect(t, nil, []string{"true false"}, []string{"the pages are as they are shown already"})
	})
}

func TestPagesThatAreBrokenFromTheStartAreAnError(t *testing.T) {
	want := errors.New("page.md is broken")
	_, err := Load(t.Context(), Options{Load: func(*folder.Loader) (*site.Site, error) { return nil, want }})
	if !errors.Is(err, want) {
		t.Errorf("loading says %v", err)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	d := newDesk(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { d.pages.Run(ctx); close(ended) }()
	cancel()
	<-ended
	if d.pages.Editable() {
		t.Error("built-in pages can be edited")
	}
}

func TestALargeSiteBeginsWithItsHomePage(t *testing.T) {
	files := fstest.MapFS{}
	const pages = 400
	for i := range pages {
		files[fmt.Sprintf("p%d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "# Page %d\n\nWords.", i)}
	}
	files["index.md"] = &fstest.MapFile{Data: []byte("# Home\n\n[One](p1.md)")}
	shown := make(chan *site.Site, 1)
	by := func(load func(*folder.Loader, fs.FS, folder.Options) *folder.Report) func(*folder.Loader) (*site.Site, error) {
		return func(l *folder.Loader) (*site.Site, error) { return load(l, files, folder.Options{}).Site, nil }
	}
	p, err := Load(t.Context(), Options{
		Load:   by((*folder.Loader).Load),
		First:  by((*folder.Loader).First),
		Open:   func(read func(fs.FS)) error { read(files); return nil },
		Locate: func(p report.Problem) report.Problem { return p },
		Show:   func(s *site.Site) { shown <- s },
		Count:  func(bool, bool) {},
		Log:    slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	first := p.Store().Current()
	if p.Whole() || len(first.Pages) != 1 || first.Home().Title != "Home" || first.TextBytes() < pages*10 {
		t.Errorf("%d pages are shown first, with %d bytes", len(first.Pages), first.TextBytes())
	}
	if to := first.Home().Resources[0].Target; to != "p1" || first.Page(to) != nil {
		t.Errorf("%s is there already", to)
	}
	go p.Run(t.Context())
	if s := <-shown; len(s.Pages) != pages+1 || s.Partial || s.Page(s.Home().Resources[0].Target) == nil {
		t.Errorf("%d pages are shown then", len(s.Pages))
	}
	if !p.Whole() {
		t.Error("not all is there")
	}
}
