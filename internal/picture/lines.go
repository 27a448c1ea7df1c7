package picture

import (
	"image"
	"strconv"

	"github.com/charmbracelet/colorprofile"
	"golang.org/x/image/draw"
)

// MaxCellBytes bounds what Lines writes for one cell: two colours of 24 bits, and the
// half block. A row of 80 cells takes 3.3 kB at most, and of a photograph some 2.9; at
// 256 colours some 1.6, and at 16 some 0.7.
const MaxCellBytes = len("\x1b[38;2;255;255;255;48;2;255;255;255m▀")

// Lines is the picture on so many columns and rows of the screen, which File.Fit or
// File.Cover says: it fills them, and what has no place there is cut off.
//
// A cell shows two pixels, one above the other, as an upper half block in one
// colour on another; with nothing but ASCII it is a blank in the average of the
// two. With 256 colours and with 16 the error of each pixel is spread over those around it,
// so that there are no bands. Lines hold nothing but that character and the sequences for
// colours (ECMA-48 8.3.117, ITU-T T.416 13.1.8), each only where a colour changes;
// they begin and end in the terminal's own style, and hold no line ends.
//
// Without columns, without rows, and at a depth that has no colours, there are
// no lines: nil.
func (t *Thumbnail) Lines(columns, rows int, depth colorprofile.Profile, ascii bool) []string {
	if columns < 1 || rows < 1 || depth <= colorprofile.Ascii {
		return nil
	}
	size := image.Pt(min(columns, thumbnailWidth), 2*min(rows, thumbnailHeight/2))
	down := 2 // pixels in a cell
	pixels := t.cut(size)
	if ascii {
		down = 1
		pixels = scale(pixels, pixels.Rect, image.Pt(size.X, size.Y/2))
	}
	ink := inked(pixels, depth)
	lines := make([]string, pixels.Rect.Dy()/down)
	var b []byte
	for row := range lines {
		b = b[:0]
		text, ground := ownInk, ownInk
		for x := range size.X {
			upper := ink(x, row*down)
			lower := upper
			if !ascii {
				lower = ink(x, row*down+1)
			}
			// Of a cell in one colour only the ground is seen.
			character := "▀"
			if upper == lower {
				character, upper = " ", text
			}
			if upper != text || lower != ground {
				b = append(b, "\x1b["...)
				if upper != text {
					b = appendInk(b, upper, false, depth)
				}
				if lower != ground {
					if upper != text {
						b = append(b, ';')
					}
					b = appendInk(b, lower, true, depth)
				}
				b = append(b, 'm')
			}
			text, ground = upper, lower
			b = append(b, character...)
		}
		lines[row] = string(append(b, "\x1b[m"...))
	}
	return lines
}

// scale draws a part of a picture in another size.
func scale(from *image.RGBA, part image.Rectangle, size image.Point) *image.RGBA {
	to := image.NewRGBA(image.Rectangle{Max: size})
	draw.CatmullRom.Scale(to, to.Rect, from, part, draw.Src, nil)
	return to
}

// appendInk writes what sets a colour of text, or of the ground below it.
func appendInk(b []byte, ink int32, ground bool, depth colorprofile.Profile) []byte {
	first := int64(30)
	if ground {
		first = 40
	}
	switch {
	case depth == colorprofile.TrueColor:
		b = append(strconv.AppendInt(b, first+8, 10), ";2;"...)
		b = append(strconv.AppendInt(b, int64(ink>>16), 10), ';')
		b = append(strconv.AppendInt(b, int64(ink>>8&0xFF), 10), ';')
		return strconv.AppendInt(b, int64(ink&0xFF), 10)
	case depth == colorprofile.ANSI256:
		b = append(strconv.AppendInt(b, first+8, 10), ";5;"...)
		return strconv.AppendInt(b, int64(ink), 10)
	case ink >= 8: // the bright ones, as aixterm has them
		return strconv.AppendInt(b, first+60+int64(ink)-8, 10)
	}
	return strconv.AppendInt(b, first+int64(ink), 10)
}
