package folder

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/site"
)

// filesOf is a folder of texts by their paths.
func filesOf(texts map[string]string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range texts {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// paths are the paths of a site's files.
func paths(s *site.Site) (names []string) {
	for _, f := range s.Files() {
		names = append(names, f.Path)
	}
	return names
}

func TestOnlyFilesThatPagesNameCanBeTaken(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"of Markdown", map[string]string{
			"site.yaml":        "title: T\nurl: https://example.org/at\nhome: index\n",
			"index.md":         "---\nheader_image: head.png\n---\n# Home\n\n[a](a.txt) [b](/b/b.zip) [c](https://example.org/at/c.csv?x#y) ![d](d.png) [two](two.md) [s](site.yaml) [dot](.hidden/x.txt) [dot](.env) [up](../outside.txt) [draft](draft.md) [other draft](_drafts/x.txt) [included](_includes/y.txt) [elsewhere](https://example.com/e.txt) [gone](gone.txt) [a](a.txt)\n",
			"two.md":           "# Two\n\n[f](a.txt)\n",
			"a.txt":            "a [no link](unlinked.txt)",
			"b/b.zip":          "b",
			"c.csv":            "a,b\n1,https://example.org/at/g.txt\n",
			"d.png":            "d",
			"g.txt":            "linked to by a table",
			"head.png":         "h",
			"unlinked.txt":     "u",
			".env":             "secret",
			".hidden/x.txt":    "x",
			"draft.md":         "---\ndraft: true\n---\n# Not yet\n",
			"_drafts/x.txt":    "x",
			"_includes/y.txt":  "y",
			"unlinked/x/y.pdf": "y",
		}, []string{"a.txt", "b/b.zip", "c.csv", "d.png", "g.txt", "head.png"}},
		{"as built", map[string]string{
			"index.html":     `<title>Home</title><main><h1>Home</h1><p>Words <a href="a.txt">a</a> <a href="notes.md">notes</a> <a href="draft.md">draft</a> <a href="two/">two</a> <img src="_images/d.png" alt="d"> <a href="site.yaml">s</a></p></main>`,
			"two/index.html": `<title>Two</title><main><h1>Two</h1><p>Words <a href="../b.csv">b</a></p></main>`,
			"site.yaml":      "title: T\n",
			"a.txt":          "a",
			"b.csv":          "a,b\n",
			"notes.md":       "# Notes\n",
			"draft.md":       "---\ndraft: true\n---\n# Not yet\n",
			"_images/d.png":  "d",
			"unlinked.md":    "# Unlinked\n",
			"style.css":      "x",
		}, []string{"_images/d.png", "a.txt", "b.csv", "notes.md"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Load(filesOf(tt.files))
			if err != nil {
				t.Fatal(err)
			}
			if got := paths(s); !slices.Equal(got, tt.want) {
				t.Errorf("they are %q, want %q", got, tt.want)
			}
			for _, p := range s.All() {
				for _, r := range p.Resources {
					if r.File != nil && s.File(r.File.Path) != r.File {
						t.Errorf("%s: %s names a file that the site has not", p.Name, r.Destination)
					}
				}
			}
		})
	}
}

