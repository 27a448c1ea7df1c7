package tui

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// maxQuery bounds what is searched for, in characters.
const maxQuery = 60

// searching is what is searched for, and what was found.
type searching struct {
	typing  bool // the keys are what is searched for
	query   string
	matches []layout.Match
	current int    // the match that n and N move
	from    int    // the line in the first row when typing began
	stale   bool   // the query was changed, and not searched for yet
	before  string // what was searched for before that
}

// active reports whether matches are marked.
func (s *searching) active() bool { return s.query != "" }

// startSearch has the keys from here on be what is searched for.
func (m *Model) startSearch() {
	m.panels = nil
	m.number = 0
	m.search = searching{typing: true, from: m.top, before: m.search.query}
}

// typeSearch takes a key of what is searched for.
func (m *Model) typeSearch(k tea.KeyPressMsg) tea.Cmd {
	s := &m.search
	switch name := k.String(); name {
	case "ctrl+c", "ctrl+d":
		return tea.Quit
	case "esc":
		m.endSearch()
		m.scrollTo(s.from)
		return nil
	case "enter":
		s.typing = false
		if s.query == "" { // the same again, as in less
			m.find(s.before)
		}
		m.settle()
		if s.query != "" && len(s.matches) == 0 {
			m.notice = words.Fill(m.words.Bar.NotFound, "query", m.text(s.query))
			m.endSearch()
			m.scrollTo(s.from)
		}
		return nil
	case "backspace", "ctrl+h":
		if s.query == "" {
			m.endSearch()
			return nil
		}
		_, size := utf8.DecodeLastRuneInString(s.query)
		m.find(s.query[:len(s.query)-size])
		return nil
	case "ctrl+u":
		m.find("")
		return nil
	case "down", "ctrl+n", "up", "ctrl+p":
		if a := m.actionOf(name); a == lineDown {
			m.stepMatch(1)
		} else {
			m.stepMatch(-1)
		}
		return nil
	}
	if a := m.actionOf(k.String()); a != noAction && k.Mod.Contains(tea.ModAlt) {
		m.endSearch() // tmux sends Escape and a key like this, too
		m.scrollTo(s.from)
		return m.do(a)
	}
	text := clean.Text(k.Text)
	if text == "" || strings.ContainsAny(text, "\n") || utf8.RuneCountInString(s.query+text) > maxQuery {
		return nil
	}
	m.find(s.query + text)
	return nil
}

// find searches for a text, as soon as somebody wants to see what is found: of
// many keys in one packet, only the last is searched for.
func (m *Model) find(query string) { m.search.query, m.search.stale = query, true }

// settle finds what is searched for, and shows the first match from where typing
// began.
func (m *Model) settle() {
	s := &m.search
	if !s.stale {
		return
	}
	s.current, s.stale = 0, false
	s.matches = m.layout.Find(s.query)
	for i, match := range s.matches {
		if match.Line >= s.from {
			s.current = i
			break
		}
	}
	// What is shown depends on the query alone, not on the keys that led to it.
	m.scrollTo(s.from)
	if len(s.matches) > 0 {
		m.reveal()
	}
}

// findAgain finds the same in a layout that has changed.
func (m *Model) findAgain() {
	s := &m.search
	if m.settle(); !s.active() {
		return
	}
	s.matches = m.layout.Find(s.query)
	s.current = max(min(s.current, len(s.matches)-1), 0)
	s.from = min(s.from, m.top)
}

// endSearch searches for nothing any more.
func (m *Model) endSearch() { m.search = searching{from: m.search.from} }

// goToMatch goes to the next match, or to the one before.
func (m *Model) goToMatch(a action) {
	switch {
	case !m.search.active():
		m.notice = m.words.Bar.NoSearch
	case a == nextMatch:
		m.stepMatch(1)
	default:
		m.stepMatch(-1)
	}
}

// stepMatch goes some matches on; behind the last one comes the first.
func (m *Model) stepMatch(by int) {
	m.settle()
	if n := len(m.search.matches); n > 0 {
		m.search.current = (m.search.current + by + n) % n
		m.reveal()
	}
}

// reveal scrolls to where the current match can be seen with what is around it.
func (m *Model) reveal() {
	line := m.search.matches[m.search.current].Line
	if line < m.top || line >= m.top+m.rows() {
		m.scrollTo(line - m.rows()/3)
	}
}

// mark marks the matches in lines of the page that begin at its line top.
func (m *Model) mark(lines []string) {
	if len(m.search.matches) == 0 {
		return
	}
	for i := range lines {
		lines[i] = m.layout.Mark(m.top+i, m.search.matches, m.search.current)
	}
}

// searchWords is what the bottom line says of a search.
func (m *Model) searchWords() string {
	s := &m.search
	query := m.text(s.query)
	if !s.typing {
		return words.Fill(m.words.Bar.Matches, "query", query, "number", s.current+1, "count", len(s.matches))
	}
	found := ""
	switch {
	case len(s.matches) > 0:
		found = "  " + words.Fill(m.words.Bar.WhichMatch, "number", s.current+1, "count", len(s.matches))
	case s.query != "":
		found = "  " + m.words.Bar.NothingFound
	}
	room := m.bottomWidth() - ansi.StringWidth(words.Fill(m.words.Bar.Search, "query", "")) - ansi.StringWidth(found) - 10
	if over := terminal.Width(query) - max(room, 4); over > 0 { // its end is what is being typed
		query = ansi.TruncateLeft(query, over, "")
	}
	return words.Fill(m.words.Bar.Search, "query", query) + "_" + found
}
