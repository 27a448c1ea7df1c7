package words

import (
	"strings"

	"hackday.example/kiosk/internal/site"
)

// Title is what a resource is called.
func (w *Words) Title(r *site.Resource) string {
	switch r.Origin {
	case site.FromHeader:
		return w.Resource.HeaderPicture
	case site.FromPermalink:
		if r.File != nil {
			return w.Resource.ThisDocument
		}
		return w.Resource.ThisPage
	}
	return r.Title
}

// Sentence is the sentence in which a resource stands on its page; empty where
// there is none.
func (w *Words) Sentence(s *site.Site, p *site.Page, r *site.Resource) string {
	switch r.Origin {
	case site.FromHeader, site.FromCredit:
		return w.CreditLine(p)
	case site.FromSocial:
		return w.Elsewhere(s) + "."
	}
	return r.Sentence
}

// Elsewhere says where the people behind a site can be met.
func (w *Words) Elsewhere(s *site.Site) string {
	return Fill(w.Resource.Elsewhere, "site", s.Called(w.Code).Title)
}

// CreditLine says who made a page's header picture: "Header picture: Paul Clark,
// CC BY-NC". It is empty where the page has no credit.
func (w *Words) CreditLine(p *site.Page) string {
	if len(p.Credits) == 0 {
		return ""
	}
	names := make([]string, len(p.Credits))
	for i, c := range p.Credits {
		names[i] = c.String()
	}
	return Fill(w.Resource.Credit, "credit", strings.Join(names, "; "))
}

// Kind is what a reader finds behind a resource's address.
func (w *Words) Kind(k site.Kind) string {
	switch k {
	case site.Video:
		return w.Resource.Video
	case site.Document:
		return w.Resource.Document
	case site.Mail:
		return w.Resource.Mail
	case site.Picture:
		return w.Resource.Picture
	}
	return w.Resource.Page
}

// Detail says in a few words what a resource's address does not: "starts at
// 1:15:00", "PDF, 1.2 MB". It is empty where there is nothing to say, as of a page of
// this site.
func (w *Words) Detail(r *site.Resource) string {
	if r.IsPage() {
		return ""
	}
	var parts []string
	if r.Format() != "" {
		parts = append(parts, r.Format())
	}
	if size := r.Bytes(); size > 0 {
		parts = append(parts, site.FormatSize(size))
	}
	if r.Start > 0 {
		parts = append(parts, Fill(w.Resource.StartsAt, "time", site.FormatTime(r.Start)))
	}
	return strings.Join(parts, ", ")
}

// Describe says what a resource is: "Video, starts at 1:15:00".
func (w *Words) Describe(r *site.Resource) string {
	if r.IsPage() {
		return w.Resource.Here
	}
	text := w.Kind(r.Kind)
	if detail := w.Detail(r); detail != "" {
		text += ", " + detail
	}
	return text
}

// GoodbyeFrom is what is said to whoever leaves a site.
func (w *Words) GoodbyeFrom(s *site.Site) string {
	title := s.Called(w.Code).Title
	if s.URL == "" {
		return Fill(w.Bar.GoodbyeBare, "site", title)
	}
	return Fill(w.Bar.Goodbye, "site", title, "address", s.URL)
}

// Missing says that a page to which a link leads is not there, or not yet.
func (w *Words) Missing(s *site.Site) string {
	if s.Partial {
		return w.Bar.NotYet
	}
	return w.Bar.Gone
}
