package picture

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"testing"
	"github.com/charmbracelet/colorprofile"
)

var vga = of16

func TestLook(t *testing.T) {
	file := os.Getenv("LOOK")
	if file == "" { t.Skip() }
	b, err := os.ReadFile(file)
	if err != nil { t.Fatal(err) }
	th, err := Decode(b)
	if err != nil { t.Fatal(err) }
	info := NewFile("", "", Info{Width: th.Width*8, Height: th.Height*8})
	w, h := info.Fit(80, 30)
	for name, depth := range map[string]colorprofile.Profile{"24": colorprofile.TrueColor, "256": colorprofile.ANSI256, "16": colorprofile.ANSI} {
		px := th.cut(image.Pt(w, 2*h))
		ink := inked(px, depth)
		out := image.NewRGBA(image.Rect(0, 0, w*8, h*16))
		var pal []color.Color
		if depth == colorprofile.ANSI { pal = of16().GetPalette() }
		if depth == colorprofile.ANSI256 { pal = of256().GetPalette() }
		for y := range h*16 { for x := range w*8 {
			i := ink(x/8, y/8)
			var c color.Color = color.RGBA{uint8(i>>16), uint8(i>>8), uint8(i), 255}
			if depth == colorprofile.ANSI256 { i -= firstFixed }
			if pal != nil { c = pal[i] }
			out.Set(x, y, c)
		}}
		f, _ := os.Create(os.Getenv("OUT")+name+".png")
		png.Encode(f, out)
		f.Close()
	}
}
