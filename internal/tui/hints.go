package tui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// goodbyeWords says goodbye and how to come back: in one line, or in two, so that what
// is to be typed stands in one. Lines end between words; an address that is wider than
// the window is left to the terminal, so that it can be copied.
func (m *Model) goodbyeWords() string {
	goodbye, way := m.text(m.words.GoodbyeFrom(m.site)), m.way()
	columns := m.size.Columns
	for word := range strings.FieldsSeq(goodbye) {
		columns = max(columns, terminal.Width(word))
	}
	if way != "" {
		way = m.text(words.Fill(m.words.Bar.ComeBack, "way", way))
	}
	if way != "" && terminal.Width(goodbye)+1+terminal.Width(way) <= m.size.Columns {
		return goodbye + " " + way
	}
	lines := layout.Wrap(goodbye, columns)
	if way != "" {
		lines = append(lines, way)
	}
	return strings.Join(lines, "\n")
}

// way is what to type to come back to the page; empty for the home page.
func (m *Model) way() string {
	if m.page == m.site.In(m.site.Home(), m.words.Code) {
		return ""
	}
	return reading.Way(m.join, m.site, m.page, "")
}

func (m *Model) tooSmallWords() string {
	return words.Fill(m.words.Bar.TooSmall, "columns", terminal.MinUsable.Columns, "rows", terminal.MinUsable.Rows,
		"has", sizeWords(m.size))
}

func sizeWords(s terminal.Size) string {
	return words.Fill("{columns}x{rows}", "columns", s.Columns, "rows", s.Rows)
}

func quoted(sentence string) string { return "“" + sentence + "”" }

// view is what is on the screen, as far as it has to do with which keys matter.
type view int

const (
	onPage   view = iota
	onMatch       // on the page, with what was looked for marked
	onList        // on a list
	onCard        // on a link's card
	onOther       // on another panel
	inPrompt      // while something is typed that chooses in a list
	inFind        // while something is typed that is looked for in the page
	inLobby       // while pages turn
	onHelp        // on the list of the keys
	onSaid        // on what the organisers say
)

// offer is a key that the bottom line of a view may show. Where there is no room for
// all, those with the highest rank are the first to go.
type offer struct {
	action action
	rank   int
	hint   string // the name of what it does here in the words' hints; empty for the binding's
}

// offers are the keys of each view, in their order on the bottom line.
var offers = map[view][]offer{
	onPage: {
		{lineDown, 8, ""}, {showContents, 7, ""}, {find, 9, ""}, {showMenu, 3, ""}, {listPages, 3, ""}, {searchAll, 4, ""},
		{number, 6, ""}, {showAnnouncements, 7, ""}, {back, 5, ""}, {showHelp, 2, ""}, {closeTop, 1, ""}, {leave, 1, ""},
	},
	onMatch:  {{nextMatch, 2, ""}, {back, 1, ""}, {closeTop, 3, ""}, {leave, 3, ""}},
	onList:   {{lineUp, 5, ""}, {open, 2, ""}, {find, 4, "filter"}, {back, 1, ""}, {closeTop, 3, "close"}},
	onCard:   {{open, 3, "open_here"}, {nextCard, 6, ""}, {copyAddress, 4, ""}, {showBare, 5, ""}, {back, 1, ""}, {closeTop, 2, "close"}},
	onOther:  {{lineDown, 3, ""}, {back, 1, ""}, {closeTop, 2, "close"}},
	inPrompt: {{open, 2, ""}, {nextLink, 3, ""}, {back, 1, "cancel"}},
	inFind:   {{open, 2, "keep"}, {back, 1, "cancel"}},
	inLobby:  {{closeTop, 1, ""}},
	onHelp:   {{lineUp, 5, ""}, {open, 2, "do"}, {find, 4, "filter"}, {back, 1, ""}, {closeTop, 3, "close"}},
	onSaid:   {{lineDown, 4, ""}, {putAway, 2, ""}, {back, 1, ""}, {closeTop, 3, "close"}},
}

// here is the view on the screen, and which of its offers can be taken here, by their
// bits.
func (m *Model) here() (view, uint64) {
	if m.panel() == nil && m.typing == nothing && !m.search.active() && !m.lobby.turning() {
		return onPage, m.onPage()
	}
	return m.elsewhere()
}

