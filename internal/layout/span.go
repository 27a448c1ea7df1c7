package layout

import (
	"strings"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/theme"
)

// span is a piece of text that looks the same all along, and belongs to the same
// heading and resource. It holds no control character, but where it has not been
// broken into lines yet, a line feed is a line break.
type span struct {
	text string
	pen
	whole bool // is never broken
	aside bool // is no text of the page: not searched, and no part of a Place
	// passage is the passage that the text is in, by its number; or, once lines are
	// broken, the one that a listener takes it to be in. It is of the Spoken form.
	passage uint16
	// end is the byte of the page's Markdown behind what is written there for the
	// text; 0 where nothing is. Text that differs from what is written has it below
	// 0, and is as a whole where it begins.
	end int32
}

// pen is what is the same for all text below a node of the tree.
type pen struct {
	style    theme.Elements
	heading  int32 // the number of the heading, from 1, or 0
	resource int32 // the number of the resource that it is a link to, or 0
	note     int32 // the number of the note that it refers to, or 0; below 0, of the note that begins here
}

// continues reports whether the span behind one in its line may become a part of it.
// A blank alone may not, for it looks as what is before it does.
func (s span) continues(next span) bool {
	return s.pen == next.pen && s.aside == next.aside && !s.whole && !next.whole && s.text != " " && next.text != " "
}

func (p pen) with(e theme.Elements) pen {
	p.style |= e
	return p
}

// aside is a span that is no text of the page: a bar, a bullet, a line.
func aside(text string, style theme.Elements) span {
	return span{text: text, pen: pen{style: style}, aside: true}
}

// blanks is a span of blanks, as an indent.
func blanks(columns int) span { return aside(strings.Repeat(" ", columns), 0) }

// line is a line of a page.
type line struct {
	// marks stand before the spans: bars, bullets and indents. They are kept apart
	// until all lines are packed, or each box would copy what is in it.
	marks *marks
	spans []span
	width int // in columns, with the marks
	// tight is set where the line before was broken within a word: nothing
	// stands between the two.
	tight     bool
	inRow     bool      // belongs to the row of a table that began above
	announces announces // of lines of the Spoken form
	figure    uint16    // the picture that it is a row of, by its number in the setter's placed; or 0
	end       int32     // the byte of the Markdown behind the line's text; of packed lines only
}

// marks is a mark, and those that stand behind it, nearer to the text. Lines share
// them.
type marks struct {
	mark  *span
	inner *marks
}

// behind puts a line behind a mark of some columns.
func (l *line) behind(mark *span, columns int) {
	l.marks, l.width = &marks{mark, l.marks}, l.width+columns
}

func lineOf(spans ...span) line { return line{spans: spans, width: widthOf(spans)} }

func widthOf(spans []span) int {
	width := 0
	for _, s := range spans {
		width += cells.Width(s.text)
	}
	return width
}

// longest is the width of the longest of some lines.
func longest(lines []line) (width int) {
	for _, l := range lines {
		width = max(width, l.width)
	}
	return width
}

func (l line) empty() bool { return len(l.spans) == 0 }

// reserve makes room for some more spans in the arena. A full one is left to the
// lines that are in it.
func (t *setter) reserve(spans int) {
	if cap(t.arena)-len(t.arena) < spans {
		t.arena = make([]span, 0, max(min(2*cap(t.arena), 1024), 32, spans))
	}
}
