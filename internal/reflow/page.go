package reflow

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// page is a page as it is worked on.
type page struct {
	number   int
	box      Box
	segments []segment   // of the direction that most of it has
	turned   [][]segment // of the others
	rules    []float64   // where lines are drawn across, from top to bottom
	picture  []byte
	spoken   bool // there is text on it, be it what recurs
}

// newPage finds the words of a page. The links of the pages before it are firstLink.
func newPage(p *Page, number, firstLink int) *page {
	q := &page{number: number, picture: p.Picture}
	for i, d := range directions(p, firstLink) {
		s := segments(d.glyphs)
		if i > 0 {
			q.turned = append(q.turned, s)
			continue
		}
		q.segments, q.box = s, d.page
		if d.angle == 0 {
			q.rules = rulesAcross(p.Rules)
		}
	}
	q.spoken = len(q.segments) > 0
	return q
}

// rulesAcross are the y of lines that are drawn across, sorted.
func rulesAcross(rules []Box) []float64 {
	var ys []float64
	for _, r := range rules {
		if sound(r) && r.X1-r.X0 > 10*(r.Y1-r.Y0) {
			ys = append(ys, (r.Y0+r.Y1)/2)
		}
	}
	slices.Sort(ys)
	return ys
}

// blocks are what stands on the page, in reading order.
func (p *page) blocks() []block {
	var blocks []block
	column := 0
	for _, s := range append([][]segment{p.segments}, p.turned...) {
		for _, region := range columns(s, mostlyRTL(s)) {
			blocks = append(blocks, p.regionBlocks(sortedLines(region), column)...)
			column++
		}
	}
	blocks = joinColumns(blocks)
	listLevels(blocks)
	return blocks
}

// regionBlocks makes blocks of the lines of a region: code, tables and paragraphs.
func (p *page) regionBlocks(lines []line, column int) []block {
	var blocks []block
	from, leading := 0, usualLeading(lines)
	rest := func(lines []line) {
		for len(lines) > 0 {
			n := 0
			for n < len(lines) && !(isApart(&lines[n]) && (n == 0 || !sameEdges(&lines[n-1], &lines[n])) && (n+1 == len(lines) || !sameEdges(&lines[n+1], &lines[n]))) {
				n++
			}
			blocks = append(blocks, paragraphs(lines[:n], leading, column)...)
			if lines = lines[n:]; len(lines) > 0 {
				n = 1
				for n < len(lines) && isApart(&lines[n]) && wraps(&lines[n-1], &lines[n]) {
					n++
				}
				blocks = append(blocks, apart(lines[:n], column)...)
				lines = lines[n:]
			}
		}
	}
	set := func(at, n int, how func([]line) []string) {
		rest(lines[from:at])
		b := newParagraph(lines[at:at+n], column)
		b.kind, b.code = code, how(lines[at:at+n])
		blocks = append(blocks, b)
		from = at + n
	}
	for i := 0; i < len(lines); {
		if n := findCode(lines[i:]); n > 0 {
			if n >= codeLines {
				set(i, n, setCode)
			}
			i += n
			continue
		}
		n, ok := p.findTable(lines, i)
		if ok {
			set(i, n, setTable)
		}
		i += n
	}
	rest(lines[from:])
	return blocks
}

// apartGap is how far apart cells stand that have nothing to do with each other, in sizes
// of their font.
const apartGap = 1.8

// isApart reports whether a line is of cells that stand far apart, each a few words of
// text, as captions below pictures do.
func isApart(l *line) bool {
	if len(l.cells) < 2 || l.rtl {
		return false
	}
	for i := range l.cells {
		words := l.cell(i)
		letters := 0
		for j := range words {
			letters += words[j].letters
		}
		if letters < shortCell/2 || !strings.ContainsFunc(words[0].text, unicode.IsLetter) {
			return false
		}
		if last := words[len(words)-1].text; i+1 < len(l.cells) && (strings.HasSuffix(last, ":") || wordsBox(l.cell(i+1)).X0-wordsBox(words).X1 < apartGap*l.size) {
			return false
		}
	}
	return true
}

// wraps reports whether the cells of a line go on in the cells of the next: they are as
// many, and centred below them.
func wraps(a, b *line) bool {
	if len(a.cells) != len(b.cells) || b.base-a.base > 1.6*a.size {
		return false
	}
	for i := range a.cells {
		above, below := wordsBox(a.cell(i)), wordsBox(b.cell(i))
		if math.Abs(above.X0+above.X1-below.X0-below.X1) > a.size || math.Abs(above.X0-below.X0) < a.size/2 {
			return false
		}
	}
	return true
}

// apart makes a paragraph of the cells below each other in lines that have as many.
func apart(lines []line, column int) []block {
	var blocks []block
	for i := range lines[0].cells {
		var cells []line
		for j := range lines {
			words := slices.Clone(lines[j].cell(i))
			words[0].glued = false
			cells = append(cells, newLine([]segment{newSegment(words)}))
		}
		blocks = append(blocks, newParagraph(cells, column))
	}
	return blocks
}

// joinColumns joins paragraphs that go on in the next column.
func joinColumns(blocks []block) []block {
	var joined []block
	for _, b := range blocks {
		if n := len(joined); n > 0 && joined[n-1].column != b.column && goesOn(&joined[n-1], &b) {
			a := &joined[n-1]
			if !a.joined { // its lines are part of a longer list
				a.lines, a.joined = slices.Clip(a.lines), true
			}
			a.lines = append(a.lines, b.lines...)
			a.column = b.column
			continue
		}
		joined = append(joined, b)
	}
	return joined
}

// goesOn reports whether a paragraph ends amid a sentence that another goes on with.
func goesOn(a, b *block) bool {
	if a.kind != paragraph && a.kind != item || b.kind != paragraph || a.size != b.size {
		return false
	}
	last := &a.lines[len(a.lines)-1]
	word := &last.words[len(last.words)-1]
	next := firstRune(b.lines[0].words[0].text)
	return unicode.IsLower(next) && !last.forced && !strings.ContainsRune(".!?:;", lastRune(word.text)) && last.style() == b.lines[0].style()
}

// mostlyRTL reports whether most of the text runs from right to left.
func mostlyRTL(segments []segment) bool {
	n := 0
	for i := range segments {
		if segments[i].rtl {
			n += segments[i].letters
		} else {
			n -= segments[i].letters
		}
	}
	return n > 0
}
