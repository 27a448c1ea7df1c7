package yardstick

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
)

// searchResults is what is measured of searches: a column for each size of a site.
var searchResults = table{means: siteResults.means, ratio: func(column string) (of, by string) {
	if column == searchColumn(searchSizes[0]) {
		return "", ""
	}
	return column, searchColumn(searchSizes[0])
}}

// searchSizes are the numbers of pages that are searched, and searchPage how many bytes
// of text each has.
var searchSizes = []int{1_000, 10_000}

const searchPage = 5_000

func searchColumn(pages int) string { return fmt.Sprintf("%d pages", pages) }

// searchSite makes a site whose words are as frequent as those of a language (Zipf), with
// headings, links and emphasis.
func searchSite(pages int) *site.Site {
	const inLanguage = 30_000
	random := rand.New(rand.NewPCG(1, 1))
	frequent := rand.NewZipf(random, 1.1, 4, inLanguage-1)
	syllables := strings.Split("ca car di diff har bour nhs ha ck day phar ma cy ward the re in on er an st or le nd ti es", " ")
	language := make([]string, inLanguage)
	for i := range language {
		for range 1 + min(i/20, 2) + random.IntN(2) {
			language[i] += syllables[random.IntN(len(syllables))]
		}
	}
	words := func(b *strings.Builder, n int) {
		for i := range n {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(language[frequent.Uint64()])
		}
	}
	all := make([]*site.Page, pages)
	var b strings.Builder
	for i := range all {
		b.Reset()
		words(&b, 3)
		title := b.String()
		for b.Reset(); b.Len() < searchPage; {
			b.WriteString("\n\n## ")
			words(&b, 4)
			b.WriteString("\n\n")
			for range 6 {
				words(&b, 12)
				b.WriteString(", **")
				words(&b, 2)
				fmt.Fprintf(&b, "** and [see %d](/page-%d).\n", i, random.IntN(pages))
			}
		}
		markdown := b.String()
		text, over := site.Read(markdown)
		if over != nil {
			panic(over.What)
		}
		all[i] = &site.Page{Name: fmt.Sprintf("page-%d", i), Title: title, Markdown: markdown, Headings: text.Headings, Resources: text.Links, TextResources: len(text.Links)}
	}
	return site.New(site.Parts{Settings: site.Settings{Title: "A site to search"}, Pages: all})
}

// searched are queries as they are typed: words that are common, rare and nowhere, parts
// of words, phrases, and what is no word.
var searched = []string{"cardiff", "nhs hack day", "pharmacy near the harbour", "the", "wardle in", "see 777", "zzz", "er, an", "a e i", "dayharon"}

// BenchmarkSearch searches all pages of sites, letter by letter: how long until something
// is reported, and all; what is kept for it; and what a search allocates.
func BenchmarkSearch(b *testing.B) {
	if !once(b) {
		return
	}
	for _, pages := range searchSizes {
		column := searchColumn(pages)
		searchResults.columns = append(searchResults.columns, column)
		s := searchSite(pages)
		for range *rounds {
			measureSearch(b, s, func(name, unit string, value float64) { searchResults.record(name, unit, column, value) })
		}
	}
}

func measureSearch(tb testing.TB, s *site.Site, record func(name, unit string, value float64)) {
	tb.Helper()
	text := float64(s.TextBytes())
	s.List("") // made once for all
	before := liveHeap()
	e := search.NewEngine()
	e.SetSite(s)
	defer e.SetSite(nil)
	ctx := context.Background()
	first, done := searchTime(tb, e.For(ctx, ""), s, "zzz")
	record("a search before any page was looked at → first results", "ms", first)
	record("a search before any page was looked at → all", "ms", done)
	kept, pending := e.Stats()
	if pending > 0 {
		tb.Fatalf("%d pages were not looked at", pending)
	}
	record("kept, as the engine reckons", "× the text", float64(kept)/text)
	record("kept, of the heap", "× the text", float64(liveHeap()-before)/text)

	var firsts, dones []float64
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	mallocs, bytes := m.Mallocs, m.TotalAlloc
	for range 3 {
		for _, query := range searched {
			f := e.For(ctx, "")
			for i := range query {
				first, done := searchTime(tb, f, s, query[:i+1])
				firsts, dones = append(firsts, first), append(dones, done)
			}
		}
	}
	runtime.ReadMemStats(&m)
	n := float64(len(dones))
	record("a letter → first results, p50", "ms", percentile(firsts, 50))
	record("a letter → first results, p99", "ms", percentile(firsts, 99))
	record("a letter → all, p50", "ms", percentile(dones, 50))
	record("a letter → all, p99", "ms", percentile(dones, 99))
	record("allocations of a search", "", float64(m.Mallocs-mallocs)/n)
	record("allocated by a search", "KiB", float64(m.TotalAlloc-bytes)/n/1024)
	runtime.KeepAlive(e)
}

// searchTime is how long a search takes to its first and to its last results, in
// milliseconds.
func searchTime(tb testing.TB, f *search.Finder, s *site.Site, query string) (first, done float64) {
	begin := time.Now()
	err := f.Find(context.Background(), s, query, "", func(search.Results) {
		if done = ms(time.Since(begin)); first == 0 {
			first = done
		}
	})
	if err != nil {
		tb.Fatal(err)
	}
	return first, done
}

// liveHeap is how many bytes of the heap are in use when garbage is collected.
func liveHeap() int64 {
	for range 2 { // pools keep what they have for one collection
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestSearchesAreMeasured(t *testing.T) {
	got := map[string]float64{}
	s := searchSite(30)
	measureSearch(t, s, func(name, unit string, value float64) { got[name] = value })
	if len(got) == 0 || got["kept, as the engine reckons"] <= 0 || got["a letter → all, p99"] <= 0 {
		t.Errorf("%v", got)
	}
}
