package theme

import (
	"image/color"
	"testing"

	xansi "github.com/charmbracelet/x/ansi"
)

func TestColoursAsStylesWriteThem(t *testing.T) {
	for _, tt := range []struct {
		notation string
		want     color.Color
	}{
		{"#41B6E6", color.RGBA{0x41, 0xB6, 0xE6, 0xFF}},
		{"#41b6e6", color.RGBA{0x41, 0xB6, 0xE6, 0xFF}},
		{" #000000\n", color.RGBA{0, 0, 0, 0xFF}},
		{"#fff", color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}},
		{"#1a0", color.RGBA{0x11, 0xAA, 0x00, 0xFF}},
		{"0", xansi.BasicColor(0)},
		{"15", xansi.BasicColor(15)},
		{"16", xansi.IndexedColor(16)},
		{"007", xansi.BasicColor(7)},
		{"255", xansi.IndexedColor(255)},
		{"", nil}, {"#", nil}, {"#12345", nil}, {"#1234567", nil}, {"#12 456", nil}, {"#+1+2+3", nil}, {"#gggggg", nil}, {"#ggg", nil}, {"#-1-", nil},
		{"red", nil}, {"256", nil}, {"300", nil}, {"-1", nil}, {"+1", nil}, {"1.5", nil}, {"1 2", nil}, {"0x10", nil}, {"99999999999999999999", nil},
	} {
		if got := colorOf(&tt.notation); got != tt.want {
			t.Errorf("%q is %v, want %v", tt.notation, got, tt.want)
		}
	}
	if got := colorOf(nil); got != nil {
		t.Errorf("no colour is %v", got)
	}
}

func TestNotationCanBeReadBack(t *testing.T) {
	for _, c := range []color.Color{color.RGBA{1, 0xAB, 0xFF, 0xFF}, xansi.BasicColor(3), xansi.IndexedColor(200), nil} {
		if got := colorOf(notation(c)); got != c {
			t.Errorf("%v is read back as %v", c, got)
		}
	}
}
