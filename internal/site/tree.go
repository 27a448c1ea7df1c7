package site

import (
	"cmp"
	"math"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/nearest"
)

// MaxListDepth bounds Entry.Depth. A page that stands deeper is listed at this depth.
const MaxListDepth = 32

// tree is the pages of lists for readers of one language, below one another. It is safe
// for concurrent use.
type tree struct {
	list   []Entry
	above  []int          // by entry, the index of the entry above; -1 of the home page
	said   []bool         // by entry, whether its page says itself what is above it
	names  []string       // by entry, the name by which folders place it
	at     map[*Page]int  // the index of a page's entry
	byName map[string]int // the index of the entry of that name, in any language

	searchedOnce sync.Once
	searched     []Entry // see Searched

	addressedOnce sync.Once
	addressed     []Entry // see Addressed

	knownOnce  sync.Once
	knownPages *known // see known

	nearestOnce sync.Once
	nearest     *nearest.Index // see Site.near

	pagesOnce sync.Once
	pages     *filter.List // see PageFilter

	addressesOnce sync.Once
	addresses     *filter.List // see AddressFilter
}

// tree is made once for each language.
func (s *Site) tree(language string) *tree {
	if !s.index.languages[language] {
		language = ""
	}
	if t, ok := s.trees.Load(language); ok {
		return t.(*tree)
	}
	kept, _ := s.trees.LoadOrStore(language, s.newTree(language))
	return kept.(*tree)
}

func (s *Site) newTree(language string) *tree {
	t := &tree{at: make(map[*Page]int, len(s.Pages)), byName: make(map[string]int, len(s.Pages))}
	origins := make([]*Page, 0, len(s.Pages)) // by entry, the page before it was translated
	for _, p := range s.Pages {
		shown := s.In(p, language)
		i, known := t.at[shown]
		if !known {
			i = len(t.list)
			t.at[shown] = i
			t.list = append(t.list, Entry{Page: shown})
			origins = append(origins, p)
			t.names = append(t.names, p.Name)
		}
		t.at[p] = i
		t.add(p.Name, i)
		t.add(shown.Name, i)
	}
	t.place(origins)
	t.sort(s.ranks(t, origins))
	titled := make(map[string]int, len(t.list)) // the first entry with a title
	for i := range t.list {
		first, again := titled[t.list[i].Page.Title]
		if again {
			t.list[first].Ambiguous, t.list[i].Ambiguous = true, true
			continue
		}
		titled[t.list[i].Page.Title] = i
	}
	return t
}

func (t *tree) add(name string, i int) {
	if _, taken := t.byName[name]; !taken {
		t.byName[name] = i
	}
}

// place finds what stands above each entry. Pages that are above each other in a circle
// stand below the home page.
func (t *tree) place(origins []*Page) {
	n := len(t.list)
	t.above, t.said = make([]int, n), make([]bool, n)
	for i := range t.list {
		t.above[i] = -1
		if i > 0 {
			t.above[i], t.said[i] = t.aboveOf(i, origins[i])
		}
	}
	const unknown, open = -1, -2
	depth := slices.Repeat([]int{unknown}, n) // the home page's children have 1
	depth[0] = 0
	var way []int
	for i := range t.list {
		way = way[:0]
		at := i
		for ; depth[at] == unknown; at = t.above[at] {
			depth[at] = open
			way = append(way, at)
		}
		if depth[at] == open { // a circle, from at to the end of the way
			for _, j := range way[slices.Index(way, at):] {
				t.above[j], t.said[j], depth[j] = 0, true, 1
			}
		}
		for _, j := range slices.Backward(way) {
			if depth[j] != open {
				continue
			}
			if depth[t.above[j]] > MaxListDepth {
				t.above[j] = t.above[t.above[j]]
			}
			depth[j] = depth[t.above[j]] + 1
		}
	}
	for i := range t.list {
		t.list[i].Depth = max(depth[i]-1, 0)
	}
}

// aboveOf is the entry above one: what its page says, or else the nearest by its name.
func (t *tree) aboveOf(i int, origin *Page) (above int, said bool) {
	for _, p := range []*Page{t.list[i].Page, origin} {
		if above, ok := t.byName[p.Up]; ok && p.Up != "" && above != i {
			return above, true
		}
	}
	return t.folder(origin.Name), false
}

// folder is the entry of the nearest folder above a name that is a page, the home page
// where there is none.
func (t *tree) folder(name string) int {
	for range MaxListDepth {
		slash := strings.LastIndexByte(name, '/')
		if slash < 0 {
			break
		}
		name = name[:slash]
		if above, ok := t.byName[name]; ok {
			return above
		}
	}
	return 0
}

