package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// desk is the system's, where watches are asked for.
type desk struct {
	notices
	asked []string
	said  []string
	fail  func(path string) error // nil grants all
}

func newDesk(t *testing.T, root string) *desk {
	t.Helper()
	d := &desk{fail: func(string) error { return nil }}
	d.notices = *newNotices(fsnotify.NewWatcher, root, time.Second, func(err error) { d.said = append(d.said, err.Error()) })
	real := d.add
	d.add = func(path string) error {
		d.asked = append(d.asked, path)
		if err := d.fail(path); err != nil {
			return err
		}
		return real(path)
	}
	t.Cleanup(d.close)
	return d
}

// follow follows the folders as they are.
func (d *desk) follow(generation int) bool {
	d.asked = nil
	s := scan(d.root, nil)
	return d.notices.follow(s.dirs, s.files, generation)
}

func TestWatchesAreAskedForOnce(t *testing.T) {
	in := t.TempDir()
	manyFolders(t, in, 5)
	d := newDesk(t, in)
	if !d.follow(1) || len(d.asked) != 7 { // its parent, itself, and those in it
		t.Errorf("asked for %q", d.asked)
	}
	if d.follow(1) || len(d.asked) > 0 {
		t.Errorf("asked again for %q", d.asked)
	}
	put(t, in+"/new/page.md", "")
	if !d.follow(2) || !slices.Equal(d.asked, []string{in + "/new"}) {
		t.Errorf("asked for %q, want the new folder", d.asked)
	}
	must(t, os.RemoveAll(in+"/new"))
	if d.follow(3) || len(d.asked) > 0 || len(d.watched) != 7 {
		t.Errorf("asked for %q, and %d are watched", d.asked, len(d.watched))
	}
	t.Run("and again where it is not known which are left", func(t *testing.T) {
		d.restart()
		if !d.follow(3) || len(d.asked) != 7 {
			t.Errorf("asked for %q", d.asked)
		}
	})
	t.Run("and where one went", func(t *testing.T) {
		d.gone(fsnotify.Event{Name: in + "/3", Op: fsnotify.Remove})
		if !d.follow(3) || !slices.Equal(d.asked, []string{in + "/3"}) {
			t.Errorf("asked for %q", d.asked)
		}
	})
	if len(d.said) > 0 || !d.complete() {
		t.Errorf("said %q, complete %t", d.said, d.complete())
	}
}

func TestTooFewWatchesAreSaidOnce(t *testing.T) {
	in := t.TempDir()
	manyFolders(t, in, 50)
	d := newDesk(t, in)
	left := 10
	d.fail = func(string) error {
		if left--; left < 0 {
			return syscall.ENOSPC
		}
		return nil
	}
	for generation := range 3 {
		d.follow(generation + 1)
		if most := 11; len(d.asked) > most {
			t.Errorf("asked for %d watches", len(d.asked))
		}
	}
	want := "the system gives no notice of changes in 41 of the 51 folders in " + in + " (there are no watches left); they are looked for every 1s instead, and shown that much later; on Linux, raise the sysctl fs.inotify.max_user_watches, or max_user_instances"
	if !slices.Equal(d.said, []string{want}) {
		t.Errorf("said %q, want %q", d.said, want)
	}
	if d.complete() {
		t.Error("notices are relied on")
	}
	t.Run("and asked for again after a while", func(t *testing.T) {
		if d.follow(3) || len(d.asked) > 0 {
			t.Errorf("asked for %d at once", len(d.asked))
		}
		left, d.tried = 100, d.tried.Add(-retryWatches)
		if !d.follow(3) || !d.complete() {
			t.Errorf("complete %t", d.complete())
		}
	})
}

func TestOneFolderThatCannotBeWatchedIsNoReasonToStop(t *testing.T) {
	for _, tt := range []struct {
		err   error
		again bool
	}{
		{fs.ErrNotExist, true}, // it went since the look
		{fs.ErrPermission, false},
	} {
		t.Run(tt.err.Error(), func(t *testing.T) {
			in := t.TempDir()
			manyFolders(t, in, 5)
			d := newDesk(t, in)
			d.fail = func(path string) error {
				if strings.HasSuffix(path, "/2") {
					return tt.err
				}
				return nil
			}
			if !d.follow(1) || len(d.asked) != 7 || len(d.said) > 0 || !d.complete() {
				t.Errorf("asked for %q, said %q", d.asked, d.said)
			}
			if d.follow(1); len(d.asked) > 0 != tt.again {
				t.Errorf("asked again for %q", d.asked)
			}
		})
	}
}

func TestNoticesThatDoNotComeAreNotReliedOn(t *testing.T) {
	for _, tt := range []struct {
		name  string
		looks string // n: a notice came; c: a look found a change; s: it found the same
		want  bool
	}{
		{"notice first", "ncncnc", true},
		{"a look is faster than the notice", "cns", true},
		{"nothing is changed", "sss", true},
		{"never a notice", "css", false},
		{"a change at each look", "cc", false},
		{"once is enough", "csncnc", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, t.TempDir())
			for _, c := range tt.looks {
				switch c {
				case 'n':
					d.heard = true
				default:
					d.looked(c == 'c')
				}
			}
			if d.complete() != tt.want {
				t.Errorf("relied on: %t, want %t", d.complete(), tt.want)
			}
		})
	}
}

// What is not watched is looked at as often as if there were no notices.
func TestFoldersWithoutAWatchAreLookedAt(t *testing.T) {
	in := t.TempDir()
	manyFolders(t, in, 20)
	put(t, in+"/page.md", "one")
	for name, add := range map[string]func(string) error{
		"there are too few watches":     func(string) error { return syscall.ENOSPC },
		"notices are promised and fail": func(string) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			r := &reader{t: t, path: in}
			r.folder = New(in, Options{Settle: 10 * time.Millisecond, Poll: 20 * time.Millisecond})
			r.folder.add = add
			r.run(t)
			for i := range 3 {
				put(t, in+"/page.md", fmt.Sprint(i))
				r.awaits(fmt.Sprint(i))
			}
		})
	}
}

func TestLooksTakeASmallPartOfTheTime(t *testing.T) {
	f := New(t.TempDir(), Options{})
	f.cost = 50 * time.Millisecond // 20,000 files
	if got := f.pause(true); got != 5*time.Second {
		t.Errorf("where there are notices, after %v", got)
	}
	if got := f.pause(false); got > time.Second {
		t.Errorf("where there are none, after %v", got)
	}
}

func TestWithoutNoticesAtAllTheFolderIsNamed(t *testing.T) {
	var said error
	n := newNotices(func() (*fsnotify.Watcher, error) { return nil, syscall.EMFILE }, "/srv/site", time.Second, func(err error) { said = err })
	if n.complete() || !errors.Is(said, syscall.EMFILE) || !strings.Contains(said.Error(), "of changes in /srv/site (") {
		t.Errorf("said %v", said)
	}
	if n.follow([]directory{{path: "/"}}, 0, 1) {
		t.Error("it follows")
	}
}
