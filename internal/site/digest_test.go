package site_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
)

// written are the files of a site of which a test changes one.
func written() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		"site.yaml":   file("title: Hack Day\nurl: https://hackday.example\nhome: index\n"),
		"index.md":    file("---\ntitle: Hack Day\n---\nWelcome. [About](about.md) [Slides](slides.txt)\n"),
		"about.md":    file("---\ntitle: About\naliases: [/who]\n---\nAbout us.\n"),
		"about.cy.md": file("---\ntitle: Amdanom\n---\nAmdanom ni.\n"),
		"zoo.md":      file("---\ntitle: Zoo\nweight: 1\n---\nAnimals.\n"),
		"slides.txt":  file("Some slides.\n"),
	}
}

func digest(t *testing.T, files fstest.MapFS) string {
	t.Helper()
	s, err := folder.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return s.Digest()
}

func TestADigestTellsSitesApart(t *testing.T) {
	is := digest(t, written())
	if !regexp.MustCompile(`^[0-9a-f]{8}$`).MatchString(is) {
		t.Fatalf("the digest is %q", is)
	}
	seen := map[string]string{is: "nothing"}
	for what, change := range map[string]struct{ file, old, new string }{
		"the title of the site": {"site.yaml", "Hack Day", "Hack Days"},
		"its address":           {"site.yaml", "hackday.example", "hackday.test"},
		"a setting":             {"site.yaml", "home: index", "home: index\ncontact: a@hackday.example"},
		"one letter of a page":  {"zoo.md", "Animals", "animals"},
		"a title":               {"zoo.md", "Zoo", "The zoo"},
		"a link":                {"index.md", "about.md", "zoo.md"},
		"a translation":         {"about.cy.md", "ni", "ni yma"},
		"an alias":              {"about.md", "/who", "/us"},
		"the order":             {"zoo.md", "weight: 1", "weight: -1"},
		"a file that is longer": {"slides.txt", "Some", "Some more"},
	} {
		files := written()
		text := string(files[change.file].Data)
		if !strings.Contains(text, change.old) {
			t.Fatalf("%s: %q is not in %s", what, change.old, change.file)
		}
		files[change.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, change.old, change.new, 1))}
		got := digest(t, files)
		if other, ok := seen[got]; ok {
			t.Errorf("%s changed, and the digest is %s, as where %s did", what, got, other)
		}
		seen[got] = what
	}
	files := written()
	delete(files, "zoo.md")
	if got := digest(t, files); seen[got] != "" {
		t.Errorf("a page is gone, and the digest is %s, as where %s changed", got, seen[got])
	}
}

// The same files have one digest, wherever they lie and whenever they were written.
func TestADigestIsTheSameOnEveryMachine(t *testing.T) {
	want := digest(t, written())
	for _, age := range []time.Duration{0, 1000 * time.Hour} {
		dir := t.TempDir()
		for name, f := range written() {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, time.Time{}, time.Now().Add(-age)); err != nil {
				t.Fatal(err)
			}
		}
		s, err := folder.Load(os.DirFS(dir))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Digest(); got != want {
			t.Errorf("%v old: %s, want %s", age, got, want)
		}
	}
	for range 20 { // maps have another order each time
		if got := digest(t, maps.Clone(written())); got != want {
			t.Fatalf("again: %s, want %s", got, want)
		}
	}
}

// The text of a document comes later on one machine than on another.
func TestADocumentsTextHasNoPartInADigest(t *testing.T) {
	made := func(ready bool) *site.Site {
		f := &site.File{Path: "slides.pdf", Size: 1000, Format: document.PDF, State: document.Waiting}
		home := &site.Page{Name: "index", Title: "Home", Resources: []site.Resource{{Number: 1, Kind: site.Document, Title: "Slides", URL: "https://e.org/slides.pdf", File: f}}}
		pages := []*site.Page{home}
		if ready {
			f.State, f.Page, f.Parts, f.Modified = document.Ready, "slides.pdf", 1, time.Now()
			home.Resources[0].Target = f.Page
			pages = append(pages, &site.Page{Name: f.Page, Title: "Slides", Unlisted: true, Source: f, Part: 1, Markdown: "What they say.\n"})
		}
		return site.New(site.Parts{Settings: site.Settings{Title: "T"}, Pages: pages, Files: []*site.File{f}})
	}
	if waiting, ready := made(false).Digest(), made(true).Digest(); waiting != ready {
		t.Errorf("%s before, %s afterwards", waiting, ready)
	}
}

func TestASiteThatIsBeingReadHasNoDigestYet(t *testing.T) {
	s := site.New(site.Parts{Pages: []*site.Page{{Name: "index", Title: "Home"}}, Partial: true})
	if got := s.Digest(); got != site.BeingRead {
		t.Errorf("the digest is %q", got)
	}
}

func TestADigestIsMadeOnce(t *testing.T) {
	s := hackDays(t)
	var all [8]string
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() { all[i] = s.Digest() })
	}
	group.Wait()
	for _, d := range all {
		if d != all[0] {
			t.Errorf("%v", all)
		}
	}
	if n := testing.AllocsPerRun(10, func() { s.Digest() }); n > 0 {
		t.Errorf("%v allocations for a digest that is known", n)
	}
}
