package picture

import (
	"image"
	"image/color"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/image/draw"
)

// Lines is the picture, from top to bottom, as large as fits on so many columns
// and rows of the screen while it keeps its aspect, as nearly as whole cells
// go; a cell is taken to be twice as high as wide. It is never larger than the
// original or the thumbnail, which takes 160 columns and 100 rows at most. All
// lines are equally wide.
//
// A cell shows two pixels, one above the other, as an upper half block in one
// colour on another; with nothing but ASCII it is a blank in the average of the
// two. The colours are converted to the depth. Lines hold nothing but that
// character and the sequences for colours, each only where a colour changes;
// they begin and end in the terminal's own style, and hold no line ends.
//
// Without columns, without rows, and at a depth that has no colours, there are
// no lines: nil.
func (p *Picture) Lines(columns, rows int, depth colorprofile.Profile, ascii bool) []string {
	if columns < 1 || rows < 1 || depth <= colorprofile.Ascii {
		return nil
	}
	pixels := p.scaled(columns, rows)
	lines := make([]string, pixels.Rect.Dy()/2)
	for row := range lines {
		if ascii {
			lines[row] = blankLine(pixels, row, depth)
		} else {
			lines[row] = blockLine(pixels, row, depth)
		}
	}
	return lines
}

// scaled is the thumbnail, one pixel wide for each column and two high for each
// row. Where the last row has but one pixel, the picture is stretched to two.
func (p *Picture) scaled(columns, rows int) *image.RGBA {
	most := p.thumbnail.Rect.Max
	size := fit(image.Pt(p.Width, p.Height), image.Pt(min(columns, most.X), min(2*min(rows, most.Y), most.Y)))
	size.Y += size.Y % 2
	to := image.NewRGBA(image.Rectangle{Max: size})
	draw.CatmullRom.Scale(to, to.Rect, p.thumbnail, p.thumbnail.Rect, draw.Src, nil)
	return to
}

// blockLine writes two rows of pixels as a line of half blocks.
func blockLine(pixels *image.RGBA, row int, depth colorprofile.Profile) string {
	var b []byte
	var text, background color.Color // the terminal's own
	for x := range pixels.Rect.Dx() {
		upper := convert(pixels.RGBAAt(x, 2*row), depth)
		lower := convert(pixels.RGBAAt(x, 2*row+1), depth)
		var change ansi.Style
		if upper != text {
			change = change.ForegroundColor(upper)
		}
		if lower != background {
			change = change.BackgroundColor(lower)
		}
		if len(change) > 0 {
			b = append(b, change.String()...)
		}
		text, background = upper, lower
		b = append(b, "▀"...)
	}
	return string(append(b, ansi.ResetStyle...))
}

// blankLine writes two rows of pixels as a line of blanks.
func blankLine(pixels *image.RGBA, row int, depth colorprofile.Profile) string {
	var b []byte
	var background color.Color // the terminal's own
	for x := range pixels.Rect.Dx() {
		c := convert(average(pixels.RGBAAt(x, 2*row), pixels.RGBAAt(x, 2*row+1)), depth)
		if c != background {
			b = append(b, ansi.Style{}.BackgroundColor(c).String()...)
			background = c
		}
		b = append(b, ' ')
	}
	return string(append(b, ansi.ResetStyle...))
}

func average(a, b color.RGBA) color.RGBA {
	mean := func(a, b uint8) uint8 { return uint8((uint16(a) + uint16(b)) / 2) }
	return color.RGBA{R: mean(a.R, b.R), G: mean(a.G, b.G), B: mean(a.B, b.B), A: 0xFF}
}

// convert is a colour at a depth. The conversion remembers every colour it was
// ever asked for, so below true colour, where the difference can hardly be seen,
// it is asked for no more than 32 steps of each of red, green and blue: 32768
// colours in all.
func convert(c color.RGBA, depth colorprofile.Profile) color.Color {
	if depth == colorprofile.TrueColor {
		return c
	}
	return depth.Convert(color.RGBA{R: coarse(c.R), G: coarse(c.G), B: coarse(c.B), A: 0xFF})
}

// coarse is the nearest of 32 steps from 0 to 255.
func coarse(v uint8) uint8 {
	step := (int(v)*31 + 127) / 255
	return uint8((step*255 + 15) / 31)
}