// elsewhere is here where that is not the page. It is apart because it takes a large piece
// of the stack, which each session would hold for good.
func (m *Model) elsewhere() (view, uint64) {
	v, can := onPage, map[action]bool(nil)
	p := m.panel()
	switch {
	case m.lobby.turning():
		v = inLobby
	case m.typing == finding:
		v = inFind
		can = map[action]bool{open: len(m.search.matches) > 0}
	case m.typing != nothing:
		v = inPrompt
		can = map[action]bool{open: p.list.n() > 0, nextLink: m.typing == going}
	case p == nil:
		v = onMatch
	case p.list != nil:
		if v = onList; p.kind == help {
			v = onHelp
		}
		can = map[action]bool{lineUp: p.list.n() > 1, open: p.list.n() > 0, find: p.list.count > 1}
	case p.kind == card:
		v = onCard
		r := m.page.Resource(p.number)
		can = map[action]bool{open: r != nil && r.Target != "", nextCard: len(m.page.Resources) > 1}
	default:
		if v = onOther; p.kind == said {
			v = onSaid
		}
		can = map[action]bool{lineDown: len(p.lines) > m.rows(), putAway: !m.banner.away}
	}
	bits := uint64(0)
	for i, o := range offers[v] {
		if able, said := can[o.action]; (able || !said) && m.hasKey(o.action) {
			bits |= 1 << i
		}
	}
	return v, bits
}

// onPage is which offers can be taken on the page, and above them how many links it has,
// up to 9. It is asked with every key, and allocates nothing.
func (m *Model) onPage() (bits uint64) {
	several := len(m.site.Pages) > 1
	for i, o := range offers[onPage] {
		able := true
		switch o.action {
		case lineDown:
			able = len(m.layout.Lines) > m.rows()
		case showContents:
			able = len(m.page.Headings) > 1
		case number:
			able = len(m.page.Resources) > 0
		case showMenu:
			able = several && len(m.site.Menu) > 0
		case listPages:
			able = several && len(m.site.Menu) == 0
		case searchAll:
			able = several
		case showAnnouncements: // the banner says it otherwise
			able = m.banner.away && len(m.banner.texts) > 0
		case back:
			able = len(m.visited) > 0
		}
		if able && m.hasKey(o.action) {
			bits |= 1 << i
		}
	}
	return bits | uint64(min(len(m.page.Resources), 9))<<32
}

// hasKey reports whether the bottom line can show a key for an action. Ctrl-C is shown
// where single keys are off, in place of q.
func (m *Model) hasKey(a action) bool {
	if a == leave {
		return m.keysOff
	}
	return !m.keysOff || bindingOf(a).worksOff()
}

// barKey is what the bottom line calls the keys of an action.
func (m *Model) barKey(b *binding) string {
	if m.keysOff && !strings.ContainsAny(b.bar, "↑↓→") {
		if keys := m.keysOf(b); len(keys) > 0 {
			return keys[0]
		}
	}
	return b.bar
}

// hint is an offer as this reader sees it.
type hint struct {
	key, does string
	rank      int
}

// hints are the offers of a view that can be taken.
func (m *Model) hints(v view, here uint64) []hint {
	var hints []hint
	for i, o := range offers[v] {
		if here&(1<<i) == 0 {
			continue
		}
		b := bindingOf(o.action)
		key, does := m.barKey(b), b.hint
		if o.hint != "" {
			does = o.hint
		}
		if o.action == number && len(m.page.Resources) == 1 {
			key = "1"
		} else if n := len(m.page.Resources); o.action == number && n < 9 {
			key = "1-" + strconv.Itoa(n)
		}
		hints = append(hints, hint{m.keyName(key), m.words.Hints[does], o.rank})
	}
	return hints
}

// arrows are the arrows as they are named where they cannot be shown: what is made of
// them would name other keys.
var arrows = strings.NewReplacer("↑↓", "j k", "↓", "Down", "↑", "Up", "→", "l")

// keyName is what keys are called on this terminal.
func (m *Model) keyName(keys string) string {
	if m.profile.ASCII {
		keys = arrows.Replace(keys)
	}
	if named, ok := m.words.KeyNames[keys]; ok {
		return m.text(named)
	}
	if before, after, several := strings.Cut(keys, " "); several {
		return m.keyName(before) + " " + m.keyName(after)
	}
	return m.text(keys)
}

// width is how many columns hints take.
func (m *Model) width(hints []hint) int {
	n := 0
	for _, h := range hints {
		n += 2 + ansi.StringWidth(h.key) + 1 + ansi.StringWidth(h.does)
	}
	return n
}
