package terminal

import "strings"

// pictureMark parts the text of a line from the name of the picture's row that stands behind
// it. It is in no text: see package clean.
const pictureMark = "\x00"

// PictureLine is a line that ends in a row of a picture. name tells that row from all
// others, at any size: where two lines are equal, the same stands in their rows. The cells
// themselves are asked for when they are written, see Frame.Picture, and nobody keeps them:
// they are thousands of bytes for each row, in which readers have many sizes.
func PictureLine(text, name string) string { return text + pictureMark + name }

// hasPicture reports whether a line is one of PictureLine.
func hasPicture(line string) bool { return strings.Contains(line, pictureMark) }

// written is the line of a row as it is written, with what is shown of a picture there.
func (f *Frame) written(row int, line string) string {
	text, _, found := strings.Cut(line, pictureMark)
	if found && f.Picture != nil {
		text += f.Picture(row)
	}
	return text
}

// Line is the line of a row as it is written.
func (f *Frame) Line(row int) string { return f.written(row, f.Lines[row]) }

// changePicture turns one line into another, of which one shows a picture.
func (s *Screen) changePicture(b []byte, f *Frame, old, new string, row, left int) []byte {
	b = moveTo(b, row, left)
	if old != "" {
		b = s.erase(b, row, left)
	}
	return s.paint(b, f.written(row, new))
}
