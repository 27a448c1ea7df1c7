package poster

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// SVG writes the poster as an SVG 1.1 document of 210 by 297 mm. Its text is
// drawn as outlines, since a font that is named is another on the next machine,
// and one that is embedded is not read by every program; each line carries its
// words as aria-label.
func (p *Poster) SVG(to io.Writer) error {
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="%[1]smm" height="%[2]smm" viewBox="0 0 %[1]s %[2]s" role="img" xml:lang="%[3]s">`+"\n",
		decimal(pageWidth), decimal(pageHeight), escape(p.language))
	fmt.Fprintf(w, "<title>%s</title>\n", escape(p.title))
	lines, err := p.shapeTexts()
	if err != nil {
		return err
	}
	p.writeShapes(w, lines)
	fmt.Fprintf(w, "<rect width=\"100%%\" height=\"100%%\" fill=\"%s\"/>\n", hex(white))
	for n, i := range p.items {
		switch i := i.(type) {
		case fill:
			fmt.Fprintf(w, "<path fill=\"%s\" d=\"", hex(i.colour))
			for _, b := range i.boxes {
				fmt.Fprintf(w, "M%s %sH%sV%sH%sZ", decimal(b.x), decimal(b.y), decimal(b.x+b.w), decimal(b.y+b.h), decimal(b.x))
			}
			fmt.Fprint(w, "\"/>\n")
		case text:
			p.writeText(w, i, lines[n])
		}
	}
	fmt.Fprint(w, "</svg>\n")
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the SVG: %w", err)
	}
	return nil
}

// shapeTexts are the shapes of each text, by the item's number.
func (p *Poster) shapeTexts() (map[int][]shape, error) {
	lines := map[int][]shape{}
	for n, i := range p.items {
		t, ok := i.(text)
		if !ok {
			continue
		}
		var err error
		if lines[n], err = p.faces.shapes(t.face, t.text); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// writeShapes writes each shape once, for the texts to use.
func (p *Poster) writeShapes(w io.Writer, lines map[int][]shape) {
	written := map[string]bool{}
	fmt.Fprint(w, "<defs>\n")
	for n, i := range p.items {
		for _, s := range lines[n] {
			id := shapeID(i.(text).face, s)
			if written[id] || len(s.outline) == 0 {
				continue
			}
			written[id] = true
			fmt.Fprintf(w, "<path id=\"%s\" d=\"%s\"/>\n", id, pathOf(s.outline))
		}
	}
	fmt.Fprint(w, "</defs>\n")
}

func shapeID(f face, s shape) string { return fmt.Sprintf("%s%d", f.name(), s.glyph) }

// pathOf writes an outline as the "d" of a path (SVG 1.1 §8.3).
func pathOf(outline sfnt.Segments) string {
	var d strings.Builder
	for n, s := range outline {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if n > 0 {
				d.WriteByte('Z')
			}
			d.WriteByte('M')
		case sfnt.SegmentOpLineTo:
			d.WriteByte('L')
		case sfnt.SegmentOpQuadTo:
			d.WriteByte('Q')
		case sfnt.SegmentOpCubeTo:
			d.WriteByte('C')
		}
		for i, a := range s.Args[:arguments(s.Op)] {
			if i > 0 {
				d.WriteByte(' ')
			}
			d.WriteString(units(a.X) + " " + units(a.Y))
		}
	}
	return d.String() + "Z"
}

func (p *Poster) writeText(w io.Writer, t text, line []shape) {
	scale := t.size / float64(p.faces[t.face].UnitsPerEm())
	fmt.Fprintf(w, "<g aria-label=\"%s\" fill=\"%s\" transform=\"translate(%s %s) scale(%s)\">",
		escape(t.text), hex(t.colour), decimal(t.at.x), decimal(t.at.y), strconv.FormatFloat(scale, 'f', 8, 64))
	var x fixed.Int26_6
	for _, s := range line {
		if len(s.outline) > 0 {
			fmt.Fprintf(w, "<use xlink:href=\"#%s\" x=\"%s\"/>", shapeID(t.face, s), units(x))
		}
		x += s.advance
	}
	fmt.Fprint(w, "</g>\n")
}

// units writes a length in a face's own units, which are whole but for shapes
// that are put together from others.
func units(v fixed.Int26_6) string { return decimal(float64(v) / 64) }

// decimal writes millimetres to a thousandth, which no printer can show.
func decimal(v float64) string {
	s := strconv.FormatFloat(v, 'f', 3, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func hex(c colour) string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// escape makes text safe in an element and in an attribute. What XML 1.0 cannot
// hold becomes "�".
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}
