package watch

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/files"
)

func TestLoopsAndMultitudesAreBounded(t *testing.T) {
	few := bounds{files: 40, folders: 10, depth: 3}
	for _, tt := range []struct {
		name string
		make func(t *testing.T, in string)
		full bool
	}{
		{"loops", func(t *testing.T, in string) {
			must(t, os.Symlink(".", in+"/self"), os.Mkdir(in+"/a", 0o700), os.Symlink("..", in+"/a/up"))
		}, false},
		{"links that double at every step", func(t *testing.T, in string) {
			for i := range 9 {
				must(t, os.Mkdir(fmt.Sprintf("%s/%d", in, i), 0o700))
				for _, way := range []string{"left", "right"} {
					must(t, os.Symlink(fmt.Sprintf("../%d", i+1), fmt.Sprintf("%s/%d/%s", in, i, way)))
				}
			}
		}, true},
		{"as many files as may be", func(t *testing.T, in string) { many(t, in, few.files) }, false},
		{"one more", func(t *testing.T, in string) { many(t, in, few.files+1) }, true},
		{"as many folders as may be", func(t *testing.T, in string) { manyFolders(t, in, few.folders-1) }, false},
		{"one more folder", func(t *testing.T, in string) { manyFolders(t, in, few.folders) }, true},
		{"twenty times as many folders", func(t *testing.T, in string) { manyFolders(t, in, 200) }, true},
		{"as deep as may be", func(t *testing.T, in string) { put(t, in+strings.Repeat("/d", few.depth)+"/x", "") }, false},
		{"one deeper", func(t *testing.T, in string) { put(t, in+strings.Repeat("/d", few.depth+1)+"/x", "") }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := t.TempDir()
			tt.make(t, in)
			tree := tree{root: in, bounds: few}
			s := tree.scan(true)
			if s.full != tt.full {
				t.Errorf("a bound was met: %t, want %t", s.full, tt.full)
			}
			if s.files > few.files || len(s.dirs) > few.folders {
				t.Errorf("%d files and %d folders", s.files, len(s.dirs))
			}
			names := 0
			for _, l := range tree.known {
				names += len(l.names)
			}
			if most := len(s.dirs) * (few.files + few.folders + 1000); names > most {
				t.Errorf("%d names are remembered, and %d is the most", names, most)
			}
		})
	}
}

func many(t *testing.T, in string, n int) {
	t.Helper()
	for i := range n {
		put(t, fmt.Sprintf("%s/%d", in, i), "")
	}
}

func manyFolders(t *testing.T, in string, n int) {
	t.Helper()
	for i := range n {
		must(t, os.Mkdir(fmt.Sprintf("%s/%d", in, i), 0o700))
	}
}

func TestTooManyFilesAreSaid(t *testing.T) {
	in := t.TempDir()
	manyFolders(t, in, 3)
	f := New(in, Options{})
	f.tree.bounds = bounds{files: 5, folders: 3, depth: 2}
	f.look()
	var said []string
	f.options.Problem = func(err error) { said = append(said, err.Error()) }
	report := f.report()
	f.sayIfFull(report)
	f.sayIfFull(report)
	want := "the folder " + in + " holds more than 5 files or 3 folders, or folders more than 2 deep; changes in the rest of them are not noticed"
	if len(said) != 1 || said[0] != want {
		t.Errorf("said %q, want %q", said, want)
	}
}

// ticked waits until the file system's clock shows another time than at the last
// change of a folder.
func ticked(t *testing.T, folder string) {
	t.Helper()
	probe := t.TempDir() + "/probe"
	await(t, "the file system's clock", func() bool {
		put(t, probe, "")
		return identityOf(t, probe).Changed > identityOf(t, folder).Changed
	})
}

func identityOf(t *testing.T, path string) files.Identity {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	id, ok := files.IdentityOf(info)
	if !ok {
		t.Fatal("the system tells no identity")
	}
	return id
}

