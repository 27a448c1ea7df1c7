package reflow

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"hackday.example/kiosk/internal/document"
)

// FuzzLayout lays out pages of anything: glyphs of any place and look, links, rules and
// bookmarks. The text is within its bounds, valid, and the same each time; and where the
// glyphs are plain lines of letters, every letter is read again, as often as it was
// printed.
func FuzzLayout(f *testing.F) {
	for _, text := range awkward {
		f.Add([]byte("\x00" + text))
		f.Add([]byte("\x01" + text))
	}
	f.Add(slices.Concat([]byte{0}, []byte("The harbour opens at six,\x01\x08and the fisher-\x02\x09men come back\x03\x10\x04\x20")))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) == 0 || len(data) > 1<<14 {
			return
		}
		wild := data[0]&1 == 1
		var d *Document
		if wild {
			d = anyDocument(data[1:])
		} else {
			d = plainDocument(data[1:])
		}
		got := Text(d)
		checkText(t, d, got)
		if again := Text(d); !reflect.DeepEqual(got, again) {
			t.Fatalf("not the same twice: %q, %q", got.Markdown, again.Markdown)
		}
		if !wild {
			checkLetters(t, d, got)
		}
	})
}

// checkText checks what holds for every text.
func checkText(t *testing.T, d *Document, got document.Text) {
	t.Helper()
	if got.State != document.Ready && got.State != document.TooLong {
		t.Fatalf("state %v", got.State)
	}
	if len(got.Markdown) > document.MaxTextBytes || len(got.Places) > document.MaxPlaces || len(got.Title) > document.MaxLine || len(got.Author) > document.MaxLine || len(got.Pictures) > document.MaxPictures {
		t.Fatalf("beyond the bounds: %d bytes, %d places", len(got.Markdown), len(got.Places))
	}
	for _, s := range []string{got.Markdown, got.Title, got.Author} {
		if !utf8.ValidString(s) {
			t.Fatalf("no UTF-8: %q", s)
		}
	}
	if got.State == document.Ready && len(got.Places) != min(len(d.Pages), document.MaxPlaces) {
		t.Fatalf("%d places of %d pages", len(got.Places), len(d.Pages))
	}
	at := 0
	for _, p := range got.Places {
		if p.Offset < at || p.Offset > len(got.Markdown) || len(p.ID) > document.MaxID {
			t.Fatalf("place %v behind %d of %d", p, at, len(got.Markdown))
		}
		at = p.Offset
	}
}

var pageNumbers = regexp.MustCompile(`(?m)^## Page \d+$`)

// checkLetters checks that each letter that was printed is read, as often as it was.
func checkLetters(t *testing.T, d *Document, got document.Text) {
	t.Helper()
	printed, read := map[rune]int{}, map[rune]int{}
	for _, p := range d.Pages {
		for _, g := range p.Glyphs {
			if isWordRune(g.Rune) {
				printed[g.Rune]++
			}
		}
	}
	markdown := pageNumbers.ReplaceAllString(got.Markdown, "")
	for _, r := range rendered(markdown) {
		if isWordRune(r) {
			read[r]++
		}
	}
	if !reflect.DeepEqual(printed, read) {
		t.Fatalf("printed %v, read %v: %q", printed, read, got.Markdown)
	}
}

// plainDocument prints lines of the text in data, two pages at most. Bytes below a blank
// begin a line: the next two say where.
func plainDocument(data []byte) *Document {
	p := newPress()
	x, y := 72.0, 72.0
	pages := 1
	last := rune(0)
	for len(data) > 0 {
		end := slices.IndexFunc(data, func(c byte) bool { return c < ' ' })
		if end < 0 {
			end = len(data)
		}
		line := strings.Map(func(r rune) rune {
			if r < ' ' || r > '~' {
				return -1
			}
			return r
		}, string(data[:end]))
		if line != "" {
			if r, _ := utf8.DecodeRuneInString(line); r == last { // or it may be taken for the same, printed twice
				line = "Z" + line
			}
			last, _ = utf8.DecodeLastRuneInString(line)
			p.line(x, y, line)
		}
		data = data[end:]
		if len(data) < 3 {
			break
		}
		switch control := data[0]; {
		case control == 1 && pages < 2:
			p.page()
			pages++
		case control < 8:
			p.size = 6 + float64(control)
			p.look.Bold = control&1 == 1
			p.look.Italic = control&2 == 2
		case control < 12:
			p.look.Fixed = control == 11
		}
		x, y = 20+float64(data[1])/255*500, 20+float64(data[2])*3
		data = data[3:]
	}
	p.last().Width, p.last().Height = 0, 0 // nothing is beyond its edges
	for i := range p.doc.Pages {
		p.doc.Pages[i].Width = 0
	}
	return &p.doc
}

// anyDocument makes a document of data, each number of which may be anything.
func anyDocument(data []byte) *Document {
	d := &Document{Title: string(data[:min(len(data), 9)])}
	number := func() float64 {
		if len(data) == 0 {
			return 0
		}
		c := data[0]
		data = data[1:]
		switch {
		case c == 255:
			return math.NaN()
		case c == 254:
			return math.Inf(1)
		case c == 253:
			return math.Inf(-1)
		case c == 252 && len(data) >= 8:
			n := math.Float64frombits(binary.LittleEndian.Uint64(data))
			data = data[8:]
			return n
		case c == 251:
			return 1e300
		case c == 250:
			return -1e300
		}
		return float64(c) * 3
	}
	runes := []rune("aé•I-\u00ADﬁا界\uFFFD\uE000\uF0B7\x00\x02 \u00A03.V\U0010FFFF\uFE8E\u0301`*[<:")
	x, y := 0.0, 0.0
	for len(data) > 0 {
		op := data[0]
		data = data[1:]
		if len(d.Pages) == 0 || op == 0 && len(d.Pages) < 50 {
			d.Pages = append(d.Pages, Page{Width: number(), Height: number()})
		}
		p := &d.Pages[len(d.Pages)-1]
		switch op % 8 {
		case 0:
			p.Picture = data[:min(len(data), 3)]
		case 1:
			p.Links = append(p.Links, Link{Box: Box{number(), number(), number(), number()}, URL: fmt.Sprintf("http://e.example/%q", data[:min(len(data), 5)])}, Link{Box: Box{0, number(), 1e4, number()}, Page: int(op)})
		case 2:
			d.Bookmarks = append(d.Bookmarks, Bookmark{Title: string(data[:min(len(data), 7)]), Level: int(op) - 9, Page: int(op) % 20, Y: number()})
		case 3:
			x, y = number(), number()
		case 4:
			p.Rules = append(p.Rules, Box{number(), number(), number(), number()})
			p.Glyphs = append(p.Glyphs, Glyph{Rune: rune(op), Box: Box{number(), number(), number(), number()}, Base: number(), Size: number(), Angle: number(), Symbol: true})
		default:
			g := Glyph{Rune: runes[int(op)%len(runes)], Box: Box{x, y, x + 5, y + 10}, Base: y + 8, Size: 10, Angle: float64(op/64) * 90, Bold: op&16 > 0, Hyphen: op == 77, Font: uint16(op % 3)}
			if x += 5; op > 128 {
				x += 2
			}
			p.Glyphs = append(p.Glyphs, g)
		}
	}
	return d
}
