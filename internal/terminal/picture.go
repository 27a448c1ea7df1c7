package terminal

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

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

// appendLine writes the line of a row.
func (f *Frame) appendLine(b []byte, row int, line string) []byte {
	text, _, found := strings.Cut(line, pictureMark)
	b = append(b, text...)
	if found && f.Picture != nil {
		b = append(b, f.Picture(row)...)
	}
	return b
}

// Line is the line of a row as it is written, with what is shown of a picture there.
func (f *Frame) Line(row int) string { return string(f.appendLine(nil, row, f.Lines[row])) }

// appendPictureChange turns one line into another, of which one shows a picture.
func (s *Screen) appendPictureChange(b []byte, f Frame, old, new string, row, left int) []byte {
	b = moveTo(b, row, left)
	if old != "" {
		b = append(b, ansi.EraseLineRight...)
	}
	return f.appendLine(b, row, new)
}
