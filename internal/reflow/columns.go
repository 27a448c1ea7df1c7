package reflow

import (
	"cmp"
	"math"
	"slices"
)

// What a gutter between two columns is.
const (
	gutterWidth  = 0.9 // at least, in sizes of the font
	gutterLines  = 3   // at least so many lines are on either side
	shortCell    = 10  // letters; what has fewer in a line, on average, is no column but a cell
	proseCell    = 18  // likewise, where the lines of both sides stand side by side
	fullLine     = 0.7 // of the column's width; a line of prose takes at least that,
	fullLines    = 0.5 // and of the lines of prose at least so many do
	sideBySide   = 0.6 // of the lines of the shorter column: more than that may be a table
	cellGap      = 1.7 // sizes of the font; a narrower gap may be between words of justified text
	closeRows    = 2   // sizes of the font between the lines of a block, at most
	bandGap      = 3.5 // sizes of the font; what stands alone beyond it is no part of the columns
	maxCandidate = 48  // gutters that are followed at once
	maxCuts      = 8   // columns within columns
)

// gutter is a strip without text between two columns.
type gutter struct {
	x0, x1     float64
	start, end int // rows
}

// row is the segments on one baseline, from left to right: a range of them.
type row struct{ start, end int }

// columns divides the segments of a page into regions in reading order: what stands in
// one region is read line by line. Where no gutter parts them there is one.
//
// A gutter is followed from row to row as long as no text crosses it, so that a heading
// across both columns parts those above it from those below. The time is linear: at most
// maxCandidate gutters are followed, and columns have columns of their own maxCuts deep.
func columns(segments []segment, rtl bool) [][]segment {
	segments = slices.Clone(segments)
	slices.SortStableFunc(segments, func(a, b segment) int {
		return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.X0, b.X0))
	})
	c := &cutter{rtl: rtl}
	c.cut(segments, maxCuts)
	return c.regions
}

type cutter struct {
	rtl     bool
	regions [][]segment
}

// cut adds the regions of segments that are sorted by their baselines.
func (c *cutter) cut(segments []segment, depth int) {
	if depth == 0 || len(segments) < 2*gutterLines {
		c.add(segments)
		return
	}
	rows := findRows(segments)
	at := 0 // the row that the next region begins with
	for _, g := range chosen(findGutters(segments, rows), segments, rows) {
		if g.start > at {
			c.add(segments[rows[at].start:rows[g.start].start])
		}
		var left, right []segment
		middle := (g.x0 + g.x1) / 2
		for _, s := range segments[rows[g.start].start:rows[g.end-1].end] {
			if (s.X0+s.X1)/2 < middle {
				left = append(left, s)
			} else {
				right = append(right, s)
			}
		}
		if c.rtl {
			left, right = right, left
		}
		c.cut(left, depth-1)
		c.cut(right, depth-1)
		at = g.end
	}
	if at < len(rows) {
		c.add(segments[rows[at].start:])
	}
}

func (c *cutter) add(segments []segment) {
	if len(segments) > 0 {
		c.regions = append(c.regions, segments)
	}
}

// findRows finds the rows of segments that are sorted by their baselines, and sorts each
// from left to right.
func findRows(segments []segment) []row {
	var rows []row
	for start := 0; start < len(segments); {
		end := start + 1
		for end < len(segments) && segments[end].base-segments[start].base <= lineSlack*max(segments[end].size, segments[start].size) {
			end++
		}
		slices.SortStableFunc(segments[start:end], func(a, b segment) int { return cmp.Compare(a.X0, b.X0) })
		rows = append(rows, row{start, end})
		start = end
	}
	return rows
}

// findGutters follows every gap in the rows from row to row, as far as it goes.
func findGutters(segments []segment, rows []row) []gutter {
	x0, x1 := math.Inf(1), math.Inf(-1)
	for i := range segments {
		x0, x1 = min(x0, segments[i].X0), max(x1, segments[i].X1)
	}
	var found, open, next []gutter
	for i, r := range rows {
		next = next[:0]
		width := gutterWidth * segments[r.start].size
		gaps := rowGaps(segments[r.start:r.end], x0, x1, width)
		k := 0
		for _, g := range open { // both are sorted
			went := false
			for k > 0 && gaps[k-1].x1 > g.x0 {
				k--
			}
			for j := k; j < len(gaps) && gaps[j].x0 < g.x1; j++ {
				common := gutter{max(g.x0, gaps[j].x0), min(g.x1, gaps[j].x1), g.start, 0}
				if common.x1-common.x0 < width {
					k = j
					continue
				}
				went, k = true, j
				if len(next) < maxCandidate {
					next = append(next, common)
				}
			}
			if !went {
				g.end = i
				found = append(found, g)
			}
		}
		for _, g := range gaps {
			if len(next) < maxCandidate {
				next = append(next, gutter{g.x0, g.x1, i, 0})
			}
		}
		slices.SortFunc(next, func(a, b gutter) int {
			return cmp.Or(cmp.Compare(a.x0, b.x0), cmp.Compare(a.x1, b.x1), a.start-b.start)
		})
		next = slices.CompactFunc(next, func(a, b gutter) bool { return a.x0 == b.x0 && a.x1 == b.x1 }) // the first is the longest
		open, next = next, open
	}
	for _, g := range open {
		g.end = len(rows)
		found = append(found, g)
	}
	return found
}

