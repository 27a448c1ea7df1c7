package terminal

import (
	"bytes"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Base is the style that takes the place of the terminal's own: wherever a frame has the
// latter, its lines are shown in the former. Its fields are parameters of SGR (ECMA-48
// 8.3.117), such as "38;5;254"; an empty one is the terminal's own. A base with a ground
// paints the whole screen.
type Base struct{ Ink, Ground string }

// reset is the sequence that puts the base in force and ends every other style.
func (b Base) reset() string {
	if b == (Base{}) {
		return resetStyle
	}
	return string(b.parameters([]byte("\x1b["))) + "m"
}

// parameters appends those of reset.
func (b Base) parameters(to []byte) []byte {
	to = append(to, '0')
	for _, p := range [...]string{b.Ink, b.Ground} {
		if p != "" {
			to = append(append(to, ';'), p...)
		}
	}
	return to
}

// appendLine appends a frame's line, or a piece of one, with the base for the terminal's
// own style. The base must be in force before it, and is behind a whole line.
func (b Base) appendLine(to []byte, line string) []byte {
	if b == (Base{}) {
		return append(to, line...)
	}
	for {
		at := strings.IndexByte(line, ansi.ESC)
		if at < 0 {
			return append(to, line...)
		}
		to = append(to, line[:at]...)
		n := sequence(line[at:])
		if s := line[at : at+n]; isSGR(s) {
			to = b.appendSGR(to, s[2:n-1])
		} else {
			to = append(to, s...)
		}
		line = line[at+n:]
	}
}

// isSGR reports whether a sequence is an SGR. With other bytes among its parameters it is
// something else (ECMA-48 5.4).
func isSGR(s string) bool {
	parameters, found := strings.CutPrefix(s, "\x1b[")
	if !found || !strings.HasSuffix(parameters, "m") {
		return false
	}
	return strings.Trim(parameters[:len(parameters)-1], "0123456789;:") == ""
}

// appendSGR appends an SGR of some parameters. Those that return to the terminal's own
// colours return to the base's.
func (b Base) appendSGR(to []byte, parameters string) []byte {
	to = append(to, "\x1b["...)
	skip := 0 // of a colour's parameters, those that follow
	for i := 0; ; i++ {
		p, rest, more := strings.Cut(parameters, ";")
		if i > 0 {
			to = append(to, ';')
		}
		switch {
		case skip == colourKind:
			skip = map[string]int{"5": 1, "2": 3}[p]
			to = append(to, p...)
		case skip > 0:
			skip--
			to = append(to, p...)
		case p == "38", p == "48", p == "58":
			skip = colourKind
			to = append(to, p...)
		case p == "", p == "0":
			to = b.parameters(to)
		case p == "39" && b.Ink != "":
			to = append(to, b.Ink...)
		case p == "49" && b.Ground != "":
			to = append(to, b.Ground...)
		default:
			to = append(to, p...)
		}
		if !more {
			return append(to, 'm')
		}
		parameters = rest
	}
}

// colourKind is that the next parameter says how a colour is written: 5, or 2.
const colourKind = -1

// Rows are a frame's rows from the top down, for who paints them without a Screen: with
// the blanks on their left, in the frame's base, and where that has a ground as wide as
// the window, and as many.
func (f *Frame) Rows(size Size) []string {
	rows := make([]string, len(f.Lines), max(len(f.Lines), size.Rows))
	for i := range f.Lines {
		rows[i] = f.Base.row(f.Row(i), size.Columns)
	}
	for f.Base.Ground != "" && len(rows) < size.Rows {
		rows = append(rows, f.Base.row("", size.Columns))
	}
	return rows
}

// row is a line by itself.
func (b Base) row(line string, columns int) string {
	if b == (Base{}) {
		return line
	}
	row := b.appendLine([]byte(b.reset()), line)
	if b.Ground != "" {
		row = append(row, bytes.Repeat([]byte(" "), max(columns-ansi.StringWidth(line), 0))...)
	}
	return string(row) + resetStyle
}

// rebase takes the frame's base, if it is another one. What stands on the screen does
// not have it.
func (s *Screen) rebase(base Base) {
	if s.base != base || s.reset == "" {
		s.base, s.reset, s.stale = base, base.reset(), true
	}
}

// beginPaint puts the base in force for all that is painted from now on, and clears the
// screen.
func (s *Screen) beginPaint(b []byte) []byte {
	if s.based || s.base != (Base{}) {
		b = append(b, s.reset...)
	}
	s.based = s.base != (Base{})
	b = append(b, clearScreen...)
	for row := range s.size.Rows {
		if s.blanks() {
			b = append(moveTo(b, row, 0), spaces[:s.room(0)]...)
		}
	}
	return b
}

// spaces are the blanks of the widest row.
var spaces = strings.Repeat(" ", MaxSize.Columns)

// blanks reports whether it takes blanks to paint a ground.
func (s *Screen) blanks() bool { return s.base.Ground != "" && s.profile.Blanks }

// room is how many blanks can be written from a column on. A terminal of which little is
// known might go on in the next row behind the last column.
func (s *Screen) room(column int) int {
	columns := min(s.size.Columns, len(spaces))
	if !s.profile.Modern {
		columns--
	}
	return max(columns-column, 0)
}

// erase erases a row from a column on, where the cursor stands, and stays there.
func (s *Screen) erase(b []byte, row, column int) []byte {
	if !s.blanks() {
		return append(b, eraseLine...)
	}
	return moveTo(append(b, spaces[:s.room(column)]...), row, column)
}

// incoming appends the line of a row that has just been scrolled in; the cursor stands
// in it at a column.
func (s *Screen) incoming(b []byte, line string, left int) []byte {
	if !s.blanks() {
		return s.base.appendLine(b, line)
	}
	if s.margins.left == 0 {
		b = append(append(b, '\r'), spaces[:min(left, s.room(0))]...)
	}
	width := atMost(line)
	if width != ansi.StringWidth(line) { // so how far it reaches is not known
		b = append(b, spaces[:s.room(left)]...)
		b = forward(append(b, '\r'), left)
		width = s.size.Columns
	}
	b = s.base.appendLine(b, line)
	return append(b, spaces[:s.room(left+width)]...)
}

// paint appends a piece of a line.
func (s *Screen) paint(b []byte, piece string) []byte { return s.base.appendLine(b, piece) }