// A folder that is the same as before is not read, and still nothing is missed.
func TestAQuickLookSeesWhatAThoroughOneDoes(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, in string)
		same   bool
	}{
		{"nothing", func(*testing.T, string) {}, true},
		{"a file written", func(t *testing.T, in string) { put(t, in+"/a/one", "other") }, false},
		{"a file written, with its size and time kept", func(t *testing.T, in string) {
			put(t, in+"/a/one", "two")
			must(t, os.Chtimes(in+"/a/one", long, long))
		}, false},
		{"a new file", func(t *testing.T, in string) { put(t, in+"/a/b/new", "") }, false},
		{"a file removed", func(t *testing.T, in string) { must(t, os.Remove(in+"/a/one")) }, false},
		{"a file renamed", func(t *testing.T, in string) { must(t, os.Rename(in+"/a/one", in+"/a/b/one")) }, false},
		{"a folder replaced", func(t *testing.T, in string) {
			must(t, os.Rename(in+"/a/b", in+"/a/.b"))
			put(t, in+"/a/b/deep", "deep")
		}, false},
		{"a link led elsewhere", func(t *testing.T, in string) {
			must(t, os.Remove(in+"/link"), os.Symlink("a/b", in+"/link"))
		}, false},
		{"a hidden file", func(t *testing.T, in string) { put(t, in+"/a/.one.swp", "") }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := t.TempDir()
			put(t, in+"/a/one", "one")
			put(t, in+"/a/b/deep", "deep")
			must(t, os.Chtimes(in+"/a/one", long, long), os.Symlink("a", in+"/link"))
			for _, folder := range []string{in, in + "/a", in + "/a/b"} {
				ticked(t, folder)
			}
			tree := tree{root: in, bounds: usualBounds}
			before := tree.scan(true)
			for path, l := range tree.known { // as they are two seconds later
				l.settled = true
				tree.known[path] = l
			}
			tt.change(t, in)
			quick := tree.scan(false)
			if got := quick.print == before.print; got != tt.same {
				t.Errorf("the folder is the same: %t, want %t", got, tt.same)
			}
			if thorough := scan(in, nil); thorough.print != quick.print || len(thorough.dirs) != len(quick.dirs) {
				t.Error("a thorough look finds something else")
			}
		})
	}
}

func TestAFolderThatIsTheSameIsNotReadAgain(t *testing.T) {
	in := t.TempDir()
	put(t, in+"/a", "")
	tree := tree{root: in, bounds: usualBounds}
	first := tree.scan(true)
	// What is remembered can be told from what is there.
	forge := func(settled bool) {
		l := tree.known[in]
		l.names, l.settled = append(l.names, "ghost"), settled
		tree.known[in] = l
	}
	forge(true)
	if tree.scan(false).print == first.print {
		t.Error("it was read again")
	}
	if tree.scan(true).print != first.print {
		t.Error("a thorough look did not read it")
	}
	forge(false)
	if tree.scan(false).print != first.print {
		t.Error("it was not read again, though it may have changed within a tick of the clock")
	}
}

func TestAnotherLookIsMadeOnlyWhereTheLastIsOld(t *testing.T) {
	in := t.TempDir()
	put(t, in+"/a", "")
	f := New(in, Options{Settle: time.Hour})
	before := f.recent()
	put(t, in+"/b", "")
	if f.recent().print != before.print {
		t.Error("the folder was looked at twice at once")
	}
	if f.look().print == before.print {
		t.Error("the change was not found")
	}
	if n := f.Files(); n != 2 {
		t.Errorf("there are %d files, want 2", n)
	}
}

