package download_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
)

var (
	written = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	loaded  = time.Date(2026, time.April, 1, 12, 0, 0, 0, time.UTC)
)

// viewOf is what can be taken of a site.
func viewOf(parts site.Parts, files fs.FS) download.View {
	tree := download.New(download.Options{Site: site.New(parts), Content: files, Loaded: loaded})
	return download.View{Tree: tree, Text: func(p *site.Page) (string, error) { return "text of " + p.Name, nil }}
}

// page is a page with links to files.
func page(name string, files ...*site.File) *site.Page {
	p := &site.Page{Name: name, File: name + ".md", Title: name, Markdown: "# " + name}
	for i, f := range files {
		p.Resources = append(p.Resources, site.Resource{Number: i + 1, File: f})
	}
	return p
}

// paths are all that a view lists, folders with a slash behind.
func paths(t *testing.T, v download.View) (list []string) {
	t.Helper()
	var walk func(e *download.Entry)
	walk = func(e *download.Entry) {
		if e.IsFolder() {
			list = append(list, e.Path()+"/")
		} else {
			list = append(list, e.Path())
		}
		for _, child := range e.Children() {
			if found, err := v.Find("/" + child.Path()); found != child || err != nil {
				t.Errorf("%s is listed, and not found: %v", child.Path(), err)
			}
			walk(child)
		}
	}
	root, err := v.Find("/")
	if err != nil {
		t.Fatal(err)
	}
	walk(root)
	return list
}

func TestATreeHoldsPagesAndFilesAndNothingElse(t *testing.T) {
	pdf := &site.File{Path: "docs/slides.pdf", Format: document.PDF, Parts: 1}
	many := &site.File{Path: "docs/many.pdf", Format: document.PDF, Parts: 2}
	csv := &site.File{Path: "docs/table.csv", Format: document.CSV, Parts: 1}
	of := func(f *site.File, name string) *site.Page {
		p := page(name)
		p.Source, p.Unlisted, p.Part = f, true, 1
		return p
	}
	hidden := page("hidden")
	hidden.Unlisted = true
	welsh := page("about")
	welsh.Language = "cy"
	about := page("about")
	v := viewOf(site.Parts{
		Pages:        []*site.Page{page("index", pdf, csv), about, page("guide/start"), hidden, of(pdf, "docs/slides.pdf"), of(many, "docs/many.pdf"), of(csv, "docs/table.csv"), page("bad/../name"), page("x\x1b[31m")},
		Translations: map[*site.Page]map[string]*site.Page{about: {"cy": welsh}},
		Files: []*site.File{
			pdf, many, csv,
			{Path: "about.txt"},          // a file wins
			{Path: "guide/start.md/x"},   // whose folder has a page's name
			{Path: "site.yaml"},          // settings
			{Path: ".git/config"},        // dot files
			{Path: "docs/.secret"},       //
			{Path: "../outside"},         // no path in the folder
			{Path: "docs//twice"},        //
			{Path: "docs/\x1b]0;bell.x"}, // what must not reach a terminal
			{Path: "docs/\xff.x"},        //
			{Path: strings.Repeat("a/", 80) + "deep"},
		},
	}, nil)
	want := []string{"/", "about.cy.md", "about.cy.txt", "about.md", "about.txt", "docs/", "docs/many.pdf", "docs/slides.pdf", "docs/slides.pdf.md", "docs/slides.pdf.txt", "docs/table.csv",
		"guide/", "guide/start.md/", "guide/start.md/x", "guide/start.txt", "index.md", "index.txt"}
	if got := paths(t, v); !slices.Equal(got, want) {
		t.Errorf("it lists\n%q, want\n%q", got, want)
	}
	for name, want := range map[string]string{
		"/": "", "": "", ".": "", "..": "", "/about.md": "about.md", "about.md/": "about.md", "/guide/../about.md": "about.md", "../../about.md": "about.md",
		"1": "docs/slides.pdf", "/2": "docs/table.csv", "hidden.md": "hidden.md", "guide": "guide",
	} {
		if e, err := v.Find(name); err != nil || e.Path() != want {
			t.Errorf("%q is %v (%v), want %q", name, e, err, want)
		}
	}
	for _, name := range []string{"3", "0", "-1", "guide/1", "site.yaml", ".git/config", "nowhere", "about", "about.md/x", "hidden", strings.Repeat("x", 5000), "\x00"} {
		if _, err := v.Find(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q is found (%v)", name, err)
		}
	}
}

