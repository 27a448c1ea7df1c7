package theme

import (
	"fmt"
	"image/color"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	xansi "github.com/charmbracelet/x/ansi"
)

var roleNames = [Roles]string{"text", "site name", "heading", "link", "muted", "key", "selected", "match", "found", "chosen", "banner", "keyword", "literal", "number", "symbol"}

var depths = []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256, colorprofile.ANSI}

// sixteen are the 16 colours of terminals that are widely used, as they come.
var sixteen = map[string][16]uint32{
	"xterm":     {0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF},
	"VGA":       {0x000000, 0xAA0000, 0x00AA00, 0xAA5500, 0x0000AA, 0xAA00AA, 0x00AAAA, 0xAAAAAA, 0x555555, 0xFF5555, 0x55FF55, 0xFFFF55, 0x5555FF, 0xFF55FF, 0x55FFFF, 0xFFFFFF},
	"Windows":   {0x0C0C0C, 0xC50F1F, 0x13A10E, 0xC19C00, 0x0037DA, 0x881798, 0x3A96DD, 0xCCCCCC, 0x767676, 0xE74856, 0x16C60C, 0xF9F1A5, 0x3B78FF, 0xB4009E, 0x61D6D6, 0xF2F2F2},
	"PuTTY":     {0x000000, 0xBB0000, 0x00BB00, 0xBBBB00, 0x0000BB, 0xBB00BB, 0x00BBBB, 0xBBBBBB, 0x555555, 0xFF5555, 0x55FF55, 0xFFFF55, 0x5555FF, 0xFF55FF, 0x55FFFF, 0xFFFFFF},
	"Tango":     {0x2E3436, 0xCC0000, 0x4E9A06, 0xC4A000, 0x3465A4, 0x75507B, 0x06989A, 0xD3D7CF, 0x555753, 0xEF2929, 0x8AE234, 0xFCE94F, 0x729FCF, 0xAD7FA8, 0x34E2E2, 0xEEEEEC},
	"GNOME":     {0x171421, 0xC01C28, 0x26A269, 0xA2734C, 0x12488B, 0xA347BA, 0x2AA1B3, 0xD0CFCC, 0x5E5C64, 0xF66151, 0x33DA7A, 0xE9AD0C, 0x2A7BDE, 0xC061CB, 0x33C7DE, 0xFFFFFF},
	"macOS":     {0x000000, 0x990000, 0x00A600, 0x999900, 0x0000B2, 0xB200B2, 0x00A6B2, 0xBFBFBF, 0x666666, 0xE50000, 0x00D900, 0xE5E500, 0x0000FF, 0xE500E5, 0x00E5E5, 0xE5E5E5},
	"Solarized": {0x073642, 0xDC322F, 0x859900, 0xB58900, 0x268BD2, 0xD33682, 0x2AA198, 0xEEE8D5, 0x002B36, 0xCB4B16, 0x586E75, 0x657B83, 0x839496, 0x6C71C4, 0x93A1A1, 0xFDF6E3},
}

// look is a colour as one terminal shows it.
func look(c color.Color, palette [16]uint32) color.RGBA {
	if basic, ok := c.(xansi.BasicColor); ok {
		return rgb(palette[basic])
	}
	return painted(c, color.RGBA{})
}

// inFull is what stands where in a theme, by name: roles, elements, tokens, elements
// within others, and what is marked in all of them.
func inFull(th Theme) map[string]uv.Style {
	all := map[string]uv.Style{}
	for r := range Role(Roles) {
		all[roleNames[r]] = th.Mark(r, uv.Style{})
	}
	sheet := th.Sheet()
	add := func(name string, e Elements) {
		s := sheet.Style(e)
		all[name] = s
		for _, r := range []Role{Match, Found, Chosen} {
			all[roleNames[r]+" in "+name] = th.Mark(r, s)
		}
	}
	for i := range elements {
		add(fmt.Sprintf("element %d", i), 1<<i)
		for j := range i {
			add(fmt.Sprintf("element %d in %d", i, j), 1<<i|1<<j)
		}
	}
	for token := range Token(tokens) {
		add(fmt.Sprintf("token %d", token), OfToken(token))
	}
	return all
}

