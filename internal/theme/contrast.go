package theme

import (
	"image/color"
	"math"
)

// Contrast is the ratio between two colours' luminances, from 1 to 21, as
// WCAG 2.2 defines it ("contrast ratio"; success criterion 1.4.3 asks for 4.5
// for text and 3 for large text).
func Contrast(a, b color.RGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is WCAG 2.2's "relative luminance" of an sRGB colour, from 0 to 1.
func luminance(c color.RGBA) float64 {
	return 0.2126*linear[c.R] + 0.7152*linear[c.G] + 0.0722*linear[c.B]
}

// linear is how much light each value of a channel is, from 0 to 1.
var linear = func() (table [256]float64) {
	for v := range table {
		s := float64(v) / 255
		if s <= 0.04045 {
			table[v] = s / 12.92
		} else {
			table[v] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return table
}()
