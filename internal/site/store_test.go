package site

import (
	"bytes"
	"errors"
	"image"
	imagepng "image/png"
	"testing"
	"testing/fstest"
)

func TestAStoreKeepsTheLastGoodSite(t *testing.T) {
	page := "The first words. [A](b) [Self](page.md)"
	var broken error
	s, err := NewStore(func() (*Site, error) {
		if page == "panic" {
			panic("in a parser")
		}
		if broken != nil {
			return nil, broken
		}
		return Load(fstest.MapFS{
			"site.yaml": {Data: []byte(settings)},
			"page.md":   {Data: []byte("---\ntitle: Page\n---\n" + page)},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	first, since := s.Current(), s.Since()
	if r := s.Last(); r.Err != nil || !r.Changed || r.At != since {
		t.Errorf("after the first load: %+v", r)
	}

	// The same files are the same site, and the same pointer: nobody is told.
	if got, changed, err := s.Reload(); got != first || changed || err != nil || s.Last().Changed || s.Since() != since {
		t.Errorf("the same again: changed %v, %v", changed, err)
	}

	for name, breaks := range map[string]func(){
		"an error": func() { broken = errors.New("page.md:2:1: wrong") },
		"a panic":  func() { page = "panic" },
	} {
		breaks()
		got, changed, err := s.Reload()
		if got != first || s.Current() != first || changed || err == nil || !errors.Is(s.Last().Err, err) {
			t.Errorf("%s: changed %v, %v", name, changed, err)
		}
	}

	broken, page = nil, "The second words."
	got, changed, err := s.Reload()
	if got == first || s.Current() != got || !changed || err != nil || s.Last().Err != nil || !s.Last().Changed {
		t.Errorf("other words: changed %v, %v", changed, err)
	}
	if _, err := NewStore(func() (*Site, error) { return nil, errors.New("wrong") }); err == nil {
		t.Error("a store without a site")
	}
}

func TestEverythingThatVisitorsSeeMakesASiteAnother(t *testing.T) {
	files := func() fstest.MapFS {
		return fstest.MapFS{
			"site.yaml":  {Data: []byte(settings)},
			"page.md":    {Data: []byte("---\ntitle: Page\nheader_image: a.png\n---\nWords. [Plan](plan.pdf)")},
			"page.cy.md": {Data: []byte("---\ntitle: Tudalen\n---\nGeiriau.")},
			"plan.pdf":   {Data: make([]byte, 1000)},
			"a.png":      {Data: png(t, 10)},
			"_draft.md":  {Data: []byte("x")},
		}
	}
	load := func(f fstest.MapFS) *Site {
		t.Helper()
		s, err := Load(f)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	site := load(files())
	if !site.Equal(load(files())) || site.Equal(nil) {
		t.Error("a site is not itself")
	}
	for name, data := range map[string][]byte{
		"site.yaml":  []byte(settings + "tagline: New\n"),
		"page.md":    []byte("---\ntitle: Page\nheader_image: a.png\n---\nWord. [Plan](plan.pdf)"),
		"page.cy.md": []byte("---\ntitle: Tudalen\n---\nGair."),
		"plan.pdf":   make([]byte, 2000),
		"a.png":      png(t, 200),
	} {
		f := files()
		f[name] = &fstest.MapFile{Data: data}
		if site.Equal(load(f)) {
			t.Errorf("another %s is no other site", name)
		}
	}
	f := files()
	f["_draft.md"].Data = []byte("y")
	f["announcements/1.md"] = &fstest.MapFile{Data: []byte("Lunch.")}
	if !site.Equal(load(f)) {
		t.Error("what nobody sees makes another site")
	}
}

// png is a picture in one shade of grey.
func png(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	var b bytes.Buffer
	if err := imagepng.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
