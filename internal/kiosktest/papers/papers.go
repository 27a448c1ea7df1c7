// Package papers makes PDFs for tests: slides, a scan, a report. Two calls give the
// same bytes. Nothing in them is anybody else's.
package papers

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// What the file information of all papers says.
const Author = "Mair Rees"

// Written is when all papers say that they were made.
var Written = time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)

// begin is a paper without pages yet: its lengths are in points, its text is in
// Windows-1252.
func begin(title, orientation string) *fpdf.Fpdf {
	f := fpdf.New(orientation, "pt", "A4", "")
	f.SetTitle(title, true)
	f.SetAuthor(Author, true)
	f.SetCreationDate(Written)
	f.SetModificationDate(Written)
	f.SetCatalogSort(true)
	f.SetAutoPageBreak(false, 0)
	f.SetFont("Helvetica", "", 12)
	return f
}

// finish is the file. It panics if fpdf has found an error, which is one of this
// package's.
func finish(f *fpdf.Fpdf) []byte {
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		panic(fmt.Sprintf("making a paper: %v", err))
	}
	return b.Bytes()
}

// TalkTitle is the title of Talk, TalkLink what its last slide links to.
const (
	TalkTitle = "Tides of the Teifi"
	TalkLink  = "https://example.org/tides"
)

// TalkSections are the sections of Talk, which its bookmarks name.
var TalkSections = []string{"Why we measure", "How the gauge works", "What we found"}

// TalkSlides is how many slides each section of Talk has.
const TalkSlides = 3

// Talk is ten slides: a title, and three sections of three. Each slide but the first
// begins with the same outline, whose entries are links to the sections, and ends with
// a line of title and number. It has bookmarks. The second slide of each section has
// bullets of the font ZapfDingbats, whose letter "l" is a disc.
func Talk() []byte {
	f := begin(TalkTitle, "L")
	f.AddPage()
	f.SetFontSize(36)
	f.Text(120, 240, TalkTitle)
	f.SetFontSize(18)
	f.Text(120, 290, Author)

	sections := make([]int, len(TalkSections))
	for i := range sections {
		sections[i] = f.AddLink()
	}
	for i, section := range TalkSections {
		for n := range TalkSlides {
			f.AddPage()
			if n == 0 {
				f.SetLink(sections[i], 0, -1)
				f.Bookmark(section, 0, 0)
			}
			outline(f, sections)
			slide(f, section, n)
			f.SetFont("Helvetica", "", 9)
			f.Text(60, 570, fmt.Sprintf("%s    %d / %d", TalkTitle, f.PageNo(), 1+len(TalkSections)*TalkSlides))
		}
	}
	f.SetFont("Helvetica", "U", 20)
	f.SetXY(60, 420)
	f.CellFormat(300, 24, "All the readings", "", 0, "L", false, 0, TalkLink)
	return finish(f)
}

// outline is what stands at the top of each slide.
func outline(f *fpdf.Fpdf, sections []int) {
	f.SetFont("Helvetica", "", 10)
	for i, section := range TalkSections {
		f.SetXY(60+float64(i)*240, 20)
		f.CellFormat(200, 14, section, "", 0, "L", false, sections[i], "")
	}
}

// slide is what stands on the nth slide of a section, from 0.
func slide(f *fpdf.Fpdf, section string, n int) {
	f.SetFont("Helvetica", "B", 28)
	f.Text(60, 100, []string{section, "Three things about it", "And then"}[n])
	if n == 1 {
		f.Bookmark("Three things about it", 1, 72)
	}
	for i, text := range [][]string{
		{"The river rises twice a day,", "and the bridge was built by somebody who forgot."},
		{"A float in a pipe", "A cheap computer that sleeps", "A battery that lasts for a year"},
		{"We shall come back in spring,", "when the ice has gone."},
	}[n] {
		y := 160 + float64(i)*40
		if n == 1 {
			f.SetFont("ZapfDingbats", "", 14)
			f.Text(60, y, "l")
		}
		f.SetFont("Helvetica", "", 20)
		f.Text(84, y, text)
	}
}

// Scan is two pages that have a picture and no text.
func Scan() []byte {
	f := begin("", "P")
	for n := range 2 {
		f.AddPage()
		f.SetLineWidth(8)
		f.Rect(100, 100, 395, 642, "D")
		f.Circle(297, 421, 60+40*float64(n), "F")
	}
	return finish(f)
}
