package site

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/nearest"
)

// known are the pages of a list as they are found by parts of their names and titles: with
// nothing but folded letters and digits, single blanks and slashes. It is made once, with
// the first address that is no page's, and never changes.
type known struct {
	list   []Entry
	names  [][]string // by entry, each between slashes: the one that folders place it by may be another
	titles []string   // by entry, between blanks
	// Which entries have a word in their names, and in their titles, in their order.
	inNames, inTitles map[string][]int32
}

// known is made once.
func (t *tree) known() *known {
	t.knownOnce.Do(func() {
		n := len(t.list)
		x := &known{t.list, make([][]string, n), make([]string, n), map[string][]int32{}, map[string][]int32{}}
		for i, e := range t.list {
			x.names[i] = []string{"/" + plainName(e.Page.Name) + "/"}
			if t.names[i] != e.Page.Name {
				x.names[i] = append(x.names[i], "/"+plainName(t.names[i])+"/")
			}
			for _, name := range x.names[i] {
				addWords(x.inNames, plainWords(name), i)
			}
			words := plainWords(plainName(e.Page.Title))
			x.titles[i] = " " + strings.Join(words, " ") + " "
			addWords(x.inTitles, words, i)
		}
		t.knownPages = x
	})
	return t.knownPages
}

func addWords(in map[string][]int32, words []string, entry int) {
	for _, w := range words {
		if list := in[w]; len(list) == 0 || list[len(list)-1] != int32(entry) {
			in[w] = append(list, int32(entry))
		}
	}
}

// plainWords are the words of a plain name.
func plainWords(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '/' })
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
// in its name, or in its title. All of them have the words.
func (x *known) find(part string) (p *Page, near []string) {
	part = strings.Trim(plainName(Key(part)), "/ ")
	words := plainWords(part)
	if len(words) == 0 {
		return nil, nil
	}
	title, name := " "+strings.Join(words, " ")+" ", "/"+part+"/"
	inNames, inTitles := withWords(x.inNames, words), withWords(x.inTitles, words)
	found := firstOf(
		some(inNames.rarest(), func(i int32) bool {
			return slices.ContainsFunc(x.names[i], func(n string) bool { return strings.HasSuffix(n, name) })
		}),
		some(inTitles.rarest(), func(i int32) bool { return x.titles[i] == title }))
	if len(found) == 0 {
		found = some(inNames.rarest(), func(i int32) bool {
			return slices.ContainsFunc(x.names[i], func(n string) bool { return strings.Contains(n, name) })
		})
	}
	if len(found) == 0 {
		found = firstOf(some(inNames.rarest(), inNames.all), some(inTitles.rarest(), inTitles.all))
	}
	if len(found) == 1 {
		return x.list[found[0]].Page, nil
	}
	for _, i := range found {
		near = append(near, x.list[i].Page.Name)
	}
	return nil, near
}

// wordLists are the entries that have each of some words, the rarest word's first.
type wordLists [][]int32

func withWords(in map[string][]int32, words []string) wordLists {
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	lists := make(wordLists, len(words))
	for k, w := range words {
		lists[k] = in[w]
	}
	slices.SortFunc(lists, func(a, b []int32) int { return cmp.Compare(len(a), len(b)) })
	return lists
}

func (w wordLists) rarest() []int32 { return w[0] }

// all reports whether an entry with the rarest word has the others.
func (w wordLists) all(entry int32) bool {
	for _, list := range w[1:] {
		if _, has := slices.BinarySearch(list, entry); !has {
			return false
		}
	}
	return true
}

// some are the first of the entries that are something, maxNear at most.
func some(entries []int32, is func(entry int32) bool) (found []int32) {
	for _, i := range entries {
		if is(i) {
			if found = append(found, i); len(found) == maxNear {
				break
			}
		}
	}
	return found
}

// firstOf are the first entries of two lists, maxNear at most.
func firstOf(a, b []int32) []int32 {
	both := slices.Concat(a, b)
	slices.Sort(both)
	both = slices.Compact(both)
	return both[:min(len(both), maxNear)]
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
