package command

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/plain"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// page is the file of a page.
func page(title, text string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("---\ntitle: " + title + "\n---\n" + text + "\n")}
}

// hackDays is a site of pages in folders. Two of them are named as commands are.
func hackDays() fstest.MapFS {
	return fstest.MapFS{
		"site.yaml":                 {Data: []byte("title: Hack Day\nurl: https://hackday.example\nhome: index\n")},
		"index.md":                  page("Hack Day", "A weekend of [code](https://code.example)."),
		"search.md":                 page("Find us", "The page of search."),
		"help.md":                   page("Lend a hand", "The page of help."),
		"q&a.md":                    page("Questions", "The page of questions."),
		"events.md":                 page("Events", "All events."),
		"events/2026/03/cardiff.md": page("Cardiff in spring", "Rain is likely.\n\n## Supporters\n\nThe [harbour](https://harbour.example)."),
		"events/2026/10/leeds.md":   page("Leeds in autumn", "Fog is likely."),
		"events/2025/05/cardiff.md": page("Cardiff before", "It rained."),
		"about.cy.md":               page("Amdanom ni", "Pwy ydym ni."),
		"about.md":                  page("About us", "Who we are."),
	}
}

func TestAnAddressIsAPage(t *testing.T) {
	a := ask(t, hackDays())
	for _, tt := range []struct {
		line   string
		status Status
		out    string
		errors string
	}{
		{"events/2026/03/cardiff", Done, "Rain is likely.", ""},
		{"events/2026/03/cardiff#supporters", Done, "Rain is likely.", ""},
		{"/events/2026/03/cardiff --markdown", Done, "## Supporters", ""},
		{"https://hackday.example/events/2026/03/cardiff#supporters", Done, "Rain is likely.", ""},
		{"leeds", Done, "Fog is likely.", ""},
		{"'in autumn'", Done, "Fog is likely.", ""},
		{"q&a", Done, "The page of questions.", ""},
		{"q&a#why", Done, "The page of questions.", ""},
		{"/", Done, "A weekend of code", ""},
		{"/search", Done, "The page of search.", ""},
		{"search", NotUnderstood, "", "say what to look for; it is: search WORDS [--json]"},
		{"help", Done, "pages [WORDS] [--json]", ""},
		{"/help", Done, "The page of help.", ""},
		{"lang cy about", Done, "Pwy ydym ni.", ""},
		{"about --lang cy", Done, "Pwy ydym ni.", ""},
		{"read leeds", Done, "Fog is likely.", ""},
		{"read events/2026/03/cardiff#supporters", Done, "Rain is likely.", ""},
		{"resources events/2026/03/cardiff 1 --url", Done, "https://harbour.example\n", ""},
		{"resources spring 1 --url", Done, "https://harbour.example\n", ""},
		{"qr spring 1", Done, "https://harbour.example\n", ""},
		{"cardiff", NotUnderstood, "", `there is no page or command "cardiff"; try one of: events/2025/05/cardiff, events/2026/03/cardiff`},
		{"leds", NotUnderstood, "", `there is no page or command "leds"; did you mean "events/2026/10/leeds"?`},
		{"abuot", NotUnderstood, "", `did you mean "about"?`},
		{"/serach", NotUnderstood, "", "search"},
		{"serach", NotUnderstood, "", "try one of: search, search"},
		{"raed", NotUnderstood, "", `did you mean "read"?`},
		{"nowhere-at-all", NotUnderstood, "", "try one of: read, pages, search"},
		{"read leds", NotUnderstood, "", `there is no page "leds"; did you mean "events/2026/10/leeds"?`},
		{"leeds tomorrow", NotUnderstood, "", "this is not a shell"},
		{"leeds --json", NotUnderstood, "", "this is not a shell"},
		{"leeds; rm x", NotUnderstood, "", "this is not a shell"},
	} {
		a.run(t, tt.line, tt.status, tt.out, tt.errors)
	}
}