// rowGaps are the gaps of a row that are wide enough, those at its ends among them.
func rowGaps(segments []segment, x0, x1, width float64) []gutter {
	var gaps []gutter
	at := x0
	for i := range segments {
		if s := &segments[i]; s.X0-at >= width && len(gaps) < maxCandidate {
			gaps = append(gaps, gutter{x0: at, x1: s.X0})
		}
		at = max(at, segments[i].X1)
	}
	if x1-at >= width && len(gaps) < maxCandidate {
		gaps = append(gaps, gutter{x0: at, x1: x1})
	}
	return gaps
}

// chosen are the gutters that part columns, from top to bottom, the longest where several
// are in the same rows.
func chosen(gutters []gutter, segments []segment, rows []row) []gutter {
	var good []gutter
	for _, g := range gutters {
		if g.end-g.start >= gutterLines {
			if g, ok := trim(g, segments, rows); ok && partsColumns(g, segments, rows) {
				good = append(good, g)
			}
		}
	}
	slices.SortStableFunc(good, func(a, b gutter) int {
		return cmp.Or(cmp.Compare(b.end-b.start, a.end-a.start), cmp.Compare(b.x1-b.x0, a.x1-a.x0), cmp.Compare(a.x0, b.x0))
	})
	taken := make([]bool, len(rows))
	var chosen []gutter
	for _, g := range good {
		if slices.Contains(taken[g.start:g.end], true) {
			continue
		}
		for i := g.start; i < g.end; i++ {
			taken[i] = true
		}
		chosen = append(chosen, g)
	}
	slices.SortFunc(chosen, func(a, b gutter) int { return a.start - b.start })
	return chosen
}

// trim takes the rows from a gutter's ends that stand alone, far from the columns.
func trim(g gutter, segments []segment, rows []row) (gutter, bool) {
	sides := func(i int) (left, right bool) {
		for _, s := range segments[rows[i].start:rows[i].end] {
			if (s.X0+s.X1)/2 < (g.x0+g.x1)/2 {
				left = true
			} else {
				right = true
			}
		}
		return left, right
	}
	gap := func(i int) float64 { // above row i, in sizes
		s := segments[rows[i].start]
		return (s.base - segments[rows[i-1].start].base) / s.size
	}
	// The rows at the ends that have text on one side only go with the columns as long
	// as they are near.
	first, last := g.end, g.start-1
	for i := g.start; i < g.end; i++ {
		if l, r := sides(i); l && r {
			first, last = min(first, i), i
		}
	}
	if first == g.end { // none stands side by side
		return g, true
	}
	for i := first; i > g.start; i-- {
		if gap(i) > bandGap {
			g.start = i
			break
		}
	}
	for i := last + 1; i < g.end; i++ {
		if gap(i) > bandGap {
			g.end = i
			break
		}
	}
	return g, g.end-g.start >= gutterLines
}

// side is what is known of the text on one side of a gutter.
type side struct {
	rows, segments, letters int
	widths                  []float64 // of the rows
	close                   int       // rows that stand close below the one above
	base                    float64   // of the last row
	x0, x1                  float64
}

// partsColumns tells columns of prose, which are read one after the other, from the cells
// of a table, which are read side by side.
func partsColumns(g gutter, segments []segment, rows []row) bool {
	sides := [2]side{{x0: math.Inf(1), x1: math.Inf(-1)}, {x0: math.Inf(1), x1: math.Inf(-1)}}
	both := 0
	middle := (g.x0 + g.x1) / 2
	for _, r := range rows[g.start:g.end] {
		var has [2]bool
		var spans [2]Box
		for _, s := range segments[r.start:r.end] {
			k := 0
			if (s.X0+s.X1)/2 >= middle {
				k = 1
			}
			if !has[k] {
				spans[k] = s.Box
			}
			if !has[k] || s.X0-spans[k].X1 > cellGap*s.size {
				sides[k].segments++
			}
			has[k], spans[k] = true, spans[k].union(s.Box)
			sides[k].letters += s.letters
		}
		for k := range sides {
			if has[k] {
				d := &sides[k]
				d.rows++
				d.x0, d.x1 = min(d.x0, spans[k].X0), max(d.x1, spans[k].X1)
				d.widths = append(d.widths, spans[k].X1-spans[k].X0)
				if s := &segments[r.start]; d.rows > 1 && s.base-d.base < closeRows*s.size {
					d.close++
				}
				d.base = segments[r.start].base
			}
		}
		if has[0] && has[1] {
			both++
		}
	}
	l, r := &sides[0], &sides[1]
	if l.rows < gutterLines || r.rows < gutterLines {
		return false
	}
	least := shortCell
	if 4*both <= min(l.rows, r.rows) && l.block() && r.block() { // such as an outline beside the text
		least = 1
	}
	if float64(both) > sideBySide*float64(min(l.rows, r.rows)) {
		least = proseCell
		if l.full() < fullLines || r.full() < fullLines {
			return false
		}
	}
	return l.letters >= least*l.segments && r.letters >= least*r.segments
}

// block reports whether nearly all rows stand close below each other, as the labels of a
// table beside its wrapped cells do not.
func (s *side) block() bool { return s.close >= s.rows*3/4 }

// full is the part of the lines that take most of the width.
func (s *side) full() float64 {
	n := 0
	for _, w := range s.widths {
		if w >= fullLine*(s.x1-s.x0) {
			n++
		}
	}
	return float64(n) / float64(len(s.widths))
}
