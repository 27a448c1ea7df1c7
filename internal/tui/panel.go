package tui

import (
	"strings"
	"weak"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// panelKind is what a panel shows.
type panelKind int

const (
	links    panelKind = iota // a list: all links of the page
	contents                  // a list: its headings
	pages                     // a list: all pages of the site
	menu                      // a list: the site's own
	places                    // a list: all pages by their addresses
	results                   // a list: the pages that a search found
	help                      // a list: all keys, and what they do
	card                      // one link
	bare                      // nothing but its address
	portrait                  // the header picture, or a page of a document that is one
	said                      // what the organisers say
)

// panel is what stands above the page until it is closed.
type panel struct {
	kind   panelKind
	number int   // the link's, of a card, and of a picture to which one leads; else 0
	top    int   // of what is no list: the line in the first row
	list   *list // nil for what is none
	*sheet
}

// isList reports whether a panel of the kind is a list.
func (k panelKind) isList() bool { return k <= help }

// sheet is a panel's lines. It never changes, and is shared by all who see the
// same.
type sheet struct {
	lines   []string
	picture picturePart // in the first lines, which are empty; without a file there is none
}

// sheetKey is everything a sheet depends on, but for its page.
type sheetKey struct {
	kind               panelKind
	spec               layout.Spec
	number             int // of the link
	columns, rows      int // of what has a picture in it
	tight              bool
	colours, clipboard bool
	join               string        // what to type to come here, where a command says it
	picture            *picture.File // nil where it is not here
	lost               bool          // it cannot be shown
	said               string        // what the organisers say
}

// textsKey is everything that the texts of a list depend on, but for its page.
type textsKey struct {
	kind  panelKind
	words *words.Words
	site  weak.Pointer[site.Site] // the cache must not hold on to it
}

func (m *Model) textsKey(of panelKind) textsKey {
	return textsKey{of, m.words, weak.Make(m.site)}
}

// panel is the topmost panel, or nil where the page itself is shown.
func (m *Model) panel() *panel {
	if len(m.panels) == 0 {
		return nil
	}
	return &m.panels[len(m.panels)-1]
}

// openPanel puts a panel on top. A panel of the same kind is replaced, so that
// going back takes as many steps as there are kinds, not as there were keys.
func (m *Model) openPanel(p panel) {
	for i := range m.panels {
		if m.panels[i].kind == p.kind {
			m.panels = append(m.panels[:i], m.panels[i+1:]...)
			break
		}
	}
	m.panels = append(m.panels, p)
	m.build(m.panel())
}

// openList puts a list on top, with what the reader is at chosen.
func (m *Model) openList(kind panelKind) {
	m.typing, m.number = nothing, 0
	m.openPanel(panel{kind: kind})
	l := m.panel().list
	if l.here >= 0 && kind != places {
		l.choose(l.here)
	}
	m.keepInSight(l)
}

// build makes a panel's lines for the present size and theme, if nobody had the
// same before. Those of a list are made when they are in sight.
func (m *Model) build(p *panel) {
	if p.kind.isList() {
		m.fill(p)
		return
	}
	key := sheetKey{kind: p.kind, spec: m.spec(), columns: m.size.Columns, colours: m.profile.Colours, tight: m.rows() < minTrailRows}
	switch p.kind {
	case card:
		key.number, key.rows, key.clipboard, key.join = p.number, m.rows(), m.profile.Clipboard, m.join
	case bare:
		key.number = p.number
	case portrait:
		key.number, key.rows, key.join, key.picture = p.number, m.rows(), m.join, m.picture(*p)
		key.lost = m.gallery.Lost(key.picture)
	case said:
		key.said = strings.Join(m.banner.texts, "\n")
	}
	kept, ok := m.layouts.Keep(m.page, key, func() (any, int) {
		s := m.write(*p)
		return s, s.bytes()
	})
	if ok {
		p.sheet = kept.(*sheet)
	} else {
		p.sheet = &sheet{lines: layout.Wrap(m.text(m.words.Page.Busy), m.measure())}
	}
	p.top = max(min(p.top, m.lastTop(len(p.lines))), 0)
}

// write writes a panel's lines.
func (m *Model) write(p panel) *sheet {
	w := m.writer()
	switch p.kind {
	case card:
		w.card(m, p.number)
	case bare:
		w.lines = m.bareLines(p.number)
	case portrait:
		w.portrait(m, p)
	case said:
		w.announcements(m)
	}
	return &sheet{lines: w.lines, picture: w.picture}
}

// bytes is what a sheet takes in memory, about.
func (s *sheet) bytes() int {
	n := 0
	for _, l := range s.lines {
		n += len(l) + 16
	}
	return n
}

// act does what a key asks of the topmost panel.
func (m *Model) act(p *panel, a action) tea.Cmd {
	switch {
	case p.list != nil && a == open:
		return m.openChosen(p)
	case p.list != nil:
		m.move(p, a)
	case p.kind == card && a == open:
		if r := m.page.Resource(p.number); r != nil && r.Target != "" {
			m.openTarget(r)
		}
	case p.kind == card && (a == nextCard || a == nextMatch || a == nextLink):
		m.turnCard(p, 1)
	case p.kind == card && (a == previousCard || a == previousMatch || a == previousLink):
		m.turnCard(p, -1)
	default:
		p.top = m.scrolled(p.top, a, len(p.lines), 0)
	}
	return nil
}
