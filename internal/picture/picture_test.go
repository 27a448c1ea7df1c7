package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// gradient is a picture in many colours.
func gradient(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{R: uint8(255 * x / w), G: uint8(255 * y / h), B: uint8(x ^ y), A: 0xFF})
		}
	}
	return img
}

// plainColour is a picture of one colour.
func plainColour(w, h int, c color.Color) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

// encoded is a picture in a format.
func encoded(tb testing.TB, format string, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	var err error
	switch format {
	case "JPEG":
		err = jpeg.Encode(&b, img, nil)
	case "PNG":
		err = png.Encode(&b, img)
	case "GIF":
		err = gif.Encode(&b, img, nil)
	case "WebP":
		return lossless(img.Bounds().Dx(), img.Bounds().Dy())
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// lossless is a WebP of a size, all in one colour: a lossless bitstream (RFC 9649, 3) in
// which every code has one symbol and takes no bits.
func lossless(w, h int) []byte {
	var bits []byte
	n := 0
	put := func(value, count int) {
		for i := range count {
			if n%8 == 0 {
				bits = append(bits, 0)
			}
			bits[n/8] |= byte(value>>i&1) << (n % 8)
			n++
		}
	}
	put(0x2F, 8)
	put(w-1, 14)
	put(h-1, 14)
	put(0, 1+3) // no alpha, version 0
	put(0, 1)   // no transform
	put(0, 1)   // no colour cache
	put(0, 1)   // one group of codes
	for _, symbol := range []int{0x80, 0xC0, 0x40, 0xFF, 0} {
		put(1, 1) // a simple code
		put(0, 1) // of one symbol
		put(1, 1) // in eight bits
		put(symbol, 8)
	}
	return riff(chunk("VP8L", bits))
}

// riff is a WebP of some chunks.
func riff(chunks ...[]byte) []byte {
	all := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(all))), all...)
}

func chunk(name string, data []byte) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
	return append(b, make([]byte, len(data)%2)...)
}

// extended is the chunk VP8X of a canvas.
func extended(flags byte, w, h int) []byte {
	return chunk("VP8X", []byte{flags, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), byte((w - 1) >> 16), byte(h - 1), byte((h - 1) >> 8), byte((h - 1) >> 16)})
}

