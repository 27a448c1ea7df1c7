// Package pictures makes pictures for tests, and galleries that have them: decoded in this
// process, at once.
package pictures

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/site"
)

// Of is a gallery of a site's pictures, as far as they are files of a folder.
func Of(s *site.Site, fsys fs.FS) (*gallery.Gallery, error) {
	g := gallery.New(gallery.Options{})
	all := s.Pictures()
	g.Show(all)
	for _, f := range all {
		if f.Part != "" {
			continue
		}
		content, err := fs.ReadFile(fsys, f.Name)
		if err != nil {
			return nil, err
		}
		t, err := picture.Decode(content)
		if err != nil {
			continue // its text stands
		}
		g.Put(f, t)
	}
	return g, nil
}

// Landscape is a picture of a sky, the sun and a hill: with gradients, and all hues of a
// photograph.
func Landscape(width, height int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			fx, fy := float64(x)/float64(width), float64(y)/float64(height)
			r, g, b := 70+150*fy, 120+100*fy, 200+30*fy
			if d := math.Hypot(fx-0.75, (fy-0.3)*float64(height)/float64(width)); d < 0.06 {
				r, g, b = 255, 240, 190
			} else {
				glow := math.Exp(-(d - 0.06) * 8)
				r, g, b = r+(255-r)*glow*0.8, g+(220-g)*glow*0.8, b+(150-b)*glow*0.6
			}
			if hill := 0.62 + 0.08*math.Sin(fx*7) + 0.03*math.Sin(fx*23); fy > hill {
				k := 2 * (fy - hill)
				r, g, b = 60+60*k, 90+50*k, 50+20*k
			}
			img.SetRGBA(x, y, color.RGBA{level(r), level(g), level(b), 0xFF})
		}
	}
	return img
}

func level(v float64) uint8 { return uint8(min(max(v, 0), 255)) }

// PNG is a picture as a PNG file.
func PNG(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Drawn is a gallery of a site's pictures, each of which is a Landscape of its size: for a
// site whose files are not at hand.
func Drawn(s *site.Site) *gallery.Gallery {
	g := gallery.New(gallery.Options{})
	all := s.Pictures()
	g.Show(all)
	for _, f := range all {
		t, err := picture.Decode(PNG(Landscape(f.Width, f.Height)))
		if err != nil {
			panic(err)
		}
		g.Put(f, t)
	}
	return g
}

// Site makes a site of a page with a header picture and two pictures in its text.
func Site(t testing.TB) *site.Site {
	t.Helper()
	words := strings.Repeat("Some words that fill a paragraph, one after the other, until it is long enough.\n\n", 6)
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: Harbour\nurl: https://example.org\nhome: bay\n")},
		"head.png":  {Data: PNG(Landscape(360, 240))},
		"bay.png":   {Data: PNG(Landscape(160, 100))},
		"bay.md": {Data: []byte("---\ntitle: The bay\nheader_image: head.png\nimage_credit:\n  - Credit: Ann\n    Licence: CC BY\n---\n" + words +
			"## Noon\n\n![The bay at noon](bay.png \"From the tower\")\n\n" + words + "> [![The bay again](bay.png)](https://example.org/bay)\n\n" + words)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
