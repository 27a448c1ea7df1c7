package picture

import (
	"encoding/binary"
	"errors"
	"image"
)

// The most that a thumbnail has, in pixels: what 100 columns and 100 rows can show. A
// thumbnail takes 60 kB at most; a photograph's of 3 to 2 takes 20.
const (
	thumbnailWidth  = 100
	thumbnailHeight = 200

	// MaxThumbnail bounds the bytes of Thumbnail.Append.
	MaxThumbnail = 4 + 3*thumbnailWidth*thumbnailHeight
)

// Thumbnail is a small copy of a picture, without what was transparent. It never changes,
// and may be used by several goroutines at once; nobody may write to its fields.
type Thumbnail struct {
	Width, Height int    // in pixels
	RGB           []byte // three bytes for each pixel, row by row
}

// thumbnailSize is the size of a picture's thumbnail.
func thumbnailSize(width, height int) image.Point {
	return fit(image.Pt(width, height), image.Pt(thumbnailWidth, thumbnailHeight))
}

// Append writes a thumbnail for ParseThumbnail: its sides as two bytes each, the most
// significant first, and its pixels.
func (t *Thumbnail) Append(b []byte) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(t.Width))
	b = binary.BigEndian.AppendUint16(b, uint16(t.Height))
	return append(b, t.RGB...)
}

// ParseThumbnail reads what Append wrote, whoever wrote it. The thumbnail holds no part
// of b.
func ParseThumbnail(b []byte) (*Thumbnail, error) {
	if len(b) < 4 {
		return nil, errThumbnail
	}
	t := &Thumbnail{Width: int(binary.BigEndian.Uint16(b)), Height: int(binary.BigEndian.Uint16(b[2:]))}
	b = b[4:]
	if t.Width < 1 || t.Height < 1 || t.Width > thumbnailWidth || t.Height > thumbnailHeight || len(b) != 3*t.Width*t.Height {
		return nil, errThumbnail
	}
	t.RGB = append([]byte(nil), b...)
	return t, nil
}

// errThumbnail is why bytes are no thumbnail.
var errThumbnail = errors.New("this is no thumbnail")

// cut scales the thumbnail to a size in pixels, and cuts off what has no place there
// because the sides are in another proportion: on both sides the same.
func (t *Thumbnail) cut(size image.Point) *image.RGBA {
	from := image.NewRGBA(image.Rect(0, 0, t.Width, t.Height))
	for i := range t.Width * t.Height {
		copy(from.Pix[4*i:], t.RGB[3*i:3*i+3])
		from.Pix[4*i+3] = 0xFF
	}
	part := from.Rect
	// Less than a pixel of the result is stretched rather than cut off.
	if width := divide(t.Height*size.X, size.Y); width < t.Width && width*(size.X+1) < t.Width*size.X {
		part.Min.X = (t.Width - max(width, 1)) / 2
		part.Max.X = part.Min.X + max(width, 1)
	}
	if height := divide(t.Width*size.Y, size.X); height < t.Height && height*(size.Y+2) < t.Height*size.Y {
		part.Min.Y = (t.Height - max(height, 1)) / 2
		part.Max.Y = part.Min.Y + max(height, 1)
	}
	return scale(from, part, size)
}

// fit is the largest size within bounds that has the same aspect, as nearly as
// whole pixels go, and is no larger than the size it is made from. Each side is
// at least 1.
func fit(size, bounds image.Point) image.Point {
	if size.X <= bounds.X && size.Y <= bounds.Y {
		return size
	}
	if size.X*bounds.Y >= size.Y*bounds.X {
		return image.Pt(bounds.X, max(1, divide(size.Y*bounds.X, size.X)))
	}
	return image.Pt(max(1, divide(size.X*bounds.Y, size.Y)), bounds.Y)
}

// divide rounds to the nearest whole number.
func divide(a, b int) int { return (a + b/2) / b }
