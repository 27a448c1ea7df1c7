package picture

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// checkLines fails where lines do not keep what Lines promises.
func checkLines(t *testing.T, p *Thumbnail, columns, rows int, depth colorprofile.Profile, ascii bool) []string {
	t.Helper()
	lines := p.Lines(columns, rows, depth, ascii)
	if columns < 1 || rows < 1 || depth <= colorprofile.Ascii {
		if lines != nil {
			t.Errorf("%d x %d at %v: %d lines", columns, rows, depth, len(lines))
		}
		return nil
	}
	if len(lines) != min(rows, thumbnailHeight/2) {
		t.Fatalf("%d x %d: %d lines", columns, rows, len(lines))
	}
	for i, line := range lines {
		cells := ansi.Strip(line)
		if ascii && strings.Trim(cells, " ") != "" || strings.Trim(cells, " ▀") != "" || ansi.StringWidth(cells) != min(columns, thumbnailWidth) {
			t.Errorf("line %d is %q", i, line)
		}
		if !strings.HasPrefix(line, "\x1b[") || !strings.HasSuffix(line, "\x1b[m") {
			t.Errorf("line %d begins or ends in another style: %q", i, line)
		}
		if most := columns*MaxCellBytes + len("\x1b[m"); len(line) > most {
			t.Errorf("line %d takes %d bytes, and %d is the most", i, len(line), most)
		}
	}
	return lines
}

func TestAPictureTakesWholeCells(t *testing.T) {
	for _, tt := range []struct {
		w, h          int // of the picture
		columns, rows int // of the screen
		across, down  int // of the picture there
	}{
		{400, 400, 80, 24, 48, 24},
		{400, 400, 20, 24, 20, 10},
		{400, 200, 80, 24, 80, 20},
		{200, 400, 80, 24, 24, 24},
		{400, 200, 80, 1, 4, 1},
		{400, 200, 1, 1, 1, 1},
		{3000, 2000, 1000, 1000, 100, 34},
		{3000, 2000, math.MaxInt, math.MaxInt, 100, 34},
		{100, 60, 80, 24, 25, 8}, // twice as large as in a browser
		{1, 1, 80, 24, 1, 1},
		{5000, 1, 80, 24, 80, 1},
		{40, 5000, 80, 24, 1, 24},
		{40, 5000, -1, -1, 1, 1},
	} {
		f := &File{Info: Info{Width: tt.w, Height: tt.h}}
		if w, h := f.Fit(tt.columns, tt.rows); w != tt.across || h != tt.down {
			t.Errorf("%d x %d pixels on %d x %d cells take %d x %d, want %d x %d", tt.w, tt.h, tt.columns, tt.rows, w, h, tt.across, tt.down)
		}
	}
}

func TestABandShowsASixthAtLeast(t *testing.T) {
	for _, tt := range []struct{ w, h, columns, rows, across, down int }{
		{3000, 2000, 76, 8, 76, 8},
		{3000, 1000, 76, 8, 76, 8},
		{3000, 300, 76, 8, 76, 4}, // all of it is there
		{2000, 3000, 76, 8, 64, 8},
		{100, 100, 76, 8, 25, 8},
		{40, 60000, 76, 8, 1, 8},
		{60000, 40, 76, 8, 76, 1},
	} {
		f := &File{Info: Info{Width: tt.w, Height: tt.h}}
		if w, h := f.Cover(tt.columns, tt.rows); w != tt.across || h != tt.down {
			t.Errorf("%d x %d pixels on %d x %d cells take %d x %d, want %d x %d", tt.w, tt.h, tt.columns, tt.rows, w, h, tt.across, tt.down)
		}
	}
}

func TestABandIsCutOffAboveAndBelow(t *testing.T) {
	img := plainColour(80, 80, color.White)
	for y := 30; y < 50; y++ {
		for x := range 80 {
			img.Set(x, y, color.Black)
		}
	}
	p := decoded(t, encoded(t, "PNG", img))
	for _, line := range p.Lines(80, 10, colorprofile.TrueColor, false) { // 20 of 80 pixels
		if strings.Contains(line, "255;255;255") {
			t.Errorf("white is seen: %q", line)
		}
	}
	// And what is as high as the room is seen whole, within a pixel.
	if lines := p.Lines(80, 40, colorprofile.TrueColor, false); !strings.Contains(lines[0], "255;255;255") || !strings.Contains(lines[39], "255;255;255") {
		t.Error("the whole has no edges")
	}
}