// allGrounds are the backgrounds on which some theme must be readable, with the one
// between dark and light.
func allGrounds() []color.RGBA {
	return append(append([]color.RGBA{rgb(0x6B6B6B)}, darkGrounds...), lightGrounds...)
}

// stands are the grounds on which a theme can come to stand.
func stands(n Name) []color.RGBA { return everywhere()[n] }

var everywhere = sync.OnceValue(func() map[Name][]color.RGBA {
	grounds := map[Name][]color.RGBA{Own: allGrounds()}
	all := allGrounds()
	for v := range 256 { // and whatever Suiting says of others
		all = append(all, color.RGBA{uint8(v), uint8(v), uint8(v), 0xFF})
	}
	for _, g := range all {
		for _, c := range Choices(g, colorprofile.TrueColor, true, Styles{}) {
			grounds[c] = append(grounds[c], g)
		}
	}
	return grounds
})

// The table that -v shows has, of every theme at every depth, each pair of an ink and
// what it stands on, where that is the least: over all grounds on which the theme can
// come to stand, and with 16 colours over all palettes. What is left out is the
// terminal's own ink on its own ground, in either order, which is its owner's affair.
func TestEveryPairCanBeRead(t *testing.T) {
	type least struct {
		ratio float64
		pair  string
		want  float64
	}
	lowest := least{ratio: 21}
	for _, name := range Names {
		for _, depth := range depths {
			if name == Plain {
				continue
			}
			th := New(name, depth)
			base := th.Name.Palette().Base
			want := 4.5
			if name == DarkContrast || name == LightContrast || name == PaintedDark || name == PaintedLight {
				want = 7 // WCAG 2.2, 1.4.6
			}
			if depth == colorprofile.ANSI {
				want = 4.5 // the palette is the owner's
			}
			for what, style := range inFull(th) {
				low := least{ratio: 22, want: 1}
				for terminal, palette := range sixteen {
					if depth != colorprofile.ANSI && terminal != "xterm" {
						continue // whose other colours are all the same
					}
					for _, ground := range stands(name) {
						ink, on, inkOurs, onOurs := style.Fg, style.Bg, true, true
						if ink == nil {
							ink, inkOurs = th.color(base.Ink), th.color(base.Ink) != nil
						}
						if on == nil {
							on, onOurs = th.color(base.Ground), th.color(base.Ground) != nil
						}
						if !inkOurs && !onOurs {
							continue
						}
						if !inkOurs {
							t.Fatalf("%s at %v, %s: the terminal's own ink on %v", name, depth, what, on)
						}
						if !onOurs {
							on = ground
						}
						inks := []color.RGBA{look(ink, palette)}
						if b, ok := ink.(xansi.BasicColor); ok && b < 8 && style.Attrs&uv.AttrBold != 0 { // bold may be bright
							inks = append(inks, rgb(palette[b+8]))
						}
						for _, i := range inks {
							wanted := want
							if !onOurs && !contains(allGrounds(), ground) {
								wanted = 4.5 // a window that nobody named
							}
							r := Contrast(i, look(on, palette))
							if r/wanted >= low.ratio/low.want {
								continue
							}
							pair := fmt.Sprintf("%-14s %-9v %-28s %s on %s (%s)", name, depth, what, *notation(i), *notation(look(on, palette)), terminal)
							low = least{r, pair, wanted}
						}
					}
				}
				if low.ratio < low.want {
					t.Errorf("%s has contrast %.2f, want at least %.1f", low.pair, low.ratio, low.want)
				}
				if low.ratio < 22 {
					if !strings.Contains(what, " in ") { // of these the lowest is named
						t.Logf("%s %5.2f", low.pair, low.ratio)
					}
					if low.ratio < lowest.ratio {
						lowest = low
					}
				}
			}
		}
	}
	t.Logf("the lowest: %s %.2f", lowest.pair, lowest.ratio)
}

