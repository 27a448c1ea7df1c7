package yardstick

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"charm.land/glamour/v2"
	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest/constructs"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// stockGlamour is Glamour with a style of its own, and nothing else set but the width.
const stockGlamour = "stock Glamour"

var pagesDir = flag.String("pages", "", "absolute path of a folder of *.md files that are laid out too")

// countedAt is the widths at which faults are counted.
var countedAt = []int{80, 40, 20}

// page is a page to lay out, alone on a site.
type page struct {
	name string
	site *site.Site
}

func (p page) home() *site.Page { return p.site.Home() }

// loadPage makes a site of a page, which is given a title if it has none.
func loadPage(name string, markdown []byte) (page, error) {
	if !bytes.HasPrefix(markdown, []byte("---\n")) {
		markdown = append([]byte("---\ntitle: T\n---\n"), markdown...)
	}
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: markdown},
	})
	return page{name, s}, err
}

// readPages loads the pages of a folder, and says how many the loader refuses.
func readPages(tb testing.TB, dir string) (pages []page, refused int) {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil || len(files) == 0 {
		tb.Fatalf("%s has no pages: %v", dir, err)
	}
	for _, file := range files {
		markdown, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		p, err := loadPage(filepath.Base(file), markdown)
		if err != nil {
			refused++
			continue
		}
		pages = append(pages, p)
	}
	return pages, refused
}

// constructPages is the pages that hold each construct of Markdown in all its forms.
func constructPages(tb testing.TB) (pages []page) {
	tb.Helper()
	for _, c := range constructs.All(tb) {
		pages = append(pages, page{c.Name, c.Site(tb)})
	}
	return pages
}

func seed(tb testing.TB) page {
	tb.Helper()
	s, err := folder.Load(content.FS)
	if err != nil {
		tb.Fatal(err)
	}
	return page{"rationale.md", s}
}

// longPage is a page of 183 KB: the others, again and again.
func longPage(tb testing.TB, pages []page) page {
	tb.Helper()
	const size = 183_000
	var b bytes.Buffer
	for i := 0; b.Len() < size; i++ {
		b.WriteString(pages[i%len(pages)].home().Markdown + "\n\n")
	}
	p, err := loadPage("long.md", b.Bytes())
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// setters are the contenders: each lays a page out at a width.
var setters = map[string]func(tb testing.TB, p page, width int) []string{kiosk: byKiosk, stockGlamour: byGlamour}

var dark = theme.New(theme.Dark, colorprofile.TrueColor)

// byKiosk is the lines of the page's text, without those of the site.
func byKiosk(tb testing.TB, p page, width int) []string {
	l, err := layout.Render(p.site, p.home(), layout.Spec{Measure: width, Theme: dark, Links: true})
	if err != nil {
		tb.Fatal(err)
	}
	return l.Lines[l.Body.First:l.Body.End]
}

// renderers are Glamour's, by width; each is used again.
var renderers = map[int]*glamour.TermRenderer{}

func byGlamour(tb testing.TB, p page, width int) []string {
	r := renderers[width]
	if r == nil {
		var err error
		if r, err = glamour.NewTermRenderer(glamour.WithStandardStyle("dark"), glamour.WithWordWrap(width)); err != nil {
			tb.Fatal(err)
		}
		renderers[width] = r
	}
	text, err := r.Render(p.home().Markdown)
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Split(text, "\n")
}

// BenchmarkLayout is what it takes to lay pages out at 80 columns, and what is then
// wrong on the screen, at three widths.
func BenchmarkLayout(b *testing.B) {
	if !once(b) {
		return
	}
	made, first := constructPages(b), seed(b)
	own := append(made, first)
	measureLayout(b, "seed page", []page{first})
	measureLayout(b, fmt.Sprintf("%d pages of constructs", len(made)), made)
	measureLayout(b, "a page of 183 KB", []page{longPage(b, own)})
	countFaults(b, "", own)
	if *pagesDir == "" {
		return
	}
	pages, refused := readPages(b, *pagesDir)
	if len(pages) == 0 {
		b.Fatalf("the loader refuses all %d pages", refused)
	}
	name := fmt.Sprintf("%d other pages (the loader refuses %d more)", len(pages), refused)
	measureLayout(b, name, pages)
	countFaults(b, name+": ", pages)
}

// measureLayout records what it takes to lay out all pages.
func measureLayout(b *testing.B, name string, pages []page) {
	const width, least = 80, 50 * time.Millisecond
	for _, c := range layouts.columns { // what is made once is made
		setters[c](b, pages[0], width)
	}
	for range *rounds {
		for _, c := range layouts.columns {
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begin, times := time.Now(), 0
			for ; times == 0 || time.Since(begin) < least; times++ {
				for _, p := range pages {
					setters[c](b, p, width)
				}
			}
			took := ms(time.Since(begin)) / float64(times)
			runtime.ReadMemStats(&after)
			layouts.record(name+": time", "ms", c, took)
			layouts.record(name+": allocations", "number", c, float64(after.Mallocs-before.Mallocs)/float64(times))
			layouts.record(name+": allocated", "KB", c, float64(after.TotalAlloc-before.TotalAlloc)/1000/float64(times))
		}
	}
}

// countFaults records how many faults there are on all pages.
func countFaults(b *testing.B, name string, pages []page) {
	for _, c := range layouts.columns {
		for _, width := range countedAt {
			var sum [kinds]int
			for _, p := range pages {
				for k, n := range count(judge(readFacts(p.home()), setters[c](b, p, width), width)) {
					sum[k] += n
				}
			}
			for k, n := range sum {
				layouts.record(name+kind(k).String(), faulty, c, float64(n))
			}
		}
	}
}

func TestKioskSetsItsOwnPagesWithoutAFault(t *testing.T) {
	for _, p := range append(constructPages(t), seed(t)) {
		for _, width := range countedAt {
			for _, f := range judge(readFacts(p.home()), byKiosk(t, p, width), width) {
				t.Errorf("%s at %d columns: %v", p.name, width, f)
			}
		}
	}
}
