package folder

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hackday.example/kiosk/internal/kiosktest/sites"
)

// Check packs nothing, and Load does: what they read must be the same.
func TestPackedPagesAreAsTheyWere(t *testing.T) {
	for name, write := range map[string]func(dir string, pages int, how sites.Scale) error{"HTML": sites.WriteBuilt, "Markdown": sites.WriteMarkdown} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := write(dir, 120, sites.Scale{}); err != nil { // more than are packed at once
				t.Fatal(err)
			}
			requireSameWhenPacked(t, os.DirFS(dir))
		})
	}
	t.Run("links of all kinds", func(t *testing.T) {
		requireSameWhenPacked(t, fstest.MapFS{
			"site.yaml": {Data: []byte("title: Trains\nurl: https://trains.example\n")},
			"index.md":  {Data: []byte("---\ntitle: Trains\nsubtitle: Where they go\n---\n\n# Lines {#lines}\n\nThe [first](first.md#Over-there) and the [*second* line](</first> \"A title\"), by [mail](mailto:a@trains.example).\n\n[again](first.md#Over-there) [again](first.md#Over-there)\n\n<https://trains.example/x> ![](map.png) [ref] [r\\]ef](/a%20b#c%20d)\n\n[ref]: https://other.example/?q=1#f\n\nA note.[^1]\n\n[^1]: With a [link](first.md).\n")},
			"first.md":  {Data: []byte("# First\n\n## Over there\n\n[up](index.md)\n")},
			"empty.md":  {Data: []byte("---\ntitle: Empty\n---\n")},
		})
	})
}

func requireSameWhenPacked(t *testing.T, fsys fs.FS) {
	t.Helper()
	var l Loader
	packed, want := l.Load(fsys, Options{}).Site, Check(fsys, Options{}).Site
	if packed == nil || want == nil {
		t.Fatal("it is not read")
	}
	if diff := cmp.Diff(want.All(), packed.All(), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if !packed.Equal(want) {
		t.Error("the sites are not equal")
	}
}

func TestPagesShareTheirStrings(t *testing.T) {
	fsys := fstest.MapFS{}
	for i := range 3 {
		text := fmt.Sprintf("---\ntitle: Page %d\n---\n\n## A heading of %d\n\nSee [the last page](page-2.md#a-heading-of-2).\n", i, i)
		fsys[fmt.Sprintf("page-%d.md", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	var l Loader
	first := l.Load(fsys, Options{}).Site
	p, q := first.Page("page-0"), first.Page("page-1")
	r := p.Resources[0]
	for what, in := range map[string][2]string{
		"the text of a link": {p.Markdown, r.Title}, "its address": {p.Markdown, r.Destination}, "its fragment": {r.Destination, r.Fragment},
		"a page's name": {p.File, p.Name}, "an address on two pages": {r.URL, q.Resources[0].URL},
	} {
		if whole, part := in[0], in[1]; part == "" || !strings.Contains(whole, part) || !within(whole, part) {
			t.Errorf("%s, %q, has memory of its own", what, part)
		}
	}
	fsys["page-1.md"] = &fstest.MapFile{Data: []byte("# Another\n")}
	second := l.Load(fsys, Options{}).Site
	if second.Page("page-0") != p || second.Page("page-1") == q {
		t.Error("a page that is as it was is another, or one that was changed is not")
	}
	if p.Resources[0].Title != "the last page" || q.Title != "Page 1" {
		t.Errorf("a page that is shown was changed: %+v, %+v", p, q)
	}
}

// within reports whether a string lies in the memory of another.
func within(whole, part string) bool {
	begin, at := uintptr(unsafe.Pointer(unsafe.StringData(whole))), uintptr(unsafe.Pointer(unsafe.StringData(part)))
	return at >= begin && at+uintptr(len(part)) <= begin+uintptr(len(whole))
}
