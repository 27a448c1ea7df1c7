package terminal

import "github.com/charmbracelet/x/ansi"

// rejoins reports whether a frame has to be painted whole because rows are joined, or
// were, and differ. A terminal remembers of each row whether its text goes on in the
// next one, and forgets it when the row is erased.
func (s *Screen) rejoins(f *Frame) bool {
	if f.Joined != s.frame.Joined {
		return true
	}
	if !f.Joined {
		return false
	}
	for row := range len(s.shown) - 1 {
		if s.shown[row] != s.line(f, row) {
			return true
		}
	}
	return false
}

// joined paints the lines that are one text. The cursor is not moved between them: the
// terminal wraps from each row to the next, and so knows that they belong together.
func (s *Screen) joined(b []byte, f *Frame) []byte {
	rows := s.joinedRows(f)
	if rows < 2 || s.shown[0] == s.line(f, 0) { // which is so for all or none; see rejoins
		return b
	}
	b = moveTo(b, 0, 0)
	for row := range rows {
		b = s.paint(b, s.line(f, row))
		s.shown[row] = s.line(f, row)
	}
	return b
}

// joinedRows is how many rows a frame's joined text has. It ends with the scrolling
// rows, above the last row of the terminal in any case, and where a terminal might give a line more columns than there are: the text would
// run into rows that are not its own.
func (s *Screen) joinedRows(f *Frame) (rows int) {
	for rows < min(f.Scrolling, s.size.Rows-1, len(f.Lines)) {
		l := f.Lines[rows]
		most := atMost(l)
		if most > s.size.Columns {
			return rows
		}
		rows++
		if most < s.size.Columns || ansi.StringWidth(l) < s.size.Columns {
			return rows
		}
	}
	return rows
}
