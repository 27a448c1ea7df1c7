// Package constructs has pages of Markdown, each of which holds one construct in all
// its forms: lists, tables, code and so on. Tests of what is made of pages use them.
package constructs

import (
	"embed"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
)

//go:embed *.md
var files embed.FS

// Construct is one page.
type Construct struct {
	Name     string // the construct's, for example "tables"
	Markdown string
}

// All returns the pages in the order of their names.
func All(t testing.TB) []Construct {
	t.Helper()
	names, err := fs.Glob(files, "*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	var all []Construct
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Construct{strings.TrimSuffix(name, ".md"), string(text)})
	}
	return all
}

// Site makes a site of the page alone.
func (c Construct) Site(t testing.TB) *site.Site {
	t.Helper()
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\n" + c.Markdown)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
