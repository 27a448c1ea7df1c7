package picture

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"image"
)

// File is a picture file of the pages, as far as its head tells. It never changes. Two that
// are equal are the same picture; a file that was written again with something else in it
// has another ID. It is safe for concurrent use.
type File struct {
	Info
	Name string // where it is in the folder of pages
	Part string // which of a document's pages it is, as a fragment; empty for a file of its own
	ID   uint64 // tells it from all others
}

// NewFile makes a File, of which sum is a hash of what is in it.
func NewFile(name, part string, sum [sha256.Size]byte, info Info) *File {
	h := sha256.New()
	h.Write(sum[:])
	fmt.Fprintf(h, "%q %q", name, part)
	return &File{Info: info, Name: name, Part: part, ID: binary.BigEndian.Uint64(h.Sum(nil))}
}

// A cell of a terminal is taken to be eight pixels wide, as in a browser's window beside
// it, and twice as high as wide. A picture is shown at most twice as large as there.
const pixelsPerColumn = 8 / 2

// smallest is how many pixels a side of a picture has at least that is shown: badges and
// icons are not.
const smallest = 32

// Worth reports whether there is something to see in a picture: f is there, and its
// picture is no badge or icon.
func (f *File) Worth() bool { return f != nil && min(f.Width, f.Height) >= smallest }

// Fit is how many columns and rows the whole picture takes, where it may take so many. Each
// is at least 1.
func (f *File) Fit(columns, rows int) (w, h int) {
	most := image.Pt(min(max(columns, 1), f.widest()), min(2*max(min(rows, thumbnailHeight), 1), thumbnailHeight))
	size := fit(image.Pt(f.Width, f.Height), most)
	return size.X, (size.Y + 1) / 2
}

// Cover is how many columns and rows the picture takes as a band across the page, where it
// may take so many. It is cut off above and below, but a sixth of its height at least is
// seen, or else the band is narrower.
func (f *File) Cover(columns, rows int) (w, h int) {
	columns, rows = min(max(columns, 1), f.widest()), max(rows, 1)
	w = min(columns, max(12*rows*f.Width/f.Height, 1))
	return w, min(rows, max((w*f.Height/f.Width+1)/2, 1))
}

// widest is how many columns the picture may take.
func (f *File) widest() int { return min(max(f.Width/pixelsPerColumn, 1), thumbnailWidth) }
