package reflow

import (
	"math"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hackday.example/kiosk/internal/clean"
)

const (
	// far bounds coordinates, in points: a page of PDF has 14,400 (ISO 32000-1, C.2).
	far = 1e5

	minSize, maxSize = 0.5, 2000 // of fonts, in points

	angleStep = 15 // degrees; text that runs within half of it runs in one direction

	// bandsOfLinks and linksPerBand bound how many links a glyph is compared with.
	bandsOfLinks = 256
	linksPerBand = 64
)

// glyph is a Glyph that is known to be sound, as its line is read: x runs along the
// line, and y down from line to line.
type glyph struct {
	Box
	text       string // empty for a blank
	base, size float64
	font       uint16
	style      style
	link       int32 // index of the document's link + 1; 0 where there is none
	hyphen     bool
}

// style is how a glyph looks.
type style uint8

const (
	bold style = 1 << iota
	italic
	fixed
	symbol
)

// direction is the text of a page that runs in one direction, in degrees clockwise.
type direction struct {
	angle  int
	page   Box // as it is turned
	glyphs []glyph
}

// directions sorts the glyphs of a page by the direction in which they run, the most
// frequent first, and turns them so that each runs to the right. Those that nothing is
// seen of, or that have no text, are left out. The links of the page are counted from firstLink.
func directions(p *Page, firstLink int) []direction {
	links := bandLinks(p)
	found := map[int]*direction{}
	page := Box{0, 0, p.Width, p.Height}
	bounded := sound(page) && p.Width > 0 && p.Height > 0
	var last Glyph // the one before, as it was made sound
	for i := range p.Glyphs {
		g := p.Glyphs[i]
		text, ok := glyphText(g)
		if !ok {
			continue
		}
		if !sound(g.Box) { // it has to stand somewhere
			g.Box = Box{last.X1, last.Y0, last.X1, last.Y1}
		} else if bounded && (g.X1 < 0 || g.Y1 < 0 || g.X0 > p.Width || g.Y0 > p.Height) {
			continue
		}
		if !(g.Size >= minSize && g.Size <= maxSize) {
			g.Size = min(max(g.Y1-g.Y0, minSize), maxSize)
		}
		if text != "" && g.Rune == last.Rune && g.Font == last.Font && overlap(g.Box, last.Box) > 0.8 && g.Angle == last.Angle {
			continue // printed twice, to look bold
		}
		last = g
		angle := turn(g.Angle)
		d := found[angle]
		if d == nil {
			d = &direction{angle: angle, page: turned(page, angle)}
			if !bounded {
				d.page = Box{}
			}
			found[angle] = d
		}
		d.glyphs = append(d.glyphs, placed(g, text, angle, links.at(g.Box, firstLink)))
	}
	ds := make([]direction, 0, len(found))
	for _, d := range found {
		ds = append(ds, *d)
	}
	slices.SortFunc(ds, func(a, b direction) int {
		if len(a.glyphs) != len(b.glyphs) {
			return len(b.glyphs) - len(a.glyphs)
		}
		return a.angle - b.angle
	})
	return ds
}

// glyphText is what a glyph says; "" for a blank, and false for what says nothing.
func glyphText(g Glyph) (string, bool) {
	r := g.Rune
	switch {
	case g.Hyphen:
		return "-", true
	case r == 0x00AD: // a soft hyphen is seen at the end of a line only
		return "\u00AD", true
	case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
		return "", true
	case r >= 0xF000 && r <= 0xF0FF: // where fonts of symbols have theirs
		if s, ok := signs[r]; ok {
			return s, true
		}
		return "•", g.Symbol
	case !utf8.ValidRune(r), unicode.IsControl(r), r == utf8.RuneError, clean.Unsafe(r), unicode.Is(unicode.Co, r):
		return "", false
	case r >= 0xFB00 && r <= 0xFB06, r >= 0xFB50 && r <= 0xFDFF, r >= 0xFE70 && r <= 0xFEFC: // ligatures, and the forms of Arabic letters
		return norm.NFKC.String(string(r)), true
	}
	return string(r), true
}

// signs are the characters of Symbol and Wingdings that documents have most.
var signs = map[rune]string{
	0xF0B7: "•", 0xF0A7: "▪", 0xF06E: "■", 0xF06F: "□", 0xF071: "❑", 0xF075: "◆", 0xF076: "❖",
	0xF0D8: "➢", 0xF0E0: "→", 0xF0FC: "✓", 0xF0FB: "✗", 0xF0A8: "◻", 0xF0D7: "⋅", 0xF06C: "●", 0xF02D: "−",
}

