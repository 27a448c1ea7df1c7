package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"strings"
	"testing"
)

// byteOrder is either order.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// exif is EXIF with an orientation, as its first entry.
func exif(order byteOrder, o uint16) []byte {
	mark := "II*\x00"
	if order == byteOrder(binary.BigEndian) {
		mark = "MM\x00*"
	}
	b := []byte(mark)
	put16 := func(v uint16) { b = order.AppendUint16(b, v) }
	put32 := func(v uint32) { b = order.AppendUint32(b, v) }
	put32(8)
	put16(2)
	for _, e := range [][2]uint16{{0x0100, 7}, {0x0112, o}} {
		put16(e[0])
		put16(3)
		put32(1)
		put16(e[1])
		put16(0)
	}
	put32(8) // the next directory is this one again
	return b
}

// held are a picture's file, with EXIF, in each format that may have some.
func held(t *testing.T, img image.Image, tiff []byte) map[string][]byte {
	jpeg := encoded(t, "JPEG", img)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	segment = append(append([]byte{0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...), segment...)
	png := encoded(t, "PNG", img)
	const ihdr = 8 + 8 + 13 + 4
	c := append([]byte("eXIf"), tiff...)
	c = binary.BigEndian.AppendUint32(append(binary.BigEndian.AppendUint32(nil, uint32(len(tiff))), c...), crc32.ChecksumIEEE(c))
	return map[string][]byte{
		"JPEG": bytes.Join([][]byte{jpeg[:2], segment, jpeg[2:]}, nil),
		"PNG":  bytes.Join([][]byte{png[:ihdr], c, png[ihdr:]}, nil),
	}
}

func TestAPictureIsTurnedAsItWasHeld(t *testing.T) {
	// CIPA DC-008, tag 0x0112: where the first row and the first column of what is stored
	// are to be seen.
	for o, want := range []struct{ row, column string }{
		1: {"top", "left"}, 2: {"top", "right"}, 3: {"bottom", "right"}, 4: {"bottom", "left"},
		5: {"left", "top"}, 6: {"right", "top"}, 7: {"right", "bottom"}, 8: {"left", "bottom"},
	} {
		if o == 0 {
			continue
		}
		// The first pixel's corner is red, and that at the other end of its row blue.
		const w, h = 64, 32
		img := plainColour(w, h, color.White)
		for y := range 8 {
			for x := range 8 {
				img.Set(x, y, color.RGBA{0xFF, 0, 0, 0xFF})
				img.Set(w-1-x, y, color.RGBA{0, 0, 0xFF, 0xFF})
			}
		}
		for _, order := range []byteOrder{binary.LittleEndian, binary.BigEndian} {
			for format, file := range held(t, img, exif(order, uint16(o))) {
				i, err := Inspect(bytes.NewReader(file), int64(len(file)))
				if err != nil {
					t.Fatalf("%s: %v", format, err)
				}
				p := decoded(t, file)
				if i.Width != p.Width || i.Height != p.Height || (o >= 5) != (p.Width < p.Height) {
					t.Errorf("%s held as %d: %d x %d, and the thumbnail is %d x %d", format, o, i.Width, i.Height, p.Width, p.Height)
				}
				corner := func(sides ...string) color.RGBA {
					x, y := 2, 2
					for _, side := range sides {
						switch side {
						case "right":
							x = p.Width - 3
						case "bottom":
							y = p.Height - 3
						}
					}
					return p.at(x, y)
				}
				opposite := map[string]string{"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
				if c := corner(want.row, want.column); c.R < 0xC0 || c.B > 0x40 {
					t.Errorf("%s held as %d: at %s %s there is %v, want red", format, o, want.row, want.column, c)
				}
				if c := corner(want.row, opposite[want.column]); c.B < 0xC0 || c.R > 0x40 {
					t.Errorf("%s held as %d: at %s %s there is %v, want blue", format, o, want.row, opposite[want.column], c)
				}
			}
		}
	}
}

func TestTheOrientationOfAWebPStandsBehindIt(t *testing.T) {
	file := riff(extended(1<<3, 50, 20), lossless(50, 20)[12:], chunk("EXIF", exif(binary.LittleEndian, 6)))
	i, err := Inspect(bytes.NewReader(file), int64(len(file)))
	if err != nil || i.Width != 20 || i.Height != 50 {
		t.Errorf("%+v, %v", i, err)
	}
	if p := decoded(t, file); p.Width != 20 || p.Height != 50 {
		t.Errorf("the thumbnail is %d x %d", p.Width, p.Height)
	}
	lacking := riff(extended(1<<3, 50, 20), lossless(50, 20)[12:])
	if i, err := Inspect(bytes.NewReader(lacking), int64(len(lacking))); err != nil || i.Width != 50 {
		t.Errorf("without what it promises: %+v, %v", i, err)
	}
}

func TestBadEXIFSaysNothing(t *testing.T) {
	good := exif(binary.LittleEndian, 6)
	change := func(at int, v byte) []byte {
		b := bytes.Clone(good)
		b[at] = v
		return b
	}
	for name, b := range map[string][]byte{
		"nothing": nil, "a mark": good[:4], "another mark": append([]byte("XX"), good[2:]...), "cut off": good[:len(good)-8],
		"a directory behind the end": change(4, 200), "9": exif(binary.LittleEndian, 9), "another type": change(24, 4),
		"many entries": append(change(8, 0xFF)[:9], bytes.Repeat([]byte{0xFF}, 100)...),
		"itself":       change(4, 0), "a long one": []byte(strings.Repeat("II*\x00\x04\x00\x00\x00", 9000)),
	} {
		if o := exifOrientation(b); o != 0 {
			t.Errorf("%s is held as %d", name, o)
		}
	}
	if o := exifOrientation(append([]byte("Exif\x00\x00"), good...)); o != 6 {
		t.Errorf("good EXIF is held as %d", o)
	}
}
