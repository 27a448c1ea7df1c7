package site_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
)

func TestAStoreKeepsTheLastGoodSite(t *testing.T) {
	page := "The first words. [A](b) [Self](page.md)"
	var broken error
	s, err := site.NewStore(func() (*site.Site, error) {
		if page == "panic" {
			panic("in a parser")
		}
		if broken != nil {
			return nil, broken
		}
		return folder.Load(fstest.MapFS{
			"site.yaml": {Data: []byte("title: Test\n")},
			"page.md":   {Data: []byte("---\ntitle: Page\n---\n" + page)},
		})
	}, nil)
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
	if _, err := site.NewStore(func() (*site.Site, error) { return nil, errors.New("wrong") }, nil); err == nil {
		t.Error("a store without a site")
	}
}
