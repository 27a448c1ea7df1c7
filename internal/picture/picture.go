// Package picture makes a picture small enough to be shown in a terminal, as
// coloured half blocks.
//
// Inspect reads the head of a file: how large the picture is, and how it is to be held.
// It unpacks nothing. Decode unpacks the file into a Thumbnail; a kiosk has a child
// process do that. Thumbnail.Lines writes it as lines of a terminal.
package picture

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io"
)

// The most that Inspect and Decode take. While a picture is decoded it takes up to
// maxUnpacked and the file beside it: that is within the memory of the child process
// (capacity.ConversionBudget).
const (
	MaxFileBytes = 20 << 20
	MaxPixels    = 40_000_000

	// maxUnpacked bounds the bytes that a decoder takes: 40 million pixels of four bytes.
	// A progressive JPEG takes 7 bytes and more for each pixel, so that it may have 22
	// million.
	maxUnpacked = 160 << 20

	maxSide = 1<<16 - 1 // in pixels; JPEG and GIF have no longer ones

	// maxScans bounds how often a progressive JPEG is gone over; ten times are
	// usual. Each takes time for all pixels, and may be a few bytes in the file.
	maxScans = 40

	// maxHead bounds how far Inspect reads: what stands before the size of a picture is
	// profiles and small copies of it.
	maxHead = 4 << 20
)

// Info is what the head of a file tells of its picture.
type Info struct {
	Format string // "JPEG", "PNG", "GIF" or "WebP"
	// Width and Height are in pixels, of the picture as it is held: a photograph that was
	// taken upright is higher than wide, however it is stored.
	Width, Height int
	held          orientation
	unpacked      int64 // bytes that decoding takes, about
}

// stored is the size in which a picture is stored.
func (i Info) stored() image.Point { return i.held.turn(image.Pt(i.Width, i.Height)) }

// head is what a format's own reader finds.
type head struct {
	width, height int // as they are stored
	held          orientation
	unpacked      int64
}

// format is a kind of picture file.
type format struct {
	name   string
	begins func(file []byte) bool // of its first magicBytes
	head   func(r *bufio.Reader) (head, error)
	decode func(io.Reader) (image.Image, error)
}

// magicBytes is how many bytes tell the format.
const magicBytes = 12

// Inspect says what a file's picture is, and what is wrong with the file as far as that is
// seen without unpacking it. It reads no further than the head of a file, which is a few
// KB, and 4 MiB at most; of a WebP with an orientation, to its end. size is the file's
// size in bytes.
//
// The error says in plain words what is wrong and what to do about it, and is meant to
// follow the file's name and a colon; it wraps the reader's error if there was one.
func Inspect(r io.Reader, size int64) (Info, error) {
	if size > MaxFileBytes {
		return Info{}, tooLarge()
	}
	_, info, err := inspect(r)
	return info, err
}

func inspect(r io.Reader) (format, Info, error) {
	failing := &failing{Reader: r}
	b := bufio.NewReaderSize(io.LimitReader(failing, MaxFileBytes), 4<<10)
	magic, _ := b.Peek(magicBytes)
	for _, f := range formats {
		if !f.begins(magic) {
			continue
		}
		h, err := f.head(b)
		switch {
		case failing.err != nil:
			return f, Info{}, fmt.Errorf("it cannot be read: %w", failing.err)
		case errors.As(err, new(plain)):
			return f, Info{}, err
		case err != nil:
			return f, Info{}, f.unreadable(err)
		}
		shown := h.held.turn(image.Pt(h.width, h.height))
		info := Info{Format: f.name, Width: shown.X, Height: shown.Y, held: h.held, unpacked: h.unpacked}
		return f, info, info.check()
	}
	if failing.err != nil {
		return format{}, Info{}, fmt.Errorf("it cannot be read: %w", failing.err)
	}
	return format{}, Info{}, errors.New("it is not a JPEG, PNG, GIF or WebP picture; save it as one of these")
}

// check reports a picture that is too large to be unpacked.
func (i Info) check() error {
	w, h := i.Width, i.Height
	switch {
	case w < 1 || h < 1:
		return fmt.Errorf("it has %d x %d pixels, which is nothing to show; save it again", w, h)
	case int64(w)*int64(h) > MaxPixels:
		return fmt.Errorf("it has %d x %d pixels, and %d million is the most; make it smaller", w, h, MaxPixels/1_000_000)
	case max(w, h) > maxSide:
		return fmt.Errorf("it has %d x %d pixels, and %d on a side is the most; make it smaller", w, h, maxSide)
	case i.unpacked > maxUnpacked:
		return fmt.Errorf("it takes %d MiB to unpack, and %d is the most; make it smaller, or save it as a JPEG that is not progressive", i.unpacked>>20, maxUnpacked>>20)
	}
	return nil
}

// plain is an error that is said as it is, of a file that is whole.
type plain struct{ error }

func tooLarge() error {
	return fmt.Errorf("it has more than %d MiB, which is the most; make it smaller", MaxFileBytes>>20)
}

func (f format) unreadable(err error) error {
	return fmt.Errorf("it begins as a %s picture but is damaged or cut off (%w); save it again", f.name, err)
}

// failing remembers the error of a reader, to tell it from that of a file's content.
type failing struct {
	io.Reader
	err error
}

func (f *failing) Read(b []byte) (int, error) {
	n, err := f.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}
