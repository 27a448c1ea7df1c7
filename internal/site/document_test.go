package site_test

import (
	"slices"
	"testing"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest/linked"
	"hackday.example/kiosk/internal/site"
)

func TestADocumentStandsBelowThePageThatItBelongsTo(t *testing.T) {
	file := &site.File{Path: "a.pdf", Format: document.PDF, Page: "a.pdf", Parts: 1}
	home := &site.Page{Name: "index", Title: "Home"}
	page := &site.Page{Name: "talks/2026", Title: "Talks of 2026"}
	first := &site.Page{Name: "a.pdf", Title: "A", Unlisted: true, Source: file, Part: 1, Up: "talks/2026"}
	below := &site.Page{Name: "b.pdf", Title: "B", Unlisted: true, Source: file, Part: 1, Up: "a.pdf"}
	round := &site.Page{Name: "c.pdf", Title: "C", Unlisted: true, Source: file, Part: 1, Up: "d.pdf"}
	about := &site.Page{Name: "d.pdf", Title: "D", Unlisted: true, Source: file, Part: 1, Up: "c.pdf"}
	lost := &site.Page{Name: "e.pdf", Title: "E", Unlisted: true, Source: file, Part: 1}
	ofHome := &site.Page{Name: "f.pdf", Title: "F", Unlisted: true, Source: file, Part: 1, Up: "index"}
	s := site.New(site.Parts{Pages: []*site.Page{home, page, first, below, round, about, lost, ofHome}, Settings: site.Settings{Title: "Site"}})
	for _, tt := range []struct {
		page *site.Page
		want []string
	}{
		{first, []string{"Talks", "Talks of 2026", "A"}},
		{below, []string{"Talks", "Talks of 2026", "A", "B"}},
		{lost, []string{"Home", "E"}},
		{ofHome, []string{"Home", "F"}},
	} {
		if got := s.Trail(tt.page, "en"); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.page.Name, got, tt.want)
		}
	}
	if got := s.Trail(round, "en"); len(got) > 2*site.MaxListDepth || got[len(got)-1] != "C" {
		t.Errorf("a document that belongs to itself in the end: %q", got)
	}
}

func TestAFileIsFoundByItsPath(t *testing.T) {
	s := linked.Site(t)
	for _, path := range []string{"docs/plan.pdf", "/docs/plan.pdf", "docs/my note.txt"} {
		if f := s.File(path); f == nil {
			t.Errorf("%s is not found", path)
		}
	}
	for _, path := range []string{"", "docs", "docs/plan.pdfx", "index.md", "DOCS/PLAN.PDF"} {
		if f := s.File(path); f != nil {
			t.Errorf("%s is %s", path, f.Path)
		}
	}
}

func TestTheKindsOfLinkThatOpenAtOnce(t *testing.T) {
	for _, tt := range []struct {
		name string
		r    site.Resource
		want bool
	}{
		{"page", site.Resource{Kind: site.WebPage, Target: "about"}, true},
		{"on the web", site.Resource{Kind: site.WebPage}, false},
		{"document", site.Resource{Kind: site.Document, Target: "a.pdf", File: &site.File{}}, false},
		{"transcript", site.Resource{Kind: site.Video, Target: "talk.vtt"}, false},
		{"picture of a page", site.Resource{Kind: site.Picture, Target: "a.pdf"}, false},
	} {
		if got := tt.r.IsPage(); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
