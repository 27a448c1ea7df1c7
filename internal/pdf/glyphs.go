package pdf

import (
	"math"
	"unicode/utf8"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/reflow"
)

// run is what the characters of one text object have in common.
type run struct {
	style
	size      float64
	angle     float64
	upright   bool // in the page's own coordinates, so that loose boxes are right
	invisible bool
}

// hyphen is what PDFium has for a hyphen at the end of a line that breaks a word.
const hyphen = 2

// renderInvisible is FPDF_TEXTRENDERMODE_INVISIBLE.
const renderInvisible = 3

// readGlyphs reads the characters of a page's text. Each call takes a microsecond or two,
// so a character is not asked for what its text object has.
func (r *reader) readGlyphs(p *reflow.Page, f frame, text uint64) error {
	count := r.number("FPDFText_CountChars", text)
	if r.glyphs += max(count, 0); count > maxPageGlyphs || r.glyphs > maxGlyphs {
		return refusal(document.TooLong)
	}
	r.pages = map[uint32]style{}
	p.Glyphs = make([]reflow.Glyph, 0, max(count, 0))
	var object uint32
	var of run
	for i := range uint64(max(count, 0)) {
		c := rune(r.call("FPDFText_GetUnicode", text, i))
		if c == '\r' || c == '\n' || c == ' ' && r.ok("FPDFText_IsGenerated", text, i) {
			continue // PDFium's own idea of lines and blanks
		}
		if o := r.pointer("FPDFText_GetTextObject", text, i); o != object || i == 0 {
			object = o
			of = r.runOf(f, text, i, o)
		}
		if g, ok := r.glyph(f, text, i, of); ok {
			g.Rune, g.Hyphen = character(c)
			p.Glyphs = append(p.Glyphs, g)
		}
		if r.err != nil {
			return r.err
		}
	}
	split(p.Glyphs)
	return nil
}

// character is the character that PDFium means by c.
func character(c rune) (_ rune, hyphenated bool) {
	switch {
	case c == hyphen:
		return '-', true
	case !utf8.ValidRune(c):
		return 0, false
	}
	return c, false
}

// runOf is what character i has in common with the others of its text object; object is
// 0 if PDFium does not know that.
func (r *reader) runOf(f frame, text, i uint64, object uint32) run {
	var of run
	// An FS_MATRIX has six floats: a, b, c, d, e, f.
	a, b, c, d := 1.0, 0.0, 0.0, 1.0
	if r.ok("FPDFText_GetMatrix", text, i, r.at(0)) {
		a, b, c, d = r.float32At(0), r.float32At(4), r.float32At(8), r.float32At(12)
	}
	of.size = r.double("FPDFText_GetFontSize", text, i) * math.Hypot(c, d)
	of.angle = f.angle(a, b)
	of.upright = b == 0 && c == 0 && a > 0 && d > 0
	if object != 0 {
		of.style = r.styleOf(r.pointer("FPDFTextObj_GetFont", uint64(object)))
		of.invisible = r.number("FPDFTextObj_GetTextRenderMode", uint64(object)) == renderInvisible
	}
	return of
}

// glyph is character i of a run, without its rune; false if it is not on the page.
func (r *reader) glyph(f frame, text, i uint64, of run) (reflow.Glyph, bool) {
	g := reflow.Glyph{
		Size: of.size, Angle: of.angle, Invisible: of.invisible,
		Font: of.font, Bold: of.bold, Italic: of.italic, Fixed: of.fixed, Symbol: of.symbol,
	}
	known := false
	if of.upright {
		if r.ok("FPDFText_GetLooseCharBox", text, i, r.at(0)) {
			g.Box = f.box(r.float32At(0), r.float32At(4), r.float32At(8), r.float32At(12))
			known = g.X1 > g.X0
		}
	}
	if !known {
		if !r.ok("FPDFText_GetCharBox", text, i, r.at(0), r.at(8), r.at(16), r.at(24)) {
			return g, false
		}
		g.Box = f.box(r.float64At(0), r.float64At(24), r.float64At(8), r.float64At(16)) // left, right, bottom, top
	}
	if r.ok("FPDFText_GetCharOrigin", text, i, r.at(0), r.at(8)) {
		_, g.Base = f.point(r.float64At(0), r.float64At(8))
	}
	return g, f.holds(g.Box)
}

// split gives each part of a ligature its part of the box: "fi" is two characters for
// PDFium, which have the same box.
func split(glyphs []reflow.Glyph) {
	for i := 0; i < len(glyphs); {
		n := 1
		for i+n < len(glyphs) && glyphs[i+n].Box == glyphs[i].Box && glyphs[i+n].Font == glyphs[i].Font {
			n++
		}
		if angle := glyphs[i].Angle; n > 1 && n <= maxLigature && angle == 0 {
			width := (glyphs[i].X1 - glyphs[i].X0) / float64(n)
			for k := range n {
				g := &glyphs[i+k]
				g.X0 += width * float64(k)
				g.X1 = g.X0 + width
			}
		}
		i += n
	}
}

// maxLigature is how many characters a ligature stands for at most, as of "ffi".
const maxLigature = 4
