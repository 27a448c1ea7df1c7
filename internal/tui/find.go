package tui

import (
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/words"
)

// found is what is looked for in the page, and where it is.
type found struct {
	query   string
	words   []string // of a search over all pages, which brought the reader here
	matches []layout.Match
	current int    // the match that n and N move
	from    int    // the line in the first row when typing began
	stale   bool   // the query was changed, and not looked for yet
	before  string // what was looked for before that
}

// active reports whether matches are marked.
func (f *found) active() bool { return f.query != "" }

// startFind has the keys from here on be the filter of the list on top; or what is
// looked for in the page.
func (m *Model) startFind() {
	m.number = 0
	if p := m.panel(); p != nil && p.list != nil {
		m.typing = filtering
		switch p.kind {
		case results:
			m.typing = searching
		case places:
			m.typing = going
		}
		p.list.lines, p.list.mark = nil, marked{} // digits are letters now, and no numbers
		m.keepInSight(p.list)
		return
	}
	m.panels = nil
	m.typing = finding
	m.search = found{from: m.top, before: m.search.query}
}

// seek looks for a text, as soon as somebody wants to see what is found: of many
// keys in one packet, only the last is looked for.
func (m *Model) seek(query string) { m.search.query, m.search.stale = query, true }

// settle finds what is looked for, and shows the first match from where typing
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
		m.reveal(s.matches[s.current].Line)
	}
}

// enterFind keeps what was found.
func (m *Model) enterFind() {
	s := &m.search
	if s.query == "" { // the same again, as in less
		m.seek(s.before)
	}
	m.settle()
	if s.query != "" && len(s.matches) == 0 {
		m.notice = words.Fill(m.words.Bar.NotFound, "query", m.text(s.query))
		from := s.from
		m.endFind()
		m.scrollTo(from)
	}
}

// findAgain finds the same in a layout that has changed.
func (m *Model) findAgain() {
	s := &m.search
	if m.settle(); !s.active() {
		return
	}
	if s.words != nil {
		s.matches = m.layout.FindWords(s.words)
	} else {
		s.matches = m.layout.Find(s.query)
	}
	s.current = max(min(s.current, len(s.matches)-1), 0)
	s.from = min(s.from, m.top)
}

// endFind looks for nothing any more.
func (m *Model) endFind() { m.search = found{from: m.search.from} }

// goToMatch goes to the next match, or to the one before: of a search over all pages,
// on the next page, too.
func (m *Model) goToMatch(a action) {
	by := 1
	if a == previousMatch {
		by = -1
	}
	s := &m.search
	if !s.active() {
		m.notice = m.words.Bar.NoSearch
		return
	}
	m.settle()
	if to := s.current + by; s.words != nil && m.followed != nil && (to < 0 || to >= len(s.matches)) {
		m.followHit(by)
		return
	}
	m.stepMatch(by)
}

// stepMatch goes some matches on; behind the last one comes the first.
func (m *Model) stepMatch(by int) {
	m.settle()
	if n := len(m.search.matches); n > 0 {
		m.search.current = (m.search.current + by + n) % n
		m.reveal(m.search.matches[m.search.current].Line)
	}
}

// reveal scrolls to where a line can be seen with what is around it.
func (m *Model) reveal(line int) {
	if !m.inSight(line) {
		m.scrollTo(line - m.head() - m.rows()/3)
	}
}

// findWords is what the bottom line says of what was found in the page, while it is
// typed.
func (m *Model) findWords() string {
	switch s := &m.search; {
	case len(s.matches) > 0:
		return words.Fill(m.words.Bar.WhichMatch, "number", s.current+1, "count", len(s.matches))
	case s.query != "":
		return m.words.Bar.NothingFound
	}
	return ""
}

// foundWords is what the bottom line says of what is marked in the page.
func (m *Model) foundWords() string {
	s := &m.search
	query, number := m.text(s.query), min(s.current+1, len(s.matches))
	if s.words != nil && m.followed != nil && m.followed.pages > 1 {
		return m.words.Count(m.words.Bar.MatchesOfPages, m.followed.pages, "query", query, "number", number, "matches", len(s.matches))
	}
	return words.Fill(m.words.Bar.Matches, "query", query, "number", number, "count", len(s.matches))
}