func TestALargeSiteHasNoTexts(t *testing.T) {
	var pages []*site.Page
	for i := range download.MaxTextPages + 1 {
		pages = append(pages, page("p"+strings.Repeat("x", i)))
	}
	if got := paths(t, viewOf(site.Parts{Pages: pages}, nil)); slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, ".txt") }) {
		t.Error("a site of many pages has texts")
	}
	if got := paths(t, viewOf(site.Parts{Pages: pages[1:]}, nil)); !slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, ".txt") }) {
		t.Error("a site of fewer has none")
	}
}

func TestInfoIsHonest(t *testing.T) {
	files := fstest.MapFS{
		"old.md": {ModTime: written},
		"new.md": {ModTime: loaded.Add(time.Hour)},
		"a.bin":  {Data: []byte("12345"), ModTime: written},
	}
	f := &site.File{Path: "a.bin", Size: 5, Modified: written}
	v := viewOf(site.Parts{Pages: []*site.Page{page("old", f), page("new"), page("gone")}, Files: []*site.File{f}}, files)
	for _, tt := range []struct {
		name     string
		size     int64
		mode     fs.FileMode
		modified time.Time
	}{
		{"/", 0, fs.ModeDir | 0o555, loaded},
		{"a.bin", 5, 0o444, written},
		{"old.md", 5, 0o444, written},
		{"new.md", 5, 0o444, loaded}, // what was written since is not in it
		{"gone.md", 6, 0o444, loaded},
		{"old.txt", int64(len("text of old")), 0o444, written},
	} {
		e, err := v.Find(tt.name)
		if err != nil {
			t.Fatal(err)
		}
		i, err := v.Info(e)
		if err != nil || i.Size() != tt.size || i.Mode() != tt.mode || !i.ModTime().Equal(tt.modified) {
			t.Errorf("%s: %d bytes, %v, %v (%v), want %d, %v, %v", tt.name, i.Size(), i.Mode(), i.ModTime(), err, tt.size, tt.mode, tt.modified)
		}
	}
	v.Text = func(*site.Page) (string, error) { return "", errors.New("busy") }
	e, _ := v.Find("new.txt")
	if _, err := v.Info(e); err == nil {
		t.Error("a text that cannot be made has a size")
	}
}

func TestThePagesThatAreBuiltInCanBeTaken(t *testing.T) {
	s, err := folder.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	v := download.View{Tree: download.New(download.Options{Site: s, Content: content.FS, Loaded: loaded})}
	for _, f := range s.Files() {
		e, err := v.FindFile(f)
		if err != nil {
			t.Errorf("%s: %v", f.Path, err)
			continue
		}
		want, _ := fs.ReadFile(content.FS, f.Path)
		if got := readAll(t, v, e); !bytes.Equal(got, want) {
			t.Errorf("%s has %d bytes, want %d", f.Path, len(got), len(want))
		}
	}
	e, err := v.FindPage(s.Home())
	if err != nil || string(readAll(t, v, e)) != s.Home().Markdown {
		t.Errorf("the home page is not its Markdown: %v", err)
	}
}

func readAll(t *testing.T, v download.View, e *download.Entry) []byte {
	t.Helper()
	f, err := v.Open(e)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.NewSectionReader(f, 0, 1<<40))
	if err != nil || int64(len(b)) != f.Size() {
		t.Fatalf("%d bytes of %d: %v", len(b), f.Size(), err)
	}
	return b
}

// onDisk is a folder with one file, which the site knows as it is now.
func onDisk(t *testing.T) (path string, v download.View, e *download.Entry) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "a.bin")
	write(t, path, bytes.Repeat([]byte("a"), 10_000), written)
	f := &site.File{Path: "a.bin", Size: 10_000, Modified: written}
	v = viewOf(site.Parts{Pages: []*site.Page{page("index", f)}, Files: []*site.File{f}}, download.Folder(dir))
	e, err := v.FindFile(f)
	if err != nil {
		t.Fatal(err)
	}
	return path, v, e
}

