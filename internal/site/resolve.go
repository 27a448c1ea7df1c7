package site

import (
	"net/url"
	"slices"
	"strings"
)

const (
	maxAddress = 4 << 10 // bytes of an address that anything is looked for
	maxNear    = 5       // names that Resolve suggests
)

// Resolve finds the page that an address means, in a language, and the fragment behind
// it. The address is one that Page knows, the page's whole address on the web, with or
// without its scheme, or a part that only one page of the list has: the end of its name,
// folders of it, its title, or words of either; else one that only one document has. Letter
// case, accents and hyphens do not matter there.
//
// Where there is no such page, or more than one, p is nil, and near are the names of the
// pages that may be meant, the best first, at most 5.
func (s *Site) Resolve(address, language string) (p *Page, fragment string, near []string) {
	p, fragment, part, near := s.meant(address, language)
	if p == nil && part != "" && near == nil {
		near = s.near(part, language)
	}
	return p, fragment, near
}

// Meant is the page that Resolve finds, and the fragment, without looking for what else
// may be meant.
func (s *Site) Meant(address, language string) (p *Page, fragment string) {
	p, fragment, _, _ = s.meant(address, language)
	return p, fragment
}

// meant is Meant. Where the address is nothing but a part of one, that is returned too,
// and the pages that have it if those are many.
func (s *Site) meant(address, language string) (p *Page, fragment, part string, near []string) {
	address = strings.TrimSpace(address)
	if address == "" || len(address) > maxAddress {
		return nil, "", "", nil
	}
	if p = s.Page(address); p != nil { // its name may have any character
		return s.In(p, language), "", "", nil
	}
	name, fragment, _ := strings.Cut(address, "#")
	if decoded, err := url.PathUnescape(fragment); err == nil {
		fragment = decoded
	}
	if name == "" {
		return s.In(s.Home(), language), fragment, "", nil
	}
	web, isWeb := s.webPaths(name)
	path, _, _ := strings.Cut(name, "?")
	for _, candidate := range append(web, name, path) {
		if p = s.Page(candidate); p != nil {
			p, fragment = s.inParts(s.In(p, language), fragment)
			return p, fragment, "", nil
		}
	}
	if isWeb {
		name = web[0]
	} else if strings.Contains(name, "://") {
		return nil, "", "", nil
	}
	if decoded, err := url.PathUnescape(name); err == nil {
		name = decoded
	}
	name = strings.Trim(name, "/")
	if p, near = s.tree(language).known().find(name); p == nil && near == nil {
		p, near = s.documents().known().find(name)
	}
	if p == nil {
		return nil, "", name, near
	}
	p, fragment = s.inParts(p, fragment)
	return p, fragment, "", nil
}

// Searched is what a search looks at, for readers of a language: List, and then the pages
// of documents, whose Entries have nothing but the Page. It is kept, and not to be
// changed.
func (s *Site) Searched(language string) []Entry {
	t := s.tree(language)
	t.searchedOnce.Do(func() {
		t.searched = slices.Clip(t.list)
		for _, p := range s.All() {
			if p.Source != nil {
				t.searched = append(t.searched, Entry{Page: p})
			}
		}
	})
	return t.searched
}

// documents are the first pages of documents, which no list has.
func (s *Site) documents() *tree {
	s.documentsOnce.Do(func() {
		s.documentTree = &tree{}
		for _, p := range s.All() {
			if p.Source != nil && p.Part == 1 {
				s.documentTree.list = append(s.documentTree.list, Entry{Page: p})
				s.documentTree.names = append(s.documentTree.names, p.Name)
			}
		}
	})
	return s.documentTree
}

// Addressed is what an address may lead to, for readers of a language: List, and then the
// first page of each document, whose Entries have nothing but the Page. It is not to be
// changed.
func (s *Site) Addressed(language string) []Entry {
	t := s.tree(language)
	t.addressedOnce.Do(func() { t.addressed = slices.Concat(t.list, s.documents().list) })
	return t.addressed
}

// webPaths are the paths that a page may have in this site whose address on the web is
// given, without its fragment: below the site's own path, and whole. ok is false where
// the address is not one of this site's.
func (s *Site) webPaths(address string) (paths []string, ok bool) {
	base, err := url.Parse(s.URL)
	if err != nil || base.Host == "" {
		return nil, false
	}
	if scheme, rest, found := strings.Cut(address, "://"); found {
		if !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "http") {
			return nil, false
		}
		address = rest
	}
	end := strings.IndexAny(address, "/?")
	if end < 0 {
		end = len(address)
	}
	bare := func(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }
	if bare(address[:end]) != bare(base.Host) {
		return nil, false
	}
	whole, _, _ := strings.Cut(address[end:], "?")
	if whole == "" {
		whole = "/"
	}
	if below, found := strings.CutPrefix(whole, strings.TrimRight(base.Path, "/")); found && base.Path != "" && (below == "" || below[0] == '/') {
		paths = append(paths, "/"+strings.TrimLeft(below, "/"))
	}
	return append(paths, whole), true
}
