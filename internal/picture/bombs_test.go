package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
)

// progressive is a grey JPEG of w x h pixels with n scans, each of which has no
// more than a few bytes for all of them: a run of blocks without anything.
func progressive(w, h uint16, n int) []byte {
	var b bytes.Buffer
	segment := func(marker byte, data ...byte) {
		b.Write([]byte{0xFF, marker})
		_ = binary.Write(&b, binary.BigEndian, uint16(len(data)+2))
		b.Write(data)
	}
	b.Write([]byte{0xFF, 0xD8})
	segment(0xDB, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...) // DQT
	segment(0xC2, 8, byte(h>>8), byte(h), byte(w>>8), byte(w), 1, 1, 0x11, 0)
	// One code for each table: of DC the difference 0, of AC a run of
	// empty blocks, 2^14 and what 14 more bits say.
	segment(0xC4, append([]byte{0x00, 1}, make([]byte, 16)...)...)
	segment(0xC4, append(append([]byte{0x10, 1}, make([]byte, 15)...), 0xE0)...)
	blocks := (int(w) + 7) / 8 * ((int(h) + 7) / 8)
	segment(0xDA, 1, 1, 0x00, 0, 0, 0x00)
	b.Write(make([]byte, (blocks+7)/8)) // a bit of 0 for each block
	for i := range n - 1 {
		segment(0xDA, 1, 1, 0x00, byte(1+i%63), byte(1+i%63), 0x00)
		runs := (blocks + 1<<14 - 1) >> 14
		b.Write(make([]byte, (15*runs+7)/8)) // 15 bits of 0 for each run
	}
	b.Write([]byte{0xFF, 0xD9})
	return b.Bytes()
}

func TestScansOfAJPEGAreCounted(t *testing.T) {
	for _, n := range []int{1, 2, maxScans} {
		file := progressive(64, 64, n)
		if got := scans(file); got != n {
			t.Errorf("%d scans were counted of %d", got, n)
		}
		decoded(t, file)
	}
	file := progressive(4000, 4000, 1000)
	want := "it has 1000 scans, and 40 is the most; save it as a JPEG that is not progressive"
	if _, err := Decode(file); err == nil || err.Error() != want {
		t.Errorf("Decode of %d bytes: %v", len(file), err)
	}
	large := progressive(6300, 6300, 1)
	want = "it takes 189 MiB to unpack, and 160 is the most; make it smaller, or save it as a JPEG that is not progressive"
	if _, err := Inspect(bytes.NewReader(large), int64(len(large))); err == nil || err.Error() != want {
		t.Errorf("Inspect: %v", err)
	}
}

// aging is a clock that goes on by a step each time it is looked at.
func aging(t *testing.T, step time.Duration) (looks *int) {
	looks = new(int)
	clock = func() time.Duration {
		*looks++
		return time.Duration(*looks) * step
	}
	t.Cleanup(func() { clock = elapsed })
	return looks
}

func TestDecodingStopsWhenItsTimeIsOver(t *testing.T) {
	for _, format := range []string{"JPEG", "PNG", "GIF"} {
		t.Run(format, func(t *testing.T) {
			whole := encoded(t, format, gradient(500, 500))
			looks := aging(t, time.Second)
			p, err := Decode(whole)
			if want := "it takes longer than 2s to unpack; make it smaller, or save it as a JPEG that is not progressive"; p != nil || err == nil || err.Error() != want {
				t.Errorf("%v, %v", p, err)
			}
			if *looks > 6 { // once at the start, twice in time, and a decoder may ask again
				t.Errorf("it read on %d times", *looks)
			}
		})
	}
}

func TestTheClockIsOfThisProcess(t *testing.T) {
	began := elapsed()
	for i := 0; elapsed() == began; i++ {
		if i > 1<<30 {
			t.Fatal("it stands still")
		}
	}
}

// FuzzDecode inspects and decodes hostile files, and writes the pictures as lines.
func FuzzDecode(f *testing.F) {
	for _, format := range []string{"JPEG", "PNG", "GIF", "WebP"} {
		whole := encoded(f, format, gradient(7, 5))
		f.Add(whole, 3, 3, byte(colorprofile.TrueColor), false)
		f.Add(whole[:len(whole)/2], 80, 24, byte(colorprofile.ANSI256), true)
	}
	f.Add(encoded(f, "PNG", image.NewNRGBA64(image.Rect(0, 0, 300, 2))), 1, 1, byte(colorprofile.ANSI), false)
	f.Add(pngHeader(50000, 50000, 8), 0, -1, byte(0), false)
	f.Add(gifHeader(65535, 65535), 1, 1, byte(0), true)
	f.Add(riff(extended(1<<3, 7, 5), lossless(7, 5)[12:], chunk("EXIF", exif(binary.BigEndian, 8))), 80, 24, byte(colorprofile.ANSI), false)
	f.Fuzz(func(t *testing.T, file []byte, columns, rows int, depth byte, ascii bool) {
		i, err := Inspect(bytes.NewReader(file), int64(len(file)))
		if err != nil && err.Error() == "" || err == nil && (i.Width < 1 || i.Height < 1 || i.Width*i.Height > MaxPixels || i.unpacked > maxUnpacked) {
			t.Fatalf("%+v, %v", i, err)
		}
		if i.Width*i.Height > 1<<18 {
			return // such ones only take longer
		}
		p, failed := Decode(file)
		if failed != nil {
			return
		}
		if err != nil {
			t.Fatalf("it can be decoded, and Inspect says %v", err)
		}
		if (i.Width < i.Height) != (p.Width < p.Height) && p.Width != p.Height {
			t.Errorf("%d x %d has a thumbnail of %d x %d", i.Width, i.Height, p.Width, p.Height)
		}
		w, h := (&File{Info: i}).Fit(columns, rows)
		checkLines(t, p, w, h, colorprofile.Profile(depth), ascii)
	})
}

// FuzzOrientation reads hostile EXIF.
func FuzzOrientation(f *testing.F) {
	f.Add(exif(binary.LittleEndian, 6))
	f.Add(exif(binary.BigEndian, 9))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := exifOrientation(b); o > 8 {
			t.Errorf("it is held as %d", o)
		}
	})
}
