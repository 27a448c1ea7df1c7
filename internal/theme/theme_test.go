package theme

import (
	"image/color"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
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

func TestEveryColourIsReadableOnItsBackground(t *testing.T) {
	for _, name := range []Name{Dark, Light} {
		p, _ := name.Palette()
		for role, s := range map[string]Swatch{"heading": p.Heading, "link": p.Link, "muted": p.Muted} {
			r, g, b, _ := ansi.IndexedColor(s.Index256).RGBA()
			indexed := color.RGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 0xFF}
			for depth, c := range map[string]color.RGBA{"true colour": s.RGB, "256 colours": indexed} {
				if ratio := Contrast(c, p.Background); ratio < 4.5 {
					t.Errorf("%s %s in %s has contrast %.2f, want at least 4.5 (WCAG 2.2 1.4.3)", name, role, depth, ratio)
				}
			}
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
		{Light, colorprofile.ANSI, "\x1b[1;34mx\x1b[m"},
		{Light, colorprofile.Ascii, "\x1b[1mx\x1b[m"},
		{Plain, colorprofile.TrueColor, "\x1b[1mx\x1b[m"},
	} {
		if got := New(tt.name, tt.depth).Render(Heading, "x"); got != tt.want {
			t.Errorf("%s at %v: %q, want %q", tt.name, tt.depth, got, tt.want)
		}
	}
}

func TestThemesThatLookAlikeAreEqual(t *testing.T) {
	if New(Dark, colorprofile.NoTTY) != New(Plain, colorprofile.TrueColor) {
		t.Error("dark without colours is not equal to plain")
	}
}

func TestNextVisitsEveryPalette(t *testing.T) {
	seen := map[Name]bool{}
	for n := Dark; !seen[n]; n = n.Next() {
		seen[n] = true
	}
	if len(seen) != 3 {
		t.Errorf("a reader can reach %d palettes, want 3", len(seen))
	}
}
