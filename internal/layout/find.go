package layout

import (
	"sort"
	"strings"
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
// broken over two lines is found, and a line feed where a line is empty.
type index struct {
	text  string
	lines []int // where each line begins in text
}

// marks are what stands before the text of a line that goes on: the bar of a
// quotation.
const marks = " │|"

// newIndex makes the index of a draft's lines.
func newIndex(lines [][]run) index {
	x := index{lines: make([]int, len(lines))}
	var b []byte
	for i, runs := range lines {
		if len(runs) == 0 {
			b = append(b, '\n')
		} else if i > 0 {
			b = separate(b)
		}
		x.lines[i] = len(b)
		b = foldRuns(b, runs, nil)
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

// foldRuns appends a line as it is searched. Of every character, seen is told
// which run it stands in, where in that run's text, and where in b it begins.
func foldRuns(b []byte, runs []run, seen func(run, at, begin int)) []byte {
	leading := true
	for i, r := range runs {
		for at, c := range r.text {
			if leading && strings.ContainsRune(marks, c) {
				continue
			}
			leading = false
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
	x := l.draft.index
	var found []Match
	for from := 0; len(found) < MaxMatches; {
		i := strings.Index(x.text[from:], text)
		if i < 0 {
			break
		}
		start := from + i
		from = start + len(text)
		found = append(found, Match{Line: x.lineAt(start), start: start, end: from})
	}
	return found
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
	begin := l.draft.index.lines[line]
	runs := l.draft.lines[line]
	first := sort.Search(len(matches), func(i int) bool { return matches[i].end > begin })
	if first == len(matches) || len(runs) == 0 {
		return l.Lines[line]
	}
	m := marker{theme: l.spec.Theme, matches: matches, next: first, current: current, runs: runs}
	// What is folded has to begin as in the index: behind a blank or nothing.
	b := append(make([]byte, 0, 256), ' ')
	foldRuns(b, runs, func(i, at, folded int) { m.see(i, at, folded-len(b)+begin) })
	m.flush(len(runs)-1, len(runs[len(runs)-1].text))
	w := newLineWriter(l.page, l.spec)
	return w.write(m.out)
}

// marker divides runs where matches begin and end.
type marker struct {
	theme   theme.Theme
	matches []Match
	next    int // the match that is looked out for
	current int
	runs    []run

	run, from int // what was not written to out yet begins here
	role      theme.Role
	out       []run
}

// see takes the next character.
func (m *marker) see(run, at, begin int) {
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
		m.flush(run, at)
		m.role = role
	}
}

// flush writes what stands before a place in the role that it has.
func (m *marker) flush(run, at int) {
	for ; m.run <= run; m.run, m.from = m.run+1, 0 {
		r := m.runs[m.run]
		end := len(r.text)
		if m.run == run {
			end = at
		}
		if m.from < end {
			part := r
			part.text = r.text[m.from:end]
			if m.role != theme.Text {
				part.style = m.theme.Mark(m.role, r.style)
			}
			m.out = append(m.out, part)
		}
		if m.run == run {
			m.from = at
			return
		}
	}
}
