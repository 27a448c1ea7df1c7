package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"go.uber.org/goleak"
)

// patience is how long what is bound to happen may take on a loaded machine.
const patience = 20 * time.Second

// await waits for something that is bound to happen. The toolbox of the other
// tests has the same, and stands on this package.
func await(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for begin := time.Now(); !happened(); time.Sleep(time.Millisecond) {
		if time.Since(begin) > patience {
			t.Fatalf("waiting for %s: not there after %v", what, patience)
		}
	}
}

// reader is somebody who reads a folder whenever it changes.
type reader struct {
	t      *testing.T
	folder *Folder
	path   string

	mu       sync.Mutex
	texts    []string // of page.md, each time
	problems []error
}

// follow reads path/page.md now and whenever the folder changes, until the test
// ends. by has what notices there are.
func follow(t *testing.T, path string, o Options, by string) *reader {
	t.Helper()
	r := &reader{t: t, path: path}
	o.Problem = func(err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.problems = append(r.problems, err)
	}
	switch by {
	case "notices":
		o.Poll = time.Hour
	case "looking":
		o.Poll = 20 * time.Millisecond
	}
	r.folder = New(path, o)
	if by == "looking" {
		r.folder.watcher = func() (*fsnotify.Watcher, error) { return nil, syscall.EMFILE }
	}
	r.run(t)
	return r
}

// run reads now and whenever the folder changes, until the test ends.
func (r *reader) run(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r.read(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.folder.Run(ctx, func() { r.read(ctx) })
	}()
	t.Cleanup(func() { cancel(); <-ended })
}

