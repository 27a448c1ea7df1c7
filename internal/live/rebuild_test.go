package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

const (
	settings = "title: T\nurl: https://e.org\nhome: %s\n"
	page     = "---\ntitle: %s\n---\n%s\n"
)

// patience is how long what is bound to happen may take on a loaded machine.
const patience = 20 * time.Second

func await(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for begin := time.Now(); !happened(); time.Sleep(time.Millisecond) {
		if time.Since(begin) > patience {
			t.Fatalf("waiting for %s: not there after %v", what, patience)
		}
	}
}

// names are those of so many pages, from some number on.
func names(from, n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("p%03d", from+i))
	}
	return all
}

// workshop is a folder whose state the test sets, on a clock of its own.
type workshop struct {
	pages   *Pages
	home    string
	names   []string
	more    int // files that are no pages
	text    string
	rest    time.Duration // how long it has rested
	clock   time.Time
	shown   int // how often
	counted int
	log     bytes.Buffer

	broken   int  // the number of a page that cannot be shown; 0 if all can
	homeless bool // the home page cannot be
}

func (w *workshop) files() fstest.MapFS {
	files := fstest.MapFS{"site.yaml": {Data: fmt.Appendf(nil, settings, w.home)}}
	for i, name := range w.names {
		text := w.text
		if w.broken > 0 && i == w.broken || w.homeless && name == w.home {
			text = strings.Repeat("> ", site.MaxDepth+1) + "x"
		}
		files[name+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil, page, name, text)}
	}
	return files
}

