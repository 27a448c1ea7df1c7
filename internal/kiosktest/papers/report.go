package papers

import (
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// ReportTitle is the title of Report, ReportHead what stands at the head of each of
// its pages.
const (
	ReportTitle = "A gauge for small rivers"
	ReportHead  = "Proceedings of the Teifi Hack Days"
)

// ReportPages is how many pages Report has.
const ReportPages = 4

// ReportParagraphs are the paragraphs of Report, in the order in which they are read.
// Lines that end in a hyphen break a word: "thermo-" and "meter" are a thermometer.
var ReportParagraphs = paragraphs()

// Report is a paper in two columns, with a head and the number of the page at the foot
// of each, a heading above every third paragraph, and a word that is broken at the end
// of the first line of each paragraph.
func Report() []byte {
	f := begin(ReportTitle, "P")
	const perColumn = 4
	for page := range ReportPages {
		f.AddPage()
		f.SetFont("Times", "I", 9)
		f.Text(200, 40, ReportHead)
		f.Text(290, 810, fmt.Sprint(page+1))
		top := 80.0
		if page == 0 {
			f.SetFont("Times", "B", 20)
			f.Text(150, 80, ReportTitle)
			top = 120
		}
		for column := range 2 {
			x, y := 60+float64(column)*250, top
			for i := range perColumn {
				n := (page*2+column)*perColumn + i
				if n%3 == 0 {
					f.SetFont("Times", "B", 13)
					f.Text(x, y, fmt.Sprintf("%d  %s", n/3+1, reportHeadings[n/3%len(reportHeadings)]))
					y += 20
				}
				y = paragraph(f, x, y, ReportParagraphs[n]) + 10
			}
		}
	}
	return finish(f)
}

// paragraph sets text of lines at x and y, and is where the next may begin.
func paragraph(f *fpdf.Fpdf, x, y float64, text string) float64 {
	f.SetFont("Times", "", 11)
	for line := range strings.Lines(text) {
		f.Text(x, y, strings.TrimSuffix(line, "\n"))
		y += 13
	}
	return y
}

var reportHeadings = []string{"Rivers", "Floats and pipes", "Batteries", "Results"}

func paragraphs() []string {
	var all []string
	for n := range ReportPages * 8 {
		all = append(all, fmt.Sprintf(
			"Reading %s was made with a thermo-\nmeter that hung %s the bridge. It\nshowed what %s had said before\nwe came, and nobody wondered.",
			reading(n), []string{"below", "above", "beside"}[n%3], []string{"the ferryman", "the miller", "a heron", "the old map"}[n%4]))
	}
	return all
}

// reading names reading n by a word that no other has.
func reading(n int) string {
	first := []string{"alder", "birch", "cedar", "dogwood", "elm", "fir", "gorse", "hazel"}
	second := []string{"one", "two", "three", "four"}
	return first[n%8] + second[n/8]
}
