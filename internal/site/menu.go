package site

import (
	"sync"

	"hackday.example/kiosk/internal/filter"
)

// MenuItem is an entry of a site's own menu.
type MenuItem struct {
	Title string
	Page  string // the name of the page that it leads to; empty where it only groups others
	Items []MenuItem
}

// MenuEntry is an entry of a site's menu as it is listed for readers of a language.
type MenuEntry struct {
	Title string // the page's own, where that is translated
	Page  *Page  // nil where the entry only groups those below it, or the page is gone
	Depth int    // how deep it stands in the menu, from 0; MaxListDepth at most
}

// maxMenu bounds how many entries of a menu are listed.
const maxMenu = 10_000

// menu is the site's menu for readers of one language.
type menu struct {
	entries []MenuEntry

	once   sync.Once
	filter *filter.List // see MenuFilter
}

// MenuList is the site's menu for readers of a language, each entry followed by those
// below it, of which the first 10,000 are listed. It is made once for each language, and
// must not be changed.
func (s *Site) MenuList(language string) []MenuEntry { return s.menu(language).entries }

func (s *Site) menu(language string) *menu {
	if !s.index.languages[language] {
		language = ""
	}
	if m, ok := s.menus.Load(language); ok {
		return m.(*menu)
	}
	kept, _ := s.menus.LoadOrStore(language, &menu{entries: s.listMenu(nil, s.Menu, 0, language)})
	return kept.(*menu)
}

func (s *Site) listMenu(list []MenuEntry, items []MenuItem, depth int, language string) []MenuEntry {
	for _, item := range items {
		if len(list) == maxMenu || depth > MaxListDepth {
			break
		}
		e := MenuEntry{Title: item.Title, Depth: depth}
		if p := s.Page(item.Page); p != nil {
			if e.Page = s.In(p, language); e.Page != p {
				e.Title = e.Page.Title
			}
		}
		list = s.listMenu(append(list, e), item.Items, depth+1, language)
	}
	return list
}
