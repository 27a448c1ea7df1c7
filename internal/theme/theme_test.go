package theme

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
)

func TestContrastOfKnownPairs(t *testing.T) {
	for _, tt := range []struct {
		a, b uint32
		want float64
	}{
		{0x000000, 0xFFFFFF, 21},
		{0x777777, 0xFFFFFF, 4.48},
		{0xFF0000, 0xFF0000, 1},
	} {
		if got := Contrast(rgb(tt.a), rgb(tt.b)); got < tt.want-0.01 || got > tt.want+0.01 {
			t.Errorf("contrast of #%06x and #%06x is %.2f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestNHSBlueIsTheAccentOfEveryPalette(t *testing.T) {
	for _, name := range []Name{Own, Dark, Light} {
		if got := name.Palette().Roles[TitleBand].Ground.RGB; got != rgb(0x005EB8) {
			t.Errorf("%s has %v", name, got)
		}
	}
}

func TestStyleFollowsTheDepth(t *testing.T) {
	for _, tt := range []struct {
		name  Name
		depth colorprofile.Profile
		want  string
	}{
		{Dark, colorprofile.TrueColor, "\x1b[1;38;2;65;182;230mx\x1b[m"},
		{Dark, colorprofile.ANSI256, "\x1b[1;38;5;74mx\x1b[m"},
		{Dark, colorprofile.ANSI, "\x1b[1;96mx\x1b[m"},
		{Light, colorprofile.ANSI, "\x1b[1mx\x1b[m"},
		{PaintedLight, colorprofile.ANSI, "x"},
		{Light, colorprofile.Ascii, "\x1b[1mx\x1b[m"},
		{Plain, colorprofile.TrueColor, "\x1b[1mx\x1b[m"},
	} {
		if got := New(tt.name, tt.depth).Render(Heading, "x"); got != tt.want {
			t.Errorf("%s at %v: %q, want %q", tt.name, tt.depth, got, tt.want)
		}
	}
	if got := New(Dark, colorprofile.ANSI256).Render(Text, "x"); got != "x" {
		t.Errorf("body text has a style: %q", got)
	}
}

// PuTTY and the consoles show what is bold and reversed as grey on grey.
func TestNothingIsBoldAndReversed(t *testing.T) {
	for _, th := range everyTheme() {
		sheet := th.Sheet()
		for r := range Role(Roles) {
			if look := th.sequence(r).String(); strings.Contains(look, "\x1b[1;7") || strings.Contains(look, "\x1b[1;4;7") {
				t.Errorf("%s at %v, role %d: %q", th.Name, th.Depth, r, look)
			}
			for _, e := range everyElement() {
				text := sheet.Style(e)
				const both = uv.AttrBold | uv.AttrReverse
				if text.Attrs&both == both {
					t.Errorf("%s at %v, element %#x: %+v", th.Name, th.Depth, uint32(e), text)
				}
				if look := th.Mark(r, text); look.Attrs&both == both {
					t.Errorf("%s at %v, role %d over element %#x: %+v", th.Name, th.Depth, r, uint32(e), look)
				}
			}
		}
	}
}

// A sequence without parameters would be the terminal's own style, and end a painted one.
func TestALookOfNothingIsNoSequence(t *testing.T) {
	if got := New(PaintedDark, colorprofile.ANSI).Sequence(Muted); got != "" {
		t.Errorf("muted text in 16 colours begins with %q", got)
	}
	for _, th := range everyTheme() {
		for r := range Role(Roles) {
			if got := th.Sequence(r); strings.Contains(got, "\x1b[m") {
				t.Errorf("%s at %v, role %d begins with %q", th.Name, th.Depth, r, got)
			}
		}
	}
}

func TestThemesThatLookAlikeAreEqual(t *testing.T) {
	if New(Dark, colorprofile.NoTTY) != New(Plain, colorprofile.TrueColor) {
		t.Error("dark without colours is not equal to plain")
	}
}
