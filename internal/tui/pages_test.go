package tui

import (
	"context"
	"fmt"
	"image/color"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest/race"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// bilingual makes a site where two pages have one title, and one is the Welsh of
// another.
func bilingual(partial bool) *site.Site {
	p := func(name, title, subtitle string) *site.Page {
		return &site.Page{Name: name, Title: title, Subtitle: subtitle, Markdown: "Text.\n"}
	}
	home, about, amdanom := p("index", "Home", ""), p("about", "About us", "Who we are"), p("cy/about", "Amdanom ni", "")
	return site.New(site.Parts{
		Settings:     site.Settings{Title: "T"},
		Pages:        []*site.Page{home, about, amdanom, p("2026/news", "News", "This year's"), p("2025/news", "News", "")},
		Translations: map[*site.Page]map[string]*site.Page{about: {"cy": amdanom}, amdanom: {"en": about}},
		Partial:      partial,
	})
}

func TestPagesOfOneTitleAreToldApartAndNoneIsListedTwice(t *testing.T) {
	welsh, _ := words.In("cy", false)
	for _, tt := range []struct {
		words *words.Words
		want  string
	}{
		{words.English, "Pages                                            1 of 4\n> 1 * Home\n  2   About us  Who we are\n  3   News  This year's · 2026/news\n  4   News  2025/news\n\n"},
		{welsh, "Tudalennau                                       1 o 4\n> 1 * Home\n  2   Amdanom ni\n  3   News  This year's · 2026/news\n  4   News  2025/news\n\n"},
	} {
		m := readerOf(bilingual(false), 59, 24, terminal.Profile{}, tt.words)
		press(m, "p")
		if got := strings.Join(strings.Fields(text(m)), " "); !strings.HasPrefix(got, strings.Join(strings.Fields(tt.want), " ")) {
			t.Errorf("in %s the pages are\n%s", tt.words.Code, text(m))
		}
		press(m, "end", "enter", "p")
		if got := text(m); m.page.Name != "2025/news" || !strings.Contains(got, "> 4 * News  2025/news\n") || !strings.Contains(got, "\n  1   Home\n") {
			t.Errorf("the last entry leads to %s, and the pages are then\n%s", m.page.Name, got)
		}
	}
}

func TestTheListOfPagesSaysThatMoreAreToCome(t *testing.T) {
	m := readerOf(bilingual(true), 80, 24, terminal.Profile{}, words.English)
	press(m, "p")
	if got := text(m); !strings.Contains(got, "> 1 * Home\n") || !strings.Contains(got, "\n"+words.English.Page.Partial+"\n") {
		t.Errorf("the pages are\n%s", got)
	}
	m.Update(reading.SiteMsg{Site: bilingual(false)})
	if got := text(m); strings.Contains(got, words.English.Page.Partial) {
		t.Errorf("when all are in, the pages are\n%s", got)
	}
}

func TestAListKeepsWhatIsChosenWhenTheSiteChanges(t *testing.T) {
	m := readerOf(bilingual(false), 80, 24, terminal.Profile{}, words.English)
	press(m, "p", "down", "down") // 2026/news
	s := bilingual(false)
	home, rest := s.Pages[0], s.Pages[1:]
	first := &site.Page{Name: "a", Title: "A", Markdown: "Text.\n"}
	m.Update(reading.SiteMsg{Site: site.New(site.Parts{Settings: s.Settings, Pages: append([]*site.Page{home, first}, rest...)})})
	if press(m, "enter"); m.page.Name != "2026/news" {
		t.Errorf("Enter leads to %s", m.page.Name)
	}
}

// many makes a site of n pages.
func many(n int) *site.Site {
	pages := make([]*site.Page, n)
	for i := range pages {
		pages[i] = &site.Page{Name: fmt.Sprintf("folder/%d", i), Title: fmt.Sprintf("Page %d of all that are here", i), Subtitle: fmt.Sprintf("What page %d is about", i), Markdown: "Text.\n"}
	}
	return site.New(site.Parts{Settings: site.Settings{Title: "T"}, Pages: pages})
}

func TestAKeyInALongListOfPagesCostsWhatTheScreenNeeds(t *testing.T) {
	keys := func(n int) (opening, stepping float64) {
		s := many(n)
		layouts := layout.NewCache(0, nil)
		m := New(Options{
			Options: reading.Options{
				Site: s, Layouts: layouts.For(context.Background(), ""), Finder: search.NewEngine().For(context.Background(), ""), Words: words.English,
			},
			Profile: terminal.Profile{Background: color.RGBA{A: 0xFF}, Depth: colorprofile.ANSI256, Colours: true},
			Size:    terminal.Size{Columns: 80, Rows: 24},
		})
		press(m, "p", "G", "enter") // the last of all
		opening = testing.AllocsPerRun(5, func() {
			press(m, "p")
			m.Frame()
			press(m, "esc")
		})
		press(m, "p", "G")
		stepping = testing.AllocsPerRun(50, func() {
			press(m, "up")
			m.Frame()
		})
		return opening, stepping
	}
	opening, stepping := keys(10_000)
	fewOpening, fewStepping := keys(100)
	t.Logf("of 10,000 pages, opening takes %v allocations and a step %v; of 100, %v and %v", opening, stepping, fewOpening, fewStepping)
	if race.Enabled {
		return // the race detector allocates too
	}
	if opening > fewOpening+2*24 || stepping > fewStepping+10 || stepping > 100 {
		t.Errorf("of 10,000 pages, opening takes %v allocations and a step %v; of 100, %v and %v", opening, stepping, fewOpening, fewStepping)
	}
}

// Of many pages with long names, a letter of a filter once made the texts of all of them
// again: they were more than the cache keeps.
func TestALetterOfAFilterMakesNoTextsAgain(t *testing.T) {
	const n = 5000
	pages := make([]*site.Page, n)
	var menu []site.MenuItem
	for i := range pages {
		name := strings.Repeat("a-rather-long-folder/", 20) + fmt.Sprint(i)
		pages[i] = &site.Page{Name: name, Title: strings.Repeat("É rather long title ", 20) + fmt.Sprint(i), Markdown: "Text.\n"}
		menu = append(menu, site.MenuItem{Title: pages[i].Title, Page: name})
	}
	s := site.New(site.Parts{Settings: site.Settings{Title: "T"}, Pages: pages, Menu: menu})
	m := reader(s, 80, 24)
	for _, list := range [][]string{{"p", "/"}, {"m", "/"}, {":"}} {
		press(m, "esc", "esc", "esc")
		press(m, list...)
		typed := func() {
			press(m, "z") // nothing has it, and so nothing is ranked
			m.Frame()
			press(m, "backspace")
			m.Frame()
		}
		typed()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		typed()
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 500<<10 && !race.Enabled {
			t.Errorf("in %s a letter takes %d bytes", list[0], took)
		}
	}
}

// BenchmarkFirstListOfPages opens the list of 10,000 pages where nobody did before.
func BenchmarkFirstListOfPages(b *testing.B) {
	s := many(10_000)
	for b.Loop() {
		m := reader(s, 80, 24)
		press(m, "p")
		m.Frame()
	}
}

// builtManual is a built site: a page that links to a term in another.
func builtManual(t testing.TB) *site.Site {
	t.Helper()
	var terms strings.Builder
	for i := range 40 {
		fmt.Fprintf(&terms, "<dt id=\"opt-%d\"><code>--option-%d</code></dt><dd><p>What option %d does, in a sentence.</p></dd>\n", i, i, i)
	}
	s, err := folder.Load(fstest.MapFS{
		"index.html":   {Data: []byte("<!DOCTYPE html><html><head><title>Start - Manual</title></head><body><main><h1>Start</h1><p>See <a href=\"options.html#opt-20\">option twenty</a>.</p></main></body></html>")},
		"options.html": {Data: []byte("<!DOCTYPE html><html><head><title>Options - Manual</title></head><body><main><h1>Options</h1><p>All that there are.</p><dl>" + terms.String() + "</dl></main></body></html>")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestALinkToATermOfABuiltPageOpensWithItOnTop(t *testing.T) {
	for _, columns := range []int{20, 40, 80} {
		m := reader(builtManual(t), columns, 12)
		press(m, "1")
		if got := screen(m); m.page.Name != "options" || !strings.Contains(got[1], "--option-20") {
			t.Errorf("at %d columns the link led to %s:\n%s", columns, m.page.Name, strings.Join(got, "\n"))
		}
	}
}
