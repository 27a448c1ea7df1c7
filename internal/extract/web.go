package extract

import (
	"net/url"
	"strings"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/dialect"
	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/markdown"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/webpage"
)

// webPage reads a page of HTML by itself: what recurs on other pages is not known.
func webPage(content []byte) document.Text {
	d, err := webpage.Parse(content)
	if err != nil {
		return document.Text{State: stateOf(err)}
	}
	facts := d.Facts()
	base, err := url.Parse(facts.Base)
	if err != nil || facts.Base == "" {
		base = nil
	}
	found := d.Content(nil, nil)
	t := written(found.Nodes, markdown.Options{Resolve: func(address string) string {
		address = Openable(address)
		if u, err := url.Parse(address); base != nil && err == nil && address != "" && !strings.HasPrefix(address, "#") {
			return base.ResolveReference(u).String()
		}
		return address
	}})
	t.Title = line(found.Title)
	return t
}

// Openable leaves an address of HTML that may be opened, and takes out those that only a
// browser's scripts have a use for.
func Openable(address string) string {
	address = strings.TrimSpace(address)
	scheme, _, _ := strings.Cut(strings.ToLower(address), ":")
	if address == "#" || scheme == "javascript" || scheme == "data" || scheme == "blob" {
		return ""
	}
	return address
}

// markdownText reads a text of Markdown, as pages are read, by itself.
func markdownText(content []byte) document.Text {
	text, ok := decode(content)
	if !ok {
		return document.Text{State: document.Broken}
	}
	page, body, _, _ := frontmatter.ReadPage(text)
	plain, _ := dialect.Plain(clean.Markdown(body), dialect.Env{Page: page.Values})
	inside, err := markdown.Inside(plain, markdown.Options{})
	if err != nil {
		return document.Text{State: stateOf(err)}
	}
	t := converted(inside)
	t.Title, t.Author, t.Date = line(page.Title), line(page.Values["author"]), day(page.Date)
	if o, ok := site.OpeningOf(t.Markdown); ok && !o.Badges && (t.Title == "" || strings.EqualFold(t.Title, o.Text)) {
		t.Title = line(o.Text)
		t.Markdown = t.Markdown[:o.Start] + t.Markdown[o.End:]
		for i := range t.Places {
			t.Places[i].Offset = max(t.Places[i].Offset-(o.End-o.Start), min(t.Places[i].Offset, o.Start))
		}
		for i := range t.Passages {
			t.Passages[i].Offset = max(t.Passages[i].Offset-(o.End-o.Start), min(t.Passages[i].Offset, o.Start))
		}
		if o.ID != "" && len(o.ID) <= document.MaxID {
			t.Places = append([]document.Place{{ID: o.ID}}, t.Places...)
		}
	}
	return t
}

// day is the day that a date of front matter begins with; zero if it begins with none.
func day(text string) time.Time {
	if len(text) < len(time.DateOnly) {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, text[:len(time.DateOnly)])
	if err != nil {
		return time.Time{}
	}
	return d
}
