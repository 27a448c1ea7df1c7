package reading

import (
	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// PageText is a page in a list of pages, as it is filtered.
func PageText(p *site.Page) filter.Text {
	return filter.Text{Title: fold.Search(p.Title), Rest: fold.Search(p.Name + " " + p.Subtitle)}
}

// MenuText is an entry of the site's menu, as it is filtered.
func MenuText(e site.MenuEntry) filter.Text {
	t := filter.Text{Title: fold.Search(e.Title)}
	if e.Page != nil {
		t.Rest = fold.Search(e.Page.Name)
	}
	return t
}

// LinkText is a link of a page in a list of links, as it is filtered.
func LinkText(w *words.Words, s *site.Site, p *site.Page, r *site.Resource) filter.Text {
	return filter.Text{
		Title: fold.Search(w.Title(r)),
		Rest:  fold.Search(w.Describe(r) + " " + w.Sentence(s, p, r) + " " + r.URL),
	}
}
