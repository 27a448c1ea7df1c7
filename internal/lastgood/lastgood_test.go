package lastgood

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
)

// desk is a content folder, and a state folder where it is kept.
type desk struct {
	t              *testing.T
	content, state string
	shelf          *Shelf
	loader         folder.Loader
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, content: t.TempDir(), state: filepath.Join(t.TempDir(), "state")}
	d.shelf = d.another()
	d.put("site.yaml", "title: T\nurl: https://e.org\n")
	d.put("index.md", "---\ntitle: Home\n---\nWords, [a table](data/t.csv) and [a film](film.mp4).\n")
	d.put("more.md", "---\ntitle: More\n---\nMore words.\n")
	d.put("data/t.csv", "a,b\n1,2\n")
	d.put("film.mp4", strings.Repeat("x", 100_000))
	d.put("unnamed.bin", "nobody names this")
	return d
}

// another is the shelf of another process.
func (d *desk) another() *Shelf {
	s := New(d.state, Of{Folder: d.content})
	d.t.Cleanup(func() { _ = s.Close() })
	return s
}

func (d *desk) put(name, text string) {
	d.t.Helper()
	name = filepath.Join(d.content, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte(text), 0o600)); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) load() *site.Site {
	d.t.Helper()
	r := d.loader.Load(os.DirFS(d.content), folder.Options{})
	if r.Site == nil {
		d.t.Fatal(r.Problems)
	}
	return r.Site
}

func (d *desk) keep() error {
	return d.shelf.Keep(d.t.Context(), os.DirFS(d.content), d.loader.Sources())
}

func (d *desk) mustKeep() *Copy {
	d.t.Helper()
	if err := d.keep(); err != nil {
		d.t.Fatal(err)
	}
	return d.find()
}

// find is the copy as the next process finds it.
func (d *desk) find() *Copy {
	d.t.Helper()
	c, err := d.another().Find()
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

// there are the files in the shelf's folder, without the names of generations.
func (d *desk) there() (names []string) {
	d.t.Helper()
	entries, err := os.ReadDir(d.shelf.Path())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, strings.TrimRight(e.Name(), "0123456789"))
	}
	return names
}

func TestTheCopyIsTheSite(t *testing.T) {
	d := newDesk(t)
	if c := d.find(); c != nil {
		t.Fatalf("there is one before: %+v", c)
	}
	shown := d.load()
	c := d.mustKeep()
	if c.Form != folder.Markdown || c.Home != (folder.Home{Page: "index", File: "index.md"}) || c.Files != 5 || c.Bytes < 100_000 {
		t.Errorf("it is %+v", c)
	}
	if h := d.another().Home(); h != c.Home {
		t.Errorf("its home is %v", h)
	}
	r := folder.Check(os.DirFS(c.Path), folder.Options{Form: c.Form})
	if r.Site == nil || !r.Site.Equal(shown) {
		t.Errorf("another site is loaded: %v", r.Problems)
	}
	if _, err := os.Stat(filepath.Join(c.Path, "unnamed.bin")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that visitors may not have: %v", err)
	}
	if !files.ModesProtect {
		return
	}
	if err := filepath.WalkDir(d.state, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if e.IsDir() {
			want = 0o700
		}
		if info, err := e.Info(); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s is %v (%v)", path, info.Mode(), err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func TestACopyIsMadeOnlyOfWhatChanged(t *testing.T) {
	d := newDesk(t)
	d.load()
	first := d.mustKeep()
	d.load()
	if same := d.mustKeep(); same.Path != first.Path || !same.Kept.Equal(first.Kept) {
		t.Errorf("nothing changed, and it was made again: %+v", same)
	}
	d.shelf.Close()
	d.shelf = d.another() // after a restart
	if same := d.mustKeep(); same.Path != first.Path {
		t.Errorf("nothing changed over a restart, and it was made again: %+v", same)
	}
	d.put("more.md", "---\ntitle: More\n---\nOther words.\n")
	d.load()
	second := d.mustKeep() // copied whole: this process made none yet
	if second.Path == first.Path {
		t.Fatal("it was not made again")
	}
	d.put("data/t.csv", "c,d\n3,4\n")
	shown := d.load()
	film := inode(t, filepath.Join(second.Path, "film.mp4"))
	third := d.mustKeep()
	if n := inode(t, filepath.Join(third.Path, "film.mp4")); n != film {
		t.Error("a file was copied again that had not changed")
	}
	if b, _ := os.ReadFile(filepath.Join(third.Path, "data", "t.csv")); string(b) != "c,d\n3,4\n" {
		t.Errorf("the copy has the old %q", b)
	}
	if r := folder.Check(os.DirFS(third.Path), folder.Options{Form: third.Form}); r.Site == nil || !r.Site.Equal(shown) {
		t.Errorf("another site is loaded: %v", r.Problems)
	}
	if got, want := d.there(), []string{"copy-", "kiosk.lock", "manifest.json"}; !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
}

func inode(t *testing.T, path string) uint64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return files.Inode(info)
}

