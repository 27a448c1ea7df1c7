package layout

import (
	"slices"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/cells"
)

// flow breaks spans into lines of at most width columns, at the last place where
// a line may end. Blanks where a line ends are dropped. A word that is wider than
// a line is broken before a link's number, at a no-break space, behind a hyphen or
// slash, or else anywhere. A span that is never broken is a link's or a note's
// number, for which every place has the columns (see least); one that is wider stands
// out.
func (t *setter) flow(spans []span, width int) []line { return t.hang(spans, width, 0) }

// hang is flow with the second and further lines behind an indent.
func (t *setter) hang(spans []span, width, indent int) (lines []line) {
	if t.lead != nil {
		spans = append(t.lead, spans...)
		t.lead = nil
	}
	spans = t.inPassages(spans)
	f := flow{setter: t, spans: spans, clusters: t.narrowed(t.clustersOf(spans), max(width-indent, 1)), width: max(width, 1)}
	mark := blanks(indent)
	tight := false
	for start := 0; start < len(f.clusters); {
		if f.clusters[start].Break == cells.Blank || start > 0 && f.clusters[start-1].Break == beforeNumber {
			start++ // a blank would begin the line
			continue
		}
		end, next, within := f.breakAt(start)
		l := withoutBlanks(f.line(start, end, tight))
		if len(lines) > 0 && indent > 0 {
			l.behind(&mark, indent)
		}
		if lines = append(lines, l); len(lines) == 1 {
			f.width = max(f.width-indent, 1)
		}
		start, tight = next, within
	}
	return lines
}

// flow is a paragraph while it is broken into lines.
type flow struct {
	*setter
	spans    []span
	clusters []cells.Cluster // of the texts of all spans
	width    int
	verbatim bool // no-break spaces stay

	// Where the next line begins: the byte in all texts, the span, and the byte
	// in its text.
	at, span, in int
	used         int // the last span of which a piece was used, from 1
}

// What there is beside the breaks of cells: the inside of a span that is never
// broken, the place before the no-break space with which such a span begins, and a
// no-break space elsewhere.
const (
	unbreakable cells.Break = 255 - iota
	beforeNumber
	glue
)

// clustersOf is the clusters of spans' texts, one behind the other. It is valid
// until the next call.
func (t *setter) clustersOf(spans []span) []cells.Cluster {
	t.text = t.text[:0]
	for _, s := range spans {
		t.text = append(t.text, s.text...)
	}
	t.clusters = cells.Append(t.clusters[:0], string(t.text))
	begin := int32(0)
	for i, c := range t.clusters {
		if c.End-begin > 1 && c.Width == 1 && isNoBreakSpace(t.text[begin:c.End]) {
			t.clusters[i].Break = glue
		}
		begin = c.End
	}
	i, end := 0, int32(0)
	for _, s := range spans {
		begin := end
		end += int32(len(s.text))
		if !s.whole {
			continue
		}
		for i < len(t.clusters) && t.clusters[i].End <= begin {
			i++
		}
		if i > 0 && i < len(t.clusters) && t.clusters[i-1].End == begin && strings.HasPrefix(s.text, "\u00A0") {
			if before := &t.clusters[i-1].Break; *before != cells.Must && *before != cells.Blank {
				*before = beforeNumber
			}
		}
		for ; i < len(t.clusters) && t.clusters[i].End < end; i++ {
			t.clusters[i].Break = unbreakable
		}
	}
	return t.clusters
}

// narrowed is clusters without one that is wider than a line: an emoji of several
// people becomes those, in a very narrow place. The texts are those of clustersOf.
func (t *setter) narrowed(clusters []cells.Cluster, width int) []cells.Cluster {
	if !slices.ContainsFunc(clusters, func(c cells.Cluster) bool { return int(c.Width) > width }) {
		return clusters
	}
	var all []cells.Cluster
	begin := int32(0)
	for _, c := range clusters {
		if int(c.Width) <= width {
			all = append(all, c)
		} else {
			for at := begin; at < c.End; {
				r, size := utf8.DecodeRune(t.text[at:c.End])
				columns := cells.Width(string(r))
				at += int32(size)
				if columns == 0 && at-int32(size) > begin { // part of the character before
					all[len(all)-1].End = at
					continue
				}
				all = append(all, cells.Cluster{End: at, Width: uint8(columns)})
			}
			all[len(all)-1].Break = c.Break
		}
		begin = c.End
	}
	return all
}