// decoded fails the test where a file cannot be decoded.
func decoded(t *testing.T, file []byte) *Thumbnail {
	t.Helper()
	p, err := Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// at is a pixel of a thumbnail.
func (t *Thumbnail) at(x, y int) color.RGBA {
	p := t.RGB[3*(y*t.Width+x):]
	return color.RGBA{p[0], p[1], p[2], 0xFF}
}

// pngHeader is the beginning of a PNG picture of a size, without its pixels.
func pngHeader(w, h uint32, depth byte) []byte {
	b := []byte("IHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	b = append(b, depth, 6, 0, 0, 0) // red, green, blue and alpha
	all := append([]byte("\x89PNG\r\n\x1A\n\x00\x00\x00\x0D"), b...)
	return binary.BigEndian.AppendUint32(all, crc32.ChecksumIEEE(b))
}

// gifHeader is the beginning of a GIF picture of a size.
func gifHeader(w, h uint16) []byte {
	b := binary.LittleEndian.AppendUint16([]byte("GIF89a"), w)
	return append(binary.LittleEndian.AppendUint16(b, h), 0, 0, 0)
}

func TestAPictureIsTheSameInEveryFormat(t *testing.T) {
	for _, format := range []string{"JPEG", "PNG", "GIF", "WebP"} {
		t.Run(format, func(t *testing.T) {
			file := encoded(t, format, plainColour(320, 100, color.RGBA{0xC0, 0x80, 0x40, 0xFF}))
			i, err := Inspect(bytes.NewReader(file), int64(len(file)))
			if err != nil || i.Format != format || i.Width != 320 || i.Height != 100 {
				t.Errorf("Inspect: %+v, %v", i, err)
			}
			p := decoded(t, file)
			if p.Width != 100 || p.Height != 31 {
				t.Errorf("the thumbnail is %d x %d", p.Width, p.Height)
			}
			if got := p.at(50, 15); abs(got.R, 0xC0) > 0x15 || abs(got.G, 0x80) > 0x15 || abs(got.B, 0x40) > 0x18 {
				t.Errorf("it is %v", got)
			}
		})
	}
}

func abs(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

func TestThumbnailKeepsTheAspect(t *testing.T) {
	for _, tt := range []struct{ size, want image.Point }{
		{image.Pt(1, 1), image.Pt(1, 1)},
		{image.Pt(100, 200), image.Pt(100, 200)},
		{image.Pt(320, 100), image.Pt(100, 31)},
		{image.Pt(100, 400), image.Pt(50, 200)},
		{image.Pt(333, 333), image.Pt(100, 100)},
		{image.Pt(5000, 1), image.Pt(100, 1)},
		{image.Pt(1, 65535), image.Pt(1, 200)},
	} {
		p := decoded(t, encoded(t, "PNG", gradient(tt.size.X, tt.size.Y)))
		if got := image.Pt(p.Width, p.Height); got != tt.want {
			t.Errorf("the thumbnail of %v is %v, want %v", tt.size, got, tt.want)
		}
	}
}

func TestTransparentIsWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	img.SetNRGBA(1, 0, color.NRGBA{A: 0x80})
	p := decoded(t, encoded(t, "PNG", img))
	if got, want := p.at(0, 0), (color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}); got != want {
		t.Errorf("what is transparent is %v, want %v", got, want)
	}
	if got := p.at(1, 0); got.R < 0x7E || got.R > 0x80 {
		t.Errorf("half black is %v", got)
	}
}

func TestTheFirstFrameOfAGIFIsShown(t *testing.T) {
	first := image.NewPaletted(image.Rect(200, 0, 400, 200), palette.Plan9)
	draw.Draw(first, first.Rect, image.NewUniform(color.Black), image.Point{}, draw.Src)
	all := gif.GIF{Config: image.Config{ColorModel: first.Palette, Width: 400, Height: 400}}
	for range 500 {
		all.Image, all.Delay = append(all.Image, first), append(all.Delay, 0)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &all); err != nil {
		t.Fatal(err)
	}
	one := testing.AllocsPerRun(1, func() { decoded(t, encoded(t, "GIF", first)) })
	many := testing.AllocsPerRun(1, func() { decoded(t, b.Bytes()) })
	if many > 2*one+100 {
		t.Errorf("500 frames take %v allocations, and one takes %v", many, one)
	}
	p := decoded(t, b.Bytes())
	for _, tt := range []struct {
		x, y int
		want uint8
	}{{10, 10, 0xFF}, {49, 49, 0xFF}, {50, 0, 0}, {99, 49, 0}, {99, 50, 0xFF}} {
		if got := p.at(tt.x, tt.y); got.R != tt.want {
			t.Errorf("(%d, %d) is %v, want %#x", tt.x, tt.y, got, tt.want)
		}
	}
}

func TestBadFilesAreRefused(t *testing.T) {
	whole := encoded(t, "PNG", gradient(50, 50))
	scan := encoded(t, "JPEG", gradient(50, 50))
	frame := encoded(t, "GIF", gradient(50, 50))
	still := lossless(50, 50)
	for name, tt := range map[string]struct {
		file []byte
		want string
		head bool // that is seen by Inspect
	}{
		"nothing":         {nil, "it is not a JPEG, PNG, GIF or WebP picture; save it", true},
		"text":            {[]byte("<svg></svg>"), "it is not a JPEG, PNG, GIF or WebP picture; save it", true},
		"half a PNG":      {whole[:len(whole)/2], "as a PNG picture but is damaged or cut off", false},
		"half a JPEG":     {scan[:len(scan)*3/4], "as a JPEG picture but is damaged or cut off", false},
		"half a GIF":      {frame[:len(frame)/2], "as a GIF picture but is damaged or cut off", false},
		"half a WebP":     {still[:len(still)-2], "as a WebP picture but is damaged or cut off", false},
		"a PNG's magic":   {whole[:8], "as a PNG picture but is damaged or cut off", true},
		"a JPEG's magic":  {scan[:2], "as a JPEG picture but is damaged or cut off", true},
		"a GIF's magic":   {frame[:4], "as a GIF picture but is damaged or cut off", true},
		"a WebP's magic":  {still[:12], "as a WebP picture but is damaged or cut off", true},
		"huge PNG":        {pngHeader(50000, 50000, 8), "it has 50000 x 50000 pixels, and 40 million is the most; make it smaller", true},
		"hugest PNG":      {pngHeader(1e9, 1e9, 8), "it has 1000000000 x 1000000000 pixels, and 40 million", true},
		"deep PNG":        {pngHeader(6000, 6000, 16), "it takes 274 MiB to unpack, and 160 is the most; make it smaller", true},
		"huge GIF":        {gifHeader(65535, 65535), "it has 65535 x 65535 pixels, and 40 million", true},
		"empty GIF":       {gifHeader(0, 7), "it has 0 x 7 pixels, which is nothing to show", true},
		"long PNG":        {pngHeader(1, 70000, 8), "it has 1 x 70000 pixels, and 65535 on a side is the most; make it smaller", true},
		"huge WebP":       {lossless(16384, 16384), "it has 16384 x 16384 pixels, and 40 million", true},
		"large WebP":      {lossless(5000, 5000), "it takes 190 MiB to unpack", true},
		"a small canvas":  {riff(extended(0, 10, 10), still[12:]), "its head is none of that format", true},
		"a moving WebP":   {riff(extended(2, 50, 50)), "it is a WebP that moves; save one picture of it", true},
		"endless chunks":  {riff(bytes.Repeat(chunk("ABCD", nil), 1000)), "as a WebP picture but is damaged or cut off", true},
		"a chunk too far": {append(riff(), "VP8 \xFF\xFF\xFF\xFF"...), "its head is none of that format", true},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Decode(tt.file)
			if p != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			_, err = Inspect(bytes.NewReader(tt.file), int64(len(tt.file)))
			if tt.head && (err == nil || !strings.Contains(err.Error(), tt.want)) || !tt.head && err != nil {
				t.Errorf("Inspect: %v", err)
			}
		})
	}
}

