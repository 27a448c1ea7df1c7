package reflow

import (
	"strings"
	"unicode"
)

// page is a page as it is worked on.
type page struct {
	number   int
	box      Box
	segments []segment   // of the direction that most of it has
	turned   [][]segment // of the others
	links    []Link
	rules    []Box
	picture  []byte
	spoken   bool // there is text on it, be it what recurs
}

// newPage finds the words of a page.
func newPage(p *Page, number int) *page {
	q := &page{number: number, links: p.Links, picture: p.Picture}
	for i, d := range directions(p) {
		s := segments(d.glyphs)
		if i > 0 {
			q.turned = append(q.turned, s)
			continue
		}
		q.segments, q.box = s, d.page
		if d.angle == 0 {
			q.rules = p.Rules
		}
	}
	q.spoken = len(q.segments) > 0
	return q
}

// blocks are what stands on the page, in reading order.
func (p *page) blocks() []block {
	var blocks []block
	column := 0
	for _, s := range append([][]segment{p.segments}, p.turned...) {
		for _, region := range columns(s, mostlyRTL(s)) {
			blocks = append(blocks, regionBlocks(sortedLines(region), column)...)
			column++
		}
	}
	blocks = joinColumns(blocks)
	listLevels(blocks)
	return blocks
}

// regionBlocks makes blocks of the lines of a region: code, tables and paragraphs.
func regionBlocks(lines []line, column int) []block {
	var blocks []block
	from := 0
	set := func(at, n int, how func([]line) []string) {
		blocks = append(blocks, paragraphs(lines[from:at], column)...)
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
		n, ok := findTable(lines[i:])
		if ok {
			set(i, n, setTable)
		}
		i += n
	}
	return append(blocks, paragraphs(lines[from:], column)...)
}

// joinColumns joins paragraphs that go on in the next column.
func joinColumns(blocks []block) []block {
	var joined []block
	for _, b := range blocks {
		if n := len(joined); n > 0 && joined[n-1].column != b.column && goesOn(&joined[n-1], &b) {
			a := &joined[n-1]
			a.lines = append(a.lines[:len(a.lines):len(a.lines)], b.lines...)
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
