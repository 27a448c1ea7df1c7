package reflow

import (
	"cmp"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

const (
	paragraphGap = 1.35 // a line that stands lower by this many times the usual begins a paragraph
	indent       = 0.8  // in sizes of the font: a line that is set in by more begins a paragraph
	sizeStep     = 0.1  // a change of the size by more than this part of it begins a paragraph

	maxParagraph = 8 << 10 // bytes; a longer one is divided, lest its Markdown be slow to read
)

// kind is what a block is.
type kind uint8

const (
	paragraph kind = iota
	heading
	item
	code
)

// block is what stands for itself in the text: a paragraph, a heading, an item.
type block struct {
	Box
	kind   kind
	level  int    // of a heading, from 1; how deep an item is nested, from 0
	mark   string // of an item: "-", "3."
	title  string // of a heading that is not printed, and else empty
	lines  []line
	code   []string // the lines of a block of code
	size   float64
	column int // which of the page's columns it stands in
}

// paragraphs makes blocks of the lines of one column, which stand below each other.
func paragraphs(lines []line, column int) []block {
	if len(lines) == 0 {
		return nil
	}
	leading := usualLeading(lines)
	var blocks []block
	start := 0
	for i := 1; i <= len(lines); i++ {
		if i == len(lines) || begins(lines[start:i], &lines[i], leading) {
			blocks = append(blocks, newParagraph(lines[start:i], column))
			start = i
		}
	}
	return blocks
}

func newParagraph(lines []line, column int) block {
	b := block{Box: lines[0].Box, lines: lines, size: lines[0].size, column: column}
	for i := range lines {
		b.Box = b.union(lines[i].Box)
	}
	return b
}

// usualLeading is the usual distance of baselines, in sizes of their font.
func usualLeading(lines []line) float64 {
	var gaps []float64
	for i := 1; i < len(lines); i++ {
		if gap := (lines[i].base - lines[i-1].base) / lines[i].size; gap > 0.5 && gap < 3 {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) == 0 {
		return 1.2
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/3] // rather that of lines than of paragraphs
}

// begins reports whether a line begins another paragraph than the one that has the lines
// before it.
func begins(before []line, l *line, leading float64) bool {
	last := &before[len(before)-1]
	size := max(l.size, last.size)
	switch {
	case math.Abs(l.size-last.size) > sizeStep*size:
		return true
	case l.base-last.base > paragraphGap*leading*size, l.base < last.base:
		return true
	case l.style()&bold != last.style()&bold && last.style()&bold != l.style()&bold:
		return true
	}
	first := &before[0]
	edge := first.X0
	if len(before) > 1 {
		edge = last.X0
	}
	return l.X0-edge > indent*size && (len(before) == 1 || l.X0-last.X0 > indent*size)
}

// isWordRune reports whether a character is a letter or a digit.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// bodySize is the size of the font that most letters of a document have.
func bodySize(pages []*page) float64 {
	letters := map[float64]int{}
	for _, p := range pages {
		for i := range p.segments {
			for j := range p.segments[i].words {
				w := &p.segments[i].words[j]
				letters[math.Round(w.size*2)/2] += w.letters
			}
		}
	}
	sizes := make([]float64, 0, len(letters))
	for s := range letters {
		sizes = append(sizes, s)
	}
	if len(sizes) == 0 {
		return 0
	}
	return slices.MaxFunc(sizes, func(a, b float64) int {
		return cmp.Or(cmp.Compare(letters[a], letters[b]), cmp.Compare(b, a))
	})
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
