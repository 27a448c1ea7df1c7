package reading

import (
	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// Texts filters a list of a page's, under a comparable key of its own. It is kept for all
// who filter the same, and made in the session's turn.
func Texts(v *layout.View, p *site.Page, key any, texts func() []filter.Text) *filter.List {
	kept, ok := v.Keep(p, key, func() (any, int) {
		list := filter.NewList(texts())
		return list, list.Bytes()
	})
	if !ok { // too many wait for something to be made
		return filter.NewList(texts())
	}
	return kept.(*filter.List)
}

// LinkText is a link of a page in a list of links, as it is filtered.
func LinkText(w *words.Words, s *site.Site, p *site.Page, r *site.Resource) filter.Text {
	return filter.Text{
		Title: fold.Search(w.Title(r)),
		Rest:  fold.Search(w.Describe(r) + " " + w.Sentence(s, p, r) + " " + r.URL),
	}
}
