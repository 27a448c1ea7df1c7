package yardstick

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest/sites"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/visitor"
)

var siteSizes = flag.String("sites", "", "for which numbers of pages BenchmarkSite measures, with commas between, for example 1000,10000; it is left out without")

// w3m is a contender beside the kiosk on the folder of a built site.
const w3m = "OpenSSH + w3m"

// siteKind is a way of writing the pages of a site.
type siteKind struct {
	name     string
	how      sites.Scale
	markdown bool
}

var siteKinds = []siteKind{
	{name: "HTML with `<main>`"},
	{name: "HTML without", how: sites.Scale{WithoutMain: true}},
	{name: "Markdown", markdown: true},
}

// column is what the table calls a site.
func (k siteKind) column(pages int) string { return fmt.Sprintf("%s, %d pages", k.name, pages) }

// siteResults is what is measured of sites: a column for each kind and size. besideW3m is
// the kiosk beside OpenSSH with w3m.
var (
	siteResults = table{
		means: "how many times\nas much that is as with the fewest pages of that kind",
		ratio: func(column string) (of, by string) {
			kind, _, _ := strings.Cut(column, ", ")
			fewest, _, _ := strings.Cut(*siteSizes, ",")
			if by = kind + ", " + fewest + " pages"; by == column {
				return "", ""
			}
			return column, by
		},
	}
	besideW3m = table{columns: []string{kiosk, w3m}}
)

// testSite is a site that was written to a folder.
type testSite struct {
	siteKind
	pages int
	dir   string
	site  *site.Site // as the kiosk reads it
	bytes int64      // of its files
}