// What is in the folder when Keep is called may be another than was loaded, and is not known
// to be good.
func TestOnlyWhatWasLoadedIsKept(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(path string) error
	}{
		{"written over", func(path string) error { return os.WriteFile(path, []byte("half a page"), 0o600) }},
		{"removed", os.Remove},
		{"cut off", func(path string) error { return os.Truncate(path, 3) }},
		{"a folder", func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			d.load()
			before := d.mustKeep()
			d.put("more.md", "---\ntitle: More\n---\nOther words.\n")
			d.load()
			if err := tt.change(filepath.Join(d.content, "more.md")); err != nil {
				t.Fatal(err)
			}
			if err := d.keep(); !errors.Is(err, ErrChanged) {
				t.Errorf("it is kept: %v", err)
			}
			if after := d.find(); after == nil || after.Path != before.Path {
				t.Errorf("the copy before is not there any more: %+v", after)
			}
			if got, want := d.there(), []string{"copy-", "kiosk.lock", "manifest.json"}; !slices.Equal(got, want) {
				t.Errorf("there are %q, want %q", got, want)
			}
		})
	}
}

// growing is a folder of which a file grows whenever it is opened.
type growing struct{ fs.FS }

func (g growing) Open(name string) (fs.File, error) {
	f, err := g.FS.Open(name)
	return grows{f}, err
}

type grows struct{ fs.File }

func (grows) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestNoMoreIsCopiedThanTheSiteHad(t *testing.T) {
	d := newDesk(t)
	d.load()
	if err := d.shelf.Keep(t.Context(), growing{os.DirFS(d.content)}, d.loader.Sources()); err != nil {
		t.Fatal(err)
	}
	c := d.find() // which counts
	if c == nil {
		t.Error("no copy")
	}
}

