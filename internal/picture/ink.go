package picture

import (
	"image"
	"image/color"
	"sync"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/makeworld-the-better-one/dither/v2"
)

// ownInk is the terminal's own colour. Others are red, green and blue in 24 bits, or a
// number of the palette.
const ownInk int32 = -1

// inked has the colour of each pixel at a depth that has colours. A pixel of a palette is
// as near to the picture as its neighbours make up for: Floyd and Steinberg's error
// diffusion, in linear light, there and back.
func inked(pixels *image.RGBA, depth colorprofile.Profile) func(x, y int) int32 {
	var d *dither.Ditherer
	first := int32(0)
	switch depth {
	case colorprofile.TrueColor:
		return func(x, y int) int32 {
			c := pixels.RGBAAt(x, y)
			return int32(c.R)<<16 | int32(c.G)<<8 | int32(c.B)
		}
	case colorprofile.ANSI256:
		d, first = of256(), firstFixed
	default:
		d = of16()
	}
	p := d.DitherPaletted(pixels)
	return func(x, y int) int32 { return first + int32(p.ColorIndexAt(x, y)) }
}

// firstFixed is the first of the 256 colours that are the same on all terminals: what is
// before it, people set to what they like.
const firstFixed = 16

// of256 dithers in the cube of 6 x 6 x 6 colours and the 24 greys that xterm has
// (256colres.pl).
var of256 = sync.OnceValue(func() *dither.Ditherer {
	var p []color.Color
	for i := firstFixed; i < 256; i++ {
		p = append(p, ansi.IndexedColor(i))
	}
	return ditherer(p, 1)
})

// of16 dithers in ECMA-48's eight colours and aixterm's, which are others on every terminal:
// these are the means of xterm, VGA, PuTTY, Windows Terminal (Campbell)
// and GNOME (Tango), of greys without their tints. With the colours of one of them, skin would be spotted on the others. Colours
// so far apart make loud dots: a fifth of the error is let go.
var of16 = sync.OnceValue(func() *dither.Ditherer {
	return ditherer([]color.Color{
		color.RGBA{0x00, 0x00, 0x00, 0xFF}, color.RGBA{0xC0, 0x03, 0x06, 0xFF}, color.RGBA{0x13, 0xAF, 0x04, 0xFF}, color.RGBA{0xBE, 0x9E, 0x00, 0xFF},
		color.RGBA{0x0A, 0x1F, 0xC3, 0xFF}, color.RGBA{0xA3, 0x14, 0xA7, 0xFF}, color.RGBA{0x0C, 0xAC, 0xBB, 0xFF}, color.RGBA{0xC8, 0xC8, 0xC8, 0xFF},
		color.RGBA{0x64, 0x64, 0x64, 0xFF}, color.RGBA{0xF7, 0x38, 0x3B, 0xFF}, color.RGBA{0x42, 0xED, 0x2E, 0xFF}, color.RGBA{0xFD, 0xF7, 0x52, 0xFF},
		color.RGBA{0x57, 0x6C, 0xF5, 0xFF}, color.RGBA{0xDF, 0x3B, 0xDA, 0xFF}, color.RGBA{0x3F, 0xF1, 0xF1, 0xFF}, color.RGBA{0xFF, 0xFF, 0xFF, 0xFF},
	}, 0.8)
})

func ditherer(p []color.Color, strength float32) *dither.Ditherer {
	d := dither.NewDitherer(p)
	d.Matrix = dither.ErrorDiffusionStrength(dither.FloydSteinberg, strength)
	d.Serpentine = true
	return d
}