// breakAt is where the line that begins at a cluster ends, and where to go on.
// within is set where it ends within a word.
func (f *flow) breakAt(start int) (end, next int, within bool) {
	width := 0
	blank, allowed, soft, forced, number, glued, never := -1, -1, -1, -1, -1, -1, -1 // where the line may end, the last of each kind
	i := start
	for ; i < len(f.clusters); i++ {
		c := f.clusters[i]
		if c.Break == cells.Must {
			return f.trimmed(start, i), i + 1, false
		}
		if c.Break == cells.Blank {
			blank = i
			width += int(c.Width)
			continue // even where it stands out: it is dropped there
		}
		if width += int(c.Width); width > f.width {
			break
		}
		switch c.Break {
		case cells.Allowed:
			allowed = i + 1
		case cells.Soft:
			soft = i + 1
		case cells.None:
			forced = i + 1
		case beforeNumber:
			number = i + 1
		case glue:
			glued = i
		case cells.Never:
			never = i + 1
		}
	}
	switch {
	case i == len(f.clusters):
		return f.trimmed(start, i), i, false
	case blank > start && blank >= allowed:
		return f.trimmed(start, blank), blank, false
	case allowed > start:
		return allowed, allowed, true
	case number > start:
		return number, number, false
	case glued > start:
		return glued, glued + 1, false
	case soft > start && (2*(soft-start) >= i-start || forced < 0):
		return soft, soft, true
	case forced > start:
		return forced, forced, true
	case never > start:
		return never, never, true
	}
	// What is never broken is wider than a line. It goes on to where it may end.
	for i < len(f.clusters)-1 && f.clusters[i].Break == unbreakable {
		i++
	}
	return i + 1, i + 1, f.clusters[i].Break != beforeNumber
}

// trimmed is the end of a line without the blanks before it.
func (f *flow) trimmed(start, end int) int {
	for end > start && f.clusters[end-1].Break == cells.Blank {
		end--
	}
	return end
}

// line is the line of some clusters. All before the first of them is dropped.
func (f *flow) line(start, end int, tight bool) line {
	l := line{tight: tight}
	for _, c := range f.clusters[start:end] {
		l.width += int(c.Width)
	}
	f.advance(f.offset(start), nil)
	f.reserve(16)
	first := len(f.arena)
	f.advance(f.offset(end), func(s span) { f.arena = append(f.arena, s) })
	l.spans = f.arena[first:len(f.arena):len(f.arena)]
	return l
}

// offset is the byte at which a cluster begins.
func (f *flow) offset(cluster int) int {
	if cluster == 0 {
		return 0
	}
	return int(f.clusters[cluster-1].End)
}

// advance goes on to a byte of all texts, and calls keep, if there is one, with
// each piece of a span on the way.
func (f *flow) advance(to int, keep func(span)) {
	for f.at < to {
		s := f.spans[f.span]
		text := s.text
		n := min(len(text)-f.in, to-f.at)
		if n > 0 && keep != nil {
			s = s.piece(f.in, f.in+n, f.used <= f.span)
			f.used = f.span + 1
			if !f.verbatim {
				s.text = withoutNoBreaks(s.text)
			}
			keep(s)
		}
		f.at += n
		if f.in += n; f.in == len(text) {
			f.span, f.in = f.span+1, 0
		}
	}
}

// withoutNoBreaks is text with blanks in place of no-break spaces, for its lines
// are broken.
func withoutNoBreaks(text string) string {
	for _, space := range noBreakSpaces {
		if strings.Contains(text, space) {
			text = strings.ReplaceAll(text, space, " ")
		}
	}
	return text
}

func isNoBreakSpace(text []byte) bool {
	return string(text) == noBreakSpaces[0] || string(text) == noBreakSpaces[1]
}

var noBreakSpaces = [...]string{"\u00A0", "\u202F"}
