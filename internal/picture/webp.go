package picture

import (
	"bufio"
	"encoding/binary"
	"errors"
	"image"
	"io"
)

// webpHead reads the chunks of a WebP (RFC 9649): its size, which stands in the chunk of
// the pixels and may stand before it too, and how it is held, which stands behind it.
func webpHead(r *bufio.Reader) (h head, err error) {
	if _, err := r.Discard(12); err != nil {
		return head{}, err
	}
	var canvas image.Point // in an extended file
	held, alpha := false, false
	for {
		var b [8]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			if h.width > 0 { // there is no EXIF after all
				return h, nil
			}
			return head{}, err
		}
		n := int64(binary.LittleEndian.Uint32(b[4:]))
		if n > MaxFileBytes {
			return head{}, errHead
		}
		switch chunk := string(b[:4]); chunk {
		case "VP8X":
			x, err := r.Peek(10)
			if err != nil || n < 10 {
				return head{}, errHead
			}
			const exif, animation, withAlpha = 1 << 3, 1 << 1, 1 << 4
			if x[0]&animation != 0 {
				return head{}, plain{errors.New("it is a WebP that moves; save one picture of it")}
			}
			held, alpha = x[0]&exif != 0, x[0]&withAlpha != 0
			canvas = image.Pt(1+uint24(x[4:]), 1+uint24(x[7:]))
		case "VP8 ", "VP8L":
			x, err := r.Peek(int(min(n, 10)))
			if err != nil {
				return head{}, err
			}
			if h, err = webpFrame(chunk, x, alpha); err != nil {
				return head{}, err
			}
			if canvas != (image.Point{}) && canvas != image.Pt(h.width, h.height) {
				return head{}, errHead
			}
			if !held {
				return h, nil
			}
		case "EXIF":
			h.held = readEXIF(r, n)
			return h, nil
		}
		if _, err := r.Discard(int(n + n%2)); err != nil && h.width == 0 {
			return head{}, err
		}
	}
}

// webpFrame reads the size of a frame: of VP8 (RFC 6386, 9.1), or of its lossless kind
// (RFC 9649, 3.4).
func webpFrame(chunk string, b []byte, alpha bool) (h head, err error) {
	const side = 1<<14 - 1
	if chunk == "VP8L" {
		if len(b) < 5 || b[0] != 0x2F {
			return head{}, errHead
		}
		bits := binary.LittleEndian.Uint32(b[1:])
		h.width, h.height = 1+int(bits&side), 1+int(bits>>14&side)
		h.unpacked = 8 * int64(h.width) * int64(h.height) // a palette's numbers, and their colours
		return h, nil
	}
	if len(b) < 10 || b[3] != 0x9D || b[4] != 0x01 || b[5] != 0x2A {
		return head{}, errHead
	}
	h.width, h.height = int(binary.LittleEndian.Uint16(b[6:])&side), int(binary.LittleEndian.Uint16(b[8:])&side)
	pixels := int64(h.width) * int64(h.height)
	h.unpacked = pixels * 3 / 2
	if alpha { // which is a picture of its own, of the lossless kind
		h.unpacked += 8 * pixels
	}
	return h, nil
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
