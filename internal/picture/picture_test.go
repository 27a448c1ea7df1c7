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

	"github.com/charmbracelet/colorprofile"
)

// painting is a picture of one colour.
func painting(w, h int, c color.Color) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

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

// file is a picture in a format.
func file(tb testing.TB, format string, img image.Image) []byte {
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
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// decode fails the test where a file cannot be decoded.
func decode(t *testing.T, file []byte) *Picture {
	t.Helper()
	p, err := Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pngHeader is the beginning of a PNG picture of a size, without its pixels.
func pngHeader(w, h uint32) []byte {
	chunk := []byte("IHDR")
	chunk = binary.BigEndian.AppendUint32(chunk, w)
	chunk = binary.BigEndian.AppendUint32(chunk, h)
	chunk = append(chunk, 8, 6, 0, 0, 0) // eight bits for each of red, green, blue and alpha
	b := []byte("\x89PNG\r\n\x1A\n\x00\x00\x00\x0D")
	b = append(b, chunk...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(chunk))
}

// gifHeader is the beginning of a GIF picture of a size.
func gifHeader(w, h uint16) []byte {
	b := binary.LittleEndian.AppendUint16([]byte("GIF89a"), w)
	return append(binary.LittleEndian.AppendUint16(b, h), 0, 0, 0)
}

func TestDecodeTellsWhatThePictureWas(t *testing.T) {
	for _, format := range []string{"JPEG", "PNG", "GIF"} {
		p := decode(t, file(t, format, gradient(320, 100)))
		if p.Format != format || p.Width != 320 || p.Height != 100 {
			t.Errorf("%s of 320 x 100 is taken for %s of %d x %d", format, p.Format, p.Width, p.Height)
		}
	}
}

func TestThumbnailKeepsTheAspect(t *testing.T) {
	for _, tt := range []struct{ size, want image.Point }{
		{image.Pt(1, 1), image.Pt(1, 1)},
		{image.Pt(160, 200), image.Pt(160, 200)},
		{image.Pt(320, 100), image.Pt(160, 50)},
		{image.Pt(100, 400), image.Pt(50, 200)},
		{image.Pt(320, 400), image.Pt(160, 200)},
		{image.Pt(333, 333), image.Pt(160, 160)},
		{image.Pt(5000, 1), image.Pt(160, 1)},
		{image.Pt(1, 65535), image.Pt(1, 200)},
	} {
		p := decode(t, file(t, "PNG", gradient(tt.size.X, tt.size.Y)))
		if got := p.thumbnail.Rect.Max; got != tt.want {
			t.Errorf("the thumbnail of %v is %v, want %v", tt.size, got, tt.want)
		}
	}
}

func TestTransparentIsWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	img.SetNRGBA(1, 0, color.NRGBA{A: 0x80})
	p := decode(t, file(t, "PNG", img))
	if got, want := p.thumbnail.RGBAAt(0, 0), (color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}); got != want {
		t.Errorf("what is transparent is %v, want %v", got, want)
	}
	if got := p.thumbnail.RGBAAt(1, 0); got.R < 0x7E || got.R > 0x80 || got.A != 0xFF {
		t.Errorf("half black is %v", got)
	}
}