func TestALargerSiteIsNotKept(t *testing.T) {
	d := newDesk(t)
	d.load()
	d.mustKeep()
	film, err := os.OpenFile(filepath.Join(d.content, "film.mp4"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(film.Truncate(MaxBytes), film.Close()); err != nil { // without its bytes
		t.Skip(err)
	}
	d.load()
	if err := d.keep(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("said %v", err)
	}
	if c := d.find(); c != nil {
		t.Errorf("an old copy is left: %+v", c)
	}
	if got, want := d.there(), []string{"kiosk.lock"}; !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
}

func TestACopyIsServedForNothingElse(t *testing.T) {
	d := newDesk(t)
	d.load()
	d.mustKeep()
	for _, of := range []Of{{Folder: d.content + "2"}, {Folder: d.content, Form: "html"}, {Folder: d.content, Form: "markdown"}, {}} {
		if c, err := New(d.state, of).Find(); c != nil || err != nil {
			t.Errorf("it is found for %+v: %+v, %v", of, c, err)
		}
	}
}

func TestWhatIsNoCopyIsNotServed(t *testing.T) {
	edit := func(old, new string) func(string, *Copy) error {
		return func(shelf string, _ *Copy) error {
			path := filepath.Join(shelf, manifestName)
			b, err := os.ReadFile(path)
			if err != nil || !bytes.Contains(b, []byte(old)) {
				return fmt.Errorf("no %s in %s: %w", old, b, err)
			}
			return os.WriteFile(path, bytes.Replace(b, []byte(old), []byte(new), 1), 0o600)
		}
	}
	for _, tt := range []struct {
		name   string
		change func(shelf string, c *Copy) error
		want   string // of the error; empty for no copy
	}{
		{"another version's", edit(`"format": 1`, `"format": 2`), ""},
		{"half a manifest", func(shelf string, _ *Copy) error { return os.Truncate(filepath.Join(shelf, manifestName), 40) }, "manifest.json cannot be read"},
		{"an empty manifest", func(shelf string, _ *Copy) error { return os.Truncate(filepath.Join(shelf, manifestName), 0) }, "manifest.json cannot be read"},
		{"a manifest that is a folder", func(shelf string, _ *Copy) error {
			path := filepath.Join(shelf, manifestName)
			return errors.Join(os.Remove(path), os.Mkdir(path, 0o700))
		}, "is a directory"},
		{"a copy elsewhere", edit(`"generation": "`, `"generation": "../`), "names no copy"},
		{"a copy within", edit(`"generation": "copy-`, `"generation": "copy-/../copy-`), "names no copy"},
		{"no copy", func(_ string, c *Copy) error { return os.RemoveAll(c.Path) }, "the copy is gone"},
		{"a link", func(_ string, c *Copy) error {
			return errors.Join(os.Rename(c.Path, c.Path+"0"), os.Symlink(c.Path+"0", c.Path))
		}, "the copy is gone"},
		{"a file less", func(_ string, c *Copy) error { return os.Remove(filepath.Join(c.Path, "more.md")) }, "damaged"},
		{"a file more", func(_ string, c *Copy) error { return os.WriteFile(filepath.Join(c.Path, "x.md"), nil, 0o600) }, "other files"},
		{"a link in it", func(_ string, c *Copy) error {
			path := filepath.Join(c.Path, "more.md")
			return errors.Join(os.Remove(path), os.Symlink("/etc/passwd", path))
		}, "other files"},
		{"a file cut off", func(_ string, c *Copy) error { return os.Truncate(filepath.Join(c.Path, "film.mp4"), 10) }, "damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			d.load()
			if err := tt.change(d.shelf.Path(), d.mustKeep()); err != nil {
				t.Fatal(err)
			}
			c, err := d.another().Find()
			if c != nil || (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%+v, %v, want %q", c, err, tt.want)
			}
			// The next one takes its place.
			d.put("more.md", "---\ntitle: More\n---\nOther words.\n")
			d.load()
			if tt.name == "a manifest that is a folder" {
				return // whoever made it has to take it away
			}
			if d.mustKeep() == nil {
				t.Error("the next one is not found")
			}
			if got, want := d.there(), []string{"copy-", "kiosk.lock", "manifest.json"}; !slices.Equal(got, want) {
				t.Errorf("there are %q, want %q", got, want)
			}
		})
	}
}

func TestWhatAKilledProcessLeftIsRemoved(t *testing.T) {
	d := newDesk(t)
	d.load()
	kept := d.mustKeep()
	left := filepath.Join(d.shelf.Path(), "copy-1")
	for _, err := range []error{
		os.Mkdir(left, 0o700), os.WriteFile(filepath.Join(left, "half.md"), []byte("half"), 0o600),
		os.WriteFile(filepath.Join(d.shelf.Path(), ".manifest-123.new"), nil, 0o600), d.shelf.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	d.shelf = d.another()
	if err := d.shelf.Begin(); err != nil {
		t.Fatal(err)
	}
	if got, want := d.there(), []string{"copy-", "kiosk.lock", "manifest.json"}; !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
	if c := d.find(); c == nil || c.Path != kept.Path {
		t.Errorf("the copy is %+v", c)
	}
}

func TestTheEndOfTheKioskLeavesTheCopyBefore(t *testing.T) {
	d := newDesk(t)
	d.load()
	kept := d.mustKeep()
	d.put("more.md", "---\ntitle: More\n---\nOther words.\n")
	d.load()
	ended, end := context.WithCancel(t.Context())
	end()
	if err := d.shelf.Keep(ended, os.DirFS(d.content), d.loader.Sources()); !errors.Is(err, context.Canceled) {
		t.Errorf("said %v", err)
	}
	if c := d.find(); c == nil || c.Path != kept.Path {
		t.Errorf("the copy is %+v", c)
	}
	if got, want := d.there(), []string{"copy-", "kiosk.lock", "manifest.json"}; !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
}

func TestOfTwoKiosksOneKeeps(t *testing.T) {
	d := newDesk(t)
	d.load()
	d.mustKeep()
	other := d.another()
	for _, err := range []error{other.Begin(), other.Keep(t.Context(), os.DirFS(d.content), d.loader.Sources())} {
		if !errors.Is(err, ErrShared) {
			t.Errorf("the other one: %v", err)
		}
	}
	if c, err := other.Find(); c == nil || err != nil {
		t.Errorf("which may read: %v", err)
	}
	if err := errors.Join(d.shelf.Close(), other.Begin()); err != nil {
		t.Errorf("when the one is gone: %v", err)
	}
}

// Whoever is told of the copy is told other times in the local zone, too.
func TestTheTimeOfACopyIsLocal(t *testing.T) {
	before := time.Local
	t.Cleanup(func() { time.Local = before })
	for _, zone := range []*time.Location{time.FixedZone("GMT", 0), time.FixedZone("CET", 3600)} {
		d := newDesk(t)
		d.load()
		time.Local = zone
		d.mustKeep()
		for _, then := range []*time.Location{zone, time.FixedZone("NST", -12600)} {
			time.Local = then
			if got := d.find().Kept.Location(); got != then {
				t.Errorf("kept in %s, it is told in %s, not in %s", zone, got, then)
			}
		}
	}
}

func TestRootReadsWhatTheOwnerOfTheStateKeeps(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	const kiosk, other = 65534, 12345
	d := newDesk(t)
	d.load()
	d.mustKeep()
	for _, tt := range []struct {
		state, site int
		found       bool
	}{{0, 0, true}, {kiosk, kiosk, true}, {kiosk, 0, true}, {kiosk, other, false}, {0, other, false}} {
		if err := errors.Join(os.Chown(d.state, tt.state, -1), os.Chown(d.shelf.Path(), tt.site, -1)); err != nil {
			t.Fatal(err)
		}
		c, err := d.another().Find()
		if (c != nil) != tt.found || (err == nil) != tt.found {
			t.Errorf("the state is %d's and the copy %d's: found %v, %v", tt.state, tt.site, c != nil, err)
		}
		if err := d.another().Begin(); errors.Is(err, ErrShared) != (tt.site == 0) { // d's own holds it
			t.Errorf("the state is %d's and the copy %d's: begun with %v", tt.state, tt.site, err)
		}
	}
}

func TestWhereNothingCanBeKept(t *testing.T) {
	notOurs := "permission denied"
	if os.Geteuid() == 0 {
		notOurs = "belongs to user 12345; run: chown -R 0 "
	}
	for _, tt := range []struct {
		name string
		make func(d *desk) error
		want string
	}{
		{"a file in the way", func(d *desk) error { return os.WriteFile(d.state, nil, 0o600) }, "not a directory"},
		{"a link in the way", func(d *desk) error {
			return errors.Join(os.Mkdir(d.state, 0o700), os.Symlink(d.content, d.shelf.Path()))
		}, "is no folder"},
		{"a folder that is not ours", func(d *desk) error {
			if os.Geteuid() != 0 {
				return os.Mkdir(d.state, 0o500)
			}
			return errors.Join(os.MkdirAll(d.shelf.Path(), 0o700), os.Chown(d.shelf.Path(), 12345, -1)) // root may write anywhere
		}, notOurs},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			d.load()
			if err := tt.make(d); err != nil {
				t.Fatal(err)
			}
			for _, err := range []error{d.shelf.Begin(), d.keep()} {
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("said %v, want %s", err, tt.want)
				}
			}
			if c, _ := d.another().Find(); c != nil {
				t.Errorf("a copy is found: %+v", c)
			}
		})
	}
}

