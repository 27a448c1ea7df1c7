package plain

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

func TestPagesAreListedOnceALineEach(t *testing.T) {
	p := func(name, title, subtitle string) *site.Page {
		return &site.Page{Name: name, Title: title, Subtitle: subtitle}
	}
	home, about, amdanom := p("index", "Home", ""), p("about", "About us", "Who we are"), p("cy/amdanom", "Amdanom ni", "")
	parts := site.Parts{
		Settings:     site.Settings{Title: "T"},
		Pages:        []*site.Page{home, about, amdanom, p("2026/a-name-that-is-long", "News", "What there is to tell of this year"), p("tŷ", "News", "")},
		Translations: map[*site.Page]map[string]*site.Page{about: {"cy": amdanom}},
		Partial:      true,
	}
	s := site.New(parts)
	welsh, _ := words.In("cy", false)
	for _, tt := range []struct {
		words *words.Words
		ascii bool
		want  string
	}{
		{words.English, false, `index       Home
about       About us: Who we are
cy/amdanom  Amdanom ni
2026/a-name-that-is-long  News: What th…
tŷ          News

The other pages are still being read in;
look again in a moment.
`},
		{welsh, true, `index       Home
cy/amdanom  Amdanom ni
2026/a-name-that-is-long  News: What ...
t%C5%B7     News

Mae'r tudalennau eraill yn dal i gael eu
darllen i mewn; edrychwch eto mewn
eiliad.
`},
	} {
		var out strings.Builder
		w := NewWriter(&out, Options{Site: s, Words: tt.words, ASCII: tt.ascii, Width: 40})
		w.Pages(w.Site.List(w.Words.Code))
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, out.String()); diff != "" {
			t.Errorf("in %s (-want +got):\n%s", tt.words.Code, diff)
		}
	}
	if s.Page("t%C5%B7").Title != "News" {
		t.Error("a name in ASCII leads nowhere")
	}
}

// yearly is a site with long names, a menu and a tree.
func yearly() *site.Site {
	pages := []*site.Page{{Name: "index", Title: "Home"}, {Name: "events", Title: "Events", Subtitle: "All of them", URL: "https://e.org/events", Language: "en"}}
	for i := range 40 {
		pages = append(pages, &site.Page{Name: fmt.Sprintf("events/%d/%s", i, strings.Repeat("a-long-name-", i/4)), Title: fmt.Sprintf("Event %d", i)})
	}
	return site.New(site.Parts{Settings: site.Settings{Title: "T"}, Pages: pages, Menu: []site.MenuItem{
		{Title: "Café", Items: []site.MenuItem{{Title: "All events", Page: "events"}, {Title: "Gone", Page: "gone"}}},
		{Title: "Start", Page: "index"},
	}})
}

func writer(s *site.Site, out *strings.Builder, o Options) *Writer {
	o.Site, o.Layouts, o.Words = s, layout.NewCache(0, nil).For(context.Background(), ""), words.English
	return NewWriter(out, o)
}

func TestALineIsCutAsATerminalShowsIt(t *testing.T) {
	const columns = 12
	w := writer(yearly(), new(strings.Builder), Options{Width: columns})
	w.columns = columns
	for _, line := range []string{
		"", "short", "just twelve!", "thirteen here", strings.Repeat("long ", 40), "a long lin\u0301e behind", "a long line\u0301", "a long line \u0301 ",
		"日本語の長い題名です", "abc日本語の長い題名です", "elevenbytesé", "twelve bytesé",
	} {
		if got, want := w.cut(line), ansi.Truncate(line, columns, "…"); got != want {
			t.Errorf("%q is cut to %q, want %q", line, got, want)
		}
	}
}

func TestAPageIsALineWhateverTheNamesLength(t *testing.T) {
	s := yearly()
	list := s.List("en")
	for _, width := range []int{0, 20, 40, 80, 200} {
		var out strings.Builder
		w := writer(s, &out, Options{Width: width})
		w.Pages(list)
		_ = w.Flush()
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != len(list) {
			t.Fatalf("at %d columns: %d lines for %d pages", width, len(lines), len(list))
		}
		for i, l := range lines {
			if width > 0 && ansi.StringWidth(l) > width {
				t.Errorf("at %d columns: %q", width, l)
			}
			if name, title := list[i].Page.Name, list[i].Page.Title; width == 0 && (!strings.HasPrefix(l, name+"  ") || !strings.Contains(l, title)) {
				t.Errorf("without a terminal: %q is not %s, %s", l, name, title)
			}
		}
	}
}

func TestPagesInJSON(t *testing.T) {
	s := yearly()
	var out strings.Builder
	w := writer(s, &out, Options{})
	if err := w.PagesJSON(s.List("en")); err != nil {
		t.Fatal(err)
	}
	_ = w.Flush()
	var got []Page
	if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
		t.Fatal(err)
	}
	want := []Page{
		{Name: "index", Title: "Home"},
		{Name: "events", Title: "Events", Subtitle: "All of them", URL: "https://e.org/events", Language: "en"},
		{Name: "events/0/", Title: "Event 0", Depth: 1},
	}
	if diff := cmp.Diff(want, got[:3]); diff != "" || len(got) != 42 {
		t.Errorf("%d pages (-want +got):\n%s", len(got), diff)
	}
	out.Reset()
	w = writer(s, &out, Options{})
	_ = w.PagesJSON(nil)
	_ = w.Flush()
	if out.String() != "[]\n" {
		t.Errorf("no pages are %q", out.String())
	}
}

func TestTheMenuIsIndented(t *testing.T) {
	var out strings.Builder
	w := writer(yearly(), &out, Options{ASCII: true})
	w.Menu()
	_ = w.Flush()
	if want := "Cafe\n  All events  events\n  Gone\nStart  index\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	out.Reset()
	w = writer(site.New(site.Parts{Pages: []*site.Page{{Name: "index", Title: "T"}}}), &out, Options{})
	w.Menu()
	_ = w.Flush()
	if want := "This site has no menu.\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestWhatASearchFound(t *testing.T) {
	s := yearly()
	hits := []search.Hit{{Page: s.Page("events"), Excerpt: "where they all are, and when and for whom they were"}, {Page: s.Home()}}
	for _, tt := range []struct {
		name    string
		results search.Results
		width   int
		want    string
	}{
		{"all", search.Results{Hits: hits, Pages: 2}, 0, "events  Events\n    where they all are, and when and for whom they were\nindex  Home\n\n2 pages\n"},
		{"on a terminal", search.Results{Hits: hits, Pages: 2}, 20, "events  Events\n    where they all …\nindex  Home\n\n2 pages\n"},
		{"one", search.Results{Hits: hits[1:], Pages: 1}, 0, "index  Home\n\n1 page\n"},
		{"too many", search.Results{Hits: hits[1:], Pages: 12}, 0, "index  Home\n\nthe first 1 of 12 pages\n"},
	} {
		var out strings.Builder
		w := writer(s, &out, Options{Width: tt.width})
		w.Hits(tt.results)
		_ = w.Flush()
		if out.String() != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, out.String(), tt.want)
		}
	}
	var out strings.Builder
	w := writer(s, &out, Options{})
	_ = w.HitsJSON(hits)
	_ = w.Flush()
	var got []Hit
	if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
		t.Fatal(err)
	}
	want := []Hit{{Page: "events", Title: "Events", Excerpt: hits[0].Excerpt, URL: "https://e.org/events"}, {Page: "index", Title: "Home"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
