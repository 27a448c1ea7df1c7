package reflow

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/document"
)

// hostile are pages that would take more than linear time if anything did.
var hostile = map[string]func(p *Page, n int){
	"one place": func(p *Page, n int) {
		for i := range n {
			glyphAt(p, rune('a'+i%26), 100, 100)
		}
	},
	"one line": func(p *Page, n int) {
		for i := range n {
			glyphAt(p, ')', float64(i)*5, 100)
		}
	},
	"one column": func(p *Page, n int) {
		for i := range n {
			glyphAt(p, 'a', 100, float64(i)*0.08)
		}
	},
	"scattered": func(p *Page, n int) {
		r := rand.New(rand.NewPCG(1, 2))
		for range n {
			glyphAt(p, 'a', r.Float64()*600, r.Float64()*800)
		}
	},
	"grid": func(p *Page, n int) {
		for i := range n {
			glyphAt(p, 'a', float64(i%60)*20, float64(i/60)*12)
		}
	},
	"staircase": func(p *Page, n int) {
		for i := range n {
			glyphAt(p, 'a', float64(i%1000)*20, float64(i)*0.1)
		}
	},
	"many columns": func(p *Page, n int) {
		for i := range n {
			band, k := i/200, i%200
			column, row, at := k/100, k%100/20, k%20
			glyphAt(p, 'a', float64(column)*150+float64(at)*5+float64(band%7), float64(band*5+row)*12+float64(column)*5)
		}
	},
	"angles": func(p *Page, n int) {
		for i := range n {
			glyphAt(p, 'a', float64(i%100)*6, float64(i/100)*10)
			p.Glyphs[len(p.Glyphs)-1].Angle = float64(i)
		}
	},
	"links": func(p *Page, n int) {
		for i := range n {
			p.Links = append(p.Links, Link{Box: Box{0, 0, 600, 800}, URL: "http://e.example/"})
			glyphAt(p, 'a', float64(i%100)*6, float64(i/100)*10)
		}
	},
	"symbols": func(p *Page, n int) {
		for i := range n {
			glyphAt(p, []rune("[*`_<1.•")[i%8], float64(i%97)*6, float64(i/97)*12)
		}
	},
}

func glyphAt(p *Page, r rune, x, y float64) {
	p.Glyphs = append(p.Glyphs, Glyph{Rune: r, Size: 10, Base: y, Box: Box{x, y - 7, x + 5, y + 3}})
}

func TestHostilePages(t *testing.T) {
	const glyphs = 6_000
	for name, fill := range hostile {
		t.Run(name, func(t *testing.T) {
			d := &Document{Pages: []Page{{}, {}, {}, {}}}
			for i := range d.Pages {
				fill(&d.Pages[i], glyphs)
			}
			checkText(t, d, Text(d))
		})
	}
}

func TestHostileBookmarks(t *testing.T) {
	p := newPress()
	for i := range 60 {
		p.line(72, 72+float64(i)*12, fmt.Sprintf("Line %d", i))
	}
	for i := range 20_000 {
		p.doc.Bookmarks = append(p.doc.Bookmarks, Bookmark{Title: "Line 7", Level: i, Page: i % 3, Y: float64(i)})
	}
	checkText(t, &p.doc, Text(&p.doc))
	p.doc.Bookmarks = []Bookmark{{Title: strings.Repeat("x", 3*document.MaxLine), Page: 1}}
	p.doc.Title = strings.Repeat("é", 3*document.MaxLine)
	checkText(t, &p.doc, Text(&p.doc))
}

// BenchmarkHostile takes the time for pages that are made to take long, per glyph.
func BenchmarkHostile(b *testing.B) {
	for name, fill := range hostile {
		for _, n := range []int{50_000, 200_000} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				d := &Document{Pages: []Page{{}}}
				fill(&d.Pages[0], n)
				for b.Loop() {
					Text(d)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/glyph")
			})
		}
	}
}