// placed turns a glyph.
func placed(g Glyph, text string, angle int, link int32) glyph {
	p := glyph{Box: g.Box, text: text, size: g.Size, font: g.Font, link: link, hyphen: g.Hyphen}
	for _, s := range []struct {
		is bool
		style
	}{{g.Bold, bold}, {g.Italic, italic}, {g.Fixed, fixed}, {g.Symbol, symbol}} {
		if s.is {
			p.style |= s.style
		}
	}
	p.base = g.Base
	if angle != 0 {
		p.base = 0 // it is no y of these lines
		if angle%90 == 0 {
			p.Box = turned(g.Box, angle)
		} else {
			x, y := rotate((g.X0+g.X1)/2, (g.Y0+g.Y1)/2, angle)
			p.Box = Box{x - g.Size/4, y - g.Size/2, x + g.Size/4, y + g.Size/2}
		}
	}
	if !(math.Abs(p.base) > 0 && p.base >= p.Y0-g.Size && p.base <= p.Y1+g.Size) {
		p.base = p.Y1 - 0.2*(p.Y1-p.Y0)
	}
	return p
}

// turn is the nearest of the angles that are told apart, in degrees from 0.
func turn(angle float64) int {
	if !(math.Abs(angle) <= far) {
		return 0
	}
	n := int(math.Round(angle/angleStep)) % (360 / angleStep)
	if n < 0 {
		n += 360 / angleStep
	}
	return n * angleStep
}

// rotate turns a point so that what ran at an angle runs to the right.
func rotate(x, y float64, angle int) (float64, float64) {
	var sin, cos float64
	switch angle { // exactly
	case 0:
		cos = 1
	case 90:
		sin = 1
	case 180:
		cos = -1
	case 270:
		sin = -1
	default:
		sin, cos = math.Sincos(float64(angle) * math.Pi / 180)
	}
	return x*cos + y*sin, y*cos - x*sin
}

// turned is the box around a box that is turned.
func turned(b Box, angle int) Box {
	x0, y0 := rotate(b.X0, b.Y0, angle)
	t := Box{x0, y0, x0, y0}
	for _, c := range [][2]float64{{b.X1, b.Y0}, {b.X0, b.Y1}, {b.X1, b.Y1}} {
		x, y := rotate(c[0], c[1], angle)
		t = t.union(Box{x, y, x, y})
	}
	return t
}

// sound reports whether a box is one, and not far away.
func sound(b Box) bool {
	return b.X0 <= b.X1 && b.Y0 <= b.Y1 && b.X0 >= -far && b.Y0 >= -far && b.X1 <= far && b.Y1 <= far
}

func (b Box) union(c Box) Box {
	return Box{min(b.X0, c.X0), min(b.Y0, c.Y0), max(b.X1, c.X1), max(b.Y1, c.Y1)}
}

// overlap is the part of the smaller box, in area, that is within the other.
func overlap(a, b Box) float64 {
	w, h := min(a.X1, b.X1)-max(a.X0, b.X0), min(a.Y1, b.Y1)-max(a.Y0, b.Y0)
	area := min((a.X1-a.X0)*(a.Y1-a.Y0), (b.X1-b.X0)*(b.Y1-b.Y0))
	if w <= 0 || h <= 0 || area <= 0 {
		return 0
	}
	return w * h / area
}

// linkBands are the links of a page by where they stand, in bands from top to bottom.
type linkBands struct {
	links  []Link
	height float64
	bands  [bandsOfLinks][]int32
}

// bandLinks sorts the links of a page.
func bandLinks(p *Page) *linkBands {
	l := &linkBands{links: p.Links, height: p.Height}
	if !(p.Height > 0 && p.Height <= far) {
		l.height = far
	}
	for i, link := range p.Links {
		if !sound(link.Box) {
			continue
		}
		for b := l.band(link.Y0); b <= l.band(link.Y1); b++ {
			if len(l.bands[b]) < linksPerBand {
				l.bands[b] = append(l.bands[b], int32(i))
			}
		}
	}
	return l
}

func (l *linkBands) band(y float64) int {
	return int(min(max(y/l.height*bandsOfLinks, 0), bandsOfLinks-1))
}

// at is the index + 1 of the link that stands at a glyph, counted from first; 0 if there
// is none.
func (l *linkBands) at(b Box, first int) int32 {
	x, y := (b.X0+b.X1)/2, (b.Y0+b.Y1)/2
	for _, i := range l.bands[l.band(y)] {
		if k := l.links[i]; x >= k.X0 && x <= k.X1 && y >= k.Y0 && y <= k.Y1 {
			return i + 1 + int32(first)
		}
	}
	return 0
}
