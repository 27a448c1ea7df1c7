package site_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
)

// hackDays is a site as organisers have it: years in folders, one of them without a page.
func hackDays(t testing.TB) *site.Site {
	t.Helper()
	page := func(title, more string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\ntitle: " + title + "\n" + more + "---\n## Supporters\n\nText of " + title + ".\n")}
	}
	s, err := folder.Load(fstest.MapFS{
		"site.yaml":                    {Data: []byte("title: Hack Day\nurl: https://hackday.example/site\nhome: index\n")},
		"index.md":                     page("Hack Day", ""),
		"about.md":                     page("About us", "permalink: /who-we-are/\naliases: [/old/us]\n"),
		"search.md":                    page("Search", ""),
		"zoo.md":                       page("The zoo", "weight: -1\n"),
		"events.md":                    page("Events", ""),
		"events/2026.md":               page("2026", "weight: 1\n"),
		"events/2025.md":               page("2025", "weight: 2\n"),
		"events/2026/03/cardiff.md":    page("Cardiff", ""),
		"events/2026/10/leeds.md":      page("Leeds", ""),
		"events/2026/9/café.md":        page("Café Society", ""),
		"events/2025/05/cardiff.md":    page("Cardiff then", ""),
		"opening-hours/day-10.md":      page("Day ten", ""),
		"opening-hours/day-2.md":       page("Day two", ""),
		"opening-hours/day-2.cy.md":    page("Diwrnod dau", ""),
		"events/2026/03/cardiff/it.md": page("It", ""),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// outline is a list with a full stop for each level.
func outline(list []site.Entry) (lines []string) {
	for _, e := range list {
		lines = append(lines, strings.Repeat(".", e.Depth)+e.Page.Name)
	}
	return lines
}

func TestAListIsATree(t *testing.T) {
	want := []string{
		"index", "zoo", "about", "events",
		".events/2026", "..events/2026/03/cardiff", "...events/2026/03/cardiff/it", "..events/2026/9/café", "..events/2026/10/leeds",
		".events/2025", "..events/2025/05/cardiff",
		"opening-hours/day-2", "opening-hours/day-10", "search",
	}
	s := hackDays(t)
	s = site.New(site.Parts{Settings: s.Settings, Pages: s.Pages}) // the menu of a folder is made of the list
	if got := outline(s.List("en")); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func page(name, next, prev, up string) *site.Page {
	return &site.Page{Name: name, Title: "T " + name, Next: next, Prev: prev, Up: up}
}

func TestTheOrderOfAList(t *testing.T) {
	heavy := func(name string, weight float64) *site.Page {
		return &site.Page{Name: name, Title: name, Weight: weight}
	}
	unlisted := page("a", "", "", "")
	unlisted.Unlisted = true
	for _, tt := range []struct {
		name  string
		pages []*site.Page
		menu  []site.MenuItem
		want  string
	}{
		{"the home page alone", []*site.Page{page("index", "", "", "")}, nil, "index"},
		{"no tree", []*site.Page{page("z", "", "", ""), page("b10", "", "", ""), page("b2", "", "", "")}, nil, "z b10 b2"},
		{"names", []*site.Page{page("z", "", "", ""), page("b/10", "", "", ""), page("b/2", "", "", ""), page("b", "", "", "")}, nil, "z b .b/2 .b/10"},
		{"names without a page between", []*site.Page{page("z", "", "", ""), page("b/c/10", "", "", ""), page("b/c/9", "", "", ""), page("b", "", "", "")}, nil, "z b .b/c/9 .b/c/10"},
		{"weights", []*site.Page{heavy("z", 9), heavy("a", 0), heavy("b", 2), heavy("c", 1), heavy("d", -1)}, nil, "z d c b a"},
		{"a chain", []*site.Page{page("index", "c", "", ""), page("a", "", "b", ""), page("b", "a", "c", ""), page("c", "b", "", "")}, nil, "index c b a"},
		{"weights before a chain", []*site.Page{page("index", "c", "", ""), {Name: "a", Title: "a", Prev: "c", Weight: 5}, page("c", "a", "", "")}, nil, "index a c"},
		{"a menu before weights", []*site.Page{heavy("index", 0), heavy("a", 1), heavy("b", 2), heavy("c", 0), heavy("c/d", 0), heavy("c/e", 0)},
			[]site.MenuItem{{Title: "C", Page: "c"}, {Title: "More", Items: []site.MenuItem{{Title: "E", Page: "c/e"}, {Title: "B", Page: "b"}}}, {Title: "C again", Page: "c"}},
			"index c .c/e .c/d b a"},
		{"what pages say", []*site.Page{page("index", "", "", ""), page("a", "", "", ""), page("a/b", "", "", "c"), page("c", "", "", "index")}, nil, "index a c .a/b"},
		{"above what is not listed", []*site.Page{page("index", "", "", ""), unlisted, page("a/b", "", "", "a"), page("c", "", "", "gone")}, nil, "index a/b c"},
		{"above each other", []*site.Page{page("index", "", "", ""), page("a", "", "", "b"), page("b", "", "", "a"), page("b/c", "", "", ""), page("d", "", "", "d")}, nil, "index a b .b/c d"},
		{"a chain in a circle", []*site.Page{page("index", "", "", ""), page("a", "b", "b", ""), page("b", "a", "a", "")}, nil, "index a b"},
	} {
		s := site.New(site.Parts{Settings: site.Settings{Title: "T"}, Pages: tt.pages, Menu: tt.menu})
		if got := strings.Join(outline(s.List("")), " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestNoTreeIsTooDeepOrTooLarge(t *testing.T) {
	began := time.Now()
	for name, up := range map[string]func(i int) string{
		"a ladder":        func(i int) string { return fmt.Sprint("p", i-1) },
		"a ladder upward": func(i int) string { return fmt.Sprint("p", i+1) },
		"a circle":        func(i int) string { return fmt.Sprint("p", (i+1)%site.MaxPages) },
		"a star":          func(int) string { return "p7" },
	} {
		pages := []*site.Page{page("index", "", "", "")}
		for i := 1; i < site.MaxPages; i++ {
			pages = append(pages, page(fmt.Sprint("p", i), fmt.Sprint("p", i+1), "", up(i)))
		}
		s := site.New(site.Parts{Pages: pages})
		list := s.List("")
		seen := map[*site.Page]bool{}
		for _, e := range list {
			seen[e.Page] = true
			if e.Depth < 0 || e.Depth > site.MaxListDepth {
				t.Fatalf("%s: %s is %d deep", name, e.Page.Name, e.Depth)
			}
			if trail := s.Trail(e.Page, ""); len(trail) > 2*site.MaxListDepth {
				t.Fatalf("%s: %d names lead to %s", name, len(trail), e.Page.Name)
			}
		}
		if len(list) != site.MaxPages || len(seen) != site.MaxPages {
			t.Errorf("%s: %d entries of %d pages", name, len(list), len(seen))
		}
	}
	deep := strings.Repeat("a/", 100_000)
	s := site.New(site.Parts{Pages: []*site.Page{page("index", "", "", ""), page(deep+"b", "", "", "")}})
	if list := s.List(""); len(list) != 2 || list[1].Depth != 0 {
		t.Errorf("a long name stands at %d", list[1].Depth)
	}
	if n := len(s.Trail(s.Pages[1], "")); n > 2*site.MaxListDepth {
		t.Errorf("%d names lead to a long name", n)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestManyReadersAskAtOnce(t *testing.T) {
	s := hackDays(t)
	var readers sync.WaitGroup
	for _, language := range []string{"en", "cy", "en", "cy", "de"} {
		readers.Go(func() {
			for _, e := range s.List(language) {
				s.Trail(e.Page, language)
			}
			s.Resolve("leeds", language)
		})
	}
	readers.Wait()
}

func FuzzTree(f *testing.F) {
	f.Add("a a/b c|c a", "b")
	f.Add("b10/2 b10/010 b2| b2", "")
	f.Fuzz(func(t *testing.T, names, up string) {
		pages := []*site.Page{page("index", "", "", "")}
		list, links, _ := strings.Cut(names, "|")
		said := strings.Fields(links)
		taken := map[string]bool{"index": true}
		for i, name := range strings.Fields(list) {
			if name = site.Key(name); taken[name] {
				continue
			}
			taken[name] = true
			p := page(name, up, "", "")
			if len(said) > 0 {
				p.Up, p.Prev = said[i%len(said)], said[0]
			}
			pages = append(pages, p)
		}
		s := site.New(site.Parts{Pages: pages})
		entries := s.List("")
		if len(entries) != len(pages) || entries[0].Page != pages[0] {
			t.Fatalf("%d entries of %d pages", len(entries), len(pages))
		}
		depth := 0
		for _, e := range entries {
			if e.Depth > depth+1 {
				t.Fatalf("%s is %d deep behind one that is %d deep", e.Page.Name, e.Depth, depth)
			}
			depth = e.Depth
			s.Trail(e.Page, "")
			s.Above(e.Page, "")
			s.Resolve(e.Page.Title, "")
			if p, _, _ := s.Resolve(e.Page.Name, ""); p == nil {
				t.Fatalf("%q is not found by its name", e.Page.Name)
			}
		}
	})
}