func write(t *testing.T, path string, data []byte, at time.Time) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func TestAFileThatChangesIsNeverHalfOfEach(t *testing.T) {
	later := written.Add(time.Second)
	other := bytes.Repeat([]byte("b"), 10_000)
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, path string)
		opens  error // another Open; nil for no error
		reads  error // of what was opened before
	}{
		{"not at all", func(*testing.T, string) {}, nil, nil},
		{"written over", func(t *testing.T, path string) { write(t, path, other, later) }, download.ErrChanged, download.ErrChanged},
		{"cut off", func(t *testing.T, path string) { write(t, path, other[:100], written) }, download.ErrChanged, download.ErrChanged},
		{"longer", func(t *testing.T, path string) { write(t, path, append(other, 'b'), written) }, download.ErrChanged, download.ErrChanged},
		{"another in its place", func(t *testing.T, path string) {
			write(t, path+".new", other, later)
			if err := os.Rename(path+".new", path); err != nil {
				t.Fatal(err)
			}
		}, download.ErrChanged, nil},
		{"removed", func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, fs.ErrNotExist, nil},
		{"a folder in its place", func(t *testing.T, path string) {
			if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
				t.Fatal(err)
			}
		}, fs.ErrNotExist, nil},
		{"a link out in its place", func(t *testing.T, path string) {
			out := filepath.Join(t.TempDir(), "out")
			write(t, out, bytes.Repeat([]byte("a"), 10_000), written)
			if err := errors.Join(os.Remove(path), os.Symlink(out, path)); err != nil {
				t.Skip(err)
			}
		}, fs.ErrNotExist, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path, v, e := onDisk(t)
			f, err := v.Open(e)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = f.Close() }()
			half := make([]byte, 5000)
			if _, err := f.ReadAt(half, 0); err != nil {
				t.Fatal(err)
			}
			tt.change(t, path)
			n, err := f.ReadAt(half, 5000)
			if tt.reads != nil && (!errors.Is(err, tt.reads) || n != 0) || tt.reads == nil && (err != nil || !bytes.Equal(half, bytes.Repeat([]byte("a"), 5000))) {
				t.Errorf("the other half: %d bytes, %v, want %v", n, err, tt.reads)
			}
			again, err := v.Open(e)
			if !errors.Is(err, tt.opens) {
				t.Errorf("opening it again: %v, want %v", err, tt.opens)
			}
			if err == nil {
				_ = again.Close()
			}
		})
	}
}

func TestReadingByOffset(t *testing.T) {
	_, v, e := onDisk(t)
	f, err := v.Open(e)
	if err != nil {
		t.Fatal(err)
	}
	if !f.Counted || f.Page != "index" || f.Number != 1 {
		t.Errorf("it is counted by %q and %d", f.Page, f.Number)
	}
	for _, tt := range []struct {
		offset int64
		size   int
		n      int
		err    error
	}{{0, 10, 10, nil}, {9_990, 10, 10, nil}, {9_995, 10, 5, io.EOF}, {10_000, 10, 0, io.EOF}, {1 << 60, 10, 0, io.EOF}, {-1, 10, 0, io.EOF}, {5, 0, 0, nil}} {
		if n, err := f.ReadAt(make([]byte, tt.size), tt.offset); n != tt.n || err != tt.err {
			t.Errorf("%d bytes at %d: %d, %v, want %d, %v", tt.size, tt.offset, n, err, tt.n, tt.err)
		}
	}
	var all sync.WaitGroup
	for range 4 { // while it is closed
		all.Go(func() { _, _ = f.ReadAt(make([]byte, 100), 0) })
	}
	if err := errors.Join(f.Close(), f.Close()); err != nil {
		t.Error(err)
	}
	all.Wait()
	if _, err := f.ReadAt(make([]byte, 10), 0); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("reading what is closed: %v", err)
	}
	if root, _ := v.Find("/"); root != nil {
		if _, err := v.Open(root); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("opening a folder: %v", err)
		}
	}
}