func TestAReaderOpensAtAnAddress(t *testing.T) {
	for _, tt := range []struct{ term, line, ran, page, fragment string }{
		{"xterm", "events/2026/03/cardiff#supporters", "screen", "events/2026/03/cardiff", "supporters"},
		{"xterm", "leeds", "screen", "events/2026/10/leeds", ""},
		{"xterm", "/search", "screen", "search", ""},
		{"dumb", "leeds#x", "lines", "events/2026/10/leeds", "x"},
		{"xterm", "linear leeds#x", "lines", "events/2026/10/leeds", "x"},
		{"xterm", "linear", "lines", "", ""},
		{"xterm", "", "screen", "", ""},
		{"xterm", "tmux attach", "screen", "", ""},
	} {
		a := ask(t, hackDays()).on(tt.term)
		a.run(t, tt.line, Done, "", "")
		o := a.visit.options
		page := ""
		if o.Page != nil {
			page = o.Page.Name
		}
		if got := strings.Join(a.visit.ran, " "); got != tt.ran || page != tt.page || o.Fragment != tt.fragment {
			t.Errorf("%s, %q: %s ran at %q, %q; want %s at %q, %q", tt.term, tt.line, got, page, o.Fragment, tt.ran, tt.page, tt.fragment)
		}
		if o.Finder == nil || o.Join != "ssh hackday.example" {
			t.Errorf("%q: the reader was made for %+v", tt.line, o)
		}
	}
	a := ask(t, hackDays()).on("xterm")
	a.run(t, "leeds --markdown", Done, "Fog is likely.", "")
	a.run(t, "linear nowhere", NotUnderstood, "", `there is no page "nowhere"`)
	a.run(t, "leds", NotUnderstood, "", `did you mean "events/2026/10/leeds"?`)
	if a.visit.places != 1 || len(a.visit.ran) != 0 {
		t.Errorf("%d places are left, and %v ran", a.visit.places, a.visit.ran)
	}
	a.visit.places = 0
	a.run(t, "leeds", Done, "Fog is likely.", "")
	a.run(t, "linear spring", Done, "Rain is likely.", "")
	a.organising().visit.places = 1
	a.run(t, "leeds", Done, "", "")
}

func TestPagesAreListedAndFiltered(t *testing.T) {
	a := ask(t, hackDays())
	a.run(t, "pages", Done, "index                   Hack Day\nabout                   About us\nevents                  Events\nevents/2025/05/cardiff  Cardiff before\nevents/2026/03/cardiff  Cardiff in spring\n", "")
	a.run(t, "pages cardiff", Done, "events/2025/05/cardiff  Cardiff before\nevents/2026/03/cardiff  Cardiff in spring\n", "")
	a.run(t, "pages spring Cardiff", Done, "events/2026/03/cardiff  Cardiff in spring\n", "")
	a.run(t, "pages zzz", Failed, "", `nothing was found for "zzz"`)
	a.run(t, "pages --url", NotUnderstood, "", `"--url" is not known here; it is: pages [WORDS] [--json]`)
	a.run(t, "pages leeds --json", Done, "[", "")
	var pages []plain.Page
	if err := json.Unmarshal(a.out.Bytes(), &pages); err != nil || len(pages) != 1 || pages[0].Name != "events/2026/10/leeds" || pages[0].Depth != 1 {
		t.Errorf("%v, %v", pages, err)
	}
	a.run(t, "menu", Done, "Events  events\n", "")
}

func TestWordsAreSearchedFor(t *testing.T) {
	a := ask(t, hackDays())
	for _, tt := range []struct {
		line   string
		status Status
		out    string
		errors string
	}{
		{"search likely", Done, "2 pages\n", ""},
		{"search likely rain", Done, "events/2026/03/cardiff  Cardiff in spring\n", ""},
		{"search likely rain", Done, "1 page\n", ""},
		{`search "rain" & don't; $(likely)`, Failed, "", "nothing was found"},
		{"lang cy search ydym", Done, "about  Amdanom ni\n", ""},
		{"search zzz", Failed, "", `nothing was found for "zzz"`},
		{"search --json", NotUnderstood, "", "say what to look for"},
		{"search ''", NotUnderstood, "", "say what to look for"},
	} {
		a.run(t, tt.line, tt.status, tt.out, tt.errors)
	}
	a.run(t, "search fog --json", Done, "[", "")
	var hits []plain.Hit
	if err := json.Unmarshal(a.out.Bytes(), &hits); err != nil || len(hits) != 1 || hits[0].Page != "events/2026/10/leeds" || hits[0].Title != "Leeds in autumn" {
		t.Errorf("%v, %v", hits, err)
	}
}

func TestWhatIsSearchedForIsNotKept(t *testing.T) {
	for line, want := range map[string]string{
		"search my illness":            "search",
		"lang cy search my illness":    "lang cy search",
		"--lang=cy 'search' x --json":  "--lang=cy search",
		"pages x":                      "pages",
		"announce We search for a cat": "announce We search for a cat",
		"status":                       "status",
		"":                             "",
	} {
		if got := Public(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

func TestNoWayToAPageIsACommand(t *testing.T) {
	var pages []*site.Page
	for _, name := range append([]string{"index", languageWord}, namesOf(allCommands())...) {
		pages = append(pages, &site.Page{Name: name, Title: "A page"})
		if words.English.Commands[name] == "" && name != "index" {
			t.Errorf("nothing is said of %s", name)
		}
	}
	s := site.New(site.Parts{Pages: pages})
	a := ask(t, hackDays())
	a.Site = s
	for _, p := range pages[1:] {
		line, _ := strings.CutPrefix(reading.Way("ssh hackday.example", s, p, ""), "ssh -t hackday.example ")
		a.visit.opened = nil
		a.run(t, line, Done, "A page", "")
		if got := strings.Join(a.visit.opened, " "); got != p.Name {
			t.Errorf("%s opens %s", line, got)
		}
	}
}
