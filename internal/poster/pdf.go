package poster

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// PDF writes the poster as a PDF of one A4 page. Of each typeface the letters
// that are used are embedded, and the text can be searched and copied.
func (p *Poster) PDF(to io.Writer) error {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetCatalogSort(true) // the order of a Go map is another each time
	// A date that never changes stands for none, which the library cannot write.
	doc.SetCreationDate(time.Unix(0, 0).UTC())
	doc.SetModificationDate(time.Unix(0, 0).UTC())
	doc.SetProducer("kiosk", true)
	doc.SetTitle(p.title, true)
	doc.SetLang(p.language)
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	for f := range face(count) {
		// The library writes into the bytes when it takes letters with accents apart.
		doc.AddUTF8FontFromBytes(f.name(), "", bytes.Clone(f.data()))
	}
	doc.AddPage()
	for _, i := range p.items {
		switch i := i.(type) {
		case fill:
			doc.SetFillColor(int(i.colour[0]), int(i.colour[1]), int(i.colour[2]))
			for _, b := range i.boxes {
				doc.MoveTo(b.x, b.y)
				doc.LineTo(b.x+b.w, b.y)
				doc.LineTo(b.x+b.w, b.y+b.h)
				doc.LineTo(b.x, b.y+b.h)
				doc.ClosePath()
			}
			doc.DrawPath("F")
		case text:
			doc.SetTextColor(int(i.colour[0]), int(i.colour[1]), int(i.colour[2]))
			doc.SetFont(i.face.name(), "", i.size/pt)
			doc.Text(i.at.x, i.at.y, i.text)
		}
	}
	if err := doc.Output(to); err != nil {
		return fmt.Errorf("writing the PDF: %w", err)
	}
	return nil
}
