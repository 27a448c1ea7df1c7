package gallery

import (
	"bytes"
	"container/list"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/picture"
)

// TestMain has this test binary be the child, where it is started as one: kiosk's own, or with
// OBEY in its environment one that goes wrong as that says.
func TestMain(m *testing.M) {
	if len(os.Args) != 2 || os.Args[1] != CommandName {
		os.Exit(m.Run())
	}
	switch what, file, _ := strings.Cut(os.Getenv("OBEY"), " "); what {
	case "end":
		os.Exit(1)
	case "starve": // while there are files of that name with a number behind it
		for n := range 3 {
			if os.Remove(file+strconv.Itoa(n)) == nil {
				self, _ := os.FindProcess(os.Getpid())
				_ = self.Kill()
			}
		}
	}
	if err := Decode(context.Background(), os.Stdin, os.Stdout); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// square is a PNG of one colour.
func square(t testing.TB, side int, c color.Color) []byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{c})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// room is a gallery that runs, with the files of its pictures.
type room struct {
	View
	t *testing.T

	mu     sync.Mutex
	files  map[*picture.File][]byte
	reads  []string
	failed map[string]string
	ready  chan struct{}
	log    bytes.Buffer
}

func build(t *testing.T, o Options) *room {
	r := &room{t: t, files: map[*picture.File][]byte{}, failed: map[string]string{}, ready: make(chan struct{}, 100)}
	o.Read = func(_ context.Context, f *picture.File) ([]byte, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.reads = append(r.reads, f.Name)
		content, ok := r.files[f]
		if !ok {
			return nil, errors.New("it is gone; put it back")
		}
		return content, nil
	}
	o.Ready = func() { r.ready <- struct{}{} }
	o.Failed = func(f *picture.File, err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.failed[f.Name] = err.Error()
		r.ready <- struct{}{}
	}
	o.Log = slog.New(slog.NewTextHandler(&r.log, nil))
	r.View = New(o).For(t.Context(), "")
	return r
}

// file makes a picture; without content it is not there.
func (r *room) file(name string, content []byte) *picture.File {
	f := picture.NewFile(name, "", [32]byte{}, picture.Info{Format: "PNG", Width: 400, Height: 300})
	if content != nil {
		r.files[f] = content
	}
	return f
}

// run runs the gallery until the test ends.
func (r *room) run() {
	ctx, stop := context.WithCancel(r.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.Run(ctx)
	}()
	r.t.Cleanup(func() {
		stop()
		<-ended
		if r.child.Busy() {
			r.t.Error("a child is left")
		}
	})
}

// wait waits until a condition holds, which a call of Ready or Failed brings about.
func (r *room) wait(what string, ok func() bool) {
	r.t.Helper()
	late := time.After(time.Minute)
	for !ok() {
		select {
		case <-r.ready:
		case <-late:
			r.t.Fatalf("%s: not within a minute; the log says\n%s", what, r.log.String())
		}
	}
}

var size = Size{Columns: 40, Rows: 15, Depth: colorprofile.TrueColor}

