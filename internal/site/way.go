package site

import (
	"slices"
	"strings"
)

// Above is the page above one, in its language: the one that it names, or else the one
// that it stands below in the list of pages. It is nil for the home page.
func (s *Site) Above(p *Page, language string) *Page {
	t := s.tree(language)
	i := t.find(p)
	if i == 0 {
		return nil
	}
	if said := s.said(p, p.Up, language); said != nil {
		return said
	}
	if i < 0 {
		return t.list[t.folder(p.Name)].Page
	}
	return t.list[t.above[i]].Page
}

// Before is the page before one, in its language: the one that it names, or else the one
// before it in the list of pages. It is nil for the home page, and for a page that is not
// listed and names none.
func (s *Site) Before(p *Page, language string) *Page {
	t := s.tree(language)
	i := t.find(p)
	if i == 0 {
		return nil
	}
	if said := s.said(p, p.Prev, language); said != nil {
		return said
	}
	if i < 0 {
		return nil
	}
	return t.list[i-1].Page
}

// After is the page after one, in its language: the one that it names, or else the one
// after it in the list of pages. It is nil for the last page, and for a page that is not
// listed and names none.
func (s *Site) After(p *Page, language string) *Page {
	if said := s.said(p, p.Next, language); said != nil {
		return said
	}
	t := s.tree(language)
	i := t.find(p)
	if i < 0 || i == len(t.list)-1 {
		return nil
	}
	return t.list[i+1].Page
}

// said is the page that another names as its neighbour; nil where it names none, or
// itself.
func (s *Site) said(p *Page, name, language string) *Page {
	q := s.Page(name)
	if q == nil {
		return nil
	}
	if q = s.In(q, language); q == p || q.Name == p.Name {
		return nil
	}
	return q
}

// find is the index of a page's entry, in whatever language the page is; -1 where it is
// not listed.
func (t *tree) find(p *Page) int {
	if i, ok := t.at[p]; ok {
		return i
	}
	if i, ok := t.byName[p.Name]; ok && !p.Unlisted {
		return i
	}
	return -1
}

// Trail names what a page stands below and the page itself, from the top down, without
// the site: "Events", "2026", "Cardiff". Folders that have no page are named as
// FolderTitle does. The page of a document stands below the page that it belongs to. It is
// empty for the home page, and has 2*MaxListDepth names at most.
func (s *Site) Trail(p *Page, language string) []string {
	if p.Source != nil {
		return s.documentTrail(p, language)
	}
	t := s.tree(language)
	i := t.find(p)
	if i == 0 {
		return nil
	}
	trail := []string{p.Title}
	above, name := t.folder(p.Name), p.Name
	if i > 0 {
		above, name = t.above[i], t.names[i]
	}
	for {
		if i < 0 || !t.said[i] {
			trail = append(trail, t.foldersAbove(name, p.Language)...)
		}
		if i = above; i == 0 || len(trail) >= 2*MaxListDepth {
			break
		}
		trail = append(trail, t.list[i].Page.Title)
		above, name = t.above[i], t.names[i]
	}
	trail = trail[:min(len(trail), 2*MaxListDepth)]
	slices.Reverse(trail)
	return trail
}

// documentTrail is Trail for the page of a document, which may belong to that of another.
func (s *Site) documentTrail(p *Page, language string) []string {
	var titles []string
	for p.Source != nil {
		titles = append(titles, p.Title)
		up := s.said(p, p.Up, language)
		if up == nil || len(titles) == MaxListDepth {
			up = s.In(s.Home(), language)
		}
		p = up
	}
	trail := s.Trail(p, language)
	if len(trail) == 0 && p.Title != s.Called(language).Title { // the home page has no trail of its own
		trail = []string{p.Title}
	}
	slices.Reverse(titles)
	trail = append(trail, titles...)
	return trail[max(len(trail)-2*MaxListDepth, 0):]
}

// foldersAbove are the titles of the folders above a name up to the first that is a page,
// the deepest first; without the first if it is the folder of a language.
func (t *tree) foldersAbove(name, language string) (titles []string) {
	folders := strings.Split(name, "/")
	folders = folders[:len(folders)-1]
	if len(folders) > MaxListDepth {
		folders = folders[len(folders)-MaxListDepth:]
	}
	for n := len(folders); n > 0; n-- {
		folder := strings.Join(folders[:n], "/")
		if _, isPage := t.byName[folder]; isPage || n == 1 && strings.EqualFold(folder, language) {
			break
		}
		titles = append(titles, FolderTitle(folders[n-1]))
	}
	return titles
}