// rank is what the order of an entry among its siblings depends on.
type rank struct {
	menu   int     // when the menu names it first
	weight float64 // infinite where it has none
	turn   int     // its place in the chain of pages that name the next
}

// ranks are by entry. What has no rank comes after what has one.
func (s *Site) ranks(t *tree, origins []*Page) []rank {
	ranks := make([]rank, len(t.list))
	for i := range ranks {
		ranks[i] = rank{math.MaxInt, math.Inf(1), math.MaxInt}
		if w := cmp.Or(t.list[i].Page.Weight, origins[i].Weight); w != 0 {
			ranks[i].weight = w
		}
	}
	named := 0
	stack := slices.Clone(s.Menu)
	slices.Reverse(stack)
	for len(stack) > 0 {
		item := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if i, ok := t.byName[item.Page]; ok && ranks[i].menu == math.MaxInt {
			ranks[i].menu = named
			named++
		}
		for _, below := range slices.Backward(item.Items) {
			stack = append(stack, below)
		}
	}
	t.turns(origins, ranks)
	return ranks
}

// turns counts entries as each names the next: those behind the home page, then those
// behind each other page that has none before it. Pages that neither name others nor are
// named have none.
func (t *tree) turns(origins []*Page, ranks []rank) {
	find := func(i int, which func(p *Page) string) int {
		for _, p := range []*Page{t.list[i].Page, origins[i]} {
			if to, ok := t.byName[which(p)]; ok {
				return to
			}
		}
		return -1
	}
	next := func(p *Page) string { return p.Next }
	turn := 0
	follow := func(i int) {
		for ; i >= 0 && ranks[i].turn == math.MaxInt; i = find(i, next) {
			ranks[i].turn = turn
			turn++
		}
	}
	follow(0)
	for i := range t.list {
		if find(i, func(p *Page) string { return p.Prev }) < 0 && find(i, next) >= 0 {
			follow(i)
		}
	}
}

// sort puts the entries in the order of the tree. Names matter where they are what the
// tree is made of: pages that stand below nothing else stay as they are.
func (t *tree) sort(ranks []rank) {
	n := len(t.list)
	flat := !slices.ContainsFunc(t.above, func(above int) bool { return above > 0 })
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order[1:], func(x, y int) int {
		a, b := ranks[x], ranks[y]
		c := cmp.Or(cmp.Compare(a.menu, b.menu), cmp.Compare(a.weight, b.weight), cmp.Compare(a.turn, b.turn))
		if c == 0 && !flat {
			c = compareNatural(t.names[x], t.names[y])
		}
		return c
	})
	// The children of each entry, the last one first, as lists within two arrays.
	last, before := slices.Repeat([]int{-1}, n), make([]int, n)
	for _, i := range order[1:] {
		before[i] = last[t.above[i]]
		last[t.above[i]] = i
	}
	list, names, above, said, place := make([]Entry, 0, n), make([]string, n), make([]int, n), make([]bool, n), make([]int, n)
	for stack := []int{0}; len(stack) > 0; {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		k := len(list)
		place[i] = k
		list = append(list, t.list[i])
		names[k], said[k], above[k] = t.names[i], t.said[i], -1
		if i > 0 {
			above[k] = place[t.above[i]]
		}
		for below := last[i]; below >= 0; below = before[below] {
			stack = append(stack, below)
		}
	}
	t.list, t.names, t.above, t.said = list, names, above, said
	for p, i := range t.at {
		t.at[p] = place[i]
	}
	for name, i := range t.byName {
		t.byName[name] = place[i]
	}
}

// compareNatural compares names as people order them: "day-2" is before "day-10".
func compareNatural(a, b string) int {
	whole, other := a, b
	for a != "" && b != "" {
		m, n := digits(a), digits(b)
		if m == 0 || n == 0 {
			if a[0] != b[0] {
				break
			}
			a, b = a[1:], b[1:]
			continue
		}
		x, y := strings.TrimLeft(a[:m], "0"), strings.TrimLeft(b[:n], "0")
		if c := cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)); c != 0 {
			return c
		}
		a, b = a[m:], b[n:]
	}
	return cmp.Or(cmp.Compare(a, b), cmp.Compare(whole, other))
}

// digits is how many digits a text begins with.
func digits(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

// FolderTitle is what a folder is called: "Opening hours" for "about/opening-hours".
func FolderTitle(name string) string {
	title := strings.Join(strings.FieldsFunc(path.Base(name), func(r rune) bool { return r == '-' || r == '_' }), " ")
	first, size := utf8.DecodeRuneInString(title)
	if size == 0 {
		return name
	}
	return string(unicode.ToUpper(first)) + title[size:]
}