func TestPicturesAreDecodedByTheChild(t *testing.T) {
	r := build(t, Options{})
	red := r.file("red.png", square(t, 300, color.RGBA{0xFF, 0, 0, 0xFF}))
	blue := r.file("blue.png", square(t, 300, color.RGBA{0, 0, 0xFF, 0xFF}))
	bad := r.file("bad.png", []byte("this is none"))
	gone := r.file("gone.png", nil)
	empty := r.file("empty.png", []byte{})
	all := []*picture.File{bad, blue, red, gone, empty}
	r.Show(all)
	if !r.Shows() {
		t.Fatal("it shows none")
	}
	for _, f := range append(all, nil) {
		if lines := r.Lines(f, size); lines != nil || r.Here(f, size) {
			t.Errorf("%v is here at once", f)
		}
	}
	r.Here(red, size) // which somebody looked for last
	r.run()
	r.wait("all are settled", func() bool { c := r.Counts(); return c.Decoded == 2 && c.Failed == 3 })
	if lines := r.Lines(red, size); len(lines) != 15 || !strings.HasPrefix(lines[0], "\x1b[48;2;255;0;0m    ") {
		t.Errorf("red is %q", lines)
	}
	if r.reads[0] != "red.png" || len(r.reads) != 5 {
		t.Errorf("read were %v", r.reads)
	}
	for name, want := range map[string]string{"bad.png": "it is not a JPEG, PNG, GIF or WebP picture; save it as one of these", "gone.png": "it is gone; put it back", "empty.png": "it is not a JPEG, PNG, GIF or WebP picture; save it as one of these"} {
		if r.failed[name] != want {
			t.Errorf("%s: %q, want %q", name, r.failed[name], want)
		}
	}
	if !r.Lost(bad) || r.Lost(red) || r.Lost(nil) {
		t.Error("it does not know what is lost")
	}
	r.Lines(bad, size)
	if c := r.Counts(); c.Failed != 3 || c.Scaled != 1 {
		t.Errorf("%+v", c)
	}
	r.Lines(red, size)
	if c := r.Counts(); c.Scaled != 1 {
		t.Errorf("it was scaled %d times to one size", c.Scaled)
	}
	// A reload keeps what is still shown, and drops the rest.
	r.Show([]*picture.File{blue})
	if r.Lines(red, size) != nil || r.Lines(blue, size) == nil {
		t.Error("after a reload it has others")
	}
	if b := r.Counts().Bytes; b < 30_000 || b > 60_000 {
		t.Errorf("one thumbnail and its lines take %d bytes", b)
	}
}

func TestWithoutAChildNoPictureIsShown(t *testing.T) {
	for name, o := range map[string]Options{
		"there is no such program": {Command: []string{t.TempDir() + "/none"}},
		"it ends":                  {Environment: []string{"OBEY=end"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := build(t, o)
			f := r.file("a.png", square(t, 50, color.White))
			r.Show([]*picture.File{f})
			r.run()
			r.wait("it says so", func() bool { return !r.Shows() })
			if r.Here(f, size) || len(r.failed) > 0 || strings.Count(r.log.String(), "level=ERROR") != 1 {
				t.Errorf("failed are %v, and the log says\n%s", r.failed, r.log.String())
			}
		})
	}
	if g := New(Options{NoRoom: true}); g.Shows() {
		t.Error("without room it shows pictures")
	}
	var none View
	if none.Shows() || none.Lines(&picture.File{}, size) != nil || none.Lost(nil) || none.Counts() != (Counts{}) {
		t.Error("no gallery shows pictures")
	}
}

