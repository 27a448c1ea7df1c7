package pdf

import (
	"math"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/reflow"
)

// The bounds of what is read of a document, beside those of package document. What goes
// beyond them is left out, but for glyphs: a document of more of them is TooLong.
const (
	maxPageGlyphs = 200_000
	maxGlyphs     = 1_500_000 // 120 MB; more than MaxTextBytes unless most of it recurs
	maxFonts      = math.MaxUint16
	maxPageLinks  = 500
	maxLinks      = 20_000
	maxURL        = 2 << 10 // bytes
	maxBookmarks  = 10_000
	maxLevel      = 20
	maxPageRules  = 2_000
	maxRules      = 100_000
	maxPageDrawn  = 5_000 // objects of a page that are looked at for rules, and parts of paths
)

// reader reads the document of one instance.
type reader struct {
	*instance
	doc    reflow.Document
	frames []frame           // of the pages
	fonts  map[string]uint16 // by their names
	pages  map[uint32]style  // fonts of the page that is read, by their FPDF_FONT
	glyphs int               // of all pages so far
	links  int
	rules  int
}

// readDocument is what is printed on the pages of in's document.
func readDocument(in *instance) (*reflow.Document, error) {
	r := &reader{instance: in, fonts: map[string]uint16{}}
	count := in.number("FPDF_GetPageCount", in.document)
	if count > document.MaxPages {
		return nil, refusal(document.TooManyPages)
	}
	if count <= 0 {
		return nil, refusal(document.Broken)
	}
	r.readInfo()
	r.doc.Pages = make([]reflow.Page, count)
	r.frames = make([]frame, count)
	// A page is closed when the next one has been read: PDFium forgets a font that no
	// page uses, and takes long to read it again.
	var last uint64
	for i := range r.doc.Pages {
		page := in.call("FPDF_LoadPage", in.document, uint64(i))
		if page != 0 {
			if err := r.readPage(i, page); err != nil {
				return nil, err
			}
		}
		if last != 0 {
			in.call("FPDF_ClosePage", last)
		}
		last = page
	}
	if last != 0 {
		in.call("FPDF_ClosePage", last)
	}
	r.readBookmarks()
	if in.err != nil {
		return nil, in.err
	}
	r.readPictures()
	return &r.doc, nil
}

// readPage reads page i, from 0, that is loaded. A page that is damaged stays empty.
func (r *reader) readPage(i int, page uint64) error {
	p := &r.doc.Pages[i]
	f := r.frameOf(page)
	r.frames[i] = f
	p.Width, p.Height = f.width, f.height
	text := r.call("FPDFText_LoadPage", page)
	if text != 0 {
		if err := r.readGlyphs(p, f, text); err != nil {
			return err
		}
	}
	r.readLinks(p, f, page)
	if text != 0 {
		r.readWebLinks(p, f, text)
		r.call("FPDFText_ClosePage", text)
	}
	r.readRules(p, f, page)
	return r.err
}
