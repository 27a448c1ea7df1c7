package qrcode_test

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/qrcode"
)

// half is the width of a cell and half its height, in pixels.
const half = 8

// A dark screen, as one without colours has it.
var (
	screenText       = color.Gray{0xC0}
	screenBackground = color.Gray{0x10}
)

// photograph paints lines as a terminal does.
func photograph(lines []string) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, half*ansi.StringWidth(lines[0]), 2*half*len(lines)))
	for y, line := range lines {
		for x, cell := range uv.NewStyledString(line).Lines(ansi.GraphemeWidth)[0] {
			paint(img, image.Pt(half*x, 2*half*y), cell)
		}
	}
	return img
}

// paint paints one cell, whose upper left corner is at a point.
func paint(img draw.Image, at image.Point, cell uv.Cell) {
	text, background := cellColours(cell.Style)
	upper, lower := background, background
	switch cell.Content {
	case "█":
		upper, lower = text, text
	case "▀":
		upper = text
	case "▄":
		lower = text
	}
	for i, c := range []color.Color{upper, lower} {
		r := image.Rect(0, half*i, half, half*(i+1)).Add(at)
		draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
	}
}

// cellColours are those of a cell's characters and of what is behind them.
func cellColours(s uv.Style) (text, background color.Color) {
	text, background = screenText, screenBackground
	if s.Fg != nil {
		text = s.Fg
	}
	if s.Bg != nil {
		background = s.Bg
	}
	if s.Attrs&uv.AttrReverse != 0 {
		text, background = background, text
	}
	return text, background
}

// scan reads the code in a picture back.
func scan(t *testing.T, zbarimg string, img image.Image) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "code.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(zbarimg, "--quiet", "--raw", path).Output()
	if err != nil {
		t.Fatalf("zbarimg: %v", err)
	}
	return strings.TrimSuffix(string(out), "\n")
}

// isDarkOnLight reports whether the four corners of a code are light, and the
// first module inside its margin, which every code has dark, is dark.
func isDarkOnLight(img image.Image, s qrcode.Style) bool {
	module := half
	if s.ASCII {
		module *= 2
	}
	light := func(x, y int) bool { return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y > 0x80 }
	right, bottom := img.Bounds().Max.X-1, img.Bounds().Max.Y-1
	return light(0, 0) && light(right, 0) && light(0, bottom) && light(right, bottom) && !light(4*module, 4*module)
}

func TestCodesCanBeScanned(t *testing.T) {
	zbarimg := kiosktest.Need(t, "zbarimg")
	for _, address := range addresses {
		c := encode(t, address)
		for name, s := range styles {
			t.Run(name, func(t *testing.T) {
				img := photograph(c.Lines(s))
				if got := scan(t, zbarimg, img); got != address {
					t.Errorf("read back %q, want %q", got, address)
				}
				if !isDarkOnLight(img, s) {
					t.Error("it is light on dark, which not every camera reads")
				}
			})
		}
	}
}

// TestEverySizeCanBeScanned reads codes of growing size, each as full as can be.
func TestEverySizeCanBeScanned(t *testing.T) {
	zbarimg := kiosktest.Need(t, "zbarimg")
	for _, most := range []int{17, 78, 230, 458, 1367, 2953} { // in sizes 1, 4, 9, 14, 26 and 40
		text := strings.Repeat("https://e.org/A-z_0~9?", 1+most/22)[:most]
		if got := scan(t, zbarimg, photograph(encode(t, text).Lines(qrcode.Style{}))); got != text {
			t.Errorf("%d bytes are read back as %q", most, got)
		}
	}
}
