package terminal

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Side is a few lines that stand beside a document that scrolls, from the first scrolling
// row down. Terminals scroll whole rows, and the lines with them, so that all of them are
// written again with each line of the document: Bytes is what that takes. A terminal with
// margins leaves them alone. The zero value is nothing.
type Side struct {
	Lines []string // text without escape sequences, one column a character
	Here  int      // the line that is marked; -1 for none
	Left  int      // the column in which the lines begin, to the left of Frame.Left
	Style string   // the escape sequence of the lines' look
	Mark  string   // that of the marked one
}

// Bytes is how many bytes the lines cost at most with each line that the document is
// scrolled by, up or down.
func (s *Side) Bytes() int {
	rows := len(s.Lines) + 1
	f := Frame{Head: 1, Scrolling: rows, Side: *s}
	most := 0
	for _, by := range []int{1, -1} {
		on := Screen{shown: make([]string, f.Head+rows)}
		on.side(nil, &f)
		on.scrollSide(f.Head, f.Head+rows, by)
		most = max(most, len(on.side(nil, &f)))
	}
	return most
}

// sideLine is a line of a Side as it stands on the terminal.
type sideLine struct {
	text   string
	marked bool
}

// sideLine is what stands beside a row.
func (f *Frame) sideLine(row int) sideLine {
	i := row - f.Head
	if i < 0 || i >= min(len(f.Side.Lines), f.Scrolling) {
		return sideLine{}
	}
	return sideLine{f.Side.Lines[i], i == f.Side.Here}
}

// Row is a row as a whole: what stands to the left of its line, and the line.
func (f *Frame) Row(row int) string {
	if row >= len(f.Lines) {
		return ""
	}
	line := f.Line(row)
	if !f.moved(row) {
		return line
	}
	side := f.sideLine(row)
	if side.text == "" {
		return strings.Repeat(" ", f.Left) + line
	}
	gap := strings.Repeat(" ", max(f.Left-f.Side.Left-ansi.StringWidth(side.text), 0))
	return strings.Repeat(" ", f.Side.Left) + f.Side.styleOf(side) + side.text + resetStyle + gap + line
}

func (s *Side) styleOf(l sideLine) string {
	if l.marked {
		return s.Mark
	}
	return s.Style
}

// side writes what stands beside the rows, where it differs.
func (s *Screen) side(b []byte, f *Frame) []byte {
	if len(f.Side.Lines) == 0 && s.beside == nil {
		return b
	}
	for len(s.beside) < len(s.shown) {
		s.beside = append(s.beside, sideLine{})
	}
	style := "" // in force
	at := -2    // the row that the cursor is in
	for row, old := range s.beside {
		l := f.sideLine(row)
		if l == old {
			continue
		}
		if row == at+1 && s.margins.left == 0 { // both rows scroll: the line feed goes down
			b = forward(append(b, '\r', '\n'), f.Side.Left)
		} else {
			b = moveTo(b, row, f.Side.Left)
		}
		at = row
		if now := f.Side.styleOf(l); now != style {
			if style != "" {
				b = append(b, s.base.reset()...)
			}
			b = append(b, now...)
			style = now
		}
		b = append(b, l.text...)
		for range ansi.StringWidth(old.text) - ansi.StringWidth(l.text) {
			b = append(b, ' ')
		}
		s.beside[row] = l
	}
	if style != "" {
		b = append(b, s.base.reset()...)
	}
	if len(f.Side.Lines) == 0 {
		s.beside = nil
	}
	return b
}

// scrollSide takes note that rows have moved up, or down where by is negative, and what
// stands beside them too, but for margins.
func (s *Screen) scrollSide(first, end, by int) {
	if s.beside == nil || s.margins.left != 0 {
		return
	}
	rows := s.beside[first:end]
	if by > 0 {
		copy(rows, rows[by:])
		clear(rows[len(rows)-by:])
		return
	}
	copy(rows[-by:], rows)
	clear(rows[:-by])
}
