package picture

import (
	"encoding/binary"
	"image"
	"io"
)

// orientation is how a stored picture is held, as EXIF has it (CIPA DC-008, tag 0x0112):
// 1 to 8; 0 where nothing says it, which is as 1.
type orientation uint8

// swaps reports whether a picture's sides change places.
func (o orientation) swaps() bool { return o >= 5 && o <= 8 }

// turn is a size with its sides in their places, from how it is stored to how it is shown,
// or back.
func (o orientation) turn(size image.Point) image.Point {
	if o.swaps() {
		return image.Pt(size.Y, size.X)
	}
	return size
}

// source is where in a stored picture of a size a pixel stands that is shown at a place.
func (o orientation) source(at, stored image.Point) image.Point {
	x, y := at.X, at.Y
	right, bottom := stored.X-1, stored.Y-1
	switch o {
	case 2:
		return image.Pt(right-x, y)
	case 3:
		return image.Pt(right-x, bottom-y)
	case 4:
		return image.Pt(x, bottom-y)
	case 5:
		return image.Pt(y, x)
	case 6:
		return image.Pt(y, bottom-x)
	case 7:
		return image.Pt(right-y, bottom-x)
	case 8:
		return image.Pt(right-y, x)
	}
	return at
}

// maxEXIF bounds the bytes of EXIF that are looked at: what a segment of a JPEG holds.
const maxEXIF = 1 << 16

// readEXIF reads the orientation out of n bytes of EXIF.
func readEXIF(r io.Reader, n int64) orientation {
	b, err := io.ReadAll(io.LimitReader(r, min(n, maxEXIF)))
	if err != nil {
		return 0
	}
	return exifOrientation(b)
}

// exifOrientation finds the orientation in EXIF: a TIFF file (TIFF 6.0, section 2), of
// which nothing but the entries of its first directory is looked at, each once. It is 0
// where there is none, or none that is known.
func exifOrientation(b []byte) orientation {
	const (
		tag   = 0x0112
		short = 3
		entry = 12 // bytes
	)
	if len(b) >= 6 && string(b[:6]) == "Exif\x00\x00" {
		b = b[6:]
	}
	if len(b) < 8 {
		return 0
	}
	var order binary.ByteOrder
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 0
	}
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < entry {
			return 0
		}
		if order.Uint16(entries) == tag {
			o := order.Uint16(entries[8:])
			if order.Uint16(entries[2:]) != short || order.Uint32(entries[4:]) != 1 || o > 8 {
				return 0
			}
			return orientation(o)
		}
		entries = entries[entry:]
	}
	return 0
}
