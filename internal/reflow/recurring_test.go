package reflow

import (
	"fmt"
	"strings"
	"testing"
)

// kinds tell pages apart, so that their texts do not recur.
var kinds = []string{"red", "orange and more", "green, as the sea is", "blue", "indigo, or nearly so", "violet", "black as the night that is over the harbour", "white"}

func TestHeadsAndFeetAreSaidOnce(t *testing.T) {
	p := newPress()
	for i := range 6 {
		if i > 0 {
			p.page()
		}
		p.line(72, 40, "Report of the harbour")
		p.line(400, 40, fmt.Sprintf("Part %d", i+1))
		p.prose(72, 100, 400, fmt.Sprintf("Text of page %d, which is %s. ", i+1, kinds[i])+tides)
		p.line(280, 800, fmt.Sprintf("Page %d of 6", i+1))
		p.line(72, 812, fmt.Sprintf("Ada Rope, %d", i+1))
	}
	got := p.markdown()
	for text, n := range map[string]int{"Report of the harbour": 1, "Ada Rope": 1, " of 6": 0, "The tide is": 6, "Text of page": 6, "Part": 1} {
		if c := strings.Count(got, text); c != n {
			t.Errorf("%q is said %d times, want %d", text, c, n)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

func TestHeadsOfOddAndEvenPages(t *testing.T) {
	p := newPress()
	for i := range 8 {
		if i > 0 {
			p.page()
		}
		p.line(72, 40, []string{"The harbour", "Ada Rope"}[i%2])
		p.line([]float64{500, 72}[i%2], 812, fmt.Sprint(i+11))
		p.prose(72, 100, 400, kinds[i]+" "+tides)
	}
	got := p.markdown()
	for text, n := range map[string]int{"The harbour": 1, "Ada Rope": 1, "The tide is": 8, "red": 1, "\n11": 0, "18": 0} {
		if c := strings.Count(got, text); c != n {
			t.Errorf("%q is said %d times, want %d: %s", text, c, n, got)
		}
	}
}

func TestRomanNumbersOfPagesAreLeftOut(t *testing.T) {
	p := newPress()
	for i, n := range []string{"i", "ii", "iii", "1", "2", "3", "4", "5"} {
		if i > 0 {
			p.page()
		}
		p.prose(72, 100, 400, kinds[i]+" "+tides)
		p.line(290, 800, n)
	}
	if got := p.markdown(); strings.Contains(got, "ii") || strings.Contains(got, "\n\n3") {
		t.Errorf("got %s", got)
	}
}

func TestAnOutlineBesideTheTextIsSaidOnce(t *testing.T) {
	p := newPress()
	for i := range 5 {
		if i > 0 {
			p.page()
		}
		for k, l := range []string{"Outline", "Tides", "Boats", "Questions"} {
			p.line(20, 250+float64(k)*12, l)
		}
		p.prose(150, 253, 400, fmt.Sprintf("Slide %d, %s %s. ", i+1, kinds[i], strings.Repeat("x", i*3))+tides+boats)
	}
	got := p.markdown()
	for text, n := range map[string]int{"Outline": 1, "Questions": 1, "Slide": 5, "Boats come": 5} {
		if c := strings.Count(got, text); c != n {
			t.Errorf("%q is said %d times, want %d: %s", text, c, n, got)
		}
	}
}

func TestTheEndOfASentenceIsNoOutline(t *testing.T) {
	p := newPress()
	for i := range 5 {
		if i > 0 {
			p.page()
		}
		p.line(72, 250, fmt.Sprintf("What the %s found about boats and beds, in a", kinds[i]))
		p.line(72, 262, "sentence that takes more")
		p.line(72, 274, "than one line of the slide.")
		p.line(72, 330, "So much for now, says")
		p.line(72, 342, fmt.Sprintf("number %d of the crew, who is %s.", i, kinds[i]))
		for k, l := range []string{"The tides", "The boats", "The nets"} { // the last is at the page's bottom
			p.line(300, 679+float64(k)*12, l)
		}
	}
	got := p.markdown()
	for text, n := range map[string]int{"sentence that": 5, "of the slide": 5, "So much": 5, "The tides": 1, "The boats": 1, "The nets": 1} {
		if c := strings.Count(got, text); c != n {
			t.Errorf("%q is said %d times, want %d: %s", text, c, n, got)
		}
	}
}

func TestTextThatRepeatsStays(t *testing.T) {
	p := newPress()
	for i := range 4 { // forms, with the same words in the same places
		if i > 0 {
			p.page()
		}
		p.line(72, 300, "Name:")
		p.line(150, 300, []string{"Ada", "Bob", "Cid", "Dee"}[i])
		p.line(72, 330, "Boat:")
		p.line(150, 330, []string{"Gull", "Tern", "Kite", "Wren"}[i])
		p.size = 16
		p.line(72, 60, fmt.Sprintf("Day %d", i+1)) // a heading, not a head
		p.size = 10
		p.line(72, 200+float64(i)*20, "Yes.")
	}
	got := p.markdown()
	for _, text := range []string{"Name:", "Boat:", "Day", "Yes."} {
		if c := strings.Count(got, text); c != 4 {
			t.Errorf("%q is said %d times, want 4: %s", text, c, got)
		}
	}
}

func TestTwoPagesHaveNoHeads(t *testing.T) {
	p := newPress()
	p.line(72, 40, "The same")
	p.page()
	p.line(72, 40, "The same")
	if got := p.markdown(); strings.Count(got, "The same") != 2 {
		t.Errorf("got %q", got)
	}
}
