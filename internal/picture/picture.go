// Package picture makes a picture small enough to be shown in a terminal, as
// coloured half blocks.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"time"

	"golang.org/x/image/draw"
)

// The most that Decode takes. What a file unpacks to is far larger than the
// file: while it is decoded, a picture of MaxPixels may take 320 MB, and rare
// kinds of JPEG three times that; it takes a few seconds, too.
const (
	MaxFileBytes = 8 << 20
	MaxPixels    = 16_000_000
	maxSide      = 1<<16 - 1 // in pixels; JPEG and GIF have no longer ones

	// maxScans bounds how often a progressive JPEG is gone over; ten times are
	// usual. Each takes time for all pixels, and may be a few bytes in the file.
	maxScans = 40

	// MaxTime bounds how long a picture is decoded.
	MaxTime = 2 * time.Second
)

// The most that a thumbnail has, in pixels.
const (
	thumbnailWidth  = 160
	thumbnailHeight = 200
)

// Picture is a thumbnail of a picture, and what the picture was. It never
// changes, and may be used by several goroutines at once; nobody may write to
// its fields.
type Picture struct {
	Width, Height int    // of the original, in pixels, as it is stored
	Format        string // "JPEG", "PNG" or "GIF"

	thumbnail *image.RGBA // opaque; from (0, 0)
}

// format is a kind of picture file.
type format struct {
	name   string
	magic  string // how the file begins
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var formats = []format{
	{"JPEG", "\xFF\xD8", jpeg.DecodeConfig, jpeg.Decode},
	{"PNG", "\x89PNG\r\n\x1A\n", png.DecodeConfig, png.Decode},
	{"GIF", "GIF8", gif.DecodeConfig, gif.Decode},
}

// Decode reads a JPEG, PNG or GIF picture, of a GIF the first frame, and keeps a
// thumbnail of at most 160 x 200 pixels. What is transparent becomes white, as
// on paper. How a camera was held, which a JPEG may tell, is not looked at.
//
// It reads no further than one byte past MaxFileBytes, and unpacks nothing that
// has more than MaxPixels, more than 65535 pixels on a side or more than 40 scans,
// and nothing for longer than MaxTime: then it stops. It never panics.
// The error says in plain words what is wrong and what to do about it, and is
// meant to follow the file's name and a colon; it wraps the reader's error if
// there was one.
func Decode(r io.Reader) (p *Picture, err error) {
	file, err := readFile(r)
	if err != nil {
		return nil, err
	}
	f, err := formatOf(file)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, f.unreadable(fmt.Errorf("%v", r))
		}
	}()
	size, err := f.size(file)
	if err != nil {
		return nil, err
	}
	from := &timed{Reader: bytes.NewReader(file), end: now().Add(MaxTime)}
	img, err := f.decode(from)
	switch {
	case from.late:
		return nil, fmt.Errorf("it takes longer than %v to unpack; make it smaller, or save it as a JPEG that is not progressive", MaxTime)
	case err != nil:
		return nil, f.unreadable(err)
	}
	return &Picture{
		Width:     size.X,
		Height:    size.Y,
		Format:    f.name,
		thumbnail: shrink(img, size),
	}, nil
}

// readFile reads a whole file, if it is not too large.
func readFile(r io.Reader) ([]byte, error) {
	file, err := io.ReadAll(io.LimitReader(r, MaxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	if len(file) > MaxFileBytes {
		return nil, tooLarge()
	}
	return file, nil
}

func formatOf(file []byte) (format, error) {
	for _, f := range formats {
		if bytes.HasPrefix(file, []byte(f.magic)) {
			return f, nil
		}
	}
	return format{}, errors.New("it is not a JPEG, PNG or GIF picture; save it as one of these")
}

// size is the picture's width and height, if they are within bounds. It looks
// at the file's beginning only, and allocates little.
func (f format) size(file []byte) (image.Point, error) {
	config, err := f.config(bytes.NewReader(file))
	if err != nil {
		return image.Point{}, f.unreadable(err)
	}
	w, h := config.Width, config.Height
	switch {
	case w < 1 || h < 1:
		return image.Point{}, fmt.Errorf("it has %d x %d pixels, which is nothing to show; save it again", w, h)
	case int64(w)*int64(h) > MaxPixels:
		return image.Point{}, fmt.Errorf("it has %d x %d pixels, and %d million is the most; make it smaller", w, h, MaxPixels/1_000_000)
	case max(w, h) > maxSide:
		return image.Point{}, fmt.Errorf("it has %d x %d pixels, and %d on a side is the most; make it smaller", w, h, maxSide)
	}
	if n := scans(file); f.name == "JPEG" && n > maxScans {
		return image.Point{}, fmt.Errorf("it has %d scans, and %d is the most; save it as a JPEG that is not progressive", n, maxScans)
	}
	return image.Pt(w, h), nil
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

// now is time.Now, but for tests.
var now = time.Now

// timed is a reader that fails when its time is over, so that a decoder stops.
type timed struct {
	io.Reader
	end  time.Time
	late bool
}

func (t *timed) Read(b []byte) (int, error) {
	const most = 64 // bytes until it is asked again; a scan may have a dozen
	if now().After(t.end) {
		t.late = true
		return 0, errors.New("out of time")
	}
	return t.Reader.Read(b[:min(len(b), most)])
}

// Inspect says as Decode does what is wrong with a file, as far as that is seen
// without unpacking it: in no time.
func Inspect(file []byte) (err error) {
	if len(file) > MaxFileBytes {
		return tooLarge()
	}
	f, err := formatOf(file)
	if err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil {
			err = f.unreadable(fmt.Errorf("%v", r))
		}
	}()
	_, err = f.size(file)
	return err
}

func tooLarge() error {
	return fmt.Errorf("it has more than %d MiB, which is the most; make it smaller", MaxFileBytes>>20)
}

func (f format) unreadable(err error) error {
	return fmt.Errorf("it begins as a %s picture but is damaged or cut off (%w); save it again", f.name, err)
}

// shrink draws a picture of a size on a white thumbnail.
func shrink(img image.Image, size image.Point) *image.RGBA {
	small := fit(size, image.Pt(thumbnailWidth, thumbnailHeight))
	to := image.NewRGBA(image.Rectangle{Max: small})
	draw.Draw(to, to.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	if from := img.Bounds(); !from.Empty() {
		draw.CatmullRom.Scale(to, place(from, size, small), img, from, draw.Over, nil)
	}
	return to
}

// place is where a part of a picture comes to lie when the picture is scaled
// from one size to another: a GIF's frame may be smaller than its picture. A
// part that is not empty keeps at least one pixel.
func place(part image.Rectangle, from, to image.Point) image.Rectangle {
	return image.Rect(
		part.Min.X*to.X/from.X,
		part.Min.Y*to.Y/from.Y,
		(part.Max.X*to.X+from.X-1)/from.X,
		(part.Max.Y*to.Y+from.Y-1)/from.Y,
	)
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
