package picture

import (
	"image/color"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

var red = color.RGBA{0xFF, 0, 0, 0xFF}

// checkLines fails where lines do not keep what Lines promises.
func checkLines(t *testing.T, p *Picture, columns, rows int, depth colorprofile.Profile, ascii bool) []string {
	t.Helper()
	lines := p.Lines(columns, rows, depth, ascii)
	if columns < 1 || rows < 1 || depth <= colorprofile.Ascii {
		if lines != nil {
			t.Errorf("%d x %d at %v: %d lines", columns, rows, depth, len(lines))
		}
		return nil
	}
	if len(lines) < 1 || len(lines) > min(rows, thumbnailHeight/2) {
		t.Fatalf("%d x %d: %d lines", columns, rows, len(lines))
	}
	character := "▀"
	if ascii {
		character = " "
	}
	width := ansi.StringWidth(lines[0])
	if width < 1 || width > min(columns, thumbnailWidth, p.Width) {
		t.Errorf("%d x %d: %d wide", columns, rows, width)
	}
	for i, line := range lines {
		if ansi.Strip(line) != strings.Repeat(character, width) {
			t.Errorf("line %d is %q", i, line)
		}
		if !strings.HasPrefix(line, "\x1b[") || !strings.HasSuffix(line, "\x1b[m") {
			t.Errorf("line %d begins or ends in another style: %q", i, line)
		}
	}
	return lines
}

func TestLinesKeepTheAspect(t *testing.T) {
	for _, tt := range []struct {
		w, h          int // of the picture
		columns, rows int // of the screen
		across, down  int // of the lines
	}{
		{400, 400, 80, 24, 48, 24},
		{400, 400, 20, 24, 20, 10},
		{400, 200, 80, 24, 80, 20},
		{200, 400, 80, 24, 24, 24},
		{400, 200, 80, 1, 4, 1},
		{400, 200, 1, 1, 1, 1},
		{320, 400, 1000, 1000, 160, 100}, // the thumbnail's size
		{320, 400, math.MaxInt, math.MaxInt, 160, 100},
		{10, 10, 80, 24, 10, 5}, // its own size
		{10, 9, 80, 24, 10, 5},  // the last half row is stretched
		{1, 1, 80, 24, 1, 1},
		{5000, 1, 80, 24, 80, 1},
		{1, 5000, 80, 24, 1, 24},
	} {
		p := decode(t, file(t, "PNG", gradient(tt.w, tt.h)))
		for _, ascii := range []bool{false, true} {
			lines := checkLines(t, p, tt.columns, tt.rows, colorprofile.TrueColor, ascii)
			if across := ansi.StringWidth(lines[0]); across != tt.across || len(lines) != tt.down {
				t.Errorf("%d x %d pixels on %d x %d cells take %d x %d, want %d x %d",
					tt.w, tt.h, tt.columns, tt.rows, across, len(lines), tt.across, tt.down)
			}
		}
	}
}

func TestLinesAtEachDepth(t *testing.T) {
	img := painting(4, 4, red)
	for x := range 4 {
		for y := range 4 {
			if x >= 2 || y%2 == 1 {
				img.Set(x, y, color.Black)
			}
		}
	}
	p := decode(t, file(t, "PNG", img))
	for _, tt := range []struct {
		depth       colorprofile.Profile
		ascii       bool
		first, line string
	}{
		{depth: colorprofile.TrueColor, line: "\x1b[38;2;255;0;0;48;2;0;0;0m▀▀\x1b[38;2;0;0;0m▀▀\x1b[m"},
		{depth: colorprofile.ANSI256, line: "\x1b[38;5;196;48;5;16m▀▀\x1b[38;5;16m▀▀\x1b[m"},
		{depth: colorprofile.ANSI, line: "\x1b[91;40m▀▀\x1b[30m▀▀\x1b[m"},
		{depth: colorprofile.TrueColor, ascii: true, line: "\x1b[48;2;127;0;0m  \x1b[48;2;0;0;0m  \x1b[m"},
	} {
		for i, line := range checkLines(t, p, 80, 24, tt.depth, tt.ascii) {
			if line != tt.line {
				t.Errorf("%v: line %d is %q, want %q", tt.depth, i, line, tt.line)
			}
		}
	}
}

func TestNoLines(t *testing.T) {
	p := decode(t, file(t, "PNG", gradient(40, 40)))
	for _, tt := range []struct {
		columns, rows int
		depth         colorprofile.Profile
	}{
		{0, 24, colorprofile.TrueColor},
		{80, 0, colorprofile.TrueColor},
		{math.MinInt, math.MinInt, colorprofile.TrueColor},
		{80, 24, colorprofile.Ascii},
		{80, 24, colorprofile.NoTTY},
		{80, 24, colorprofile.Unknown},
	} {
		if lines := p.Lines(tt.columns, tt.rows, tt.depth, false); lines != nil {
			t.Errorf("%d x %d at %v: %q", tt.columns, tt.rows, tt.depth, lines)
		}
	}
}

func TestLinesShowThePixels(t *testing.T) {
	img := gradient(60, 40)
	p := decode(t, file(t, "PNG", img))
	for row, line := range p.Lines(60, 20, colorprofile.TrueColor, false) {
		for x, cell := range uv.NewStyledString(line).Lines(ansi.GraphemeWidth)[0] {
			if cell.Style.Fg != img.RGBAAt(x, 2*row) || cell.Style.Bg != img.RGBAAt(x, 2*row+1) {
				t.Fatalf("cell (%d, %d) is %v on %v", x, row, cell.Style.Fg, cell.Style.Bg)
			}
		}
	}
}

func TestEqualColoursAreWrittenOnce(t *testing.T) {
	p := decode(t, file(t, "PNG", painting(300, 300, red)))
	for _, line := range p.Lines(80, 24, colorprofile.TrueColor, false) {
		if strings.Count(line, "\x1b") != 2 {
			t.Errorf("the line is %q", line)
		}
	}
}

func TestBelowTrueColourFewColoursAreConverted(t *testing.T) {
	for v := range 256 {
		if got := int(coarse(uint8(v))); got < v-5 || got > v+5 {
			t.Errorf("%d becomes %d", v, got)
		}
	}
	if coarse(0) != 0 || coarse(255) != 255 {
		t.Error("black and white do not stay what they are")
	}
}

func TestLinesFromSeveralGoroutines(t *testing.T) {
	p := decode(t, file(t, "JPEG", gradient(200, 100)))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() { p.Lines(10+i, 24, colorprofile.ANSI256, i%2 == 0) })
	}
	wg.Wait()
}