func contains(all []color.RGBA, c color.RGBA) bool {
	for _, a := range all {
		if a == c {
			return true
		}
	}
	return false
}

func TestEveryBackgroundHasAThemeThatSuits(t *testing.T) {
	for _, tt := range []struct {
		background color.RGBA
		want       Name
	}{
		{color.RGBA{}, Own},
		{rgb(0x000000), Dark}, {rgb(0x1E1E1E), Dark}, {rgb(0x303030), Dark}, {rgb(0x002B36), Dark}, {rgb(0x282A36), Dark},
		{rgb(0xE8E8E8), Light}, {rgb(0xFFFFFF), Light}, {rgb(0xFDF6E3), Light}, {rgb(0xEEEEEC), Light},
		{rgb(0x6B6B6B), PaintedDark}, {rgb(0xAAAAAA), PaintedLight}, {rgb(0x0000EE), PaintedDark}, {rgb(0x00FF00), Light}, {rgb(0x3C3C3C), PaintedDark},
	} {
		if got := Suiting(tt.background, Styles{}); got != tt.want {
			t.Errorf("on %s it is %s, want %s", *notation(tt.background), got, tt.want)
		}
	}
}

func TestWhoCannotReadComesToWhatCanBeRead(t *testing.T) {
	for _, tt := range []struct {
		name       string
		background color.RGBA
		depth      colorprofile.Profile
		unpainted  bool
		want       []Name
	}{
		{"nothing is known", color.RGBA{}, colorprofile.ANSI256, false, []Name{Own, PaintedDark, PaintedLight, Plain}},
		{"black", rgb(0), colorprofile.ANSI256, false, []Name{Dark, DarkContrast, PaintedDark, PaintedLight, Plain}},
		{"white", rgb(0xFFFFFF), colorprofile.TrueColor, false, []Name{Light, LightContrast, PaintedDark, PaintedLight, Plain}},
		{"white, 16 colours", rgb(0xFFFFFF), colorprofile.ANSI, false, []Name{Light, PaintedDark, PaintedLight, Plain}},
		{"grey", rgb(0x6B6B6B), colorprofile.ANSI256, false, []Name{PaintedDark, PaintedLight, Plain}},
		{"the console of Linux", rgb(0), colorprofile.ANSI, true, []Name{Dark, DarkContrast, Plain}},
		{"no colours", rgb(0), colorprofile.Ascii, false, []Name{Plain}},
	} {
		got := Choices(tt.background, tt.depth, !tt.unpainted, Styles{})
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		seen := map[Name]bool{}
		for n := got[0]; !seen[n]; n = Next(n, got) {
			seen[n] = true
		}
		if len(seen) != len(got) {
			t.Errorf("%s: a reader can reach %d palettes, want %d", tt.name, len(seen), len(got))
		}
		if first := Next(LightContrast, got[:1]); first != got[0] {
			t.Errorf("%s: behind one that is not among them comes %s", tt.name, first)
		}
	}
}

func TestMutedTextIsNeverStrongerThanTheText(t *testing.T) {
	for _, th := range everyTheme() {
		base := th.Name.Palette().Base
		muted := th.ink(Muted)
		if muted == nil {
			continue // the same
		}
		if base.Ink == nil {
			t.Errorf("%s at %v: the text has the terminal's own ink, and what is muted does not", th.Name, th.Depth)
			continue
		}
		for _, g := range stands(th.Name) {
			if base.Ground != nil {
				g = base.Ground.RGB
			}
			text, passed := Contrast(look(th.color(base.Ink), [16]uint32{}), g), Contrast(look(muted, [16]uint32{}), g)
			if passed > text {
				t.Errorf("%s at %v on %s: muted %.1f, text %.1f", th.Name, th.Depth, *notation(g), passed, text)
			}
		}
	}
}

