package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// jpegHead reads the segments of a JPEG up to the one that tells its size (ITU-T T.81,
// B.2.2), and how it is held on the way.
func jpegHead(r *bufio.Reader) (h head, err error) {
	if _, err := r.Discard(2); err != nil {
		return head{}, err
	}
	rgb := false // stored as red, green and blue
	for read := 0; read < maxHead; {
		var b [4]byte
		if b[0], err = r.ReadByte(); err != nil {
			return head{}, err
		}
		read++
		if b[0] != 0xFF { // what is between segments is passed over
			continue
		}
		for b[1] = 0xFF; b[1] == 0xFF; read++ {
			if b[1], err = r.ReadByte(); err != nil {
				return head{}, err
			}
		}
		marker := b[1]
		if marker == 0 || marker == 0x01 || marker >= 0xD0 && marker <= 0xD9 { // those without a length
			continue
		}
		if _, err := io.ReadFull(r, b[2:]); err != nil {
			return head{}, err
		}
		n := int(binary.BigEndian.Uint16(b[2:])) - 2
		if n < 0 {
			return head{}, errHead
		}
		read += n + 2
		// The first bytes of a segment tell enough of those that are looked at.
		data, err := r.Peek(min(n, 64))
		if err != nil {
			return head{}, err
		}
		switch {
		case marker == 0xE1 && h.held == 0 && bytes.HasPrefix(data, []byte("Exif\x00\x00")):
			segment := make([]byte, n)
			if _, err := io.ReadFull(r, segment); err != nil {
				return head{}, err
			}
			h.held = exifOrientation(segment)
			continue
		case marker == 0xEE && bytes.HasPrefix(data, []byte("Adobe")) && len(data) >= 12:
			rgb = data[11] == 0
		case marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
			return frameHead(h, data, marker == 0xC2, rgb)
		}
		if _, err := r.Discard(n); err != nil {
			return head{}, err
		}
	}
	return head{}, errHead
}

// frameHead reads the head of a JPEG's frame (ITU-T T.81, B.2.2).
func frameHead(h head, data []byte, progressive, rgb bool) (head, error) {
	if len(data) < 6 {
		return head{}, errHead
	}
	n := int(data[5])
	if len(data) < 6+3*n || n < 1 || n > 4 {
		return head{}, errHead
	}
	h.height, h.width = int(binary.BigEndian.Uint16(data[1:])), int(binary.BigEndian.Uint16(data[3:]))
	widest, highest, samples := 1, 1, 0
	ids := ""
	for i := range n {
		c := data[6+3*i:]
		across, down := int(c[1]>>4), int(c[1]&0xF)
		widest, highest = max(widest, across), max(highest, down)
		samples += across * down
		ids += string(rune(c[0]))
	}
	pixels := int64(h.width) * int64(h.height)
	if n == 1 {
		samples, widest, highest = 1, 1, 1
	}
	planes := pixels * int64(samples) / int64(widest*highest)
	h.unpacked = planes
	if progressive { // of which all coefficients are kept, each in four bytes
		h.unpacked += 4 * planes
	}
	if n == 4 || n == 3 && (rgb || ids == "RGB") { // which is made another picture then
		h.unpacked += 4 * pixels
	}
	return h, nil
}

// scans counts the scans of a JPEG: what starts with the marker SOS. A marker may
// stand in no other segment's data (ITU-T T.81 B.1.1.2), but for what only looks
// like one, as in a thumbnail's segment, which is therefore skipped.
func scans(file []byte) int {
	const (
		sos  = 0xDA
		rst0 = 0xD0 // the first of the markers without a length
		eoi  = 0xD9 // the last
		tem  = 0x01
	)
	n := 0
	for i := 0; i+3 < len(file); {
		marker := file[i+1]
		switch {
		case file[i] != 0xFF, marker == 0, marker == 0xFF, marker == tem, marker >= rst0 && marker <= eoi:
			next := bytes.IndexByte(file[i+1:], 0xFF)
			if next < 0 {
				return n
			}
			i += 1 + next
			continue
		case marker == sos:
			n++
		}
		i += 2 + max(int(file[i+2])<<8|int(file[i+3]), 2)
	}
	return n
}
