package theme

import (
	"fmt"
	"image/color"
	"testing"

	"github.com/charmbracelet/colorprofile"
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

var roleNames = [Roles]string{"text", "site name", "heading", "link", "muted", "key", "selected", "match", "found", "chosen", "banner", "keyword", "literal", "number", "symbol"}

var depths = []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256, colorprofile.ANSI}

// leastContrast is the contrast that text of a palette has at least.
func leastContrast(name Name) float64 {
	if name == DarkContrast || name == LightContrast {
		return 7 // WCAG 2.2 1.4.6
	}
	return 4.5 // 1.4.3
}

// painted is what a colour looks like; fallback is the terminal's own.
func painted(c color.Color, fallback color.RGBA) color.RGBA {
	if c == nil {
		return fallback
	}
	r, g, b, _ := c.RGBA()
	return color.RGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 0xFF}
}

// The table that -v shows has every pair of text and background, in every palette
// and depth. The sixteen colours are those that x/ansi takes from xterm; a
// terminal's owner may have others.
func TestEveryTextIsReadableOnItsBackground(t *testing.T) {
	lowest, where := 21.0, ""
	for _, name := range Names {
		p := name.Palette()
		if name == Plain {
			continue // the terminal's own colours
		}
		want := leastContrast(name)
		for _, depth := range depths {
			th := New(name, depth)
			for role := range Role(Roles) {
				ink, ground := painted(th.ink(role), p.Foreground), painted(th.ground(role), p.Background)
				ratio := Contrast(ink, ground)
				pair := fmt.Sprintf("%-14s %-9v %-9s #%02x%02x%02x on #%02x%02x%02x", name, depth, roleNames[role], ink.R, ink.G, ink.B, ground.R, ground.G, ground.B)
				t.Logf("%s %5.2f", pair, ratio)
				if ratio < want {
					t.Errorf("%s has contrast %.2f, want at least %.1f", pair, ratio, want)
				}
				if ratio < lowest {
					lowest, where = ratio, pair
				}
			}
		}
	}
	t.Logf("the lowest: %s %.2f", where, lowest)
}

func TestNHSBlueIsTheAccentOfEveryPalette(t *testing.T) {
	for _, name := range []Name{Dark, Light} {
		if got := name.Palette().Roles[SiteName].Ground.RGB; got != rgb(0x005EB8) {
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
		{Light, colorprofile.ANSI, "\x1b[1;34mx\x1b[m"},
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
	if len(seen) != len(Names) {
		t.Errorf("a reader can reach %d palettes, want %d", len(seen), len(Names))
	}
}
