package reflow

import (
	"strings"
	"testing"

	"hackday.example/kiosk/internal/document"
)

func TestAParagraphIsJoined(t *testing.T) {
	for _, blanks := range []bool{false, true} {
		p := newPress()
		p.blanks = blanks
		p.line(72, 100, "The harbour opens at six, and the fisher-")
		p.line(72, 112, "men come back before noon, when the mar-")
		p.line(72, 124, "ket begins.")
		p.line(84, 136, "Boats that come later wait outside.")
		want := "The harbour opens at six, and the fishermen come back before noon, when the market begins.\n\nBoats that come later wait outside."
		if got := p.markdown(); got != want {
			t.Errorf("blanks %v: got %q, want %q", blanks, got, want)
		}
	}
}

func TestPagesHaveHeadingsAndPlaces(t *testing.T) {
	p := newPress()
	p.line(72, 100, "First.")
	p.page()
	p.page()
	p.line(72, 100, "Third.")
	got := Text(&p.doc)
	want := "## Page 1\n\nFirst.\n\n## Page 3\n\nThird."
	if got.Markdown != want || got.Pages != 3 {
		t.Fatalf("got %q of %d pages, want %q", got.Markdown, got.Pages, want)
	}
	if len(got.Places) != 3 || got.Places[2].ID != "page-3" || !strings.HasPrefix(got.Markdown[got.Places[2].Offset:], "## Page 3") || got.Places[0].Offset != 0 {
		t.Errorf("places: %v", got.Places)
	}
}

func TestAPageWithoutTextIsAPicture(t *testing.T) {
	p := newPress()
	p.last().Picture = []byte("PNG")
	p.page()
	p.last().Picture = []byte("PNG")
	p.line(72, 100, "Words.")
	got := Text(&p.doc)
	want := "## Page 1\n\n[This page is a picture](#picture-1)\n\n## Page 2\n\nWords."
	if got.Markdown != want {
		t.Errorf("got %q, want %q", got.Markdown, want)
	}
	if len(got.Pictures) != 1 || got.Pictures[0].ID != "picture-1" || string(got.Pictures[0].File) != "PNG" {
		t.Errorf("pictures: %v", got.Pictures)
	}
}

func TestTextBeyondItsBoundIsTooLong(t *testing.T) {
	p := newPress()
	line := strings.Repeat("word ", 20)
	for range document.MaxTextBytes / len(line) / 60 * 2 {
		for y := range 60 {
			p.line(20, 30+float64(y)*12, line)
		}
		p.page()
	}
	if got := Text(&p.doc); got.State != document.TooLong || got.Markdown != "" {
		t.Errorf("state %v with %d bytes", got.State, len(got.Markdown))
	}
}
