package pdf

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/reflow"
)

// The size of a page as a picture, in pixels at most: more than terminals show.
const (
	pictureWidth  = 320
	pictureHeight = 480
)

// pictureQuality is the quality of its JPEG.
const pictureQuality = 75

// readPictures draws the pages that have no text. If PDFium fails in it, or the time is
// up, the pages that were drawn before are pictures, and the text of all is kept.
func (r *reader) readPictures() {
	count, size := 0, 0
	for i := range r.doc.Pages {
		p := &r.doc.Pages[i]
		if hasText(p) || p.Width <= 0 || p.Height <= 0 {
			continue
		}
		if count == document.MaxPictures || r.err != nil {
			return
		}
		page := r.call("FPDF_LoadPage", r.document, uint64(i))
		if page == 0 {
			continue
		}
		picture := r.draw(p, page)
		r.call("FPDF_ClosePage", page)
		if len(picture) == 0 || len(picture) > document.MaxPictureBytes {
			continue
		}
		if size += len(picture); size > document.MaxAllPictures {
			return
		}
		count++
		p.Picture = picture
	}
}

// hasText tells whether a page has a character that is known and no blank.
func hasText(p *reflow.Page) bool {
	for _, g := range p.Glyphs {
		if g.Rune > ' ' && g.Rune != '\u00a0' {
			return true
		}
	}
	return false
}

// draw is a page as a JPEG; nil if PDFium cannot draw it.
func (r *reader) draw(p *reflow.Page, page uint64) []byte {
	scale := min(pictureWidth/p.Width, pictureHeight/p.Height)
	width, height := max(int(math.Round(p.Width*scale)), 1), max(int(math.Round(p.Height*scale)), 1)
	bitmap := r.call("FPDFBitmap_Create", uint64(width), uint64(height), 0)
	if bitmap == 0 {
		return nil
	}
	r.call("FPDFBitmap_FillRect", bitmap, 0, 0, uint64(width), uint64(height), 0xFFFFFFFF)
	r.call("FPDF_RenderPageBitmap", bitmap, page, 0, 0, uint64(width), uint64(height), 0, 0)
	stride := r.number("FPDFBitmap_GetStride", bitmap)
	address := r.pointer("FPDFBitmap_GetBuffer", bitmap)
	defer r.call("FPDFBitmap_Destroy", bitmap)
	if r.err != nil || stride < 4*width {
		return nil
	}
	pixels := r.bytes(address, uint32(stride*height))
	if pixels == nil {
		return nil
	}
	return encode(pixels, width, height, stride)
}

// encode is a bitmap as a JPEG. Its pixels are of four bytes: blue, green, red, and one
// without a meaning.
func encode(pixels []byte, width, height, stride int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			from, to := pixels[y*stride+4*x:], m.Pix[m.PixOffset(x, y):]
			to[0], to[1], to[2], to[3] = from[2], from[1], from[0], 0xFF
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: pictureQuality}); err != nil {
		return nil
	}
	return b.Bytes()
}
