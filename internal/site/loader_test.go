package site

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

func TestALoaderLoadsWhatCheckDoes(t *testing.T) {
	files := fstest.MapFS{
		"site.yaml":  {Data: []byte(settings + "home: one\n")},
		"one.md":     {Data: []byte("---\ntitle: One\nheader_image: a.png\n---\nWords. [Plan](plan.pdf) [Two](two.md) [Web](/t)")},
		"one.cy.md":  {Data: []byte("---\ntitle: Un\n---\nGeiriau.")},
		"two.md":     {Data: []byte("---\ntitle: Two\npermalink: /t\n---\n# Part\n\n[One](one.md#x)\twords")},
		"plan.pdf":   {Data: make([]byte, 1000)},
		"a.png":      {Data: png(t, 10)},
		"unread.png": {Data: png(t, 11)},
	}
	l := &Loader{}
	for _, change := range []struct{ name, file, text string }{
		{"the first time", "unread.png", ""},
		{"nothing", "unread.png", ""},
		{"a page", "two.md", "---\ntitle: Two\npermalink: /t\n---\n# Part\n\nNew [One](one.md#x)\twords"},
		{"where a page is on the web", "two.md", "---\ntitle: Two\npermalink: /u\n---\n# Part"},
		{"a page is broken", "two.md", "no title"},
		{"a page is mended", "two.md", "---\ntitle: Two\npermalink: /t\n---\n# Part"},
		{"a file that is linked to", "plan.pdf", "small"},
		{"a picture", "a.png", string(png(t, 200))},
		{"a picture is broken", "a.png", "none"},
		{"a picture is mended", "a.png", string(png(t, 201))},
		{"the settings", "site.yaml", settings + "home: two\nurl: https://example.net\n"},
		{"the settings, well", "site.yaml", "title: T\nurl: https://example.net\nhome: two\n"},
		{"a translation", "one.cy.md", "---\ntitle: Un\n---\nGair."},
		{"a further page", "three.md", "---\ntitle: Three\n---\n[Two](two.md)"},
	} {
		files[change.file] = &fstest.MapFile{Data: []byte(change.text)}
		want, wantErr := Load(files)
		r := l.Load(files)
		switch {
		case wantErr != nil:
			if r.Site != nil || r.Errors != len(wantErr.(*Error).Problems) {
				t.Errorf("%s: %d errors, want %v", change.name, r.Errors, wantErr)
			}
		case !want.Equal(r.Site):
			t.Errorf("%s: another site than that of Load: %v", change.name, r.Problems)
		}
	}
	delete(files, "three.md")
	if r := l.Load(files); r.Site == nil || len(r.Site.Pages) != 2 || len(l.pages) != 3 {
		t.Errorf("without a page: %v, and %d are remembered", r.Problems, len(l.pages))
	}
}

func TestALoaderDoesNotParseAgain(t *testing.T) {
	files := fstest.MapFS{"site.yaml": {Data: []byte(settings + "home: p0\n")}}
	page := strings.Repeat("- some words, *emphasis* and [a link](https://example.org/)\n", 500)
	for i := range 20 {
		files[fmt.Sprintf("p%d.md", i)] = &fstest.MapFile{Data: []byte("---\ntitle: P\n---\n" + page)}
	}
	l := &Loader{}
	allocated := func() uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if r := l.Load(files); r.Site == nil {
			t.Fatal(r.Problems)
		}
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	first := allocated()
	files["p3.md"] = &fstest.MapFile{Data: []byte("---\ntitle: P\n---\n" + page + "more")}
	if again := allocated(); again > first/2 {
		t.Errorf("%d allocations the first time, and %d after a page was changed", first, again)
	}
}

func TestPicturesAreDecodedLater(t *testing.T) {
	whole := png(t, 77)
	files := fstest.MapFS{
		"site.yaml": {Data: []byte(settings + "home: one\n")},
		"one.md":    {Data: []byte("---\ntitle: One\nheader_image: a.png\n---\n")},
		"two.md":    {Data: []byte("---\ntitle: Two\nheader_image: b.png\n---\n")},
		"a.png":     {Data: whole},
		"b.png":     {Data: bytes.Clone(png(t, 78)[:60])},
	}
	l := &Loader{}
	r := l.Load(files)
	if r.Site == nil {
		t.Fatal(r.Problems)
	}
	one, two := r.Site.Page("one"), r.Site.Page("two")
	if one.Picture == nil || one.Picture.Picture() != nil {
		t.Error("loading waited for a picture")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if problems := l.DecodePictures(ended, files); problems != nil || one.Picture.Picture() != nil {
		t.Errorf("%v after the end", problems)
	}
	want := "b.png: error: this is the header picture of two.md, and it cannot be shown: it begins as a PNG picture but is damaged or cut off (png: invalid format: unexpected EOF); save it again"
	if problems := l.DecodePictures(t.Context(), files); len(problems) != 1 || problems[0].String() != want {
		t.Errorf("%v", problems)
	}
	if one.Picture.Picture() == nil || two.Picture.Picture() != nil {
		t.Errorf("%v, %v", one.Picture.Picture(), two.Picture.Picture())
	}
	if _, err := Load(files); err == nil || err.Error() != want {
		t.Errorf("Load: %v", err)
	}
}

func TestAllTextTogetherIsBounded(t *testing.T) {
	files := fstest.MapFS{"site.yaml": {Data: []byte(settings + "home: p0\n")}}
	page := &fstest.MapFile{Data: make([]byte, MaxFileBytes)}
	for i := range MaxSiteBytes/MaxFileBytes + 1 {
		files[fmt.Sprintf("p%d.md", i)] = page
	}
	r := Check(files)
	want := ".: error: the pages have 209,977,344 bytes of text together, and 209,715,200 (200 MiB) is the most; move some to another folder"
	if i := len(r.Problems) - 1; i < 0 || r.Problems[0].String() != want || len(r.Files) != 1 {
		t.Errorf("%v", r.Problems)
	}
}