func (r *reader) read(ctx context.Context) {
	text := ""
	err := r.folder.Read(ctx, func() error {
		b, err := os.ReadFile(filepath.Join(r.path, "page.md"))
		text = string(b)
		return err
	})
	if err != nil {
		text = "gone"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.texts = append(r.texts, text)
}

// last is what was read last, and how often it was read.
func (r *reader) last() (string, int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.texts[len(r.texts)-1], len(r.texts)
}

func (r *reader) awaits(want string) {
	r.t.Helper()
	await(r.t, "the text "+want, func() bool { got, _ := r.last(); return got == want })
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// long is long ago.
var long = time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)

func TestEveryWayToChangeAFolderIsNoticed(t *testing.T) {
	for _, by := range []string{"notices", "looking"} {
		for _, tt := range []struct {
			name   string
			byLook bool // only a look finds it
			// make makes the folder that is watched, with page.md "one" in it, below
			// a folder of the test's own; change makes that "two".
			make   func(t *testing.T, in string) string
			change func(t *testing.T, in string)
		}{
			{"written in place", false,
				func(t *testing.T, in string) string { put(t, in+"/f/page.md", "one"); return in + "/f" },
				func(t *testing.T, in string) { put(t, in+"/f/page.md", "two") }},
			{"written in place, with its size and time kept", false,
				func(t *testing.T, in string) string {
					put(t, in+"/f/page.md", "one")
					must(t, os.Chtimes(in+"/f/page.md", long, long))
					return in + "/f"
				},
				func(t *testing.T, in string) {
					put(t, in+"/f/page.md", "two")
					must(t, os.Chtimes(in+"/f/page.md", long, long))
				}},
			{"renamed over", false,
				func(t *testing.T, in string) string { put(t, in+"/f/page.md", "one"); return in + "/f" },
				func(t *testing.T, in string) {
					put(t, in+"/f/page.md.new", "two")
					must(t, os.Rename(in+"/f/page.md.new", in+"/f/page.md"))
				}},
			{"moved away first, as vim does", false,
				func(t *testing.T, in string) string { put(t, in+"/f/page.md", "one"); return in + "/f" },
				func(t *testing.T, in string) {
					must(t, os.Rename(in+"/f/page.md", in+"/f/page.md~"))
					put(t, in+"/f/page.md", "two")
					must(t, os.Remove(in+"/f/page.md~"))
				}},
			{"a link of its own swapped, as Kubernetes does", false,
				func(t *testing.T, in string) string {
					put(t, in+"/f/..1/page.md", "one")
					must(t, os.Symlink("..1", in+"/f/..data"), os.Symlink("..data/page.md", in+"/f/page.md"))
					return in + "/f"
				},
				func(t *testing.T, in string) {
					put(t, in+"/f/..2/page.md", "two")
					must(t, os.Symlink("..2", in+"/f/..data_tmp"), os.Rename(in+"/f/..data_tmp", in+"/f/..data"), os.RemoveAll(in+"/f/..1"))
				}},
			{"the folder's link swapped, as git-sync does", false,
				func(t *testing.T, in string) string {
					put(t, in+"/1/page.md", "one")
					must(t, os.Symlink("1", in+"/f"))
					return in + "/f"
				},
				func(t *testing.T, in string) {
					put(t, in+"/2/page.md", "two")
					must(t, os.Symlink("2", in+"/f.new"), os.Rename(in+"/f.new", in+"/f"))
				}},
			{"the folder replaced by another", false,
				func(t *testing.T, in string) string { put(t, in+"/f/page.md", "one"); return in + "/f" },
				func(t *testing.T, in string) {
					put(t, in+"/g/page.md", "two")
					must(t, os.Rename(in+"/f", in+"/old"), os.Rename(in+"/g", in+"/f"))
				}},
			{"the folder removed and made again", false,
				func(t *testing.T, in string) string { put(t, in+"/f/page.md", "one"); return in + "/f" },
				func(t *testing.T, in string) { must(t, os.RemoveAll(in+"/f")); put(t, in+"/f/page.md", "two") }},
			{"a link above it swapped", true,
				func(t *testing.T, in string) string {
					put(t, in+"/1/f/page.md", "one")
					must(t, os.Symlink("1", in+"/now"))
					return in + "/now/f"
				},
				func(t *testing.T, in string) {
					put(t, in+"/2/f/page.md", "two")
					must(t, os.Symlink("2", in+"/now.new"), os.Rename(in+"/now.new", in+"/now"))
				}},
			{"a link's file elsewhere written", true,
				func(t *testing.T, in string) string {
					put(t, in+"/elsewhere/page.md", "one")
					must(t, os.Mkdir(in+"/f", 0o700), os.Symlink("../elsewhere/page.md", in+"/f/page.md"))
					return in + "/f"
				},
				func(t *testing.T, in string) { put(t, in+"/elsewhere/page.md", "two") }},
		} {
			if tt.byLook && by == "notices" {
				continue
			}
			t.Run(tt.name+", by "+by, func(t *testing.T) {
				in := t.TempDir()
				r := follow(t, tt.make(t, in), Options{Settle: 20 * time.Millisecond}, by)
				r.awaits("one")
				tt.change(t, in)
				begin := time.Now()
				r.awaits("two")
				t.Logf("noticed after %v", time.Since(begin))
				// It is watched as before.
				path, err := filepath.EvalSymlinks(r.path)
				must(t, err)
				put(t, path+"/sub/picture.png", "x")
				_, n := r.last()
				await(t, "a new folder in it to be seen", func() bool { _, m := r.last(); return m > n })
				must(t, os.Remove(path+"/page.md")) // which may be a link
				put(t, path+"/page.md", "three")
				r.awaits("three")
			})
		}
	}
}

func TestAFolderThatIsNotThereYetIsReadWhenItIs(t *testing.T) {
	for _, by := range []string{"notices", "looking"} {
		t.Run(by, func(t *testing.T) {
			in := t.TempDir()
			r := follow(t, in+"/f", Options{}, by)
			r.awaits("gone")
			put(t, in+"/f/page.md", "here")
			r.awaits("here")
			must(t, os.RemoveAll(in+"/f"))
			r.awaits("gone")
		})
	}
}

func TestSecondsOfNoticesAreOneChange(t *testing.T) {
	in := t.TempDir()
	put(t, in+"/page.md", "0")
	const settle = 100 * time.Millisecond
	r := follow(t, in, Options{Settle: settle}, "notices")
	// As long as the writer never rests that long, nothing is read.
	last, longest := time.Now(), time.Duration(0)
	for i := range 100 {
		put(t, in+"/page.md", fmt.Sprint(i+1))
		put(t, fmt.Sprintf("%s/more-%d.md", in, i), "x")
		time.Sleep(2 * time.Millisecond) // what is measured, not what is waited for
		longest, last = max(longest, time.Since(last)), time.Now()
	}
	r.awaits("100")
	if _, n := r.last(); n > 2 && longest < settle/2 {
		t.Errorf("read %d times, with pauses of %v at most between the changes: %q", n, longest, r.texts)
	}
}

// What is read is of one state of the folder, however it is written to meanwhile.
func TestWhatIsReadIsWhole(t *testing.T) {
	in := t.TempDir()
	put(t, in+"/a", "0")
	put(t, in+"/b", "0")
	f := New(in, Options{Settle: 50 * time.Millisecond})
	reads := 0
	var a, b []byte
	must(t, f.Read(t.Context(), func() (err error) {
		reads++
		a, _ = os.ReadFile(in + "/a")
		if reads < 4 { // somebody writes while it is read
			put(t, in+"/a", fmt.Sprint(reads))
			put(t, in+"/b", fmt.Sprint(reads))
		}
		b, err = os.ReadFile(in + "/b")
		return err
	}))
	if reads != 4 || string(a) != "3" || string(b) != "3" {
		t.Errorf("read %d times, %s and %s", reads, a, b)
	}
	// An error, too, is of a folder that rests.
	reads = 0
	wrong := errors.New("wrong")
	err := f.Read(t.Context(), func() error {
		if reads++; reads == 1 {
			put(t, in+"/a", "changed")
		}
		return fmt.Errorf("%d: %w", reads, wrong)
	})
	if !errors.Is(err, wrong) || reads != 2 {
		t.Errorf("%v after %d reads", err, reads)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	in := t.TempDir()
	put(t, in+"/a", "0")
	ctx, cancel := context.WithCancel(t.Context())
	f := New(in, Options{Settle: time.Hour})
	time.AfterFunc(10*time.Millisecond, cancel)
	if err := f.Read(ctx, func() error { t.Error("it was read"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestAFolderThatNeverRestsIsSaid(t *testing.T) {
	in := t.TempDir()
	put(t, in+"/page.md", "one")
	f := New(in, Options{Settle: time.Hour})
	f.bound = 20 * time.Millisecond
	err := f.Read(t.Context(), func() error { t.Error("it was read"); return nil })
	if want := "the folder " + in + " has been changing for 20ms; it is read when it rests"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// scan looks at a folder for the first time.
func scan(root string, skip []string) scanned {
	return (&tree{root: root, skip: skip, bounds: usualBounds}).scan(true)
}

func TestWhatIsPassedOverIsNoChange(t *testing.T) {
	in := t.TempDir()
	put(t, in+"/page.md", "one")
	put(t, in+"/skipped/deep/x", "1")
	skip := []string{"skipped"}
	before := scan(in, skip)
	put(t, in+"/.page.md.swp", "x")
	put(t, in+"/.git/index", "x")
	put(t, in+"/skipped/deep/x", "12")
	put(t, in+"/skipped/y", "1")
	if after := scan(in, skip); after.print != before.print {
		t.Error("it is a change")
	}
	put(t, in+"/skipped too", "1")
	if after := scan(in, skip); after.print == before.print {
		t.Error("another file is passed over as well")
	}
}

func TestWithoutNoticesItIsSaidOnceAndLookedFor(t *testing.T) {
	in := t.TempDir()
	put(t, in+"/page.md", "one")
	r := follow(t, in, Options{Settle: 10 * time.Millisecond}, "looking")
	for i := range 3 {
		put(t, in+"/page.md", fmt.Sprint(i))
		r.awaits(fmt.Sprint(i))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.problems) != 1 || !strings.Contains(r.problems[0].Error(), "fs.inotify.max_user_watches") {
		t.Errorf("said %v", r.problems)
	}
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
