package reflow

import (
	"strings"
	"testing"
)

const tides = "The tide is the rise and fall of the water that the moon and the sun bring about, twice a day in most harbours, and it is read off a board beside the quay. "

const boats = "Boats come and go with the water, the small ones first, and whoever is late waits outside until the gate is opened again in the evening of the same day. "

func TestColumnsAreReadOneAfterTheOther(t *testing.T) {
	for name, shift := range map[string]float64{"on one grid": 0, "apart": 5} {
		t.Run(name, func(t *testing.T) {
			p := newPress()
			p.size = 16
			p.line(72, 80, "A heading that goes across both of the columns")
			p.size = 10
			p.prose(72, 120, 210, strings.Repeat(tides, 3))
			p.prose(312, 120+shift, 210, strings.Repeat(boats, 3))
			got := p.markdown()
			want := "A heading that goes across both of the columns\n\n" + strings.TrimSpace(strings.Repeat(tides, 3)) + "\n\n" + strings.TrimSpace(strings.Repeat(boats, 3))
			if got = strings.TrimLeft(got, "# "); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestAHeadingAcrossColumnsPartsThem(t *testing.T) {
	p := newPress()
	y := p.prose(72, 100, 210, tides+tides)
	p.prose(312, 100, 210, boats+boats)
	p.line(72, y+20, "A line of the body's size that goes across both columns and parts what is above and below.")
	p.prose(72, y+50, 210, boats)
	p.prose(312, y+50, 210, tides)
	want := tides + tides + "|" + boats + boats + "|A line of the body's size that goes across both columns and parts what is above and below.|" + boats + "|" + tides
	got := strings.ReplaceAll(p.markdown(), "\n\n", "|")
	if got != strings.ReplaceAll(want, " |", "|")[:len(got)] || len(got) < len(want)-6 {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestThreeColumns(t *testing.T) {
	p := newPress()
	for i, text := range []string{"One. " + tides + tides, "Two. " + boats + boats, "Three. " + tides + tides} {
		p.prose(40+float64(i)*180, 100, 160, text)
	}
	got := p.markdown()
	if one, two, three := strings.Index(got, "One."), strings.Index(got, "Two."), strings.Index(got, "Three."); one != 0 || two < len(tides) || three < two+len(boats) {
		t.Errorf("out of order: %s", got)
	}
}

func TestASentenceGoesOnInTheNextColumn(t *testing.T) {
	p := newPress()
	p.prose(72, 100, 210, tides+"This sentence is broken off at the end of the")
	p.prose(312, 100, 210, "column, and goes on in the other one. "+boats)
	if got := p.markdown(); !strings.Contains(got, "at the end of the column, and goes on") {
		t.Errorf("got %s", got)
	}
}

func TestTextAtOtherAnglesStandsBehind(t *testing.T) {
	p := newPress()
	p.rotated(20, 400, false, "Upwards beside")
	p.line(72, 100, "The text of the page is read first.")
	p.rotated(570, 100, true, "Downwards")
	want := "The text of the page is read first.\n\nUpwards beside\n\nDownwards"
	if got := p.markdown(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAPageThatLiesOnItsSideIsRead(t *testing.T) {
	p := newPress()
	p.rotated(500, 100, true, "The first line of a page that is turned,")
	p.rotated(488, 100, true, "and the second below it.")
	want := "The first line of a page that is turned, and the second below it."
	if got := p.markdown(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHebrewAndJapanese(t *testing.T) {
	p := newPress()
	// In logical order, as PDFium has it, from right to left.
	x := 500.0
	for _, r := range "שלום עולם" {
		w := 5.0
		if r == ' ' {
			x -= 3
			continue
		}
		p.last().Glyphs = append(p.last().Glyphs, Glyph{Rune: r, Size: 10, Base: 100, Box: Box{x - w, 93, x, 103}})
		x -= w
	}
	p.line(72, 130, "港は六時に開き、漁師は昼前に")
	p.line(72, 142, "帰ってくる。")
	want := "שלום עולם\n\n港は六時に開き、漁師は昼前に帰ってくる。"
	if got := p.markdown(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWideBlanksOfJustifiedTextAreNoTable(t *testing.T) {
	p := newPress()
	justify := func(y float64, words ...string) {
		width := 0.0
		for _, w := range words {
			width += p.width(w)
		}
		x := 72.0
		for _, w := range words {
			x = p.line(x, y, w) + (150-width)/float64(max(len(words)-1, 1))
		}
	}
	justify(100, "The", "year", "of", "the", "tide", "was", "an", "odd", "a")
	justify(112, "bizarre", "development")
	justify(124, "unexplained", "and", "quite")
	justify(136, "inexplicable", "to")
	p.line(72, 148, "all of them.")
	want := "The year of the tide was an odd a bizarre development unexplained and quite inexplicable to all of them."
	if got := p.markdown(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
