package site_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
)

func TestAnAddressMeansAPage(t *testing.T) {
	s := hackDays(t)
	for _, tt := range []struct{ name, address, want, fragment string }{
		{"its name", "events/2026/03/cardiff", "events/2026/03/cardiff", ""},
		{"with a fragment", "events/2026/03/cardiff#supporters", "events/2026/03/cardiff", "supporters"},
		{"with an encoded fragment", "about#t%C5%B7", "about", "tŷ"},
		{"a fragment alone", "#supporters", "index", "supporters"},
		{"slashes at its ends", " /events/2026/ ", "events/2026", ""},
		{"the home page", "/", "index", ""},
		{"in capitals", "EVENTS/2026", "events/2026", ""},
		{"encoded", "events/2026/9/caf%C3%A9", "events/2026/9/café", ""},
		{"its permalink", "/who-we-are", "about", ""},
		{"another address of it", "old/us", "about", ""},
		{"with an ending", "/about.html", "about", ""},
		{"on the web", "https://hackday.example/site/events/2026/03/cardiff#supporters", "events/2026/03/cardiff", "supporters"},
		{"on the web in capitals", "HTTPS://HackDay.example/site/About/", "about", ""},
		{"on the web without a scheme", "hackday.example/site/about?from=mail#us", "about", "us"},
		{"on the web with www", "http://www.hackday.example/site/old/us", "about", ""},
		{"the site on the web", "https://hackday.example/site", "index", ""},
		{"the host alone", "hackday.example", "index", ""},
		{"another site's", "https://else.example/site/about", "", ""},
		{"another scheme", "ftp://hackday.example/site/about", "", ""},
		{"the end of its name", "leeds", "events/2026/10/leeds", ""},
		{"without its accent", "9/CAFE", "events/2026/9/café", ""},
		{"the end of its name with a fragment", "leeds#supporters", "events/2026/10/leeds", "supporters"},
		{"its title", "the zoo", "zoo", ""},
		{"a word of its title", "society", "events/2026/9/café", ""},
		{"words of its title", "then cardiff", "events/2025/05/cardiff", ""},
		{"words of its name", "hours 10", "opening-hours/day-10", ""},
		{"a blank for a hyphen", "Day 10", "opening-hours/day-10", ""},
		{"a folder that holds one page", "05", "events/2025/05/cardiff", ""},
		{"a part of a word", "leed", "", ""},
		{"two pages' end", "cardiff", "", ""},
		{"nothing", "", "", ""},
		{"blanks", "  ", "", ""},
		{"marks", "%$-_", "", ""},
	} {
		p, fragment, near := s.Resolve(tt.address, "en")
		got := ""
		if p != nil {
			got = p.Name
		}
		if got != tt.want || fragment != tt.fragment {
			t.Errorf("%s: %q is %q, %q; want %q, %q", tt.name, tt.address, got, fragment, tt.want, tt.fragment)
		}
		if p != nil && near != nil {
			t.Errorf("%s: %q may be %q too", tt.name, tt.address, near)
		}
	}
	if p, _, _ := s.Resolve("diwrnod dau", "cy"); p == nil || p.Title != "Diwrnod dau" {
		t.Errorf("a title in Welsh is %v", p)
	}
}

func TestWhatIsNowhereHasNeighbours(t *testing.T) {
	s := hackDays(t)
	for _, tt := range []struct {
		address string
		want    []string
	}{
		{"cardiff", []string{"events/2026/03/cardiff", "events/2025/05/cardiff"}},
		{"abuot", []string{"about"}},
		{"event/2026/3/cardiff", []string{"events/2026/03/cardiff", "events/2025/05/cardiff"}},
		{"cafe societie", []string{"events/2026/9/café"}},
		{"quite another thing", nil},
		{strings.Repeat("x", 10_000), nil},
	} {
		p, _, near := s.Resolve(tt.address, "en")
		if len(near) > 5 || !slices.Equal(near[:min(len(near), len(tt.want))], tt.want) || tt.want == nil && near != nil || p != nil {
			t.Errorf("%.20q: %v, %q, want %q", tt.address, p, near, tt.want)
		}
	}
}

func TestAPageHasNeighbours(t *testing.T) {
	s := hackDays(t)
	name := func(p *site.Page) string {
		if p == nil {
			return "-"
		}
		return p.Name
	}
	for _, tt := range []struct{ page, above, before, after, trail string }{
		{"index", "-", "-", "zoo", ""},
		{"zoo", "index", "index", "about", "The zoo"},
		{"events/2026", "events", "events", "events/2026/03/cardiff", "Events › 2026"},
		{"events/2026/03/cardiff", "events/2026", "events/2026", "events/2026/03/cardiff/it", "Events › 2026 › 03 › Cardiff"},
		{"opening-hours/day-2", "index", "events/2025/05/cardiff", "opening-hours/day-10", "Opening hours › Day two"},
		{"search", "index", "opening-hours/day-10", "-", "Search"},
	} {
		p := s.Page(tt.page)
		above, before, after := name(s.Above(p, "en")), name(s.Before(p, "en")), name(s.After(p, "en"))
		if above != tt.above || before != tt.before || after != tt.after {
			t.Errorf("%s: above %s, before %s, after %s; want %s, %s, %s", tt.page, above, before, after, tt.above, tt.before, tt.after)
		}
		if trail := strings.Join(s.Trail(p, "en"), " › "); trail != tt.trail {
			t.Errorf("%s: %s, want %s", tt.page, trail, tt.trail)
		}
	}
	welsh := s.In(s.Page("opening-hours/day-2"), "cy")
	if got := strings.Join(s.Trail(welsh, "cy"), " › "); got != "Opening hours › Diwrnod dau" {
		t.Errorf("in Welsh: %s", got)
	}
	if before := s.Before(s.Page("opening-hours/day-10"), "cy"); before != welsh {
		t.Errorf("in Welsh the page before is %s", name(before))
	}
}

