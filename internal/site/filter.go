package site

import (
	"strings"

	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/fold"
)

// maxFiltered bounds what of a title, and of what else is known of a page, lists are
// filtered by, in bytes.
const maxFiltered = 512

// folded is a text as it is filtered.
func folded(text string) string {
	return fold.Search(strings.ToValidUTF8(text[:min(len(text), maxFiltered)], ""))
}

// PageFilter filters List(language), by titles, names and subtitles. Like the other
// filters, it is made once for each language and kept with the site, which takes about as
// many bytes as those have.
func (s *Site) PageFilter(language string) *filter.List {
	t := s.tree(language)
	t.pagesOnce.Do(func() {
		t.pages = listFilter(t.list, func(p *Page) filter.Text {
			return filter.Text{Title: folded(p.Title), Rest: folded(p.Name + " " + p.Subtitle)}
		})
	})
	return t.pages
}

// AddressFilter filters Addressed(language), by names, and by titles.
func (s *Site) AddressFilter(language string) *filter.List {
	t := s.tree(language)
	t.addressesOnce.Do(func() {
		t.addresses = listFilter(s.Addressed(language), func(p *Page) filter.Text { return filter.Text{Title: folded(p.Name), Rest: folded(p.Title)} })
	})
	return t.addresses
}

func listFilter(list []Entry, text func(p *Page) filter.Text) *filter.List {
	texts := make([]filter.Text, len(list))
	for i, e := range list {
		texts[i] = text(e.Page)
	}
	return filter.NewList(texts)
}

// MenuFilter filters MenuList(language), by titles, and by the names of pages.
func (s *Site) MenuFilter(language string) *filter.List {
	m := s.menu(language)
	m.once.Do(func() {
		texts := make([]filter.Text, len(m.entries))
		for i, e := range m.entries {
			texts[i].Title = folded(e.Title)
			if e.Page != nil {
				texts[i].Rest = folded(e.Page.Name)
			}
		}
		m.filter = filter.NewList(texts)
	})
	return m.filter
}
