package poster

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// SVG writes the poster as an SVG 1.1 document of 210 by 297 mm. Its text is
// drawn as outlines, since a font that is named is another on the next machine,
// and one that is embedded is not read by every program; each line carries its
// words as aria-label.
func (p *Poster) SVG(to io.Writer) error {
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]smm" height="%[2]smm" viewBox="0 0 %[1]s %[2]s" role="img" xml:lang="%[3]s">`+"\n",
		decimal(pageWidth), decimal(pageHeight), escape(p.language))
	fmt.Fprintf(w, "<title>%s</title>\n", escape(p.title))
	fmt.Fprintf(w, "<rect width=\"100%%\" height=\"100%%\" fill=\"%s\"/>\n", hex(white))
	for _, i := range p.items {
		var err error
		switch i := i.(type) {
		case fill:
			fmt.Fprintf(w, "<path fill=\"%s\" d=\"", hex(i.colour))
			for _, b := range i.boxes {
				fmt.Fprintf(w, "M%s %sH%sV%sH%sZ", decimal(b.x), decimal(b.y), decimal(b.x+b.w), decimal(b.y+b.h), decimal(b.x))
			}
			fmt.Fprint(w, "\"/>\n")
		case text:
			err = p.writeText(w, i)
		}
		if err != nil {
			return err
		}
	}
	fmt.Fprint(w, "</svg>\n")
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the SVG: %w", err)
	}
	return nil
}

func (p *Poster) writeText(w io.Writer, t text) error {
	var d strings.Builder
	open := false
	err := p.faces.outline(t, func(op sfnt.SegmentOp, points []point) {
		switch op {
		case sfnt.SegmentOpMoveTo:
			if open {
				d.WriteByte('Z')
			}
			open = true
			d.WriteByte('M')
		case sfnt.SegmentOpLineTo:
			d.WriteByte('L')
		case sfnt.SegmentOpQuadTo:
			d.WriteByte('Q')
		case sfnt.SegmentOpCubeTo:
			d.WriteByte('C')
		}
		for n, at := range points {
			if n > 0 {
				d.WriteByte(' ')
			}
			d.WriteString(decimal(at.x) + " " + decimal(at.y))
		}
	})
	if err != nil {
		return err
	}
	if open {
		d.WriteByte('Z')
	}
	fmt.Fprintf(w, "<path aria-label=\"%s\" fill=\"%s\" d=\"%s\"/>\n", escape(t.text), hex(t.colour), d.String())
	return nil
}

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