// newWorkshop has so many pages shown, of a folder that has rested for long.
func newWorkshop(t *testing.T, n int) *workshop {
	t.Helper()
	w := &workshop{home: "p000", names: names(0, n), rest: time.Hour, text: "One."}
	var err error
	w.pages, err = Load(t.Context(), Options{
		Load: func(l *folder.Loader) (*site.Site, error) {
			if r := l.Load(w.files(), folder.Options{}); r.Site == nil {
				return nil, errors.New(r.Problems[0].Message)
			} else {
				return r.Site, nil
			}
		},
		Open:   func(read func(fs.FS)) error { read(w.files()); return nil },
		Locate: func(p report.Problem) report.Problem { return p },
		Show:   func(*site.Site) { w.shown++ },
		Count:  func(bool, bool) { w.counted++ },
		Log:    slog.New(slog.NewTextHandler(&w.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	p := w.pages
	p.rested = func() time.Duration { return w.rest }
	p.files = func() int { return len(w.files()) + w.more }
	p.now = func() time.Time { return w.clock }
	p.filesThen = p.files()
	w.clock = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return w
}

func TestOnlyARebuildIsWaitedFor(t *testing.T) {
	for _, tt := range []struct {
		name   string
		pages  int
		change func(w *workshop)
		rest   time.Duration // that is awaited
		what   string
	}{
		{"an edit", 50, func(w *workshop) { w.text = "Two." }, 0, ""},
		{"a new page", 1, func(w *workshop) { w.names = names(0, 2) }, 0, ""},
		{"ten new pages", 1, func(w *workshop) { w.names = names(0, 11) }, 0, ""},
		{"an editor's copy gone", 1, func(w *workshop) { w.pages.filesThen++; w.text = "Two." }, 0, ""},
		{"ten files that are no pages gone", 20, func(w *workshop) { w.pages.filesThen += 10; w.text = "Two." }, 0, ""},
		{"another home page", 50, func(w *workshop) { w.home = "p001" }, 0, ""},
		{"a broken page", 50, func(w *workshop) { w.broken = 1 }, 0, ""},
		{"one page gone", 50, func(w *workshop) { w.names = names(0, 49) }, DefaultRest / 2, "49 of 50 pages are there"},
		{"one page renamed", 50, func(w *workshop) { w.names = append(names(0, 49), "other") }, DefaultRest / 2, "49 of 50 pages are there"},
		{"a tenth of the pages gone", 50, func(w *workshop) { w.names = names(0, 45) }, DefaultRest / 2, "45 of 50 pages are there"},
		{"more than a tenth gone", 50, func(w *workshop) { w.names = names(0, 44) }, DefaultRest, "44 of 50 pages are there"},
		{"one of two pages gone", 2, func(w *workshop) { w.names = names(0, 1) }, DefaultRest, "1 of 2 pages are there"},
		{"the home page renamed", 50, func(w *workshop) { w.names, w.home = names(1, 50), "p001" }, DefaultRest, "the home page, p000, is missing, and 49 of 50 pages are there"},
		{"all pages gone", 50, func(w *workshop) { w.names = nil }, DefaultRest, "50 of 51 files are missing"},
		{"the only page gone", 1, func(w *workshop) { w.names = nil }, DefaultRest, "1 of 2 files are missing"},
		{"the home page's file gone", 50, func(w *workshop) { w.names = names(1, 49) }, DefaultRest, "the home page, p000, is missing, and 49 of 50 pages are there"},
		{"eleven new pages", 1, func(w *workshop) { w.names = names(0, 12) }, DefaultRest, "11 new pages have appeared"},
		{"most files gone that are no pages", 20, func(w *workshop) { w.pages.filesThen += 11; w.text = "Two." }, DefaultRest, "11 of 32 files are missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorkshop(t, tt.pages)
			w.rest = 0
			tt.change(w)
			_, err := w.pages.reload(t.Context(), noticed)
			var waiting *Waiting
			if tt.rest == 0 {
				if errors.As(err, &waiting) {
					t.Fatalf("it is waited for: %v", err)
				}
				return
			}
			if !errors.As(err, &waiting) || waiting.Rest != tt.rest || waiting.What != tt.what {
				t.Fatalf("waiting is %+v (%v), want %v because %s", waiting, err, tt.rest, tt.what)
			}
			if w.shown+w.counted > 0 {
				t.Error("it was shown or counted")
			}
			// What has rested is taken as it is.
			for _, rest := range []time.Duration{tt.rest - 1, tt.rest} {
				w.rest = rest
				_, err = w.pages.reload(t.Context(), noticed)
				if got, want := errors.As(err, &waiting), rest < tt.rest; got != want {
					t.Errorf("after %v it is waited for: %t", rest, got)
				}
			}
			if now := w.pages.Store().Current(); err == nil && len(now.Pages) != len(w.names) {
				t.Errorf("%d pages are shown, and %d are there", len(now.Pages), len(w.names))
			}
			if w.counted != 1 {
				t.Errorf("%d reloads were counted", w.counted)
			}
		})
	}
}

// A pause in a rebuild, with nearly all pages there, is no reason to show them.
func TestARebuildIsWaitedForToItsEnd(t *testing.T) {
	w := newWorkshop(t, 50)
	var waiting *Waiting
	for _, n := range []int{0, 1, 20, 49, 50} {
		w.names, w.rest = names(0, n), time.Second
		w.clock = w.clock.Add(time.Second)
		if _, err := w.pages.reload(t.Context(), noticed); !errors.As(err, &waiting) {
			t.Fatalf("with %d pages: %v", n, err)
		}
	}
	if n := strings.Count(w.log.String(), "in the middle of being written"); n != 1 {
		t.Errorf("it was said %d times:\n%s", n, w.log.String())
	}
	w.rest = DefaultRest
	if _, err := w.pages.reload(t.Context(), noticed); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(w.log.String(), "the pages are as they are shown already") || w.shown > 0 {
		t.Errorf("shown %d times, and the log has\n%s", w.shown, w.log.String())
	}
	// The next one is waited for anew.
	w.names, w.rest, w.clock = nil, 0, w.clock.Add(time.Hour)
	if _, err := w.pages.reload(t.Context(), noticed); !errors.As(err, &waiting) || waiting.Left != DefaultMaxWait {
		t.Errorf("the next: %v", err)
	}
}

func TestARebuildIsNotWaitedForForEver(t *testing.T) {
	for _, tt := range []struct {
		there int
		shown int
	}{{3, 1}, {0, 0}} {
		t.Run(fmt.Sprint(tt.there, " pages"), func(t *testing.T) {
			w := newWorkshop(t, 50)
			w.names, w.rest = names(0, tt.there), 0
			var waiting *Waiting
			for range 2 {
				if _, err := w.pages.reload(t.Context(), noticed); !errors.As(err, &waiting) {
					t.Fatalf("it was read: %v", err)
				}
				w.clock = w.clock.Add(DefaultMaxWait - 1)
			}
			_, err := w.pages.reload(t.Context(), noticed)
			if errors.As(err, &waiting) || (err == nil) != (tt.shown > 0) || w.shown != tt.shown {
				t.Errorf("%v, shown %d times", err, w.shown)
			}
			want := "the pages were reloaded"
			if tt.shown == 0 {
				want = "the pages were not reloaded, and the old ones stay"
			}
			if !strings.Contains(w.log.String(), want) {
				t.Errorf("the log has\n%swant %q", w.log.String(), want)
			}
		})
	}
}

// Who asks gets what has rested, or is told why not.
func TestAnOrganiserIsToldThatItIsWaited(t *testing.T) {
	w := newWorkshop(t, 50)
	w.names, w.rest = names(0, 12), DefaultRest
	if changed, err := w.pages.Reload(t.Context()); !changed || err != nil {
		t.Errorf("a smaller folder that has rested: changed %t, %v", changed, err)
	}
	w.names, w.rest = names(0, 3), DefaultRest-time.Millisecond
	_, err := w.pages.Reload(t.Context())
	want := "the folder seems to be in the middle of being written: 3 of 12 pages are there; it is read when nothing in it has changed for 2s, or in 1m0s at the latest, and shown as it is then"
	if err == nil || err.Error() != want {
		t.Errorf("said %v, want %s", err, want)
	}
	// It comes to rest while they wait.
	said := w.log.Len()
	w.pages.rested = func() time.Duration {
		if w.log.Len() > said {
			return DefaultRest
		}
		return DefaultRest - time.Millisecond
	}
	if changed, err := w.pages.Reload(t.Context()); !changed || err != nil {
		t.Errorf("what rests meanwhile: changed %t, %v", changed, err)
	}
	// They leave meanwhile.
	w.names = names(0, 1)
	w.pages.rested = func() time.Duration { return -time.Hour }
	gone, leave := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, leave)
	if changed, err := w.pages.Reload(gone); changed || !errors.Is(err, context.Canceled) {
		t.Errorf("who leaves: changed %t, %v", changed, err)
	}
}

func TestABrokenHomePageKeepsTheOldPages(t *testing.T) {
	w := newWorkshop(t, 50)
	w.homeless = true
	var waiting *Waiting
	changed, err := w.pages.Reload(t.Context())
	if err == nil || errors.As(err, &waiting) || changed || !strings.Contains(err.Error(), "p000") || w.pages.Store().Current().Page("p000") == nil {
		t.Errorf("%v", err)
	}
	w.homeless = false
	w.text = "Two."
	if changed, err := w.pages.Reload(t.Context()); err != nil || !changed {
		t.Errorf("mended: %v", err)
	}
}

// generator writes a site into a real folder, again and again.
type generator struct {
	t     *testing.T
	in    string
	pages *Pages
	busy  atomic.Bool // the folder does not rest, however slow the machine is
}

// newGenerator has such pages, with the text "One.", shown until the test ends.
func newGenerator(t *testing.T, names []string) *generator {
	t.Helper()
	g := &generator{t: t, in: t.TempDir()}
	g.put("site.yaml", fmt.Sprintf(settings, names[0]))
	g.write(names, "One.")
	load := func(l *folder.Loader) (*site.Site, error) {
		r := l.Load(os.DirFS(g.in), folder.Options{})
		if r.Site == nil {
			return nil, errors.New(r.Problems[0].Message)
		}
		return r.Site, nil
	}
	var err error
	g.pages, err = Load(t.Context(), Options{
		Folder: g.in, Settle: 5 * time.Millisecond, Rest: 40 * time.Millisecond, MaxWait: time.Hour,
		Load:   load,
		Open:   func(read func(fs.FS)) error { read(os.DirFS(g.in)); return nil },
		Locate: func(p report.Problem) report.Problem { return p },
		Show:   func(*site.Site) {},
		Count:  func(bool, bool) {},
		Log:    slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	rested := g.pages.rested
	g.pages.rested = func() time.Duration {
		d := rested()
		if g.busy.Load() {
			return 0
		}
		return d
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { g.pages.Run(ctx); close(ended) }()
	t.Cleanup(func() { cancel(); <-ended })
	return g
}

func (g *generator) put(name, text string) {
	g.t.Helper()
	if err := os.WriteFile(filepath.Join(g.in, name), []byte(text), 0o600); err != nil {
		g.t.Fatal(err)
	}
}

func (g *generator) write(names []string, text string) {
	g.t.Helper()
	for _, name := range names {
		g.put(name+".md", fmt.Sprintf(page, name, text))
	}
}

func (g *generator) remove(names []string) {
	g.t.Helper()
	for _, name := range names {
		if err := os.Remove(filepath.Join(g.in, name+".md")); err != nil {
			g.t.Fatal(err)
		}
	}
}

// text is that of a page as it is shown.
func (g *generator) text(name string) string {
	if p := g.pages.Store().Current().Page(name); p != nil {
		return p.Markdown
	}
	return ""
}

// read has fifty read the pages while change changes the folder, and until it is
// over. None of them must miss a page.
func (g *generator) read(names []string, change func(), over func() bool) {
	g.t.Helper()
	ctx, stop := context.WithCancel(g.t.Context())
	var readers sync.WaitGroup
	for i := range 50 {
		readers.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				s := g.pages.Store().Current()
				if name := names[n%len(names)]; s.Page(name) == nil || s.Home().Name != names[0] || len(s.Pages) != len(names) {
					g.t.Errorf("of %d pages, %s is missing: there are %d", len(names), name, len(s.Pages))
					return
				}
				time.Sleep(time.Millisecond) // as they read; nothing waits for it
			}
		})
	}
	g.busy.Store(true)
	change()
	g.busy.Store(false)
	await(g.t, "the change to be shown", over)
	stop()
	readers.Wait()
}

// pause is longer than a folder that is edited has to rest.
const pause = 30 * time.Millisecond

func TestNobodyMissesAPageWhileTheFolderIsWrittenAgain(t *testing.T) {
	all := names(0, 100)
	g := newGenerator(t, all)
	g.read(all, func() {
		g.remove(all)
		if err := os.Remove(filepath.Join(g.in, "site.yaml")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(pause)
		g.put("site.yaml", fmt.Sprintf(settings, all[0]))
		for i := 0; i < len(all); i += 10 {
			g.write(all[i:i+10], "Two.")
			time.Sleep(pause)
		}
	}, func() bool {
		return !slices.ContainsFunc(all, func(name string) bool { return !strings.Contains(g.text(name), "Two.") })
	})
	t.Run("and an edit is shown while the folder is busy", func(t *testing.T) {
		g.busy.Store(true)
		defer g.busy.Store(false)
		g.write(all[:1], "Three.")
		await(t, "an edit", func() bool { return strings.Contains(g.text(all[0]), "Three.") })
	})
	t.Run("and pages go that were meant to", func(t *testing.T) {
		g.remove(all[50:])
		await(t, "half of the pages", func() bool { return len(g.pages.Store().Current().Pages) == 50 })
	})
}

func TestNobodyMissesAPageThatAnEditorWritesAgain(t *testing.T) {
	for _, n := range []int{1, 2, 30} {
		t.Run(fmt.Sprint(n, " pages"), func(t *testing.T) {
			all := names(0, n)
			g := newGenerator(t, all)
			edited := all[n-1:]
			g.read(all, func() {
				g.remove(edited)
				time.Sleep(pause)
				g.write(edited, "Two.")
			}, func() bool { return strings.Contains(g.text(edited[0]), "Two.") })
		})
	}
}
