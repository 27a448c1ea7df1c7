package folder

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/site"
)

// only are those files of a folder that sources name.
func only(t *testing.T, fsys fs.FS, s Sources) fstest.MapFS {
	t.Helper()
	some := fstest.MapFS{}
	for _, f := range s.Files {
		b, err := fs.ReadFile(fsys, f.Path)
		if err != nil {
			t.Fatal(err)
		}
		info, err := fs.Stat(fsys, f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if f.Size != int64(len(b)) || f.Modified != info.ModTime().UnixNano() {
			t.Errorf("%s has %d bytes of %d, and %d of %d", f.Path, f.Size, f.Modified, len(b), info.ModTime().UnixNano())
		}
		some[f.Path] = &fstest.MapFile{Data: b, ModTime: info.ModTime()}
	}
	return some
}

func TestOfItsSourcesTheSameSiteIsMade(t *testing.T) {
	for _, tt := range []struct {
		name   string
		folder fs.FS
		home   string
		spare  []string // files that are no sources
	}{
		{"the built-in pages", content.FS, "", nil},
		{"pages with all that they name", fstest.MapFS{
			"site.yaml":          {Data: []byte(testSettings + "home: one\nheader_images: /heads\n")},
			"one.md":             {Data: []byte("---\ntitle: One\nheader_image: a.png\n---\n![B](pic/b.png) [Plan](plan.pdf) [Data](d/t.csv) [Two](two.md) [Film](film.mp4) [Soon](soon.md)")},
			"soon.md":            {Data: []byte("---\ntitle: Soon\ndraft: true\n---\nNot yet.")},
			"two.md":             {Data: []byte("---\ntitle: Two\n---\nWords.")},
			"one.cy.md":          {Data: []byte("---\ntitle: Un\n---\nGeiriau.")},
			"broken.md":          {Data: []byte("---\ntitle: Broken\n---\n" + strings.Repeat("> ", site.MaxDepth+1) + "x")},
			"plan.pdf":           {Data: make([]byte, 1000)},
			"film.mp4":           {Data: make([]byte, 2000)},
			"d/t.csv":            {Data: []byte("a,b\n1,2\n")},
			"heads/a.png":        {Data: png(t, 10)},
			"pic/b.png":          {Data: png(t, 11)},
			"unnamed.png":        {Data: png(t, 12)},
			"unnamed.csv":        {Data: []byte("a,b\n")},
			".git/config":        {Data: []byte("[core]\n")},
			"ssh_host_key":       {Data: []byte("secret")},
			"node_modules/x.md":  {Data: []byte("# No page")},
			"_layouts/layout.md": {Data: []byte("# No page")},
		}, "one", []string{"soon.md", "unnamed.png", "unnamed.csv", ".git/config", "ssh_host_key", "node_modules/x.md", "_layouts/layout.md"}},
		{"a generator's", fstest.MapFS{
			"mkdocs.yml":     {Data: []byte("site_name: Docs\nnav:\n  - Start: index.md\n  - More: more.md\n")},
			"docs/index.md":  {Data: []byte("# Start\n\n[More](more.md)")},
			"docs/more.md":   {Data: []byte("# More")},
			"README.md":      {Data: []byte("# No page")},
			"docs/notes.txt": {Data: []byte("x")},
		}, "index", []string{"README.md", "docs/notes.txt"}},
		{"with settings that are hidden", fstest.MapFS{
			".eleventy.js": {Data: []byte("module.exports = function (c) { return { dir: { input: \"src\" } } }")},
			"src/index.md": {Data: []byte("---\ntitle: Start\n---\nWords.")},
			"README.md":    {Data: []byte("# No page")},
		}, "index", []string{"README.md"}},
		{"a built site", fstest.MapFS{
			"index.html":      {Data: []byte("<html><head><title>Start</title></head><body><main><h1>Start</h1><p>Words <a href=more/>more</a> <a href=a.pdf>plan</a> <a href=soon.md>soon</a></p></main></body></html>")},
			"more/index.html": {Data: []byte("<html><head><title>More</title></head><body><main><h1>More</h1><p><img src=/b.png alt=B></p></main></body></html>")},
			"_redirects":      {Data: []byte("/old /more/\n")},
			"a.pdf":           {Data: make([]byte, 100)},
			"soon.md":         {Data: []byte("---\ndraft: true\n---\nNot yet.")},
			"b.png":           {Data: png(t, 11)},
			"site.css":        {Data: []byte("p {}")},
		}, "index", []string{"site.css", "soon.md"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := &Loader{}
			for _, when := range []string{"first", "again"} {
				r := l.Load(tt.folder, Options{Name: "folder"})
				if r.Site == nil {
					t.Fatal(r.Problems)
				}
				s := l.Sources()
				if s.Form != r.Form || s.Home != HomeOf(r.Site) || tt.home != "" && s.Home.Page != tt.home {
					t.Errorf("%s: %s, home %v", when, s.Form, s.Home)
				}
				some := only(t, tt.folder, s)
				for _, name := range tt.spare {
					if some[name] != nil {
						t.Errorf("%s: %s is a source", when, name)
					}
				}
				if !slices.IsSortedFunc(s.Files, func(a, b Source) int { return strings.Compare(a.Path, b.Path) }) {
					t.Errorf("%s: they are not sorted", when)
				}
				again := (&Loader{}).Load(some, Options{Name: "folder", Form: s.Form})
				if again.Site == nil || !again.Site.Equal(r.Site) {
					t.Errorf("%s: of %d files another site is made: %v", when, len(some), again.Problems)
				}
			}
		})
	}
}

func TestAFailedLoadLeavesTheSourcesOfTheLastGoodOne(t *testing.T) {
	l := &Loader{}
	files := fstest.MapFS{"site.yaml": {Data: []byte(testSettings)}, "one.md": {Data: []byte("---\ntitle: One\n---\nWords.")}}
	if s := l.Sources(); len(s.Files) != 0 {
		t.Errorf("before the first: %v", s)
	}
	l.Load(files, Options{})
	delete(files, "one.md")
	if r := l.Load(files, Options{}); r.Site != nil {
		t.Fatal("it is loaded")
	}
	if s := l.Sources(); len(s.Files) != 2 {
		t.Errorf("then: %v", s)
	}
}
