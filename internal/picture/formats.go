package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

var formats = []format{
	{"JPEG", prefix("\xFF\xD8"), jpegHead, jpeg.Decode},
	{"PNG", prefix("\x89PNG\r\n\x1A\n"), pngHead, png.Decode},
	{"GIF", prefix("GIF8"), gifHead, gif.Decode},
	{"WebP", func(b []byte) bool { return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP" }, webpHead, webp.Decode},
}

func prefix(magic string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(magic)) }
}

// errHead is why a head is not understood.
var errHead = errors.New("its head is none of that format")

// gifHead reads the size of a GIF's screen (GIF89a, 18). Of its pictures the first is
// decoded alone, and none may stand out of the screen.
func gifHead(r *bufio.Reader) (head, error) {
	var b [10]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return head{}, err
	}
	w, h := int(binary.LittleEndian.Uint16(b[6:])), int(binary.LittleEndian.Uint16(b[8:]))
	return head{width: w, height: h, unpacked: int64(w) * int64(h)}, nil
}

// pngHead reads the first chunk of a PNG (PNG 11.2.1), and those before the pixels for
// how the picture is to be held (11.3.4.5).
func pngHead(r *bufio.Reader) (head, error) {
	var b [8 + 8 + 13 + 4]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return head{}, err
	}
	if string(b[12:16]) != "IHDR" {
		return head{}, errHead
	}
	w, height := binary.BigEndian.Uint32(b[16:]), binary.BigEndian.Uint32(b[20:])
	if w > 1<<31-1 || height > 1<<31-1 {
		return head{}, errHead
	}
	depth, kind, interlaced := b[24], b[25], b[28] != 0
	each := int64(4)
	switch {
	case kind == 3: // a palette
		each = 1
	case depth == 16:
		each = 8
	}
	h := head{width: int(w), height: int(height)}
	if h.unpacked = each * int64(w) * min(int64(height), 1<<31); interlaced { // the last pass is kept beside the whole
		h.unpacked += h.unpacked / 2
	}
	for read := 0; read < maxHead; {
		var c [8]byte
		if _, err := io.ReadFull(r, c[:]); err != nil {
			break // Decode says so
		}
		n := binary.BigEndian.Uint32(c[:])
		switch string(c[4:]) {
		case "IDAT", "IEND":
			return h, nil
		case "eXIf":
			h.held = readEXIF(r, int64(n))
			return h, nil
		}
		if n > maxHead {
			break
		}
		if _, err := r.Discard(int(n) + 4); err != nil {
			break
		}
		read += int(n) + 12
	}
	return h, nil
}
