package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
)

// maxRanked bounds how many entries a filtered list keeps; all of them are counted.
const maxRanked = 1000

// list is the entries of a panel, of which one is chosen. No line of an entry is made
// before it is in sight: there may be site.MaxPages of them.
type list struct {
	title  string
	short  string // the title where there is no room for it; empty for the beginning of it
	empty  string // what is said where there is no entry
	brief  string // the same where there is no room for that; may be empty
	behind string // what is said behind the last one; may be empty
	count  int
	plain  bool              // the entries have no numbers
	here   int               // the entry where the reader is; -1 for none
	entry  func(i int) entry // from 0
	open   func(i int) tea.Cmd
	key    func(i int) string // what an entry is, in another site too; nil if that is its number
	// texts are the entries as they are filtered; nil for a list that filters itself.
	texts func() *filter.List
	// best is the entry that the query means, whatever its letters are; -1 for none. It
	// is nil for a list in which letters are all that counts.
	best func() int

	query  string
	stale  bool    // the query is not ranked yet: keys that come together are ranked once
	ranked []int32 // the entries that the query means, the best first; nil without one
	found  int     // how many it means
	chosen int     // which of the entries that are shown, from 0
	top    int     // the one in the first row

	lines map[int]string // the first lines of entries that are or were in sight, not chosen
	mark  marked
}

// marked is the chosen entry as it is shown, made when it is asked for.
type marked struct {
	entry, count int // which it is, of how many that are shown; of none, count is 0
	lines        []string
}

// fill fills a panel's list, for the present page, size and theme. What was chosen
// stays so.
func (m *Model) fill(p *panel) {
	old := p.list
	l := &list{here: -1}
	if old != nil {
		l.query, l.chosen, l.top = old.query, old.chosen, old.top
	}
	p.list = l
	switch p.kind {
	case links:
		m.linksList(l)
	case contents:
		m.contentsList(l)
	case pages:
		m.pagesList(l)
	case menu:
		m.menuList(l)
	case places:
		m.placesList(l)
	case results:
		m.resultsList(l)
	case help:
		m.helpList(l)
	}
	l.stale = l.texts != nil && l.query != ""
	if old != nil && old.key != nil && l.key != nil && old.chosen > 0 && old.chosen < old.n() {
		l.chooseKey(old.key(old.at(old.chosen)))
	}
	l.chosen = max(min(l.chosen, l.n()-1), 0)
	m.keepInSight(l)
}

// n is how many entries can be chosen.
func (l *list) n() int {
	if l.stale {
		l.rank()
	}
	if l.ranked != nil {
		return len(l.ranked)
	}
	return l.count
}

// at is the entry that is the k-th of those that can be chosen.
func (l *list) at(k int) int {
	if l.ranked != nil {
		return int(l.ranked[k])
	}
	return k
}

// choose chooses an entry, if it is shown.
func (l *list) choose(entry int) {
	for k := range l.n() {
		if l.at(k) == entry {
			l.chosen = k
			return
		}
	}
}

// chooseKey chooses the entry that is the same as one in another list, if it is there:
// where it was, as a rule.
func (l *list) chooseKey(key string) {
	if l.chosen < l.n() && l.key(l.at(l.chosen)) == key {
		return
	}
	for k := range l.n() {
		if l.key(l.at(k)) == key {
			l.chosen = k
			return
		}
	}
}

// rank keeps the entries that the query means. n calls it before they are looked at.
func (l *list) rank() {
	l.stale = false
	ranked := l.texts().Rank(l.query)
	if l.best != nil {
		if first := l.best(); first >= 0 {
			ranked = slices.Insert(slices.DeleteFunc(ranked, func(i int) bool { return i == first }), 0, first)
		}
	}
	l.found = len(ranked)
	l.ranked = make([]int32, min(len(ranked), maxRanked))
	for i := range l.ranked {
		l.ranked[i] = int32(ranked[i])
	}
}

// filter has a list show what a query means, the best chosen.
func (m *Model) filter(p *panel, query string) {
	l := p.list
	if query == l.query {
		return
	}
	was := -1
	if query == "" && !l.stale && l.chosen < l.n() {
		was = l.at(l.chosen)
	}
	l.query, l.stale, l.ranked, l.chosen, l.top = query, query != "", nil, 0, 0
	if query == "" {
		l.choose(was)
		m.keepInSight(l)
	}
}

// texts are the entries of a list of the present page's as they are filtered, or those of
// the help. They are kept for all who filter the same.
func (m *Model) texts(of panelKind, make func() []filter.Text) *filter.List {
	page, key := m.page, m.textsKey(of)
	if of == help {
		page = m.site.Home()
	}
	return reading.Texts(m.layouts, page, key, make)
}

// listRows is how many rows the entries of a list have.
func (m *Model) listRows() int { return max(m.rows()-1, 1) }

// keepInSight scrolls a list to where its chosen entry can be seen whole.
func (m *Model) keepInSight(l *list) {
	rows := m.listRows()
	if l.n() == 0 {
		l.top = 0
		return
	}
	height := len(m.chosenLines(l))
	if l.behind != "" && l.chosen == l.n()-1 && l.ranked == nil { // whatever is said there comes into sight too
		height += 1 + len(layout.Wrap(m.text(l.behind), m.listMeasure()))
	}
	l.top = max(min(l.top, l.chosen), l.chosen+height-rows)
	l.top = max(min(l.top, l.n()-1+height-rows), 0)
	l.top = min(l.top, l.chosen)
}

// move moves what is chosen in a list.
func (m *Model) move(p *panel, a action) {
	l := p.list
	page := max(m.listRows()-1, 1)
	switch a {
	case lineDown, nextCard, nextMatch, nextHeading, nextLink:
		l.chosen++
	case lineUp, previousCard, previousMatch, previousHeading, previousLink:
		l.chosen--
	case pageDown:
		l.chosen += page
	case pageUp:
		l.chosen -= page
	case halfDown:
		l.chosen += max(page/2, 1)
	case halfUp:
		l.chosen -= max(page/2, 1)
	case toTop:
		l.chosen = 0
	case toEnd:
		l.chosen = l.n() - 1
	}
	l.chosen = max(min(l.chosen, l.n()-1), 0)
	m.keepInSight(l)
}

// openChosen opens the entry of a list that is chosen.
func (m *Model) openChosen(p *panel) tea.Cmd {
	l := p.list
	if l.n() == 0 {
		return nil
	}
	return l.open(l.at(l.chosen))
}