func TestFrameSmallerThanItsGIF(t *testing.T) {
	frame := image.NewPaletted(image.Rect(200, 0, 400, 200), palette.Plan9)
	draw.Draw(frame, frame.Rect, image.NewUniform(color.Black), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{frame}, Delay: []int{0}, Config: image.Config{ColorModel: frame.Palette, Width: 400, Height: 400},
	}); err != nil {
		t.Fatal(err)
	}
	p := decode(t, b.Bytes())
	if p.Width != 400 || p.Height != 400 {
		t.Fatalf("it has %d x %d pixels", p.Width, p.Height)
	}
	for _, tt := range []struct {
		x, y int
		want uint8
	}{{10, 10, 0xFF}, {79, 79, 0xFF}, {80, 0, 0}, {159, 79, 0}, {159, 80, 0xFF}} {
		if got := p.thumbnail.RGBAAt(tt.x, tt.y); got != (color.RGBA{tt.want, tt.want, tt.want, 0xFF}) {
			t.Errorf("(%d, %d) is %v, want %#x", tt.x, tt.y, got, tt.want)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	whole := file(t, "PNG", gradient(50, 50))
	scan := file(t, "JPEG", gradient(50, 50))
	frame := file(t, "GIF", gradient(50, 50))
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":        {nil, "it is not a JPEG, PNG or GIF picture; save it"},
		"text":           {[]byte("<svg></svg>"), "it is not a JPEG, PNG or GIF picture; save it"},
		"WebP":           {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "it is not a JPEG"},
		"half a PNG":     {whole[:len(whole)/2], "as a PNG picture but is damaged or cut off"},
		"half a JPEG":    {scan[:len(scan)/2], "as a JPEG picture but is damaged or cut off"},
		"half a GIF":     {frame[:len(frame)/2], "as a GIF picture but is damaged or cut off"},
		"a PNG's magic":  {whole[:8], "as a PNG picture but is damaged or cut off"},
		"a JPEG's magic": {scan[:2], "as a JPEG picture but is damaged or cut off"},
		"a GIF's magic":  {frame[:4], "as a GIF picture but is damaged or cut off"},
		"huge PNG":       {pngHeader(50000, 50000), "it has 50000 x 50000 pixels, and 16 million is the most; make it smaller"},
		"hugest PNG":     {pngHeader(1e9, 1e9), "it has 1000000000 x 1000000000 pixels, and 16 million"},
		"huge GIF":       {gifHeader(65535, 65535), "it has 65535 x 65535 pixels, and 16 million"},
		"empty GIF":      {gifHeader(0, 7), "it has 0 x 7 pixels, which is nothing to show"},
		"long PNG":       {pngHeader(1, MaxPixels), "it has 1 x 16000000 pixels, and 65535 on a side is the most; make it smaller"},
		"large file":     {append(bytes.Clone(whole), make([]byte, MaxFileBytes)...), "it has more than 8 MiB, which is the most; make it smaller"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Decode(bytes.NewReader(tt.file))
			if p != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func TestDecodeTakesTheLargestFile(t *testing.T) {
	whole := file(t, "PNG", gradient(50, 50))
	decode(t, append(whole, make([]byte, MaxFileBytes-len(whole))...)) // what follows a picture is not looked at
}

func TestDecodeReadsNoFurtherThanItSays(t *testing.T) {
	r := &counter{}
	if _, err := Decode(r); err == nil || r.read != MaxFileBytes+1 {
		t.Errorf("read %d bytes: %v", r.read, err)
	}
}

// counter is an endless file, which counts what was read of it.
type counter struct{ read int }

func (c *counter) Read(b []byte) (int, error) {
	c.read += len(b)
	return len(b), nil
}

func TestDecodeWrapsTheReadersError(t *testing.T) {
	if _, err := Decode(iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the error is %v", err)
	}
}

func TestDecodeSurvivesAPanic(t *testing.T) {
	old := formats
	t.Cleanup(func() { formats = old })
	formats = []format{{"PNG", "P", func(io.Reader) (image.Config, error) { panic("at the disco") }, nil}}
	if p, err := Decode(strings.NewReader("P")); p != nil || err == nil || !strings.Contains(err.Error(), "at the disco") {
		t.Errorf("%v, %v", p, err)
	}
}

// FuzzDecode decodes hostile files and writes the pictures as lines.
func FuzzDecode(f *testing.F) {
	for _, format := range []string{"JPEG", "PNG", "GIF"} {
		whole := file(f, format, gradient(7, 5))
		f.Add(whole, 3, 3, byte(colorprofile.TrueColor), false)
		f.Add(whole[:len(whole)/2], 80, 24, byte(colorprofile.ANSI256), true)
	}
	f.Add(file(f, "PNG", image.NewNRGBA64(image.Rect(0, 0, 300, 2))), 1, 1, byte(colorprofile.ANSI), false)
	f.Add(file(f, "PNG", image.NewPaletted(image.Rect(0, 0, 2, 300), palette.WebSafe)), 1<<62, 1<<62, byte(0xFF), false)
	f.Add(pngHeader(50000, 50000), 0, -1, byte(0), false)
	f.Add(gifHeader(65535, 65535), 1, 1, byte(0), true)
	f.Fuzz(func(t *testing.T, file []byte, columns, rows int, depth byte, ascii bool) {
		for _, format := range formats {
			c, err := format.config(bytes.NewReader(file))
			if err == nil && int64(c.Width)*int64(c.Height) > 1<<18 && int64(c.Width)*int64(c.Height) <= MaxPixels {
				return // such ones only take longer
			}
		}
		p, err := Decode(bytes.NewReader(file))
		if err != nil {
			if err.Error() == "" || p != nil {
				t.Errorf("%v, %v", p, err)
			}
			return
		}
		checkLines(t, p, columns, rows, colorprofile.Profile(depth), ascii)
	})
}
