package poster

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
)

// A page at 200 dots per inch.
const (
	dotsWide = "1654"
	dotsHigh = "2339"
)

// write writes a poster in both forms, as files.
func write(t *testing.T, p *Poster) (svg, pdf string) {
	t.Helper()
	folder := t.TempDir()
	svg, pdf = filepath.Join(folder, "poster.svg"), filepath.Join(folder, "poster.pdf")
	var s, d bytes.Buffer
	if err := p.SVG(&s); err != nil {
		t.Fatal(err)
	}
	if err := p.PDF(&d); err != nil {
		t.Fatal(err)
	}
	for path, b := range map[string][]byte{svg: s.Bytes(), pdf: d.Bytes()} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return svg, pdf
}

// output is what a program prints; what it complains of fails the test.
func output(t *testing.T, program string, args ...string) string {
	t.Helper()
	var complaints bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("%s: %v, %s", filepath.Base(program), err, complaints.String())
	}
	return string(out)
}

// render makes pictures of both forms, and returns their files.
func render(t *testing.T, p *Poster) (fromSVG, fromPDF string) {
	t.Helper()
	rsvg, poppler := kiosktest.Need(t, "rsvg-convert"), kiosktest.Need(t, "pdftoppm")
	svg, pdf := write(t, p)
	output(t, rsvg, "--width", dotsWide, "--height", dotsHigh, "--output", svg+".png", svg)
	output(t, poppler, "-scale-to-x", dotsWide, "-scale-to-y", dotsHigh, "-singlefile", "-png", pdf, pdf)
	return svg + ".png", pdf + ".png"
}

// open reads a picture, without its colours.
func open(t *testing.T, path string) *image.Gray {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	grey := image.NewGray(picture.Bounds())
	draw.Draw(grey, grey.Rect, picture, picture.Bounds().Min, draw.Src)
	return grey
}

// difference is how much two pictures differ where they differ most, and on
// average: from 0, alike, to 255. They are compared in squares of 2 by 2 mm,
// since two programs smooth the edges of letters in two ways.
func difference(t *testing.T, a, b *image.Gray) (most, average float64) {
	t.Helper()
	if a.Bounds() != b.Bounds() {
		t.Fatalf("one picture is %v, the other %v", a.Bounds(), b.Bounds())
	}
	const square = 16
	lightness := func(i *image.Gray, left, top int) float64 {
		sum := 0
		for y := range square {
			for x := range square {
				sum += int(i.GrayAt(left+x, top+y).Y)
			}
		}
		return float64(sum) / (square * square)
	}
	n := 0
	for y := 0; y+square <= a.Bounds().Dy(); y += square {
		for x := 0; x+square <= a.Bounds().Dx(); x += square {
			d := math.Abs(lightness(a, x, y) - lightness(b, x, y))
			most = max(most, d)
			average += d
			n++
		}
	}
	return most, average / float64(n)
}

func TestBothFormsLookAlikeAndTheirCodesAreRead(t *testing.T) {
	zbarimg := kiosktest.Need(t, "zbarimg")
	for _, name := range []string{"plain", "Welsh", "hostile", "all too long"} {
		o := cases[name]
		t.Run(name, func(t *testing.T) {
			fromSVG, fromPDF := render(t, compose(t, o))
			if most, average := difference(t, open(t, fromSVG), open(t, fromPDF)); most > mostDifference || average > mostAverage {
				t.Errorf("they differ by %.1f, and by %.2f on average", most, average)
			}
			for _, picture := range []string{fromSVG, fromPDF} {
				out, err := exec.Command(zbarimg, "--quiet", "--raw", picture).Output()
				if got := strings.TrimSuffix(string(out), "\n"); err != nil || got != o.Address {
					t.Errorf("the code in %s is read as %q, %v", filepath.Base(picture), got, err)
				}
			}
		})
	}
}

// What a square may differ by where smoothing is at its worst, and on average.
const mostDifference, mostAverage = 36, 1.5

func TestAnotherPosterLooksDifferent(t *testing.T) {
	one, _ := render(t, compose(t, options()))
	_, another := render(t, compose(t, with(func(o *Options) { o.Host = "hackdey.example" })))
	if most, _ := difference(t, open(t, one), open(t, another)); most < mostDifference {
		t.Errorf("one letter of the command makes no difference: %.1f", most)
	}
}

func TestThePDFIsOnePageWithItsTypefacesAndItsText(t *testing.T) {
	info, fonts, text := kiosktest.Need(t, "pdfinfo"), kiosktest.Need(t, "pdffonts"), kiosktest.Need(t, "pdftotext")
	for name, o := range cases {
		t.Run(name, func(t *testing.T) {
			p := compose(t, o)
			_, pdf := write(t, p)
			about := output(t, info, pdf)
			for _, want := range []string{"Pages:           1\n", "(A4)\n", "JavaScript:      no\n", "Producer:        kiosk\n", "CreationDate:    Thu Jan  1 00:00:00 1970"} {
				if !strings.Contains(about, want) {
					t.Errorf("pdfinfo does not say %q:\n%s", want, about)
				}
			}
			list := strings.Split(strings.TrimSpace(output(t, fonts, pdf)), "\n")[2:]
			if len(list) != count {
				t.Errorf("there are %d typefaces", len(list))
			}
			for _, l := range list {
				// Its last columns are: embedded, subset, has Unicode, and two numbers.
				if f := strings.Fields(l); len(f) < 5 || f[len(f)-5] != "yes" || f[len(f)-3] != "yes" {
					t.Errorf("a typeface is not embedded: %s", l)
				}
			}
			got := strings.Join(strings.Fields(output(t, text, "-layout", pdf, "-")), " ")
			for _, want := range texts(p) {
				if !strings.Contains(got, strings.Join(strings.Fields(want.text), " ")) && !strings.Contains(want.text, "\ufffd") {
					t.Errorf("%q is not in the text", want.text)
				}
			}
		})
	}
}