func TestMemoryThatIsShortForAMomentIsNotTheEndOfPictures(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("how a process ended tells of short memory on Linux alone")
	}
	file := t.TempDir() + "/short"
	for n := range 3 { // a child is started twice, and after a rest again
		if err := os.WriteFile(file+strconv.Itoa(n), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := build(t, Options{Environment: []string{"OBEY=starve " + file}})
	r.rest = time.Millisecond
	f := r.file("a.png", square(t, 50, color.White))
	r.Show([]*picture.File{f})
	r.Here(f, size)
	r.run()
	r.wait("it is here", func() bool { return r.Here(f, size) })
	if !r.Shows() || len(r.failed) > 0 || strings.Count(r.log.String(), "level=WARN") != 1 {
		t.Errorf("failed are %v, and the log says\n%s", r.failed, r.log.String())
	}
}

// TestManySizesTakeNoMoreThanTheBound has clients look at a page of 100 pictures in windows of
// many widths.
func TestManySizesTakeNoMoreThanTheBound(t *testing.T) {
	g := New(Options{}).For(t.Context(), "")
	var all []*picture.File
	thumbnail, err := picture.Decode(square(t, 400, color.RGBA{1, 2, 3, 0xFF}))
	if err != nil {
		t.Fatal(err)
	}
	noisy := *thumbnail
	noisy.RGB = bytes.Clone(thumbnail.RGB)
	for i := range noisy.RGB {
		noisy.RGB[i] = byte(i * 7919 >> 3)
	}
	for i := range 100 {
		all = append(all, picture.NewFile(fmt.Sprint(i), "", [32]byte{}, picture.Info{Width: 400, Height: 400}))
	}
	g.Show(all)
	asked, most := 0, 0
	for columns := 20; columns <= 100; columns += 16 {
		for _, f := range all {
			s := Size{Columns: columns, Rows: columns / 2, Depth: colorprofile.TrueColor}
			if g.Lines(f, s) == nil { // as it is until it is decoded again
				g.Put(f, &noisy)
			}
			asked++
			if lines := g.Lines(f, s); len(lines) != columns/2 {
				t.Fatalf("%d lines", len(lines))
			}
			most = max(most, g.Counts().Bytes)
		}
	}
	if most > MaxBytes || most < MaxBytes/2 {
		t.Errorf("they take %d bytes, and %d is the bound", most, MaxBytes)
	}
	if len(g.cache.sizes) == asked {
		t.Error("nothing was evicted: the test is too small")
	}
	if len(g.cache.thumbnails) != len(all) {
		t.Errorf("%d thumbnails are left of %d: lines drove them out", len(g.cache.thumbnails), len(all))
	}
	items, sum := 0, 0
	for _, of := range []*list.List{&g.cache.recentThumbnails, &g.cache.recentLines} {
		for e := of.Front(); e != nil; e = e.Next() {
			i := e.Value.(*item)
			items++
			sum += i.bytes
		}
	}
	if sum != g.cache.bytes || items != len(g.cache.thumbnails)+len(g.cache.sizes) {
		t.Errorf("%d items of %d bytes, and %d and %d are counted", items, sum, len(g.cache.thumbnails)+len(g.cache.sizes), g.cache.bytes)
	}
	g.Show(nil)
	if b := g.Counts().Bytes; b != 0 {
		t.Errorf("without pictures %d bytes are left", b)
	}
}

func TestAnEvictedPictureIsDecodedWhenSomebodyLooks(t *testing.T) {
	r := build(t, Options{})
	f := r.file("a.png", square(t, 300, color.Black))
	r.Show([]*picture.File{f})
	r.run()
	r.wait("it is here", func() bool { return r.Here(f, size) })
	r.mu.Lock()
	reads := len(r.reads)
	r.mu.Unlock()
	r.View.mu.Lock()
	r.cache.keepOnly(func(*picture.File) bool { return false })
	r.View.mu.Unlock()
	r.wait("it is here again", func() bool { return r.Lines(f, size) != nil })
	if len(r.reads) != reads+1 {
		t.Errorf("read were %v", r.reads)
	}
}

func TestAnswersAreNotTrusted(t *testing.T) {
	good := answer(square(t, 40, color.White))
	if thumbnail, why, err := parse(good); err != nil || why != nil || thumbnail.Width != 40 {
		t.Errorf("%v, %v, %v", thumbnail, why, err)
	}
	if _, why, err := parse(answer([]byte("x"))); err != nil || why == nil {
		t.Errorf("%v, %v", why, err)
	}
	for _, b := range [][]byte{nil, {decoded}, {refused}, {7, 1}, good[:len(good)-1], append(bytes.Clone(good), 0)} {
		if _, why, err := parse(b); err == nil || why != nil {
			t.Errorf("%d bytes are an answer", len(b))
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(answer(square(f, 7, color.White)))
	f.Add([]byte{refused, 'x'})
	f.Fuzz(func(t *testing.T, b []byte) {
		thumbnail, why, err := parse(b)
		if (thumbnail != nil) == (why != nil || err != nil) {
			t.Errorf("%v, %v, %v", thumbnail, why, err)
		}
		if thumbnail != nil {
			thumbnail.Lines(10, 5, colorprofile.ANSI256, false)
		}
	})
}
