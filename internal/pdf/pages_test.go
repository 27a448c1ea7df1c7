package pdf

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"math"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest/papers"
	"hackday.example/kiosk/internal/reflow"
)

// onePage is a document of one page, with entries in its dictionary, that shows content
// in Helvetica, F, and has more objects from number 6. It has no table: PDFium looks for
// the objects.
func onePage(entries, content string, more ...string) []byte {
	objects := append([]string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>" + entries + ">>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}, more...)
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer\n<</Root 1 0 R>>\n%%EOF\n")
	return []byte(b.String())
}

// near tells whether two numbers are the same but for single precision.
func near(a, b float64) bool { return math.Abs(a-b) < 0.01 }

func TestGlyphsStandOnThePageAsItIsShown(t *testing.T) {
	r := newReader(t)
	// One letter, whose baseline begins 30 points right of the box's left lower corner
	// and 100 above it. The box is 200 wide and 400 high.
	const letter = "BT /F 10 Tf 130 300 Td (A) Tj ET"
	const box = "/MediaBox[0 0 1000 1000]/CropBox[100 200 300 600]"
	for _, test := range []struct {
		rotate        int
		width, height float64
		angle         float64
		x, y          float64 // of the box's corner where the letter begins, on the baseline
	}{
		{0, 200, 400, 0, 30, 300},
		{90, 400, 200, 90, 100, 30},
		{180, 200, 400, 180, 170, 100},
		{270, 400, 200, 270, 300, 170},
		{-90, 400, 200, 270, 300, 170},
		{450, 400, 200, 90, 100, 30},
	} {
		t.Run(fmt.Sprint(test.rotate), func(t *testing.T) {
			p := mustRead(t, r, onePage(box+fmt.Sprintf("/Rotate %d", test.rotate), letter)).Pages[0]
			if !near(p.Width, test.width) || !near(p.Height, test.height) {
				t.Errorf("the page is %v by %v, want %v by %v", p.Width, p.Height, test.width, test.height)
			}
			if len(p.Glyphs) != 1 {
				t.Fatalf("the page says %q", runes(p))
			}
			g := p.Glyphs[0]
			if g.Rune != 'A' || !near(g.Size, 10) || g.Angle != test.angle {
				t.Errorf("the letter is %c of %v points at %v degrees", g.Rune, g.Size, g.Angle)
			}
			if g.X0 > test.x+0.5 || g.X1 < test.x-0.5 || g.Y0 > test.y+0.5 || g.Y1 < test.y-0.5 || g.X1-g.X0 > 15 || g.Y1-g.Y0 > 15 {
				t.Errorf("the letter is in %+v, want it to begin at %v, %v", g.Box, test.x, test.y)
			}
			if test.rotate == 0 && !near(g.Base, test.y) {
				t.Errorf("its baseline is %v, want %v", g.Base, test.y)
			}
		})
	}
}

func TestGlyphsKnowTheirText(t *testing.T) {
	r := newReader(t)
	const box = "/MediaBox[0 0 600 800]"
	for _, test := range []struct {
		name, content, runes string
		check                func(reflow.Glyph) bool
	}{
		{"a size by a matrix", "BT /F 1 Tf 12 0 0 12 50 700 Tm (A) Tj ET", "A", func(g reflow.Glyph) bool { return near(g.Size, 12) }},
		{"text that climbs", "BT /F 10 Tf 0 1 -1 0 50 700 Tm (A) Tj ET", "A", func(g reflow.Glyph) bool { return g.Angle == 270 && near(g.Size, 10) }},
		{"text without ink", "BT 3 Tr /F 10 Tf 50 700 Td (A) Tj ET", "A", func(g reflow.Glyph) bool { return g.Invisible }},
		{"text with ink", "BT /F 10 Tf 50 700 Td (A) Tj ET", "A", func(g reflow.Glyph) bool { return !g.Invisible }},
		{"blanks of the file's own", "BT /F 10 Tf 50 700 Td (A b) Tj ET", "A b", nil},
		{"blanks and lines of PDFium's", "BT /F 10 Tf 50 700 Td (A) Tj 200 -50 Td (b) Tj ET", "Ab", nil},
		{"text beside the page", "BT /F 10 Tf 50 700 Td (A) Tj 5000 0 Td (b) Tj ET", "A", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := mustRead(t, r, onePage(box, test.content)).Pages[0]
			if got := runes(p); got != test.runes {
				t.Fatalf("the page says %q, want %q", got, test.runes)
			}
			if test.check != nil && !test.check(p.Glyphs[0]) {
				t.Errorf("the glyph is %+v", p.Glyphs[0])
			}
		})
	}
}

func TestStylesByTheNamesOfFonts(t *testing.T) {
	for name, want := range map[string]style{
		"Helvetica":            {},
		"ABCDEF+Arial-BoldMT":  {bold: true},
		"Times-BoldItalic":     {bold: true, italic: true},
		"Courier-Oblique":      {italic: true, fixed: true},
		"BCDEFG+CMBX10":        {bold: true},
		"CMTT10":               {fixed: true},
		"ZapfDingbats":         {symbol: true},
		"ABCDEF+Wingdings-Reg": {symbol: true},
		"":                     {},
	} {
		if got := styleNamed(name); got != want {
			t.Errorf("%q is %+v, want %+v", name, got, want)
		}
	}
}

func TestAHyphenThatBreaksAWord(t *testing.T) {
	p := mustRead(t, newReader(t), papers.Report()).Pages[0]
	hyphens := 0
	for _, g := range p.Glyphs {
		if g.Rune == hyphen {
			t.Error("PDFium's sign for a hyphen is a rune")
		}
		if g.Hyphen && g.Rune == '-' {
			hyphens++
		}
	}
	if hyphens != 8 {
		t.Errorf("%d hyphens, want one of each of 8 paragraphs", hyphens)
	}
}

