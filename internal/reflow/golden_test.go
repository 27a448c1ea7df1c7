package reflow

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
)

// documents are made up, and looked at as Markdown in testdata.
var documents = map[string]func() *press{
	"slides": slides,
	"paper":  paper,
}

func TestDocuments(t *testing.T) {
	for name, print := range documents {
		t.Run(name, func(t *testing.T) {
			kiosktest.Golden(t, "testdata/"+name+".md", print().markdown()+"\n")
		})
	}
}

// slides have an outline at their top, bookmarks, and bullets of a font.
func slides() *press {
	p := &press{size: 10}
	p.doc.Title = "Tides and Boats"
	titles := []string{"Tides", "Boats", "Questions"}
	for i := range 6 {
		page := p.page()
		page.Width, page.Height = 360, 270
		p.size = 5
		for k, l := range titles {
			y := 12 + float64(k)*6
			page.Links = append(page.Links, Link{Box: Box{30, y - 4, 100, y + 1}, Page: 2*k + 1})
			p.line(30, y, l)
		}
		p.line(30, 262, "Ada Rope")
		p.line(120, 262, "Tides and Boats")
		p.line(330, 262, fmt.Sprintf("%d/6", i+1))
		p.size = 14
		p.line(30, 50, titles[i/2])
		if i%2 == 0 {
			p.doc.Bookmarks = append(p.doc.Bookmarks, Bookmark{Title: titles[i/2], Level: 1, Page: i + 1, Y: 40})
		}
		p.size = 10
		for k, l := range []string{"What there is to be said of " + strings.ToLower(titles[i/2]), "And what there is not, which is more", "An end"} {
			x, y := 40+float64(k%2)*15, 100+float64(k)*20
			p.look.Symbol = true
			p.line(x, y, "I")
			p.look.Symbol = false
			p.line(x+12, y, fmt.Sprintf("%s (%s)", l, kinds[i]))
		}
	}
	return p
}

// paper has two columns below a title, hyphens, a table, running heads, notes and
// numbers of pages.
func paper() *press {
	p := &press{size: 10}
	for i := range 3 {
		p.page()
		p.size = 8
		p.line(72, 40, "Annals of the Harbour")
		p.line(290, 810, fmt.Sprint(i+211))
		y := 80.0
		if i == 0 {
			p.size = 18
			p.line(120, 90, "On the Height of the Water")
			y = 130
		}
		p.size = 10
		p.look.Bold = true
		p.line(72, y, fmt.Sprintf("%d Part the %s", i+1, []string{"first", "second", "third"}[i]))
		p.look.Bold = false
		end := p.prose(72, y+20, 210, kinds[i]+" "+tides+"It is well-known.")
		p.line(82, end, "A paragraph that is set in begins here, and is bro-")
		p.line(72, end+12, "ken at the line's end, as one of the well-")
		p.line(72, end+24, "known sort is.")
		p.prose(312, y, 210, boats+kinds[i+1])
		for k, row := range [][]string{{"Quay", "High", "Low"}, {"North", "5.2", "0.3"}, {"South", "5.1", "0.4"}} {
			for c, x := range []float64{330, 400, 450} {
				p.line(x, y+140+float64(k)*12, row[c])
			}
		}
		p.prose(312, y+190, 210, "What is below the table is about "+kinds[i]+", and so on.")
		p.rotated(20, 500, false, "Draft "+kinds[i])
	}
	p.doc.Bookmarks = []Bookmark{{Title: "Nowhere", Level: 1, Y: math.NaN()}}
	return p
}
