package qrcode

import (
	"github.com/charmbracelet/colorprofile"
)

// Style is what the terminal can show. It is comparable, and may be a key.
type Style struct {
	// Depth is how many colours are wanted. Where that is none and yet Colours
	// is true, as with NO_COLOR, the code has colours all the same: it is a
	// picture and not decoration, and one that cannot be scanned is of no use.
	Depth colorprofile.Profile
	// ASCII is true where nothing but ASCII can be shown. The code is then
	// twice as wide and twice as high.
	ASCII bool
	// Colours is true where the terminal knows the sequences for colours. Where
	// it does not, as a VT100, light is reverse video and dark is the screen's
	// own, which is right on a dark screen; on a light one light and dark
	// change places, and some cameras do not read that.
	Colours bool
	// Scale is how many times as wide and high the modules are as need be; 0 is 1. It
	// is for screens that are read from afar.
	Scale int
}

// scale is Scale, or 1.
func (s Style) scale() int { return max(s.Scale, 1) }

// reset returns to the terminal's own style.
const reset = "\x1b[m"

// pens are the sequences that a code is written with.
type pens struct {
	blocks string // for block characters: they are dark, on light
	light  string // for blanks that are light modules
	dark   string // for blanks that are dark modules
}

// pens never ask for the plain "white" of 16 colours, which is a grey on many
// terminals, but for the bright one. VT100s have no way to end reverse video
// other than to end every style.
func (s Style) pens() pens {
	switch {
	case !s.Colours:
		return pens{"\x1b[7m", "\x1b[7m", reset}
	case s.Depth == colorprofile.TrueColor:
		return pens{"\x1b[38;2;0;0;0;48;2;255;255;255m", "\x1b[48;2;255;255;255m", "\x1b[48;2;0;0;0m"}
	case s.Depth == colorprofile.ANSI256:
		return pens{"\x1b[38;5;16;48;5;231m", "\x1b[48;5;231m", "\x1b[48;5;16m"}
	}
	return pens{"\x1b[30;107m", "\x1b[107m", "\x1b[40m"}
}

// Size is how many columns and rows of the screen the code takes in a style,
// with its margin of four modules on each side: from 29 columns by 15 rows to
// 185 by 93, or from 58 by 29 to 370 by 185 with nothing but ASCII; times the scale.
func (c *Code) Size(s Style) (columns, rows int) {
	n := c.Side() * s.scale()
	if s.ASCII {
		return 2 * n, n
	}
	return n, (n + 1) / 2
}

// Lines is the code, from top to bottom: as many lines as Size has rows, each
// as wide as Size has columns. They hold blanks, block characters unless
// s.ASCII, and the sequences for colours or reverse video; no line ends are
// among them. Each begins and ends in the terminal's own style.
func (c *Code) Lines(s Style) []string {
	_, rows := c.Size(s)
	p := s.pens()
	lines := make([]string, rows)
	for row := range lines {
		if s.ASCII {
			lines[row] = c.blankLine(row, s.scale(), p)
		} else {
			lines[row] = c.blockLine(row, s.scale(), p)
		}
	}
	return lines
}

// blockLine writes two rows of modules as one line. Its pen is the same for the
// whole line: in reverse video too, a block is painted in what is the screen's
// background otherwise, so that the same characters are dark in the same
// places. The last line's lower half is outside the code, and light.
func (c *Code) blockLine(row, scale int, p pens) string {
	n := c.Side() * scale
	b := make([]byte, 0, len(p.blocks)+3*n+len(reset))
	b = append(b, p.blocks...)
	for x := range n {
		b = append(b, block(c.Dark(x/scale, 2*row/scale), c.Dark(x/scale, (2*row+1)/scale))...)
	}
	return string(append(b, reset...))
}

// block is the character that is dark in the halves that are asked for.
func block(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}

// blankLine writes one row of modules as one line of coloured blanks, two for a
// module. It ends light, as all lines do that end in the margin.
func (c *Code) blankLine(row, scale int, p pens) string {
	b := []byte(p.light)
	dark := false
	for x := range c.Side() * scale {
		if d := c.Dark(x/scale, row/scale); d != dark {
			dark = d
			b = append(b, p.of(d)...)
		}
		b = append(b, "  "...)
	}
	return string(append(b, reset...))
}

// of is the pen for a module's blanks.
func (p pens) of(dark bool) string {
	if dark {
		return p.dark
	}
	return p.light
}
