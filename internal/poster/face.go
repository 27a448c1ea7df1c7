package poster

import (
	"fmt"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is one of the poster's typefaces. They are the Go fonts: their licence
// lets them be embedded, they have the letters of Welsh, Greek and Russian
// (WGL4), and their shapes of 0 and O, and of 1, l and I, are told apart (DIN 1450).
type face int

const (
	regular face = iota
	bold
	mono  // every character as wide as any other, and bold
	count = iota
)

// name is the face's, for PDF.
func (f face) name() string { return [count]string{"Go", "GoBold", "GoMonoBold"}[f] }

// data is the face as a TrueType file.
func (f face) data() []byte { return [count][]byte{goregular.TTF, gobold.TTF, gomonobold.TTF}[f] }

// faces are all of them, parsed. They may be used by several goroutines at once.
type faces [count]*sfnt.Font

func loadFaces() (*faces, error) {
	var fs faces
	for f := range face(count) {
		var err error
		if fs[f], err = sfnt.Parse(f.data()); err != nil {
			return nil, fmt.Errorf("reading the typeface %s: %w", f.name(), err)
		}
	}
	return &fs, nil
}

// has reports whether every face has a shape for a character.
func (fs *faces) has(r rune) bool {
	for _, f := range fs {
		if i, err := f.GlyphIndex(nil, r); err != nil || i == 0 {
			return false
		}
	}
	return true
}

// perEm is the size at which sfnt gives whole units of a face, so that nothing is
// rounded to pixels.
func (fs *faces) perEm(f face) fixed.Int26_6 { return fixed.Int26_6(fs[f].UnitsPerEm()) << 6 }

// advance is how far it is from a character to the next, in ems. Pairs of letters
// are not moved closer, since the PDF does not do that either.
func (fs *faces) advance(f face, r rune) float64 {
	var b sfnt.Buffer
	i, err := fs[f].GlyphIndex(&b, r)
	if err != nil {
		return 0
	}
	advance, err := fs[f].GlyphAdvance(&b, i, fs.perEm(f), font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(advance) / float64(fs.perEm(f))
}

// shape is one character of a face: its outline, with y downwards from the
// baseline, and how far it is to the next. Both are in units of which perEm
// makes an em.
type shape struct {
	glyph   sfnt.GlyphIndex
	outline sfnt.Segments
	advance fixed.Int26_6
}

// shapes are those of a line of text, one for each character.
func (fs *faces) shapes(f face, text string) ([]shape, error) {
	var b sfnt.Buffer
	var all []shape
	for _, r := range text {
		i, err := fs[f].GlyphIndex(&b, r)
		if err != nil {
			return nil, fmt.Errorf("drawing %q: %w", r, err)
		}
		outline, err := fs[f].LoadGlyph(&b, i, fs.perEm(f), nil)
		if err != nil {
			return nil, fmt.Errorf("drawing %q: %w", r, err)
		}
		advance, err := fs[f].GlyphAdvance(&b, i, fs.perEm(f), font.HintingNone)
		if err != nil {
			return nil, fmt.Errorf("drawing %q: %w", r, err)
		}
		// The next LoadGlyph writes over this one's outline.
		all = append(all, shape{i, slices.Clone(outline), advance})
	}
	return all, nil
}

// arguments is how many points a stroke has besides the one it begins at.
func arguments(op sfnt.SegmentOp) int {
	switch op {
	case sfnt.SegmentOpQuadTo:
		return 2
	case sfnt.SegmentOpCubeTo:
		return 3
	}
	return 1
}
