package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestGlyphsAreWholeAndDiffer(t *testing.T) {
	seen := map[[glyphRows]string]rune{}
	for _, r := range "abcdefghijklmnopqrstuvwxyz0123456789-_.:@[] " {
		g, ok := glyphs[r]
		if !ok {
			t.Errorf("%q has no glyph", r)
			continue
		}
		if other, ok := seen[g]; ok {
			t.Errorf("%q looks like %q", r, other)
		}
		seen[g] = r
		for _, pixels := range g {
			if len(pixels) != len(g[0]) || strings.Trim(pixels, "# ") != "" {
				t.Errorf("%q has the row %q, and its first one is %q", r, pixels, g[0])
			}
		}
	}
}

func TestLettersAreDrawnAtEveryScale(t *testing.T) {
	b, ok := bitmap("a-1")
	if !ok {
		t.Fatal("no bitmap")
	}
	var drawn strings.Builder
	for _, l := range letters(b, 1, false, false, "") {
		drawn.WriteString(strings.NewReplacer("\x1b[7m", "<", "\x1b[m", ">").Replace(l) + "|\n")
	}
	want := "        ▄< > |\n<▄▄>▄      < > |\n▄<▄ > <▄▄▄>  < > |\n <▄▄>     <▄▄▄>|\n"
	if drawn.String() != want {
		t.Errorf("drawn as\n%s, want\n%s", drawn.String(), want)
	}
	for _, ascii := range []bool{false, true} {
		for scale := 1; scale <= 4; scale++ {
			columns, rows := lettersSize(b, scale, ascii)
			lines := letters(b, scale, ascii, scale%2 == 0, "")
			widest := 0
			for _, l := range lines {
				widest = max(widest, ansi.StringWidth(l))
				if ascii && strings.Trim(l, "# ") != "" {
					t.Errorf("in ASCII there is %q", l)
				}
			}
			if len(lines) != rows || widest != columns {
				t.Errorf("at scale %d, ASCII %v, %dx%d was said, and drawn %dx%d", scale, ascii, columns, rows, widest, len(lines))
			}
		}
	}
	if _, ok := bitmap("café"); ok {
		t.Error("there is a bitmap of a letter without a glyph")
	}
}