func TestColoursAreWrittenOnce(t *testing.T) {
	p := decoded(t, encoded(t, "PNG", plainColour(320, 200, color.RGBA{0xFF, 0, 0, 0xFF})))
	for _, tt := range []struct {
		depth colorprofile.Profile
		want  string
	}{
		{colorprofile.TrueColor, "\x1b[48;2;255;0;0m        \x1b[m"},
		{colorprofile.ANSI256, "\x1b[48;5;196m        \x1b[m"},
	} {
		if got := p.Lines(8, 2, tt.depth, false)[0]; got != tt.want {
			t.Errorf("at %v red is %q, want %q", tt.depth, got, tt.want)
		}
	}
	two := &Thumbnail{Width: 4, Height: 2, RGB: append(bytes.Repeat([]byte{0xFF}, 12), make([]byte, 12)...)}
	if got, want := two.Lines(4, 1, colorprofile.ANSI, false)[0], "\x1b[97;40m▀▀▀▀\x1b[m"; got != want {
		t.Errorf("white on black is %q, want %q", got, want)
	}
	if got, want := two.Lines(4, 1, colorprofile.TrueColor, true)[0], "\x1b[48;2;128;128;128m    \x1b[m"; got != want {
		t.Errorf("in ASCII it is %q, want %q", got, want)
	}
}

// TestPalettesMakeUpForTheirGaps compares what is seen from afar, the mean of 8 x 8 pixels in
// linear light, with the picture. As bright as it they have to be, or there would be bands;
// and no redder, or suns would be red. Blue, of which eyes see least, may be off at 16
// colours.
func TestPalettesMakeUpForTheirGaps(t *testing.T) {
	pictures := map[string]func(x, y float64) color.RGBA{
		"greys": func(x, _ float64) color.RGBA { return color.RGBA{uint8(255 * x), uint8(255 * x), uint8(255 * x), 0xFF} },
		"skin": func(x, _ float64) color.RGBA {
			return color.RGBA{uint8(120 + 100*x), uint8(90 + 80*x), uint8(80 + 70*x), 0xFF}
		},
		"sun": func(x, y float64) color.RGBA {
			return color.RGBA{uint8(200 + 50*x), uint8(190 + 40*y), uint8(140 + 50*x), 0xFF}
		},
	}
	for name, of := range pictures {
		for depth, most := range map[colorprofile.Profile]float64{colorprofile.ANSI256: 0.025, colorprofile.ANSI: 0.09} {
			img := image.NewRGBA(image.Rect(0, 0, 80, 48))
			for y := range 48 {
				for x := range 80 {
					img.SetRGBA(x, y, of(float64(x)/80, float64(y)/48))
				}
			}
			ink := inked(img, depth)
			d, first := of256(), int32(firstFixed)
			if depth == colorprofile.ANSI {
				d, first = of16(), 0
			}
			colours := d.GetPalette()
			brightness, redness := 0.0, 0.0
			for y := 4; y < 36; y += 4 {
				for x := 4; x < 68; x += 4 {
					var is, want [3]float64
					for dy := range 8 {
						for dx := range 8 {
							add(&want, img.At(x+dx, y+dy))
							add(&is, colours[ink(x+dx, y+dy)-first])
						}
					}
					brightness = max(brightness, math.Abs(luminance(is)-luminance(want))/64)
					redness = max(redness, (is[0]-is[1]-want[0]+want[1])/64)
				}
			}
			t.Logf("%s at %v: brightness %.3f, redness %.3f", name, depth, brightness, redness)
			if brightness > most || redness > most {
				t.Errorf("%s at %v: brightness is %.3f away and redness %.3f, and %.3f is the most", name, depth, brightness, redness, most)
			}
		}
	}
}

func luminance(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// add adds a colour in linear light.
func add(to *[3]float64, c color.Color) {
	r, g, b, _ := c.RGBA()
	for i, v := range []uint32{r, g, b} {
		to[i] += math.Pow(float64(v)/0xFFFF, 2.2)
	}
}

func BenchmarkDecode(b *testing.B) {
	file := encoded(b, "JPEG", gradient(4000, 3000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(file); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLines(b *testing.B) {
	p, err := Decode(encoded(b, "JPEG", gradient(900, 600)))
	if err != nil {
		b.Fatal(err)
	}
	for name, depth := range map[string]colorprofile.Profile{"24 bits": colorprofile.TrueColor, "256": colorprofile.ANSI256, "16": colorprofile.ANSI} {
		b.Run(name, func(b *testing.B) {
			bytes := 0
			for b.Loop() {
				bytes = 0
				for _, l := range p.Lines(80, 27, depth, false) {
					bytes += len(l)
				}
			}
			b.ReportMetric(float64(bytes), "bytes/picture")
		})
	}
}
