package site

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/nearest"
)

// known are the pages of a list as they are found by parts of their names and titles. It
// is made once, with the first address that is no page's, and never changes.
type known struct {
	list  []Entry
	texts []knownBy
}

// knownBy is what a page is known by, with nothing but folded letters and digits, single
// blanks and slashes.
type knownBy struct {
	names []string // each between slashes: the one that folders place it by may be another
	words string   // those of names, between blanks
	title string   // likewise
}

// known is made once.
func (t *tree) known() *known {
	t.knownOnce.Do(func() {
		t.knownPages = &known{t.list, make([]knownBy, len(t.list))}
		for i, e := range t.list {
			text := knownBy{names: []string{"/" + plainName(e.Page.Name) + "/"}, title: blanked(plainName(e.Page.Title))}
			if t.names[i] != e.Page.Name {
				text.names = append(text.names, "/"+plainName(t.names[i])+"/")
			}
			text.words = blanked(strings.Join(text.names, ""))
			t.knownPages.texts[i] = text
		}
	})
	return t.knownPages
}

// blanked is a plain name with blanks for slashes and at its ends.
func blanked(name string) string {
	return " " + strings.Join(strings.Fields(strings.ReplaceAll(name, "/", " ")), " ") + " "
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

// find is the page that a part of a name or title means, or nil. Where there are more
// than one, near are the first of them. The best is a page with the part at the end of
// its name, or as its title; then one with folders of that name; then one with its words
// in its name, or in its title.
func (x *known) find(part string) (p *Page, near []string) {
	part = strings.Trim(plainName(Key(part)), "/ ")
	if part == "" {
		return nil, nil
	}
	words := strings.Fields(strings.ReplaceAll(part, "/", " "))
	whole := " " + strings.Join(words, " ") + " "
	slices.Sort(words) // one that is there twice is looked for once
	words = slices.Compact(words)
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // long ones are rare
	for i, w := range words {
		words[i] = " " + w + " "
	}
	end, folders := "/"+part+"/", "/"+part+"/"
	for _, is := range []func(t *knownBy) bool{
		func(t *knownBy) bool {
			return t.title == whole || slices.ContainsFunc(t.names, func(name string) bool { return strings.HasSuffix(name, end) })
		},
		func(t *knownBy) bool {
			return slices.ContainsFunc(t.names, func(name string) bool { return strings.Contains(name, folders) })
		},
		func(t *knownBy) bool { return hasAll(t.words, words) || hasAll(t.title, words) },
	} {
		for i := range x.texts {
			if len(near) < maxNear && is(&x.texts[i]) {
				near = append(near, x.list[i].Page.Name)
				p = x.list[i].Page
			}
		}
		switch len(near) {
		case 0:
		case 1:
			return p, nil
		default:
			return nil, near
		}
	}
	return nil, nil
}

// hasAll reports whether a text has all words.
func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// near are the names of the pages that a mistyped name may mean: those whose names, the
// ends of their names or titles are nearest to it.
func (s *Site) near(name, language string) (near []string) {
	const each = 3 // texts by which a page is known
	list := s.Addressed(language)
	t := s.tree(language)
	t.nearestOnce.Do(func() {
		t.nearest = nearest.NewIndex(each*len(list), func(k int) string {
			p := list[k/each].Page
			switch end := strings.LastIndexByte(p.Name, '/') + 1; k % each {
			case 0:
				return p.Name
			case 1:
				if end > 0 {
					return p.Name[end:]
				}
				return ""
			}
			return p.Title
		})
	})
	for _, k := range t.nearest.Near(name, each*maxNear) {
		if of := list[k/each].Page.Name; !slices.Contains(near, of) && len(near) < maxNear {
			near = append(near, of)
		}
	}
	return near
}
