package reflow

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestBookmarksAreHeadings(t *testing.T) {
	p := newPress()
	p.doc.Title = "The Harbour"
	p.size = 20
	p.line(72, 60, "The Harbour")
	p.size = 10
	p.line(72, 100, "1 Tides")
	p.prose(72, 120, 400, tides)
	p.page()
	p.line(72, 100, "BOATS")
	p.prose(72, 120, 400, boats)
	p.prose(72, 400, 400, "Late boats wait.")
	p.doc.Bookmarks = []Bookmark{
		{Title: "The  harbour", Level: 1, Page: 1, Y: math.NaN()}, {Title: "Tides", Level: 1, Page: 1, Y: 90},
		{Title: "Part", Level: 1}, {Title: "Boats", Level: 2, Page: 2, Y: 95}, {Title: "Late *ones*", Level: 3, Page: 2, Y: 390},
	}
	want := "## 1 Tides\n\n" + tides + "\n\n## Part\n\n### BOATS\n\n" + boats + "\n\n#### Late \\*ones\\*\n\nLate boats wait."
	if got := p.markdown(); got != strings.ReplaceAll(want, " \n", "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestPlacesOfPagesBetweenBookmarks(t *testing.T) {
	p := newPress()
	p.prose(72, 100, 400, tides)
	p.page()
	p.prose(72, 100, 400, boats)
	p.doc.Bookmarks = []Bookmark{{Title: "All", Level: 1, Page: 1, Y: 80}}
	got := Text(&p.doc)
	if !strings.HasPrefix(got.Markdown, "## All\n\nThe tide") || !strings.HasPrefix(got.Markdown[got.Places[1].Offset:], "Boats") {
		t.Errorf("got %q, places %v", got.Markdown, got.Places)
	}
}

func TestAParagraphGoesOnOnTheNextPage(t *testing.T) {
	p := newPress()
	p.doc.Bookmarks = []Bookmark{{Title: "All", Level: 1, Page: 1, Y: 80}}
	p.prose(72, 100, 400, tides+"A word at the end of this page is bro-")
	p.page()
	p.prose(72, 100, 400, "ken, and goes on without an end")
	p.page()
	p.prose(72, 100, 400, "on the third *page*.")
	p.prose(72, 200, 400, boats)
	got := Text(&p.doc)
	if !strings.Contains(got.Markdown, "this page is broken, and goes on without an end on the third \\*page\\*.\n\nBoats") {
		t.Errorf("got %q", got.Markdown)
	}
	for i, begin := range []string{"## All", "ken, and", "on the third"} {
		if at := got.Places[i]; at.ID != fmt.Sprintf("page-%d", i+1) || !strings.HasPrefix(got.Markdown[at.Offset:], begin) {
			t.Errorf("place %v, want it at %q", at, begin)
		}
	}
}

func TestLargeTextIsAHeading(t *testing.T) {
	p := newPress()
	p.size = 16
	p.line(72, 60, "Large")
	p.size = 12
	p.line(72, 90, "Larger than the text")
	p.size = 10
	p.prose(72, 120, 400, tides)
	want := "## Large\n\n### Larger than the text\n\n" + strings.TrimSpace(tides)
	if got := p.markdown(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLinks(t *testing.T) {
	p := newPress()
	x := p.line(72, 60, "Read the ")
	end := p.line(x, 60, "tide tables")
	p.line(end, 60, " of the harbour first, which are long and dull, and then go")
	end2 := p.line(72, 72, "on to the map.")
	p.last().Links = []Link{
		{Box: Box{x, 50, end, 63}, URL: "https://e.example/a b?c=1&d=<2>"},
		{Box: Box{72, 64, end2, 75}, Page: 1},
		{Box: Box{300, 300, 400, 400}, URL: "https://no.example/"},
	}
	want := "Read the [tide tables](<https://e.example/a%20b?c=1&amp;d=%3C2%3E>) of the harbour first, which are long and dull, and then go [on to the map.](<#page-1>)"
	if got := p.markdown(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAddressesOfLinks(t *testing.T) {
	for url, want := range map[string]string{
		"https://e.example/":     "https://e.example/",
		"HTTP://e.example":       "HTTP://e.example",
		"mailto:a@e.example":     "mailto:a@e.example",
		"tel:+44123":             "tel:+44123",
		"ftp://e.example/x":      "ftp://e.example/x",
		"www.e.example":          "http://www.e.example",
		"javascript:alert(1)":    "",
		"plan.pdf":               "plan.pdf",
		"../a b/index.html#part": "../a%20b/index.html#part",
		"talks/plan.pdf":         "talks/plan.pdf",
		"example.org/plan.pdf":   "",
		"/etc/a.txt":             "",
		"c:\\plan.pdf":           "",
		"plan.exe":               "",
		"file:///etc/passwd":     "",
		"data:text/html,x":       "",
		"http://":                "",
		"":                       "",
		"../other.pdf":           "../other.pdf",
		"http://e.example/é\n>":  "http://e.example/%C3%A9%0A%3E",
		"http://e.example/`a`|b": "http://e.example/%60a%60%7Cb",
		"http://e.example/" + fmt.Sprintf("%04000d", 1): "",
	} {
		if got := address(url); got != want {
			t.Errorf("%q: got %q, want %q", url, got, want)
		}
	}
}
