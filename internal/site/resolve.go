package site

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/nearest"
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
	address = strings.TrimSpace(address)
	if address == "" || len(address) > maxAddress {
		return nil, "", nil
	}
	if p = s.Page(address); p != nil { // its name may have any character
		return s.In(p, language), "", nil
	}
	name, fragment, _ := strings.Cut(address, "#")
	if decoded, err := url.PathUnescape(fragment); err == nil {
		fragment = decoded
	}
	if name == "" {
		return s.In(s.Home(), language), fragment, nil
	}
	web, isWeb := s.webPaths(name)
	path, _, _ := strings.Cut(name, "?")
	for _, candidate := range append(web, name, path) {
		if p = s.Page(candidate); p != nil {
			p, fragment = s.inParts(s.In(p, language), fragment)
			return p, fragment, nil
		}
	}
	if isWeb {
		name = web[0]
	} else if strings.Contains(name, "://") {
		return nil, "", nil
	}
	if decoded, err := url.PathUnescape(name); err == nil {
		name = decoded
	}
	name = strings.Trim(name, "/")
	t, documents := s.tree(language), s.documents()
	if p, near = t.part(name); p == nil && near == nil {
		p, near = documents.part(name)
	}
	if p == nil {
		if near == nil {
			near = nearNames(slices.Concat(t.list, documents.list), name)
		}
		return nil, "", near
	}
	p, fragment = s.inParts(p, fragment)
	return p, fragment, nil
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

// partText is what a page is known by, with nothing but folded letters and digits, single
// blanks and slashes.
type partText struct {
	names string // each between slashes, and a line
	words string // those of names, between blanks
	title string // likewise
}

// partTexts are by entry.
func (t *tree) partTexts() []partText {
	t.textsOnce.Do(func() {
		t.texts = make([]partText, len(t.list))
		for i, e := range t.list {
			names := "/" + plainName(e.Page.Name) + "/\n"
			if t.names[i] != e.Page.Name {
				names += "/" + plainName(t.names[i]) + "/\n"
			}
			t.texts[i] = partText{names, strings.Map(blankSlash, names), " " + strings.TrimSpace(strings.Map(blankSlash, plainName(e.Page.Title))) + " "}
		}
	})
	return t.texts
}

func blankSlash(r rune) rune {
	if r == '/' || r == '\n' {
		return ' '
	}
	return r
}

// plainName is a name or a title as parts of it are looked for.
func plainName(text string) string {
	var b strings.Builder
	blank := false
	for _, r := range fold.Search(text) {
		switch {
		case r == '/':
			b.WriteByte('/')
			blank = false
			continue
		case !unicode.In(r, unicode.L, unicode.M, unicode.N):
			blank = b.Len() > 0
			continue
		}
		if s := b.String(); blank && s[len(s)-1] != '/' {
			b.WriteByte(' ')
		}
		blank = false
		b.WriteRune(r)
	}
	return b.String()
}

// How a part is one of a page, the best first.
const (
	partEnds  = iota // the end of its name, or its title
	partFolds        // folders of its name
	partWords        // words of its name, or of its title
	noPart
)

// part is the page that a part of a name or title means, or nil. Where there are more
// than one, near are the first of them.
func (t *tree) part(part string) (p *Page, near []string) {
	part = strings.Trim(plainName(Key(part)), "/ ")
	if part == "" {
		return nil, nil
	}
	words := strings.Fields(strings.ReplaceAll(part, "/", " "))
	whole := " " + strings.Join(words, " ") + " "
	best := noPart
	for i, text := range t.partTexts() {
		is := noPart
		switch {
		case strings.Contains(text.names, "/"+part+"/\n") || text.title == whole:
			is = partEnds
		case strings.Contains(text.names, "/"+part+"/"):
			is = partFolds
		case best == noPart || best == partWords:
			if hasAll(text.words, words) || hasAll(text.title, words) {
				is = partWords
			}
		}
		if is > best || is == noPart {
			continue
		}
		if is < best {
			best, p, near = is, t.list[i].Page, nil
		} else {
			p = nil
		}
		if len(near) < maxNear {
			near = append(near, t.list[i].Page.Name)
		}
	}
	if p != nil {
		near = nil
	}
	return p, near
}

// hasAll reports whether a text has all words.
func hasAll(text string, words []string) bool {
	for _, w := range words {
		at, found := 0, false
		for !found {
			next := strings.Index(text[at:], w)
			if next < 0 {
				return false
			}
			end := at + next + len(w)
			found = text[at+next-1] == ' ' && text[end] == ' '
			at = end
		}
	}
	return true
}

// nearNames are the names of the pages whose names, the ends of their names or titles are
// nearest to one.
func nearNames(list []Entry, name string) (near []string) {
	const each = 3 // texts by which a page is known
	seen := map[int]bool{}
	for _, k := range nearest.Indices(name, each*len(list), each*maxNear, func(k int) string {
		p := list[k/each].Page
		switch k % each {
		case 0:
			return p.Name
		case 1:
			return p.Name[strings.LastIndexByte(p.Name, '/')+1:]
		}
		return p.Title
	}) {
		if i := k / each; !seen[i] && len(near) < maxNear {
			seen[i] = true
			near = append(near, list[i].Page.Name)
		}
	}
	return near
}