// What an organiser put where copies are kept is theirs.
func TestFilesOfOthersStay(t *testing.T) {
	theirs := []string{"index.md", "data/t.csv", "copy-of-mine/x.md", "copy-/x.md", ".site.new", "lock"}
	put := func(d *desk) {
		for _, name := range theirs {
			name = filepath.Join(d.shelf.Path(), name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte("theirs"), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
	}
	stay := func(d *desk) {
		for _, name := range theirs {
			if b, err := os.ReadFile(filepath.Join(d.shelf.Path(), name)); string(b) != "theirs" {
				t.Errorf("%s is gone: %v", name, err)
			}
		}
	}
	t.Run("before the kiosk came", func(t *testing.T) {
		d := newDesk(t)
		put(d)
		manifest := filepath.Join(d.shelf.Path(), manifestName) // as web sites have one
		if err := errors.Join(os.WriteFile(manifest, []byte("{}"), 0o600), os.Chmod(d.shelf.Path(), 0o755)); err != nil {
			t.Fatal(err)
		}
		d.load()
		for _, err := range []error{d.shelf.Begin(), d.keep(), d.shelf.Begin()} {
			if !errors.Is(err, ErrForeign) {
				t.Errorf("said %v", err)
			}
		}
		stay(d)
		if b, err := os.ReadFile(manifest); string(b) != "{}" {
			t.Errorf("their manifest is %q, %v", b, err)
		}
		if info, err := os.Stat(d.shelf.Path()); err != nil || files.ModesProtect && info.Mode().Perm() != 0o755 {
			t.Errorf("the folder is %v, %v", info.Mode(), err)
		}
	})
	t.Run("in the kiosk's folder", func(t *testing.T) {
		d := newDesk(t)
		if err := d.shelf.Begin(); err != nil {
			t.Fatal(err)
		}
		put(d)
		d.load()
		d.mustKeep()
		d.put("more.md", "---\ntitle: More\n---\nOther words.\n")
		d.load()
		d.mustKeep()
		if err := d.shelf.Begin(); err != nil {
			t.Error(err)
		}
		stay(d)
	})
}

// withdraw tells the shelf which files the site has that is to be shown.
func (d *desk) withdraw() {
	d.t.Helper()
	if err := d.shelf.Withdraw(d.loader.Sources()); err != nil {
		d.t.Error(err)
	}
}

// A page that was taken out does not come back, though no other copy was made yet.
func TestACopyWithAPageThatIsGoneIsGivenUpAtOnce(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(d *desk) error
		gone   bool
	}{
		{"nothing", func(*desk) error { return nil }, false},
		{"another text", func(d *desk) error { d.put("more.md", "---\ntitle: More\n---\nOther words.\n"); return nil }, false},
		{"a new page", func(d *desk) error { d.put("new.md", "---\ntitle: New\n---\nWords.\n"); return nil }, false},
		{"a page", func(d *desk) error { return os.Remove(filepath.Join(d.content, "more.md")) }, true},
		{"a page that is hidden", func(d *desk) error {
			return os.Rename(filepath.Join(d.content, "more.md"), filepath.Join(d.content, "_more.md"))
		}, true},
		{"a page that is a draft", func(d *desk) error { d.put("more.md", "---\ntitle: More\ndraft: true\n---\nMore words.\n"); return nil }, true},
		{"a file", func(d *desk) error { return os.Remove(filepath.Join(d.content, "film.mp4")) }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			d.load()
			d.withdraw()
			d.mustKeep()
			for _, err := range []error{d.shelf.Close(), tt.change(d)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			d.shelf = d.another() // after a restart, too
			d.load()
			d.withdraw()
			if c := d.find(); (c == nil) != tt.gone {
				t.Errorf("the copy is %+v", c)
			}
			if d.mustKeep() == nil {
				t.Error("the next one is not found")
			}
		})
	}
}

// opening is a folder that does something when a file is opened first.
type opening struct {
	fs.FS
	do func()
}

func (o *opening) Open(name string) (fs.File, error) {
	if do := o.do; do != nil {
		o.do = nil
		do()
	}
	return o.FS.Open(name)
}

func TestAPageThatGoesWhileItIsKeptIsNotKept(t *testing.T) {
	d := newDesk(t)
	d.put("sub/last.md", "---\ntitle: Last\n---\nWords.\n")
	d.load()
	d.withdraw()
	d.mustKeep()
	d.put("more.md", "---\ntitle: More\n---\nOther words.\n")
	d.load()
	d.withdraw()
	before := d.loader.Sources()
	content := &opening{os.DirFS(d.content), func() {
		if err := os.Remove(filepath.Join(d.content, "data", "t.csv")); err != nil { // which is linked, and not read again
			t.Error(err)
		}
		d.load()
		d.withdraw()
	}}
	if err := d.shelf.Keep(t.Context(), content, before); !errors.Is(err, ErrChanged) {
		t.Errorf("said %v", err)
	}
	if c := d.find(); c != nil {
		t.Errorf("the copy is %+v", c)
	}
	if got, want := d.there(), []string{"kiosk.lock"}; !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
	if d.mustKeep() == nil {
		t.Error("the next one is not found")
	}
}

// Who may write to a folder can put another file of the same size there.
func TestACopyThatOthersMayHaveWrittenIsNotServed(t *testing.T) {
	if !files.ModesProtect {
		t.Skip("modes do not protect files here")
	}
	for _, tt := range []struct {
		name   string
		folder string // in the copy
		mode   fs.FileMode
	}{{"its folder", "..", 0o777}, {"its folder, by a group", "..", 0o770}, {"the copy", ".", 0o722}, {"a folder in it", "data", 0o720}} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			d.load()
			before := d.mustKeep()
			if err := os.Chmod(filepath.Join(before.Path, tt.folder), tt.mode); err != nil {
				t.Fatal(err)
			}
			for range 2 { // nor after the mode was mended
				if c, err := d.another().Find(); c != nil || err != nil && !strings.Contains(err.Error(), "other users can write to the folder ") {
					t.Errorf("it is found: %+v, %v", c, err)
				}
				if err := d.shelf.Begin(); err != nil {
					t.Fatal(err)
				}
			}
			if after := d.mustKeep(); after == nil || after.Path == before.Path {
				t.Errorf("then there is %+v", after)
			}
		})
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"format": 1, "generation": "copy-1", "files": 1, "bytes": 1}`))
	f.Add([]byte(`{"format": 1, "generation": "copy-/../..", "files": -1, "bytes": -1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		state := t.TempDir()
		s := New(state, Of{Folder: "/x"})
		if err := errors.Join(os.Mkdir(s.Path(), 0o700), os.WriteFile(filepath.Join(s.Path(), manifestName), b, 0o600)); err != nil {
			t.Fatal(err)
		}
		if c, _ := s.Find(); c != nil {
			t.Errorf("a copy is found that is not there: %+v", c)
		}
	})
}
