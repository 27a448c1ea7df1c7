package pdf

import (
	"slices"
	"strings"
)

// style is what a font says of its characters.
type style struct {
	font                        uint16
	bold, italic, fixed, symbol bool
}

// The flags of a font, from ISO 32000-1, table 123.
const (
	flagFixed  = 1 << 0
	flagItalic = 1 << 6
	flagBold   = 1 << 18
)

// boldWeight is the least weight that counts as bold, as of CSS.
const boldWeight = 600

// styleOf is the style of an FPDF_FONT.
func (r *reader) styleOf(font uint32) style {
	if font == 0 {
		return style{}
	}
	if s, ok := r.pages[font]; ok {
		return s
	}
	name := r.latin("FPDFFont_GetBaseFontName", uint64(font))
	s := styleNamed(name)
	flags := r.number("FPDFFont_GetFlags", uint64(font))
	s.fixed = s.fixed || flags > 0 && flags&flagFixed != 0
	s.italic = s.italic || flags > 0 && flags&flagItalic != 0
	s.bold = s.bold || flags > 0 && flags&flagBold != 0 || r.number("FPDFFont_GetWeight", uint64(font)) >= boldWeight
	n, ok := r.fonts[name]
	if !ok && len(r.fonts) < maxFonts {
		n = uint16(len(r.fonts) + 1)
		r.fonts[name] = n
	}
	s.font = n
	r.pages[font] = s
	return s
}

// styleNamed is the style that a font's name tells: "ABCDEF+Arial-BoldMT". The flag for
// symbolic fonts does not count, for it is on all fonts whose encoding is their own.
func styleNamed(name string) style {
	if prefix, rest, ok := strings.Cut(name, "+"); ok && len(prefix) == 6 {
		name = rest
	}
	name = strings.ToLower(name)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(name, part) })
	}
	begins := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.HasPrefix(name, part) })
	}
	return style{
		bold:   has("bold", "black", "heavy", "demi") || begins("cmbx", "cmssbx", "sfbx", "lmbx"),
		italic: has("italic", "oblique", "slanted") || begins("cmti", "cmsl", "cmbxti", "sfti", "lmri", "cmmi"),
		fixed:  has("mono", "courier", "typewriter", "consol") || begins("cmtt", "sftt", "lmtt"),
		symbol: has("dingbat", "wingding", "webding", "symbol", "marvosym", "awesome") || begins("cmsy", "cmbsy", "lmsy", "msam", "msbm", "pzdr"),
	}
}
