package reflow

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// The gaps between glyphs, in sizes of their font.
const (
	wordGap    = 0.16 // at least this is a blank, where the document writes none
	blankedGap = 0.19 // likewise, where it does, though it may leave out some
	columnGap  = 0.75 // more than this may part columns
	backGap    = -0.5 // a glyph that steps back by more begins anew
	lineShift  = 0.6  // a glyph that stands higher or lower by more is of another line
	scriptSize = 0.85 // a glyph of at most this size is a superscript, if it stands higher

	blanksPerGlyph = 1.0 / 14 // a document that writes its blanks has more of them

	maxWord      = 1000 // glyphs
	spacedGlyphs = 6    // in a longer row the usual gap between letters is known
)

// word is a run of glyphs without a blank, of one style, link and baseline.
type word struct {
	Box
	text       string
	base, size float64
	style      style
	font       uint16
	link       int32
	glued      bool // no blank parts it from the word before it in its line
	hyphen     bool // its last glyph is a hyphen, by PDFium's word
	rtl        bool // it runs from right to left
	letters    int  // characters
}

// segment is a part of a line: words that no wide gap parts.
type segment struct {
	Box
	words      []word
	base, size float64 // of most of its letters
	letters    int
	rtl        bool
}

// wordMaker makes words and segments of glyphs in the order of the file.
type wordMaker struct {
	blank    float64 // the least gap between words
	segments []segment
	row      []glyph   // of the segment that is being made
	gaps     []float64 // before each glyph of row
	blanks   []bool    // a blank stands before each glyph of row
	words    []word    // of row
	run      []glyph   // of the word that is being made
	gap      bool      // a blank stands before run
}

// segments are the parts of lines that glyphs make, in the order of the file.
func segments(glyphs []glyph) []segment {
	blanks := 0
	for i := range glyphs {
		if glyphs[i].text == "" {
			blanks++
		}
	}
	m := &wordMaker{blank: wordGap}
	if float64(blanks) > blanksPerGlyph*float64(len(glyphs)) {
		m.blank = blankedGap
	}
	blank := false // a blank was written
	for i := range glyphs {
		if glyphs[i].text == "" {
			blank = true
			continue
		}
		m.add(&glyphs[i], blank)
		blank = false
	}
	m.endSegment()
	return m.segments
}

// add adds a glyph.
func (m *wordMaker) add(g *glyph, blank bool) {
	gap := 0.0
	if len(m.row) > 0 {
		last := &m.row[len(m.row)-1]
		size := max(g.size, last.size)
		gap = (g.X0 - last.X1) / size
		if isRTL(g.text) && (isRTL(last.text) || g.X0 < last.X0) { // in logical order
			if back := (last.X0 - g.X1) / size; back > backGap && back < columnGap && g.X0 < last.X0 {
				gap = back
			}
		} else if last.X0 > g.X0 && isRTL(last.text) { // a number within it
			gap = max((last.X0-g.X1)/size, gap)
		}
		shift := math.Abs(g.base-last.base) / size
		script := min(g.size, last.size) <= scriptSize*size
		if shift > lineShift || !script && shift > lineShift/2 || gap < backGap || gap > columnGap {
			m.endSegment()
		}
	}
	m.row, m.gaps, m.blanks = append(m.row, *g), append(m.gaps, gap), append(m.blanks, blank)
}

// makeWords divides row into words.
func (m *wordMaker) makeWords() {
	least := m.blank
	if len(m.row) > spacedGlyphs { // they may all be set apart
		gaps := slices.Clone(m.gaps[1:])
		slices.Sort(gaps)
		least += min(max(gaps[len(gaps)/4], 0), columnGap/2)
	}
	for i := range m.row {
		g := &m.row[i]
		if i > 0 {
			last := &m.row[i-1]
			switch size := max(g.size, last.size); {
			case m.blanks[i] || m.gaps[i] > least:
				m.endWord()
				m.gap = true
			case g.style != last.style || g.link != last.link || math.Abs(g.base-last.base) > 0.15*size || g.size != last.size && min(g.size, last.size) <= scriptSize*size || len(m.run) >= maxWord:
				m.endWord()
			}
		}
		m.run = append(m.run, *g)
	}
	m.endWord()
	m.row, m.gaps, m.blanks = m.row[:0], m.gaps[:0], m.blanks[:0]
}

// endWord makes a word of the run.
func (m *wordMaker) endWord() {
	if len(m.run) == 0 {
		return
	}
	first, last := &m.run[0], &m.run[len(m.run)-1]
	w := word{Box: first.Box, base: first.base, size: first.size, style: first.style, font: first.font, link: first.link, glued: !m.gap && len(m.words) > 0, hyphen: last.hyphen}
	var b strings.Builder
	strong := 0
	for i := range m.run {
		w.Box = w.union(m.run[i].Box)
		if isRTL(m.run[i].text) {
			strong++
		}
	}
	w.rtl = 2*strong > len(m.run)
	visual := w.rtl && len(m.run) > 1 && last.X0 > first.X0 // the file has its letters from left to right
	for i := range m.run {
		if visual {
			i = len(m.run) - 1 - i
		}
		if t := m.run[i].text; t != "\u00AD" || i == len(m.run)-1 {
			b.WriteString(t)
		}
	}
	w.text = b.String()
	if !ascii(w.text) {
		w.text = norm.NFC.String(w.text)
	}
	w.letters = utf8.RuneCountInString(w.text)
	m.words = append(m.words, w)
	m.run, m.gap = m.run[:0], false
}

// endSegment makes a segment of the words.
func (m *wordMaker) endSegment() {
	m.makeWords()
	if len(m.words) == 0 {
		return
	}
	m.segments = append(m.segments, newSegment(m.words))
	m.words, m.gap = nil, false
}

// newSegment describes words that stand in a row.
func newSegment(words []word) segment {
	s := segment{Box: words[0].Box, words: words}
	best, rtl := -1, 0
	for i := range words {
		w := &words[i]
		s.Box = s.union(w.Box)
		s.letters += w.letters
		if w.rtl {
			rtl += w.letters
		}
		if w.letters > best && !(w.style&symbol != 0 && best >= 0) {
			best, s.base, s.size = w.letters, w.base, w.size
		}
	}
	s.rtl = 2*rtl > s.letters
	return s
}

// isRTL reports whether text begins with a letter that is read from right to left.
func isRTL(text string) bool {
	if text == "" || text[0] < utf8.RuneSelf {
		return false
	}
	p, _ := bidi.LookupString(text)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

// isCJK reports whether a character is of a script that is written without blanks.
func isCJK(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x30FF || r >= 0xFF01 && r <= 0xFF65)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