func TestTheLargestFile(t *testing.T) {
	whole := encoded(t, "PNG", gradient(50, 50))
	largest := append(whole, make([]byte, MaxFileBytes-len(whole))...) // what follows a picture is not looked at
	decoded(t, largest)
	want := "it has more than 20 MiB, which is the most; make it smaller"
	if _, err := Decode(append(largest, 0)); err == nil || err.Error() != want {
		t.Errorf("Decode: %v", err)
	}
	if _, err := Inspect(bytes.NewReader(whole), MaxFileBytes+1); err == nil || err.Error() != want {
		t.Errorf("Inspect: %v", err)
	}
}

func TestInspectReadsTheHeadAlone(t *testing.T) {
	for _, format := range []string{"JPEG", "PNG", "GIF", "WebP"} {
		r := &counter{Reader: io.MultiReader(bytes.NewReader(encoded(t, format, gradient(500, 500))), zeros{})}
		if _, err := Inspect(r, 1000); err != nil || r.read > 8<<10 {
			t.Errorf("%s: read %d bytes, %v", format, r.read, err)
		}
	}
	for name, begin := range map[string]string{"JPEG": "\xFF\xD8", "PNG": string(pngHeader(9, 9, 8))} {
		r := &counter{Reader: io.MultiReader(strings.NewReader(begin), zeros{})}
		if _, err := Inspect(r, 1000); r.read > maxHead+16<<10 {
			t.Errorf("of an endless %s %d bytes were read: %v", name, r.read, err)
		}
	}
}

// zeros is an endless file, and counter counts what was read of one.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

type counter struct {
	io.Reader
	read int
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.read += n
	return n, err
}

func TestInspectWrapsTheReadersError(t *testing.T) {
	for _, begin := range []string{"", "\xFF\xD8", "GIF89a\x00\x00", string(lossless(9, 9)[:14])} {
		r := io.MultiReader(strings.NewReader(begin), iotest.ErrReader(io.ErrClosedPipe))
		if _, err := Inspect(r, 1000); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("behind %q the error is %v", begin, err)
		}
	}
}

func TestDecodeSurvivesAPanic(t *testing.T) {
	old := formats
	t.Cleanup(func() { formats = old })
	formats = []format{{"GIF", prefix("GIF"), gifHead, func(io.Reader) (image.Image, error) { panic("at the disco") }}}
	if p, err := Decode(gifHeader(7, 7)); p != nil || err == nil || !strings.Contains(err.Error(), "at the disco") {
		t.Errorf("%v, %v", p, err)
	}
}

func TestThumbnailsGoThroughAPipe(t *testing.T) {
	p := decoded(t, encoded(t, "PNG", gradient(300, 200)))
	b := p.Append(nil)
	got, err := ParseThumbnail(b)
	if err != nil || got.Width != p.Width || got.Height != p.Height || !bytes.Equal(got.RGB, p.RGB) {
		t.Errorf("%v", err)
	}
	for name, b := range map[string][]byte{
		"nothing": nil, "one byte less": b[:len(b)-1], "one byte more": append(bytes.Clone(b), 0),
		"no pixel": {0, 0, 0, 9}, "too wide": append([]byte{0, 101, 0, 1}, make([]byte, 303)...), "too high": append([]byte{0, 1, 0, 201}, make([]byte, 603)...),
	} {
		if got, err := ParseThumbnail(b); err == nil {
			t.Errorf("%s is taken for a thumbnail of %d x %d", name, got.Width, got.Height)
		}
	}
}
