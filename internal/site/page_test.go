package site

import (
	"cmp"
	"net/url"
	"path"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/clean"
)

// load makes a page of Markdown, as it stands.
func load(t *testing.T, markdown string) *Page {
	t.Helper()
	markdown = clean.Markdown(markdown)
	text, over := Read(markdown)
	if over != nil {
		t.Fatal(over.What)
	}
	p := &Page{Name: "page", Title: "Page", Markdown: markdown, Headings: text.Headings, Notes: text.Notes, Resources: text.Links, TextResources: len(text.Links)}
	for i := range p.Resources {
		r := &p.Resources[i]
		r.URL = r.Destination
		if u, err := url.Parse(r.URL); err == nil && u.Scheme == "" && r.Kind != Mail {
			r.URL = "https://example.org" + path.Join("/a", cmp.Or(r.URL, "page"))
		}
		if r.Kind == Mail && !strings.HasPrefix(r.URL, "mailto:") {
			r.URL = "mailto:" + r.URL
		}
		p.Resources[i].Describe()
	}
	return p
}
