package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"time"

	"golang.org/x/image/draw"
)

// MaxTime bounds how long a picture is decoded, in time on a core. A WebP is read whole
// before it is unpacked, so that only what it may have of pixels bounds it; the parent of
// the process that decodes has a clock of its own.
const MaxTime = 2 * time.Second

// Decode unpacks a JPEG, PNG, GIF or WebP picture, of a GIF the first frame, and turns it
// as it was held. What is transparent becomes white, as on paper.
//
// It unpacks nothing that Inspect refuses or that has more than 40 scans, and nothing for
// longer than MaxTime: then it stops. It never panics. The error is said as that of
// Inspect. Only one picture is to be decoded at a time in a process: it may take 200 MiB.
func Decode(file []byte) (t *Thumbnail, err error) {
	if len(file) > MaxFileBytes {
		return nil, tooLarge()
	}
	f, info, err := inspect(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	if f.name == "JPEG" {
		if n := scans(file); n > maxScans {
			return nil, fmt.Errorf("it has %d scans, and %d is the most; save it as a JPEG that is not progressive", n, maxScans)
		}
	}
	defer func() {
		if r := recover(); r != nil {
			t, err = nil, f.unreadable(fmt.Errorf("%v", r))
		}
	}()
	from := &timed{Reader: bytes.NewReader(file), end: clock() + MaxTime}
	img, err := f.decode(from)
	switch {
	case from.late:
		return nil, fmt.Errorf("it takes longer than %v to unpack; make it smaller, or save it as a JPEG that is not progressive", MaxTime)
	case err != nil:
		return nil, f.unreadable(err)
	}
	return shrink(img, info), nil
}

// clock is elapsed, but for tests.
var clock = elapsed

// timed is a reader that fails when its time is over, so that a decoder stops.
type timed struct {
	io.Reader
	end  time.Duration
	late bool
}

func (t *timed) Read(b []byte) (int, error) {
	const most = 64 // bytes until it is asked again; a scan may have a dozen
	if clock() > t.end {
		t.late = true
		return 0, errors.New("out of time")
	}
	return t.Reader.Read(b[:min(len(b), most)])
}

// shrink draws a picture on a white thumbnail, as it is held.
func shrink(img image.Image, info Info) *Thumbnail {
	size := thumbnailSize(info.Width, info.Height)
	stored := info.stored()
	small := image.NewRGBA(image.Rectangle{Max: info.held.turn(size)})
	draw.Draw(small, small.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	if from := img.Bounds(); !from.Empty() {
		to := place(from, stored, small.Rect.Max)
		img, from = sampled(img, to)
		draw.CatmullRom.Scale(small, to, img, from, draw.Over, nil)
	}
	t := &Thumbnail{Width: size.X, Height: size.Y, RGB: make([]byte, 0, 3*size.X*size.Y)}
	for y := range size.Y {
		for x := range size.X {
			at := info.held.source(image.Pt(x, y), small.Rect.Max)
			c := small.RGBAAt(at.X, at.Y)
			t.RGB = append(t.RGB, c.R, c.G, c.B)
		}
	}
	return t
}

// sampled is a picture that is no larger than it takes to be scaled down well: of more than
// 8 x 8 pixels that become one, as many are looked at. All of a photograph of 12 million
// would take half a second more.
func sampled(img image.Image, to image.Rectangle) (image.Image, image.Rectangle) {
	const each = 8
	from := img.Bounds()
	size := image.Pt(min(from.Dx(), each*to.Dx()), min(from.Dy(), each*to.Dy()))
	if size == from.Size() {
		return img, from
	}
	some := image.NewRGBA(image.Rectangle{Max: size})
	draw.NearestNeighbor.Scale(some, some.Rect, img, from, draw.Src, nil)
	return some, some.Rect
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
