package words_test

import (
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest/linked"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

func TestWhetherADocumentCanBeReadHere(t *testing.T) {
	welsh, _ := words.In("cy", false)
	for _, tt := range []struct {
		name     string
		resource site.Resource
		want     string // a part of the sentence; empty for none
	}{
		{"pages", site.Resource{Kind: site.Document, File: &site.File{Format: document.PDF, Pages: 15, Page: "p"}, Target: "p"}, "Read it here, 15 pages."},
		{"a page", site.Resource{Kind: site.Document, File: &site.File{Format: document.PDF, Pages: 1, Page: "p"}, Target: "p"}, "Read it here, 1 page."},
		{"a text", site.Resource{Kind: site.Document, File: &site.File{Format: document.CSV, Page: "p"}, Target: "p"}, "Read it here."},
		{"no text", site.Resource{Kind: site.Document, File: &site.File{Format: document.PDF, Pages: 3}}, "no text"},
		{"not here", site.Resource{Kind: site.Document}, ""},
		{"unknown format", site.Resource{Kind: site.Document, File: &site.File{}}, "This kiosk cannot read this format."},
		{"picture", site.Resource{Kind: site.Picture, File: &site.File{}}, ""},
		{"transcript", site.Resource{Kind: site.Video, Target: "p"}, "Read the transcript here."},
		{"video", site.Resource{Kind: site.Video}, ""},
		{"page", site.Resource{Kind: site.WebPage, Target: "p"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := words.English.Reads(&tt.resource)
			if !strings.Contains(got, tt.want) || (got == "") != (tt.want == "") {
				t.Errorf("%q, want %q", got, tt.want)
			}
			if (welsh.Reads(&tt.resource) == "") != (got == "") {
				t.Errorf("in Welsh: %q", welsh.Reads(&tt.resource))
			}
		})
	}
}

// Each state has a sentence of its own in each language, with nothing left to fill in.
func TestEveryStateIsSaid(t *testing.T) {
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		said := map[string]document.State{}
		for state := document.Waiting; state <= document.Unsupported; state++ {
			text := w.Reads(&site.Resource{Kind: site.Document, File: &site.File{Format: document.PDF, State: state}})
			if other, ok := said[text]; ok || text == "" || strings.ContainsAny(text, "{}") {
				t.Errorf("%s: of a document that is %v is said %q, as of %v", code, state, text, other)
			}
			said[text] = state
		}
	}
}

func TestWhoMadeADocument(t *testing.T) {
	welsh, _ := words.In("cy", false)
	day := time.Date(2026, 8, 7, 23, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		words *words.Words
		file  site.File
		want  string
	}{
		{words.English, site.File{Author: "Ann Lee", Date: day}, "By Ann Lee, 7 August 2026"},
		{words.English, site.File{Author: "Ann Lee"}, "By Ann Lee"},
		{words.English, site.File{Date: day}, "7 August 2026"},
		{words.English, site.File{}, ""},
		{welsh, site.File{Author: "Ann Lee", Date: day}, "Gan Ann Lee, 7 Awst 2026"},
	} {
		if got := tt.words.Made(&tt.file); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestWhatThePageOfADocumentIs(t *testing.T) {
	s := linked.Site(t)
	for _, tt := range []struct{ page, want, state string }{
		{"docs/plan.pdf/2", "A document linked in Rationale, part 2 of 2, layout simplified", "part 2 of 2, layout simplified"},
		{"docs/my note.txt", "A document linked in Rationale, layout simplified", "layout simplified"},
		{"talk.vtt", "A transcript for Rationale", ""},
		{"about", "", ""},
	} {
		p := s.Page(tt.page)
		if p == nil {
			t.Fatalf("there is no page %s", tt.page)
		}
		if got, state := words.English.Source(s, p), words.English.Simplified(p); got != tt.want || state != tt.state {
			t.Errorf("%s: %q and %q, want %q and %q", tt.page, got, state, tt.want, tt.state)
		}
	}
}

func TestALinkWithinTheSiteIsCalledSo(t *testing.T) {
	r := site.Resource{Kind: site.WebPage, Target: "about", Size: 5000}
	if got := words.English.Describe(&r); got != "A page here" {
		t.Errorf("%q", got)
	}
}
