package poster

import (
	"fmt"

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

// width is how wide a line is, in millimetres, at a size in millimetres. Pairs
// of letters are not moved closer, since the PDF does not do that either.
func (fs *faces) width(f face, size float64, text string) float64 {
	var b sfnt.Buffer
	var sum fixed.Int26_6
	for _, r := range text {
		i, err := fs[f].GlyphIndex(&b, r)
		if err != nil {
			continue
		}
		if advance, err := fs[f].GlyphAdvance(&b, i, fs.perEm(f), font.HintingNone); err == nil {
			sum += advance
		}
	}
	return float64(sum) / float64(fs.perEm(f)) * size
}

// outline calls draw with each stroke of a line of text that begins at a point
// of its baseline, in millimetres.
func (fs *faces) outline(t text, draw func(op sfnt.SegmentOp, points []point)) error {
	var b sfnt.Buffer
	em := fs.perEm(t.face)
	scale := t.size / float64(em)
	x := t.at.x
	for _, r := range t.text {
		i, err := fs[t.face].GlyphIndex(&b, r)
		if err != nil {
			return fmt.Errorf("drawing %q: %w", r, err)
		}
		segments, err := fs[t.face].LoadGlyph(&b, i, em, nil)
		if err != nil {
			return fmt.Errorf("drawing %q: %w", r, err)
		}
		for _, s := range segments {
			points := make([]point, 0, len(s.Args))
			for _, a := range s.Args[:arguments(s.Op)] {
				points = append(points, point{x + scale*float64(a.X), t.at.y + scale*float64(a.Y)})
			}
			draw(s.Op, points)
		}
		advance, err := fs[t.face].GlyphAdvance(&b, i, em, font.HintingNone)
		if err != nil {
			return fmt.Errorf("drawing %q: %w", r, err)
		}
		x += scale * float64(advance)
	}
	return nil
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