func writeSite(tb testing.TB, kind siteKind, pages int) *testSite {
	tb.Helper()
	s := &testSite{siteKind: kind, pages: pages, dir: tb.TempDir()}
	write := sites.WriteBuilt
	if kind.markdown {
		write = sites.WriteMarkdown
	}
	if err := write(s.dir, pages, kind.how); err != nil {
		tb.Fatal(err)
	}
	err := filepath.WalkDir(s.dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			s.bytes += info.Size()
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	var loader folder.Loader
	r := loader.Load(os.DirFS(s.dir), folder.Options{})
	if err := r.Err(); err != nil {
		tb.Fatal(err)
	}
	if n := len(r.Site.Pages); n != pages {
		tb.Fatalf("of %d pages %d are read", pages, n)
	}
	s.site = r.Site
	return s
}

// edit writes a page in the middle of the site again.
func (s *testSite) edit(i int) error {
	write := sites.WriteBuiltPage
	if s.markdown {
		write = sites.WriteMarkdownPage
	}
	return write(s.dir, s.pages/2, s.pages, s.how, editMark(i))
}

// editMark is what a page says after an edit.
func editMark(i int) string { return fmt.Sprintf("This was edit number %d.", i+1) }

// opened has a visitor follow links to so many pages that were never shown before, and
// from each go back and follow the link again. It returns the times to the whole frame of
// both, in milliseconds.
func (s *testSite) opened(c *contender, with visitor.Terminal, pages int) (fresh, again []float64, err error) {
	wait := visitor.Wait{Patience: 5 * time.Second, Quiet: 10 * time.Millisecond}
	v, _, err := visitor.Arrive(context.Background(), visitor.Target{Address: c.address, Wait: patient}, with)
	if err != nil {
		return nil, nil, err
	}
	defer v.HangUp()
	press := func(key string) (float64, error) {
		a, err := v.Type(key, wait)
		if err == nil && a.Bytes == 0 {
			err = fmt.Errorf("the key %q had no answer", key)
		}
		return ms(a.Whole), err
	}
	const goBack = "\x7f"
	random := rand.New(rand.NewPCG(1, 1))
	at := s.site.Home()
	shown := map[*site.Page]bool{at: true}
	for steps := 0; len(fresh) < pages; steps++ {
		if steps == 20*pages {
			return nil, nil, fmt.Errorf("after %d links only %d pages were shown", steps, len(shown))
		}
		key, next := s.choose(at, shown, random)
		if next == nil {
			return nil, nil, fmt.Errorf("no link of %s opens by one digit", at.Name)
		}
		first, err := press(key)
		if err != nil {
			return nil, nil, err
		}
		if !shown[next] {
			shown[next] = true
			fresh = append(fresh, first)
			if _, err := press(goBack); err != nil {
				return nil, nil, err
			}
			second, err := press(key)
			if err != nil {
				return nil, nil, err
			}
			again = append(again, second)
		}
		at = next
	}
	return fresh, again, nil
}

// choose chooses a link that opens another page of the site as soon as its digit is
// typed, to a page that was not shown if there is one.
func (s *testSite) choose(at *site.Page, shown map[*site.Page]bool, random *rand.Rand) (key string, to *site.Page) {
	for _, i := range random.Perm(9) {
		r := at.Resource(i + 1)
		if r == nil || 10*r.Number <= len(at.Resources) || r.Target == "" {
			continue
		}
		next := s.site.Page(r.Target)
		if next == nil || next == at {
			continue
		}
		if key, to = strconv.Itoa(r.Number), next; !shown[next] {
			break
		}
	}
	return key, to
}

// BenchmarkSite is a kiosk on folders of many pages: how long until it listens, and until
// all pages are in; what memory they take; what an edit costs; and how long a page takes
// to be shown that nobody was shown before. Beside it, OpenSSH shows the same folder by
// w3m.
func BenchmarkSite(b *testing.B) {
	if !once(b) || *siteSizes == "" {
		return
	}
	if runtime.GOOS != "linux" {
		b.Skip("only Linux tells what a process takes")
	}
	var all []*testSite
	for _, kind := range siteKinds {
		for size := range strings.SplitSeq(*siteSizes, ",") {
			pages, err := strconv.Atoi(size)
			if err != nil {
				b.Fatal(err)
			}
			siteResults.columns = append(siteResults.columns, kind.column(pages))
			all = append(all, writeSite(b, kind, pages))
		}
	}
	besides := all[:0:0] // of each size that with <main>
	for _, s := range all {
		if s.name == siteKinds[0].name {
			besides = append(besides, s)
		}
	}
	for range *rounds {
		bare := measureBuiltIn(b)
		for _, s := range all {
			measureSite(b, s, bare, siteAmounts{pages: 300, edits: 5})
		}
		for _, s := range besides {
			measureBesideW3m(b, s, visitAmounts{visits: 20, idle: 200, idleW3m: 20})
		}
	}
}

// fixed is the memory of a kiosk whatever it shows.
type fixed struct {
	live int64 // bytes of its heap
	rest int   // KiB that are resident
}

func measureBuiltIn(tb testing.TB) fixed {
	k := startSite(tb, "")
	defer k.stop()
	k.ready(tb)
	return fixed{k.live(tb), k.atRest(tb)}
}

// siteAmounts are how many pages are opened, and how often one is edited.
type siteAmounts struct{ pages, edits int }

func measureSite(tb testing.TB, s *testSite, bare fixed, n siteAmounts) {
	tb.Helper()
	column := s.column(s.pages)
	record := func(name, unit string, value float64) { siteResults.record(name, unit, column, value) }
	k := startSite(tb, s.dir)
	defer k.stop()
	record("start → listening", "ms", ms(k.listening))
	if v, a, err := k.visit(sizes[0]); err != nil {
		tb.Errorf("a visitor who comes at once: %v", err)
	} else {
		record("then: connect → first frame, while pages are read", "ms", ms(a.Whole))
		v.HangUp()
	}
	record("start → all pages are in", "s", k.ready(tb).Seconds())
	record("most memory until then", "MiB", float64(k.peak(tb))/1024)

	text := float64(s.site.TextBytes())
	heap := float64(k.live(tb) - bare.live)
	record("the text of all pages", "MiB", text/(1<<20))
	record("heap for them", "MiB", heap/(1<<20))
	record("heap for them", "× the text", heap/text)
	rest := float64(k.atRest(tb)-bare.rest) * 1024
	record("resident memory for them, at rest", "MiB", rest/(1<<20))
	record("resident memory for them, at rest", "× the text", rest/text)
	record("resident memory for them, at rest", "× the files", rest/float64(s.bytes))

	fresh, again, err := s.opened(k.contender, sizes[0], n.pages)
	if err != nil {
		tb.Errorf("%s: %v", column, err)
	} else {
		record("link → first frame of a page never shown, p50", "ms", median(fresh))
		record("link → first frame of a page never shown, p99", "ms", percentile(fresh, 99))
		record("link → frame of a page shown before, p50", "ms", median(again))
	}
	cpu, shown := k.edited(tb, n.edits, 1500*time.Millisecond, s.edit)
	record("CPU of a reload after one edit", "ms", median(cpu))
	record("edit → shown", "ms", median(shown))
}

// visitAmounts are how many visitors come one after the other, and how many are there
// at once.
type visitAmounts struct{ visits, idle, idleW3m int }

func measureBesideW3m(tb testing.TB, s *testSite, n visitAmounts) {
	tb.Helper()
	if err := haveW3m(); err != nil {
		tb.Logf("%v, and is not measured", err)
		return
	}
	measure := func(c *contender, idle int, memory func(testing.TB) int) {
		what := fmt.Sprintf("a site of %d pages: ", s.pages)
		frames := make([]float64, n.visits)
		for i := range frames {
			target := visitor.Target{Address: c.address, User: c.user, Auth: c.auth, Wait: patient}
			v, a, err := visitor.Arrive(context.Background(), target, sizes[0])
			if err != nil {
				tb.Fatalf("%s: %v", c.name, err)
			}
			frames[i] = ms(a.Whole)
			if err := v.Leave(c.leave); err != nil {
				tb.Errorf("%s: %v", c.name, err)
			}
		}
		besideW3m.record(what+"connect → first frame, one by one, p50", "ms", c.name, median(frames))
		warm := c.crowd(tb, sizes[0], 8)
		before := memory(tb)
		all := c.crowd(tb, sizes[0], idle)
		after := memory(tb)
		disperse(all)
		disperse(warm)
		besideW3m.record(what+fmt.Sprintf("memory per idle session, %s", sizeName(sizes[0].Columns, sizes[0].Rows)), "KiB", c.name, float64(after-before)/float64(idle))
	}
	k := startSite(tb, s.dir)
	k.ready(tb)
	measure(k.contender, n.idle, k.atRest)
	k.stop()
	c, err := startW3m(tb.TempDir(), filepath.Join(s.dir, "index.html"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.stop)
	measure(c, n.idleW3m, c.resident)
	c.stop()
}