func TestLinksAndBookmarksOfATalk(t *testing.T) {
	d := mustRead(t, newReader(t), papers.Talk())
	if d.Title != papers.TalkTitle || d.Author != papers.Author || !d.Date.Equal(papers.Written) {
		t.Errorf("it is %q by %q of %v", d.Title, d.Author, d.Date)
	}
	if n := len(papers.TalkSections); len(d.Bookmarks) != 2*n {
		t.Fatalf("%d bookmarks, want %d", len(d.Bookmarks), 2*n)
	}
	for i, section := range papers.TalkSections {
		want := reflow.Bookmark{Title: section, Level: 1, Page: 2 + i*papers.TalkSlides}
		if got := d.Bookmarks[2*i]; got != want {
			t.Errorf("bookmark %+v, want %+v", got, want)
		}
		below := d.Bookmarks[2*i+1]
		if below.Level != 2 || below.Page != want.Page+1 || !near(below.Y, 72) {
			t.Errorf("bookmark %+v below %q", below, section)
		}
	}
	last := d.Pages[len(d.Pages)-1]
	if n := len(last.Links); n != len(papers.TalkSections)+1 {
		t.Fatalf("the last slide has %d links", n)
	}
	for i, l := range last.Links[:len(papers.TalkSections)] {
		if want := 2 + i*papers.TalkSlides; l.Page != want || l.URL != "" || l.Y0 < 15 || l.Y1 > 40 {
			t.Errorf("link %+v, want it to lead to page %d", l, want)
		}
	}
	if l := last.Links[len(papers.TalkSections)]; l.URL != papers.TalkLink || l.Page != 0 || !near(l.X0, 62.84) {
		t.Errorf("link %+v, want it to lead to %s", l, papers.TalkLink)
	}
}

func TestLinksThatLeadNowhereHere(t *testing.T) {
	r := newReader(t)
	for action, want := range map[string]string{
		"/S/URI/URI(https://example.org/a)":      "https://example.org/a",
		"/S/URI/URI(https://example.org/ a)":     "",
		"/S/URI/URI(https://example.org/\x1b[m)": "",
		"/S/Launch/F(/bin/sh)":                   "",
		"/S/GoToR/F(other.pdf)/D[0/Fit]":         "",
		"/S/JavaScript/JS(app.alert\\(1\\))":     "",
		"/S/GoTo/D[99 0 R/Fit]":                  "",
	} {
		p := mustRead(t, r, onePage("/MediaBox[0 0 600 800]/Annots[<</Type/Annot/Subtype/Link/Rect[50 690 90 720]/A<<"+action+">>>>]",
			"BT /F 10 Tf 50 700 Td (A) Tj ET")).Pages[0]
		switch {
		case want == "" && len(p.Links) != 0:
			t.Errorf("%s is the link %+v", action, p.Links)
		case want != "" && (len(p.Links) != 1 || p.Links[0].URL != want):
			t.Errorf("%s is %+v, want %s", action, p.Links, want)
		}
	}
}

func TestAddressesInTheTextAreLinks(t *testing.T) {
	const text = "BT /F 10 Tf 50 700 Td (See https://example.org/plan for more) Tj ET"
	link := "/Annots[<</Type/Annot/Subtype/Link/Rect[50 690 300 720]/A<</S/URI/URI(https://example.org/other)>>>>]"
	r := newReader(t)
	for entries, want := range map[string]string{"": "https://example.org/plan", link: "https://example.org/other"} {
		p := mustRead(t, r, onePage("/MediaBox[0 0 600 800]"+entries, text)).Pages[0]
		if len(p.Links) != 1 || p.Links[0].URL != want {
			t.Errorf("with %q the links are %+v", entries, p.Links)
		}
	}
}

func TestRules(t *testing.T) {
	p := mustRead(t, newReader(t), onePage("/MediaBox[0 0 600 800]",
		"50 700 m 250 700 l S 50 100 200 1 re f 50 200 100 50 re S 300 300 200 200 re f 50 50 m 90 90 l S")).Pages[0]
	// A line, a thin box, four sides of an outline; not the filled box, not the diagonal.
	if len(p.Rules) != 6 {
		t.Errorf("%d rules: %+v", len(p.Rules), p.Rules)
	}
}

func TestAPageWithoutTextIsAPicture(t *testing.T) {
	d := mustRead(t, newReader(t), papers.Scan())
	for i, p := range d.Pages {
		config, err := jpeg.DecodeConfig(bytes.NewReader(p.Picture))
		if err != nil {
			t.Fatalf("page %d: %v", i+1, err)
		}
		if config.Width > pictureWidth || config.Height > pictureHeight || config.Width < 300 || len(p.Picture) > document.MaxPictureBytes {
			t.Errorf("page %d is a picture of %d by %d in %d bytes", i+1, config.Width, config.Height, len(p.Picture))
		}
	}
	m, err := jpeg.Decode(bytes.NewReader(d.Pages[0].Picture))
	if err != nil {
		t.Fatal(err)
	}
	b := m.Bounds()
	middle, _, _, _ := m.At(b.Dx()/2, b.Dy()/2).RGBA()
	corner, _, _, _ := m.At(2, 2).RGBA()
	if middle > 0x3000 || corner < 0xE000 {
		t.Errorf("the middle is %x and the corner %x, want black on white", middle, corner)
	}
	for i, p := range mustRead(t, newReader(t), papers.Report()).Pages {
		if p.Picture != nil {
			t.Errorf("page %d has text and is a picture", i+1)
		}
	}
}