func TestNoLinkLeadsOutOfTheFolder(t *testing.T) {
	top := t.TempDir()
	inside := filepath.Join(top, "inside")
	for name, text := range map[string]string{"outside.txt": "secret", "inside/index.md": "# Home\n\n[a](a.txt) [b](b.txt) [c](c.txt)\n", "inside/c.txt": "c"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(top, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(top, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"a.txt": "../outside.txt", "b.txt": filepath.Join(top, "outside.txt")} {
		if err := os.Symlink(to, filepath.Join(inside, link)); err != nil {
			t.Skip(err)
		}
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	s, err := Load(root.FS())
	if err != nil {
		t.Fatal(err)
	}
	if got := paths(s); !slices.Equal(got, []string{"c.txt"}) {
		t.Errorf("they are %q", got)
	}
}

func TestLinksLeadToNothingThatMayNotBeTaken(t *testing.T) {
	inside := t.TempDir()
	home := "# Home\n\n[a name that some take for a path](back%5Cslash.txt) "
	for name, text := range map[string]string{
		"site.yaml": "title: T\n", ".hidden.txt": "secret", ".git/config": "secret", "draft.md": "---\ndraft: true\n---\n# Draft\n", "docs/draft.markdown": "---\ndraft: true\n---\n# Draft\n",
		"back\\slash.txt": "x", "_drafts/note.txt": "secret", "_includes/part.txt": "secret", "docs/open.txt": "open",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(inside, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(inside, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{
		"a.txt": "site.yaml", "b.txt": ".hidden.txt", "c.txt": "git/config", "git": ".git", "d.txt": "draft.md", "e.txt": "docs/draft.markdown", "f.txt": "_drafts/note.txt",
		"g.txt": "b.txt", "h.txt": "docs/../docs/../site.yaml", "i.txt": "_includes/part.txt", "docs/j.txt": "../.hidden.txt", "k.txt": "docs/l.txt", "docs/l.txt": "open.txt",
	} {
		if err := os.Symlink(to, filepath.Join(inside, link)); err != nil {
			t.Skip(err)
		}
		home += "[a link](" + link + ") "
	}
	if err := os.WriteFile(filepath.Join(inside, "index.md"), []byte(home), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	s, err := Load(root.FS())
	if err != nil {
		t.Fatal(err)
	}
	if got := paths(s); !slices.Equal(got, []string{"docs/l.txt", "k.txt"}) {
		t.Errorf("they are %q", got)
	}
}

func TestNoFileOfAPrivateFolderIsTaken(t *testing.T) {
	var l Loader
	r := l.Load(filesOf(map[string]string{
		"index.md":        "# Home\n\n[a](keys/organisers) [b](ssh_host_ed25519_key) [c](keys/more/c.txt) [d](keys.txt) [e](keys/page.md)\n",
		"keys/organisers": "x", "ssh_host_ed25519_key": "x", "keys/more/c.txt": "x", "keys.txt": "x", "keys/page.md": "# Page\n",
	}), Options{Private: []string{"keys"}})
	if got := paths(r.Site); !slices.Equal(got, []string{"keys.txt"}) {
		t.Errorf("they are %q", got)
	}
	if r.Site.Page("keys/page") == nil {
		t.Error("a page there is none")
	}
}

func TestDocumentsAreReadAsPages(t *testing.T) {
	s, err := Load(filesOf(map[string]string{
		"site.yaml":      "title: T\nurl: https://example.org\nhome: index\n",
		"index.md":       "---\nlang: cy\n---\n# Home\n\n[here](docs/web.html#part) and [the list of names](docs/list.csv)\n",
		"docs/web.html":  "<title>A web page</title><h1>A web page</h1><h2 id=part>Part</h2><p>To <a href=../index.md>home</a>, <a href=list.csv>list</a>, <a href=#part>up</a>, <a href=https://example.org/docs/more.txt>more</a>.",
		"docs/list.csv":  "Name\nAnn\x1b[31m\n",
		"docs/more.txt":  "More.",
		"docs/other.txt": "Other.",
	}))
	if err != nil {
		t.Fatal(err)
	}
	home := s.Home()
	if r := home.Resources[0]; r.Target != "docs/web.html" || r.Fragment != "part" || r.File == nil || r.Kind != site.Document {
		t.Errorf("the link leads to %q, %q, as a %v", r.Target, r.Fragment, r.Kind)
	}
	web := s.Page("/docs/web.html")
	if web == nil {
		t.Fatal("there is no page of the document")
	}
	if web.Title != "A web page" || web.Up != home.Name || !web.Unlisted || web.Part != 1 || web.Source != s.File("docs/web.html") || web.Language != "cy" {
		t.Errorf("%+v", web)
	}
	if f := web.Source; f.State != document.Ready || f.Page != web.Name || f.Parts != 1 || f.Format != document.HTML {
		t.Errorf("%+v", f)
	}
	for i, want := range []string{"index", "docs/list.csv", "docs/web.html", "docs/more.txt"} {
		if r := web.Resources[i]; r.Target != want || r.Number != i+1 {
			t.Errorf("its link %q leads to %q, want %q", r.Destination, r.Target, want)
		}
	}
	if r := web.Resources[4]; r.Origin != site.FromPermalink || r.URL != "https://example.org/docs/web.html" || r.File != web.Source {
		t.Errorf("its own address is %+v", r)
	}
	if list := s.Page("docs/list.csv"); list == nil || list.Title != "the list of names" || strings.Contains(list.Markdown, "\x1b") {
		t.Errorf("%+v", list)
	}
	if more := s.Page("docs/more.txt"); more == nil || more.Up != "docs/web.html" {
		t.Errorf("%+v", more)
	}
	if s.Page("docs/other.txt") != nil || len(s.Pages) != 1 {
		t.Errorf("there are %d pages in lists", len(s.Pages))
	}
	for address, want := range map[string]string{"list.csv": "docs/list.csv", "https://example.org/docs/web.html#part": "docs/web.html", "web page": "docs/web.html"} {
		if p, _, near := s.Resolve(address, ""); p == nil || p.Name != want {
			t.Errorf("%q is %v, %q", address, p, near)
		}
	}
	if p, _, near := s.Resolve("docs/wbe.html", ""); p != nil || !slices.Contains(near, "docs/web.html") {
		t.Errorf("it is near %q", near)
	}
}

// papers has the texts of PDFs that a test gives it.
type papers struct {
	mu    sync.Mutex
	texts map[string]document.Text
	asked []string
}

func (p *papers) Text(name string, _ int64, _ time.Time, open func() (fs.File, error), _ int) document.Text {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, name)
	return p.texts[name]
}

func TestAPDFIsReadWhenItIsReady(t *testing.T) {
	files := filesOf(map[string]string{"index.md": "# Home\n\n[The plan](plan.pdf#page=2) and [locked](locked.pdf)\n", "plan.pdf": "x", "locked.pdf": "x"})
	p := &papers{texts: map[string]document.Text{"plan.pdf": {State: document.Waiting}, "locked.pdf": {State: document.Encrypted}}}
	var l Loader
	load := func() *site.Site {
		t.Helper()
		r := l.Load(files, Options{Documents: p})
		if r.Site == nil {
			t.Fatal(r.Problems)
		}
		return r.Site
	}
	first := load()
	if f, r := first.File("plan.pdf"), first.Home().Resources[0]; f.State != document.Waiting || f.Page != "" || r.Target != "" || r.File != f {
		t.Errorf("it is %v, and the link leads to %q", f.State, r.Target)
	}
	if f := first.File("locked.pdf"); f.State != document.Encrypted {
		t.Errorf("the locked one is %v", f.State)
	}
	if again := load(); !first.Equal(again) || first.Home() != again.Home() {
		t.Error("the next load makes another site")
	}
	picture := png(t, 10)
	text := "## Page 1\n\n[Two](#page-2), [home](index.md)\n\n[This page is a picture](#picture-2)\n"
	p.texts["plan.pdf"] = document.Text{
		State: document.Ready, Title: "The plan\x07", Author: "Ann, ", Pages: 2, Markdown: text,
		Places:   []document.Place{{ID: "page-1"}, {ID: "page-2", Offset: strings.Index(text, "[This")}},
		Pictures: []document.Picture{{ID: "picture-2", File: picture}},
	}
	ready := load()
	if first.Equal(ready) {
		t.Error("the site is the same with its text")
	}
	page := ready.Page("plan.pdf")
	if f := ready.File("plan.pdf"); page == nil || f.Page != "plan.pdf" || f.Pages != 2 || f.Title != "The plan" || f.Author != "Ann" || page.Title != "The plan" {
		t.Fatalf("%+v, %+v", f, page)
	}
	if r := ready.Home().Resources[0]; r.Target != "plan.pdf" || r.Fragment != "page-2" {
		t.Errorf("the link leads to %q, %q", r.Target, r.Fragment)
	}
	if r := page.Resources[0]; r.Target != "plan.pdf" || r.Fragment != "page-2" || page.Anchor("page-2") != strings.Index(text, "[This") {
		t.Errorf("its own link leads to %q, %q, at %d", r.Target, r.Fragment, page.Anchor("page-2"))
	}
	shown := page.Pictures["picture-2"]
	if shown == nil || page.Anchor("picture-2") < 0 {
		t.Fatalf("its pictures are %v", page.Pictures)
	}
	if content, err := l.ReadPicture(files, shown); err != nil || !bytes.Equal(content, picture) {
		t.Errorf("its picture has %d bytes, %v", len(content), err)
	}
	p.texts["plan.pdf"] = document.Text{State: document.Ready, Markdown: "Another\n"}
	if changed := load(); changed.Equal(ready) || changed.Page("plan.pdf").Title != "The plan" {
		t.Error("the site is the same with another text")
	}
	if r := l.Load(files, Options{}); r.Site.File("plan.pdf").State != document.NoRoom {
		t.Error("it is read though nothing reads it")
	}
}

// counting counts how often each file is opened.
type counting struct {
	fs.FS
	mu     sync.Mutex
	opened map[string]int
}

func (c *counting) Open(name string) (fs.File, error) {
	c.mu.Lock()
	c.opened[name]++
	c.mu.Unlock()
	return c.FS.Open(name)
}

func TestDocumentsAreReadAgainOnlyWhereTheyChange(t *testing.T) {
	folder := t.TempDir()
	old := time.Now().Add(-time.Hour)
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
		old = old.Add(time.Minute)
	}
	write("index.md", "# Home\n\n[a](a.txt) [b](b.csv)\n")
	write("a.txt", "a")
	write("b.csv", "a,b\n1,2\n")
	files := &counting{FS: os.DirFS(folder), opened: map[string]int{}}
	var l Loader
	first := l.Load(files, Options{}).Site
	before := files.opened["b.csv"]
	write("a.txt", "another text")
	second := l.Load(files, Options{}).Site
	if first.Equal(second) || !strings.Contains(second.Page("a.txt").Markdown, "another") {
		t.Error("the change is not seen")
	}
	if second.Page("b.csv") != first.Page("b.csv") || second.File("b.csv") != first.File("b.csv") {
		t.Error("what was not changed is another")
	}
	if again := files.opened["b.csv"] - before; again != 0 && l.cached.documents["b.csv"].known {
		t.Errorf("what was not changed is read %d times", again)
	}
	third := l.Load(files, Options{}).Site
	if !second.Equal(third) {
		t.Error("a load without any change makes another site")
	}
}

func TestManyDocumentsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Home\n\n")
	files := map[string]string{}
	for i := range maxDocuments + 5 {
		name := fmt.Sprintf("d/%04d.txt", i)
		files[name] = "words"
		fmt.Fprintf(&b, "[the document %d](%s)\n", i, name)
	}
	files["index.md"] = b.String()
	r := Check(filesOf(files), Options{})
	if r.Site == nil {
		t.Fatal(r.Problems)
	}
	states := map[document.State]int{}
	for _, f := range r.Site.Files() {
		states[f.State]++
	}
	if states[document.Ready] != maxDocuments || states[document.NoRoom] != 5 || r.Kinds[tooMuch] != 1 {
		t.Errorf("%v, %v", states, r.Kinds)
	}
}

func TestTheFirstPageWaitsForNoDocument(t *testing.T) {
	files := map[string]string{"index.md": "# Home\n\n[a](a.txt) [b](b.md)\n", "b.md": "# B\n"}
	files["a.txt"] = strings.Repeat("word\n", 100_000)
	for i := range 10 {
		files[fmt.Sprintf("more/%d.txt", i)] = strings.Repeat("word\n", 100_000)
	}
	var l Loader
	fsys := &counting{FS: filesOf(files), opened: map[string]int{}}
	r := l.First(fsys, Options{})
	if r.Site == nil || !r.Site.Partial || fsys.opened["a.txt"] > 0 {
		t.Fatalf("%v, and a document is opened %d times", r.Problems, fsys.opened["a.txt"])
	}
	if f := r.Site.File("a.txt"); f == nil || f.State != document.Waiting {
		t.Errorf("its document is %+v", f)
	}
	if f := l.Load(fsys, Options{}).Site.File("a.txt"); f == nil || f.State != document.Ready {
		t.Errorf("it is %+v then", f)
	}
}