// A mark is what a look is beside its colours.
type mark struct {
	attrs uint8
	line  bool
	patch bool
}

func markOf(s uv.Style) mark {
	return mark{s.Attrs & (uv.AttrBold | uv.AttrReverse), s.Underline != uv.UnderlineNone, s.Bg != nil || s.Attrs&uv.AttrReverse != 0}
}

// Told in black and white: whether a role is seen, whatever text it stands in.
func TestWhatIsMarkedIsSeenWithoutColour(t *testing.T) {
	for _, th := range everyTheme() {
		sheet := th.Sheet()
		for _, e := range []Elements{0, H2, Linked, H2 | Linked, Strong, Code, Emphasis, Linked | Strong, OfToken(KeywordCode)} {
			text := sheet.Style(e)
			match, found, chosen := th.Mark(Match, text), th.Mark(Found, text), th.Mark(Chosen, text)
			if markOf(match) == markOf(text) {
				t.Errorf("%s at %v, element %#x: a match looks like the text: %+v", th.Name, th.Depth, uint32(e), match)
			}
			if markOf(found) == markOf(match) || markOf(found) == markOf(text) {
				t.Errorf("%s at %v, element %#x: the current match looks like another: %+v, %+v", th.Name, th.Depth, uint32(e), match, found)
			}
			if markOf(found) == markOf(chosen) || !markOf(chosen).patch {
				t.Errorf("%s at %v, element %#x: the chosen link looks like the current match: %+v, %+v", th.Name, th.Depth, uint32(e), chosen, found)
			}
			if !markOf(found).patch {
				t.Errorf("%s at %v, element %#x: the current match is no patch: %+v", th.Name, th.Depth, uint32(e), found)
			}
		}
	}
}

func TestTheCurrentMatchIsTheLoudest(t *testing.T) {
	for _, th := range everyTheme() {
		for _, ground := range stands(th.Name) {
			if base := th.Name.Palette().Base.Ground; base != nil {
				ground = base.RGB
			}
			loudness := func(r Role) float64 { // how its patch differs from the window
				s := th.Mark(r, uv.Style{})
				switch {
				case s.Attrs&uv.AttrReverse != 0:
					return 21
				case s.Bg == nil:
					return 1
				}
				return Contrast(look(s.Bg, [16]uint32{}), ground)
			}
			if match, found := loudness(Match), loudness(Found); found <= match {
				t.Errorf("%s at %v on %s: a match differs from the window by %.1f, and the current one by %.1f", th.Name, th.Depth, *notation(ground), match, found)
			}
		}
	}
}

// Theme.Base writes a base as one of the 256 colours also where there are more.
func TestABaseIsAFixedColour(t *testing.T) {
	for _, n := range Names {
		for _, s := range []*Swatch{n.Palette().Base.Ink, n.Palette().Base.Ground} {
			if s != nil && painted(xansi.IndexedColor(s.Index256), color.RGBA{}) != s.RGB {
				t.Errorf("%s: %s is not colour %d", n, *notation(s.RGB), s.Index256)
			}
		}
	}
	for _, tt := range []struct {
		theme       Theme
		ink, ground string
	}{
		{New(Own, colorprofile.TrueColor), "", ""},
		{New(Plain, colorprofile.TrueColor), "", ""},
		{New(Dark, colorprofile.TrueColor), "38;5;254", ""},
		{New(Dark, colorprofile.ANSI), "", ""},
		{New(PaintedDark, colorprofile.ANSI256), "38;5;254", "48;5;233"},
		{New(PaintedLight, colorprofile.ANSI), "30", "47"},
	} {
		if ink, ground := tt.theme.Base(); ink != tt.ink || ground != tt.ground {
			t.Errorf("%s at %v: %q on %q", tt.theme.Name, tt.theme.Depth, ink, ground)
		}
	}
}
