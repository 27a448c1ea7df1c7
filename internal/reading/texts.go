package reading

import (
	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// LinkText is a link of a page in a list of links, as it is filtered.
func LinkText(w *words.Words, s *site.Site, p *site.Page, r *site.Resource) filter.Text {
	return filter.Text{
		Title: fold.Search(w.Title(r)),
		Rest:  fold.Search(w.Describe(r) + " " + w.Sentence(s, p, r) + " " + r.URL),
	}
}
