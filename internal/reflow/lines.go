package reflow

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// How far apart what stands in one line may be, in sizes of its font.
const (
	lineSlack   = 0.25 // of the baselines
	scriptSlack = 0.6  // likewise, of a superscript and its line
)

// line is what stands side by side, in the order in which it is read.
type line struct {
	Box
	words      []word
	cells      []int // where in words each segment begins
	base, size float64
	letters    int
	rtl        bool
	forced     bool // the line ends where the next word would have had room
	page       int  // the number of the page that begins with the line; 0 if none does
	leader     bool // dots lead to what stands at its end, as in a table of contents
}

// sortedLines makes lines of segments, from top to bottom.
func sortedLines(segments []segment) []line {
	segments = slices.Clone(segments)
	slices.SortStableFunc(segments, func(a, b segment) int {
		return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.X0, b.X0))
	})
	var lines []line
	for start := 0; start < len(segments); {
		row := segments[start].Box
		base, size := segments[start].base, segments[start].size
		end := start + 1
		for ; end < len(segments); end++ {
			s := &segments[end]
			shift, most := math.Abs(s.base-base), max(s.size, size)
			script := min(s.size, size) <= scriptSize*most
			if shift > lineSlack*most && !(script && shift <= scriptSlack*most && beside(row, s.Box)) {
				break
			}
			row = row.union(s.Box)
			if s.size > size {
				base, size = s.base, s.size
			}
		}
		lines = append(lines, newLine(segments[start:end]))
		start = end
	}
	return lines
}

// beside reports whether more than half of the lower of two boxes is beside the other.
func beside(a, b Box) bool {
	return min(a.Y1, b.Y1)-max(a.Y0, b.Y0) > min(a.Y1-a.Y0, b.Y1-b.Y0)/2
}

// newLine makes a line of segments.
func newLine(segments []segment) line {
	l := line{Box: segments[0].Box}
	rtl, best := 0, -1
	for i := range segments {
		s := &segments[i]
		l.Box = l.union(s.Box)
		l.letters += s.letters
		if s.rtl {
			rtl += s.letters
		}
		if s.letters > best {
			best, l.base, l.size = s.letters, s.base, s.size
		}
	}
	l.rtl = 2*rtl > l.letters
	slices.SortStableFunc(segments, func(a, b segment) int {
		if l.rtl {
			return cmp.Compare(b.X1, a.X1)
		}
		return cmp.Compare(a.X0, b.X0)
	})
	for i := range segments {
		s := &segments[i]
		if i > 0 {
			last := segments[i-1]
			gap := s.X0 - last.X1
			if l.rtl {
				gap = last.X0 - s.X1
			}
			s.words[0].glued = gap < wordGap*min(s.size, last.size)
		}
		if i == 0 || !s.words[0].glued {
			l.cells = append(l.cells, len(l.words))
		}
		l.words = append(l.words, s.words...)
	}
	l.foldLeader()
	return l
}

// leaderDots is how many dots in a row lead the eye at least.
const leaderDots = 5

// foldLeader makes one sign of the dots that lead from one end of a line to the other.
func (l *line) foldLeader() {
	start, dots := -1, 0
	for i := range l.words {
		w := &l.words[i]
		if at := strings.Index(w.text, "....."); at > 0 { // it is one word with what it leads to
			w.text = w.text[:at] + " … " + strings.TrimLeft(w.text[at:], ".")
			w.letters = utf8.RuneCountInString(w.text)
			l.leader, l.cells = true, []int{0}
			return
		}
		only := strings.Trim(w.text, ".·…") == ""
		if only {
			if start < 0 {
				start = i
			}
			dots += w.letters
		}
		if !only || i == len(l.words)-1 {
			end := i
			if only {
				end = i + 1
			}
			if start > 0 && dots >= leaderDots {
				w := &l.words[start]
				w.text, w.letters, w.glued, w.link = "…", 1, false, 0
				w.X1 = l.words[end-1].X1
				l.words = append(l.words[:start+1], l.words[end:]...)
				if start+1 < len(l.words) {
					l.words[start+1].glued = false
				}
				l.leader = true
				l.cells = []int{0}
				return
			}
			start, dots = -1, 0
		}
	}
}

// text is the line's text, as it stands.
func (l *line) text() string { return wordsText(l.words) }

// wordsText is the text of words, with a blank between those that are not glued.
func wordsText(words []word) string {
	var b strings.Builder
	for i := range words {
		if i > 0 && !words[i].glued {
			b.WriteByte(' ')
		}
		b.WriteString(words[i].text)
	}
	return b.String()
}

// cell is the words of a cell.
func (l *line) cell(i int) []word {
	end := len(l.words)
	if i+1 < len(l.cells) {
		end = l.cells[i+1]
	}
	return l.words[l.cells[i]:end]
}

// style is the style that all of the line has, or all that has letters or digits in it.
func (l *line) style() style {
	all, s := ^style(0), ^style(0)
	for i := range l.words {
		all &= l.words[i].style
		if strings.ContainsFunc(l.words[i].text, isWordRune) {
			s &= l.words[i].style
		}
	}
	if s == ^style(0) {
		return all
	}
	return s
}