func TestPagesSayWhatIsBesideThem(t *testing.T) {
	hidden := page("x/hidden", "", "", "")
	hidden.Unlisted = true
	adrift := page("x/adrift", "a", "c", "")
	adrift.Unlisted = true
	home := page("index", "c", "c", "c")
	s := site.New(site.Parts{Pages: []*site.Page{home, page("a", "", "a", "x"), page("c", "a", "", "c"), page("x", "", "", "x/hidden"), hidden, adrift}})
	name := func(p *site.Page) string {
		if p == nil {
			return "-"
		}
		return p.Name
	}
	for _, tt := range []struct{ page, want, trail string }{
		{"index", "- - c", ""},
		{"a", "x x -", "T x, T a"},
		{"c", "index index a", "T c"},
		{"x", "x/hidden c a", "T x"},
		{"x/hidden", "x - -", "T x, T x/hidden"},
		{"x/adrift", "x c a", "T x, T x/adrift"},
	} {
		p := s.Page(tt.page)
		if got := name(s.Above(p, "")) + " " + name(s.Before(p, "")) + " " + name(s.After(p, "")); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.page, got, tt.want)
		}
		if got := strings.Join(s.Trail(p, ""), ", "); got != tt.trail {
			t.Errorf("%s: %s, want %s", tt.page, got, tt.trail)
		}
	}
}

func TestTheFolderOfALanguageIsNotNamed(t *testing.T) {
	html := func(language, title, more string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("<html lang=" + language + "><head><title>" + title + "</title>" + more + "</head><main><h1>" + title + "</h1><p>Some text is here.</p></main></html>")}
	}
	s, err := folder.Load(fstest.MapFS{
		"CNAME":                {Data: []byte("cove.example")},
		"index.html":           html("en", "Cove", ""),
		"boats/oar.html":       html("en", "Oar", "<link rel=alternate hreflang=cy href=/cy/cychod/rhwyf.html>"),
		"cy/cychod/rhwyf.html": html("cy", "Rhwyf", ""),
		"cy/adar/gwylan.html":  html("cy", "Gwylan", ""),
	})
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{"boats/oar": "Boats › Rhwyf", "cy/adar/gwylan": "Adar › Gwylan"} {
		p, _, _ := s.Resolve(address, "cy")
		if got := strings.Join(s.Trail(p, "cy"), " › "); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
	if p, _, _ := s.Resolve("cychod", "cy"); p == nil || p.Title != "Rhwyf" {
		t.Errorf("its folder in Welsh is %v", p)
	}
}

func FuzzResolve(f *testing.F) {
	s := hackDays(f)
	for _, address := range []string{"", "/", "#", "leeds#x", "https://hackday.example/site/about?x#y", "hackday.example", "://", "%", "cardiff", "CAFÉ", "\xff/\x00", "a/../../about", "events//2026"} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		p, fragment, near := s.Resolve(address, "cy")
		if p != nil && near != nil || p == nil && fragment != "" || len(near) > 5 {
			t.Fatalf("%q: %v, %q, %q", address, p, fragment, near)
		}
		for _, name := range near {
			if s.Page(name) == nil {
				t.Fatalf("%q: there is no page %q", address, name)
			}
		}
	})
}

func BenchmarkList(b *testing.B) {
	pages := []*site.Page{page("index", "", "", "")}
	for i := 1; i < site.MaxPages; i++ {
		pages = append(pages, page("events/"+strings.Repeat("x/", i%5)+time.Unix(int64(i)*86400, 0).Format(time.DateOnly), "", "", ""))
	}
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		s := site.New(site.Parts{Pages: pages})
		b.StartTimer()
		s.List("")
	}
}

func BenchmarkResolveNowhere(b *testing.B) {
	pages := []*site.Page{page("index", "", "", "")}
	for i := 1; i < site.MaxPages; i++ {
		pages = append(pages, page("events/"+strings.Repeat("x", i%30)+"/meeting-of-the-boat-club-"+time.Unix(int64(i)*86400, 0).Format(time.DateOnly), "", "", ""))
	}
	s := site.New(site.Parts{Pages: pages})
	for b.Loop() {
		s.Resolve("event/meetnig-of-the-boat-club-in-the-hall", "")
	}
}
