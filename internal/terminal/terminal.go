// Package terminal is the visitor's terminal as seen from the other end of the
// wire: Profile says what it can do, Input turns the bytes it sends into
// messages, and Screen paints frames on it as the few bytes that changed.
//
// It knows nothing of SSH, and it takes nothing on trust: names and values a
// client sends are checked before they mean anything, and everything that is
// read has a bound.
package terminal

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Frame is what a terminal is to show.
type Frame struct {
	// Lines are the rows from the top down; rows that are missing are empty.
	// A line holds text, SGR and OSC 8 sequences only, begins and ends in the
	// terminal's own style, and fits its row. The last row has one column less:
	// what does not fit there scrolls the whole screen. See Width.
	Lines []string
	// Base takes the place of the terminal's own style.
	Base Base
	// Picture writes what a row shows of a picture: cells, in SGR sequences and half blocks
	// alone, that begin and end in the terminal's own style. It is called for the rows
	// whose lines are those of PictureLine, while the frame is painted; nil where there
	// are none.
	Picture func(row int) string
	// Head is how many rows at the top stay where they are when those below scroll.
	Head int
	// Scrolling is how many of the rows, from Head on, show part of a document
	// that is longer than they are. The rows below stay where they are.
	Scrolling int
	// Left is how many columns the head and the scrolling rows are moved to the right.
	Left int
	// Side stands beside the scrolling rows, to the left of their lines.
	Side Side
	// Joined is set where the lines from the first one on are one text without an end
	// of line, so that the terminal selects it as one. The text ends with the first
	// line that is not as wide as the terminal, and with the scrolling rows, above the
	// last row in any case. No row is moved or scrolls in such a frame.
	Joined bool
	// Document tells one document from another, and Top is which of its lines
	// stands in the first scrolling row: from them a Screen knows that it can scroll.
	Document any
	Top      int
	// Redraws is changed to have the whole screen painted again.
	Redraws int
	// Copied is a text for the visitor's clipboard; it is sent when Copies has
	// changed.
	Copied string
	Copies int
}

// moved reports whether a row begins at column Left.
func (f *Frame) moved(row int) bool { return row < f.Head+f.Scrolling }

// Width is how many columns a text without escape sequences takes at most.
// Terminals differ: some give a cluster of characters, such as an emoji with a
// modifier, one place, and others each character its own.
func Width(text string) int {
	if isPlain(text) {
		return len(text)
	}
	n := 0
	for text != "" {
		cluster, together := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		apart := 0
		for _, c := range cluster {
			apart += ansi.StringWidth(string(c))
		}
		n += max(together, apart)
		text = text[len(cluster):]
	}
	return n
}

// isPlain reports whether a text holds nothing but printable ASCII.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// atMost is how many columns a frame's line takes at the very most: it counts
// characters, those as wide that may be.
func atMost(line string) (columns int) {
	for i := 0; i < len(line); {
		if line[i] == ansi.ESC {
			i += sequence(line[i:])
			continue
		}
		r, size := utf8.DecodeRuneInString(line[i:])
		i += size
		columns++
		if !narrow(r) {
			columns++
		}
	}
	return columns
}

// sequence is the length of the SGR or OSC 8 that a text begins with.
func sequence(text string) int {
	if strings.HasPrefix(text, "\x1b]") {
		if end := strings.Index(text, "\x1b\\"); end > 0 {
			return end + 2
		}
		if end := strings.IndexByte(text, ansi.BEL); end > 0 {
			return end + 1
		}
		return len(text)
	}
	for i := 2; i < len(text); i++ {
		if text[i] >= 0x40 && text[i] <= 0x7E {
			return i + 1
		}
	}
	return len(text)
}

// narrow reports whether a character takes one column or none in every terminal,
// of those that pages and our own words are full of: letters up to Tibetan, the
// dashes and quotes of U+2010 on, arrows, and lines.
func narrow(r rune) bool {
	return r < 0x1100 || r >= 0x2010 && r <= 0x2027 || r >= 0x2190 && r <= 0x21FF || r >= 0x2500 && r <= 0x257F
}

// Truncate cuts a text, so that it takes no more than some columns anywhere.
func Truncate(text string, columns int) string {
	if isPlain(text) {
		return text[:min(len(text), max(columns, 0))]
	}
	for most := columns; most >= 0 && Width(text) > columns; most-- {
		text = ansi.Truncate(text, most, "")
	}
	return text
}

// Size is a terminal's size in columns and rows.
type Size struct{ Columns, Rows int }

// Bounds of the size a terminal is taken to have. Within MinUsable a page can
// be read; anything smaller is told so in words.
var (
	MinUsable   = Size{20, 5}
	MaxSize     = Size{300, 100}
	DefaultSize = Size{80, 24}
)

// Clamp brings any size that a client may send (RFC 4254 §6.2: four times any
// uint32) within bounds before anything is allocated from it. Zero means that
// the client does not know.
func Clamp(columns, rows uint32) Size {
	clamp := func(n uint32, unknown, limit int) int {
		if n == 0 {
			return unknown
		}
		return int(min(n, uint32(limit)))
	}
	return Size{
		Columns: clamp(columns, DefaultSize.Columns, MaxSize.Columns),
		Rows:    clamp(rows, DefaultSize.Rows, MaxSize.Rows),
	}
}

// Usable reports whether a page can be read at this size.
func (s Size) Usable() bool {
	return s.Columns >= MinUsable.Columns && s.Rows >= MinUsable.Rows
}
