package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
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
		decode(t, file)
	}
	file := progressive(4000, 4000, 1000)
	want := "it has 1000 scans, and 40 is the most; save it as a JPEG that is not progressive"
	if err := Inspect(file); err == nil || err.Error() != want {
		t.Errorf("Inspect: %v", err)
	}
	if _, err := Decode(bytes.NewReader(file)); err == nil || err.Error() != want {
		t.Errorf("Decode of %d bytes: %v", len(file), err)
	}
}

// aging is a clock that goes on by a step each time it is looked at.
func aging(t *testing.T, step time.Duration) (looks *int) {
	looks = new(int)
	start := time.Now()
	now = func() time.Time {
		*looks++
		return start.Add(time.Duration(*looks) * step)
	}
	t.Cleanup(func() { now = time.Now })
	return looks
}

func TestDecodingStopsWhenItsTimeIsOver(t *testing.T) {
	for _, format := range []string{"JPEG", "PNG", "GIF"} {
		t.Run(format, func(t *testing.T) {
			whole := file(t, format, gradient(500, 500))
			looks := aging(t, time.Second)
			p, err := Decode(bytes.NewReader(whole))
			if want := "it takes longer than 2s to unpack; make it smaller, or save it as a JPEG that is not progressive"; p != nil || err == nil || err.Error() != want {
				t.Errorf("%v, %v", p, err)
			}
			if *looks > 6 { // once at the start, twice in time, and a decoder may ask again
				t.Errorf("it read on %d times", *looks)
			}
		})
	}
}

func TestAFileIsDecodedOnce(t *testing.T) {
	whole := file(t, "PNG", gradient(50, 50))
	f := FileOf(whole)
	if f.Picture() != nil || (*File)(nil).Picture() != nil {
		t.Error("there is a picture before it is decoded")
	}
	if err := f.Decode([]byte("another file")); err != nil || f.Picture() != nil {
		t.Errorf("of another file: %v, %v", f.Picture(), err)
	}
	if err := f.Decode(whole); err != nil || f.Picture() == nil {
		t.Fatalf("%v, %v", f.Picture(), err)
	}
	p := f.Picture()
	if again := FileOf(bytes.Clone(whole)); again != f || again.Decode(whole) != nil || f.Picture() != p {
		t.Error("it was decoded again")
	}
	broken := FileOf(whole[:100])
	for range 2 {
		if err := broken.Decode(whole[:100]); err == nil || broken.Picture() != nil {
			t.Errorf("%v, %v", broken.Picture(), err)
		}
	}
}

func TestADecoderThatPanicsLeavesThePictureWithoutOne(t *testing.T) {
	old := formats
	t.Cleanup(func() { formats = old })
	panics := func(io.Reader) (image.Image, error) { panic("at the disco") }
	formats = []format{{"PNG", "P", func(io.Reader) (image.Config, error) { return image.Config{Width: 1, Height: 1}, nil }, panics}}
	f := FileOf([]byte("P"))
	for range 2 { // who asks next is answered, and does not wait
		if err := f.Decode([]byte("P")); err == nil || f.Picture() != nil || !strings.Contains(err.Error(), "at the disco") {
			t.Errorf("%v, %v", f.Picture(), err)
		}
	}
	formats = old
	other := file(t, "PNG", gradient(5, 5))
	if err := FileOf(other).Decode(other); err != nil {
		t.Errorf("the next picture: %v", err)
	}
}

func TestFilesThatNobodyUsesAreForgotten(t *testing.T) {
	count := func() int {
		files.Lock()
		defer files.Unlock()
		return len(files.bySum)
	}
	before := count()
	for i := range 100 {
		FileOf([]byte{byte(i), 'x'})
	}
	for range 100 {
		runtime.GC()
		if count() <= before {
			return
		}
		time.Sleep(time.Millisecond) // cleanups run in a goroutine of their own
	}
	t.Errorf("%d of 100 files are left", count()-before)
}