func TestRestIsCountedFromTheLastChange(t *testing.T) {
	in := t.TempDir()
	f := New(in, Options{Settle: time.Millisecond})
	for i, tt := range []struct {
		name   string
		change func(path string)
	}{
		{"the first look", func(path string) { put(t, path, "one") }},
		{"an edit", func(path string) { put(t, path, "other") }},
		{"an edit with an old time", func(path string) { put(t, path, "third"); must(t, os.Chtimes(path, long, long)) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const coarse = 100 * time.Millisecond // the file system's clock, in part
			began := time.Now().Add(-coarse)
			tt.change(in + "/page.md")
			await(t, "the last look to be old", func() bool { return time.Since(f.looked) > time.Millisecond })
			if d := f.Rested(); d > time.Since(began) {
				t.Errorf("change %d was %v ago, and the folder has rested for %v", i, time.Since(began), d)
			}
			await(t, "it to rest", func() bool { return f.Rested() > 2*coarse })
		})
	}
}

func TestALookThatFindsWhatANoticeToldOfBeginsNoOtherRest(t *testing.T) {
	for _, tt := range []struct {
		name    string
		noticed bool // notices tell of every change
		stir    bool
		want    bool // another rest
	}{
		{"a notice", true, true, false},
		{"a notice, where there are not enough", false, true, true},
		{"none", true, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := t.TempDir()
			f := New(in, Options{})
			f.look()
			put(t, in+"/page.md", "one")
			f.noticed = tt.noticed
			if tt.stir {
				await(t, "the clock", func() bool { return time.Now().After(f.looked) })
				f.stir()
			}
			before := f.changed
			if found := f.look(); !found.changed {
				t.Fatal("no change was found")
			}
			if got := f.changed.After(before); got != tt.want {
				t.Errorf("it has to rest again: %t, want %t", got, tt.want)
			}
		})
	}
	f := New(t.TempDir(), Options{Settle: time.Second})
	if f.settle() != time.Second {
		t.Errorf("without notices the next look is after %v", f.settle())
	}
	if f.noticed = true; f.settle() != 2*time.Second {
		t.Errorf("with notices the next look is after %v", f.settle())
	}
}

// BenchmarkLook is a look at 20,000 files when nothing was changed: each page in a
// folder of its own, and a hundred in each.
func BenchmarkLook(b *testing.B) {
	for _, folders := range []int{10_000, 200} {
		in := b.TempDir()
		for i := range folders {
			folder := fmt.Sprintf("%s/events/%d", in, i)
			if err := os.MkdirAll(folder, 0o700); err != nil {
				b.Fatal(err)
			}
			for j := range 20_000 / folders {
				if err := os.WriteFile(fmt.Sprintf("%s/%d.html", folder, j), nil, 0o600); err != nil {
					b.Fatal(err)
				}
			}
		}
		for _, thorough := range []bool{true, false} {
			b.Run(fmt.Sprintf("folders=%d/thorough=%t", folders, thorough), func(b *testing.B) {
				tree := tree{root: in, bounds: usualBounds}
				tree.scan(true)
				for path, l := range tree.known {
					l.settled = true
					tree.known[path] = l
				}
				b.ReportAllocs()
				for b.Loop() {
					tree.scan(thorough)
				}
			})
		}
	}
}

func TestOneSlowLookDoesNotMakeTheFolderBlind(t *testing.T) {
	const usual, slow = 100 * time.Microsecond, 200 * time.Millisecond
	for _, thorough := range []bool{false, true} {
		f := New(t.TempDir(), Options{})
		f.spent(usual, true)
		f.spent(slow, thorough)
		if got, most := f.pause(true), seldom*usual; got > most {
			t.Errorf("thorough %v: after a slow look there is none for %v, and %v is the most", thorough, got, most)
		}
		f.spent(slow, false)
		if got, least := f.pause(true), seldom*slow; got < least {
			t.Errorf("thorough %v: after two slow looks the next is after %v, and %v is the least", thorough, got, least)
		}
	}
}

func TestWhatCameAndWentBetweenTwoLooksIsReadAgainWhereItIsKnown(t *testing.T) {
	f := New(t.TempDir(), Options{Settle: time.Millisecond})
	if err := f.Read(t.Context(), func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	if f.look(); f.due() {
		t.Fatal("nothing was changed, and there is something to read")
	}
	f.Stir()
	if f.look(); !f.due() {
		t.Error("there is nothing to read")
	}
}
