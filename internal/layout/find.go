package layout

import (
	"sort"
	"sync"
	"unicode"

	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/theme"
)

// MaxMatches bounds what Find finds.
const MaxMatches = 10_000

// Match is one place where a text was found.
type Match struct {
	Line       int // where it begins
	start, end int // in the index's text
}

// index is a page's text as it is searched: without accents, in lower case, with
// one blank for any number of them and for the end of a line, so that what is
// broken over two lines is found, and a line feed where a line is empty. Where a
// line was broken within a word there is nothing.
type index struct {
	text  string
	lines []int // where each line begins in text
}

// newIndex makes the index of a draft's lines, when it is first asked for: few readers
// search.
func newIndex(lines []line) func() index {
	return sync.OnceValue(func() index { return indexOf(lines) })
}

func indexOf(lines []line) index {
	x := index{lines: make([]int, len(lines))}
	var b []byte
	for i, l := range lines {
		switch {
		case l.empty():
			b = append(b, '\n')
		case i > 0 && !l.tight:
			b = separate(b)
		}
		x.lines[i] = len(b)
		b = foldSpans(b, l.spans, nil)
	}
	x.text = string(b)
	return x
}

// separate puts a blank behind what is not separated yet.
func separate(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] != ' ' && b[n-1] != '\n' {
		return append(b, ' ')
	}
	return b
}

// foldSpans appends a line as it is searched, without what is no text of the page and
// the numbers of links and notes. For every character it calls seen, which may be nil,
// with the span it stands in, where in that span's text, and where in b it begins.
func foldSpans(b []byte, spans []span, seen func(span, at, begin int)) []byte {
	for i, s := range spans {
		if s.aside || s.whole {
			continue
		}
		for at, c := range s.text {
			if seen != nil {
				seen(i, at, len(b))
			}
			if unicode.IsSpace(c) {
				b = separate(b)
			} else {
				b = fold.AppendSearch(b, c)
			}
		}
	}
	return b
}

// Find finds a text, at most MaxMatches times, from the top down. Letter case,
// accents, the kind of quotes and dashes, and how many blanks there are do not
// matter; no two matches overlap. An empty text is nowhere.
func (l *Layout) Find(text string) []Match {
	text = fold.Search(text)
	if text == "" {
		return nil
	}
	return l.draft.index().findAny([]string{text})
}

// lineAt is the line in which a place of the text stands.
func (x index) lineAt(at int) int {
	behind := sort.SearchInts(x.lines, at+1)
	// Lines without text begin where the next one does.
	return max(behind-1, 0)
}

// Mark is a line with the matches in it marked, of which the one at current is
// marked as the one that was found; -1 for none.
func (l *Layout) Mark(line int, matches []Match, current int) string {
	begin := l.draft.index().lines[line]
	spans := l.draft.lines[line].spans
	first := sort.Search(len(matches), func(i int) bool { return matches[i].end > begin })
	if first == len(matches) || len(spans) == 0 {
		return l.Lines[line]
	}
	m := marker{matches: matches, next: first, current: current, spans: spans}
	// What is folded has to begin as in the index: behind a blank or nothing.
	b := append(make([]byte, 0, 256), ' ')
	foldSpans(b, spans, func(i, at, folded int) { m.see(i, at, folded-len(b)+begin) })
	m.flush(len(spans)-1, len(spans[len(spans)-1].text))
	w := newLineWriter(l.page, l.spec, l.draft.resources)
	w.marked = func(i int) theme.Role { return m.roles[i] }
	return w.write(m.out)
}

// marker divides spans where matches begin and end.
type marker struct {
	matches []Match
	next    int // the match that is looked out for
	current int
	spans   []span

	span, from int // what was not written to out yet begins here
	role       theme.Role
	out        []span
	roles      []theme.Role // of each of out
}

// see takes the next character.
func (m *marker) see(span, at, begin int) {
	for m.next < len(m.matches) && m.matches[m.next].end <= begin {
		m.next++
	}
	role := theme.Text
	if m.next < len(m.matches) && m.matches[m.next].start <= begin {
		role = theme.Match
		if m.next == m.current {
			role = theme.Found
		}
	}
	if role != m.role {
		m.flush(span, at)
		m.role = role
	}
}

// flush writes what stands before a place in the role that it has.
func (m *marker) flush(to, at int) {
	for ; m.span <= to; m.span, m.from = m.span+1, 0 {
		s := m.spans[m.span]
		end := len(s.text)
		if m.span == to {
			end = at
		}
		if m.from < end {
			role := m.role
			if s.aside {
				role = theme.Text
			}
			s.text = s.text[m.from:end]
			m.out, m.roles = append(m.out, s), append(m.roles, role)
		}
		if m.span == to {
			m.from = at
			return
		}
	}
}
