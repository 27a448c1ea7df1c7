package kiosktest

import (
	"image"
	"image/color"
	"image/draw"

	uv "github.com/charmbracelet/ultraviolet"
)

// cell is the size of a character in an Image, in pixels.
var cell = image.Pt(8, 16)

// Image is a picture of the screen, with eight by sixteen pixels a character, as
// a camera would see it: the colours of its cells, and of its characters the half
// and full blocks, of which QR codes and pictures are made. light says that the
// terminal is black on white where no colour is set.
func (s Screen) Image(light bool) image.Image {
	var ink, ground color.Color = color.White, color.Black
	if light {
		ink, ground = ground, ink
	}
	picture := image.NewRGBA(image.Rect(0, 0, s.Columns*cell.X, s.Rows*cell.Y))
	for row := range s.Rows {
		for column, c := range s.row(row) {
			fg, bg := c.Style.Fg, c.Style.Bg
			if fg == nil {
				fg = ink
			}
			if bg == nil {
				bg = ground
			}
			if c.Style.Attrs&uv.AttrReverse != 0 {
				fg, bg = bg, fg
			}
			at := image.Rectangle{Max: cell}.Add(image.Pt(column*cell.X, row*cell.Y))
			upper, lower := at, at
			upper.Max.Y -= cell.Y / 2
			lower.Min.Y += cell.Y / 2
			fill(picture, at, bg)
			switch c.Content {
			case "█":
				fill(picture, at, fg)
			case "▀":
				fill(picture, upper, fg)
			case "▄":
				fill(picture, lower, fg)
			}
		}
	}
	return picture
}

func fill(on draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(on, r, image.NewUniform(c), image.Point{}, draw.Src)
}
