package watch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
	"hackday.example/kiosk/internal/files"
)

// retryWatches is how often watches are asked for again that were not granted:
// somebody may have raised the limit.
const retryWatches = time.Minute

// granted bounds how many folders notices are asked of, and how many files at most may be
// in them. On Linux a watch takes 1 KiB of the kernel's memory. Elsewhere it takes
// an open file for each file in the folder (kqueue), or 64 KiB of our own memory
// (Windows).
func granted() (folders, most int) {
	if runtime.GOOS == "linux" {
		return files.MaxFolders + 1, files.MaxFiles // and the parent
	}
	return 200, 2000
}

// notices are those that the system gives of changes. Where it gives none they
// are silent. They are used by one goroutine.
type notices struct {
	watcher *fsnotify.Watcher // nil where there is none
	add     func(path string) error
	watched map[string]os.FileInfo
	problem func(error)
	root    string
	poll    time.Duration

	told     bool // that there are none, or not all
	followed int  // the generation of the folders that are watched; 0 if that is unknown
	short    bool // some watch was not granted
	tried    time.Time

	// Some file systems give no notice, and do not say so.
	heard   bool // there was one since the last look that found a change
	deaf    bool // a look found a change that there was no notice of yet
	unheard bool // nor was there one later
}

// newNotices asks the system for notices of a folder that is looked at every poll.
// problem is told, once, what was not granted.
func newNotices(watcher func() (*fsnotify.Watcher, error), root string, poll time.Duration, problem func(error)) *notices {
	n := &notices{watched: map[string]os.FileInfo{}, problem: problem, root: root, poll: poll}
	w, err := watcher()
	if err != nil {
		n.refused(err, 0)
		return n
	}
	n.watcher, n.add = w, w.Add
	return n
}

func (n *notices) close() {
	if n.watcher != nil {
		_ = n.watcher.Close()
	}
}

// lost gives up on notices, when there will be no more.
func (n *notices) lost() {
	n.close()
	n.watcher = nil
}

// complete reports whether notices tell of every change, as far as is known.
func (n *notices) complete() bool { return n.watcher != nil && !n.short && !n.unheard }

// refused notes that of so many folders not all are watched.
func (n *notices) refused(err error, folders int) {
	if n.told {
		return
	}
	n.told = true
	what := n.root
	if len(n.watched) > 0 {
		what = fmt.Sprintf("%d of the %d folders in %s", max(folders-len(n.watched), 1), folders, n.root)
	}
	if errors.Is(err, syscall.ENOSPC) { // whose text is of disks
		err = errors.New("there are no watches left")
	}
	n.problem(fmt.Errorf("the system gives no notice of changes in %s (%w); they are looked for every %v instead, and shown that much later; on Linux, raise the sysctl fs.inotify.max_user_watches, or max_user_instances", what, err, n.poll))
}

func (n *notices) events() <-chan fsnotify.Event {
	if n.watcher == nil {
		return nil
	}
	return n.watcher.Events
}

func (n *notices) errors() <-chan error {
	if n.watcher == nil {
		return nil
	}
	return n.watcher.Errors
}

// gone notes a notice that a folder was removed or renamed, and its watch with it.
// Another one by that name may even have the same inode.
func (n *notices) gone(e fsnotify.Event) {
	if (e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename)) && n.watched[e.Name] != nil {
		n.leave(e.Name)
		n.followed = 0
	}
}

// leave removes a watch, which may have gone by itself.
func (n *notices) leave(path string) {
	_ = n.watcher.Remove(path)
	delete(n.watched, path)
}

// restart removes all watches, when it is not known which are still there: follow
// asks for them again.
func (n *notices) restart() {
	for path := range n.watched {
		n.leave(path)
	}
	n.followed = 0
}

// looked notes a look that found whether something was changed. Where looks find
// what there is no notice of by the next one, notices are no longer relied on.
func (n *notices) looked(changed bool) {
	n.unheard = n.unheard || n.deaf && !n.heard
	n.deaf = changed && !n.heard
	n.heard = false
}

// follow has notice given of what happens in some folders, and of another one
// that takes the place of the root. A watch is on a folder, whatever its name
// becomes; so where there is another one by that name, the watch is moved. Folders
// of the same generation are the same, and cost nothing. more reports whether some
// are new: what happened in them before is to be looked for.
func (n *notices) follow(dirs []directory, files, generation int) (more bool) {
	if n.watcher == nil || generation == n.followed && (!n.short || time.Since(n.tried) < retryWatches) {
		return false
	}
	n.followed, n.short, n.tried = generation, false, time.Now()
	folders := len(dirs)
	if mostFolders, mostFiles := granted(); folders > mostFolders || files > mostFiles {
		n.restart()
		n.followed, n.short = generation, true
		n.refused(errors.New("it holds too many files for that"), folders)
		return false
	}
	parent := filepath.Dir(n.root)
	if info, err := os.Stat(parent); err == nil && parent != n.root {
		dirs = append([]directory{{parent, info}}, dirs...)
	}
	now := make(map[string]os.FileInfo, len(dirs))
	for _, d := range dirs {
		now[d.path] = d.info
	}
	for path, was := range n.watched {
		if is, ok := now[path]; !ok || !os.SameFile(was, is) {
			n.leave(path)
		}
	}
	for _, d := range dirs {
		if n.watched[d.path] != nil {
			continue
		}
		switch err := n.add(d.path); {
		case err == nil:
			n.watched[d.path] = d.info
			more = true
		case os.IsNotExist(err):
			n.followed = 0 // it may be there again when it is looked at next
		case d.path == parent, os.IsPermission(err): // that is for quickness alone; nor can we look in there
		default: // nor are others granted
			n.short = true
			n.refused(err, folders)
			return more
		}
	}
	return more
}

// sort is how much a notice says.
type sort int

const (
	nothing  sort = iota
	possible      // a look will show whether anything was changed
	certain
)

// meaning is what a notice says of a folder.
func (f *Folder) meaning(e fsnotify.Event) sort {
	name := filepath.Clean(e.Name)
	if name == f.path {
		return possible // another folder, perhaps
	}
	relative, err := filepath.Rel(f.path, name)
	switch {
	case err != nil, relative == "..", strings.HasPrefix(relative, ".."+string(filepath.Separator)):
		return nothing
	case passedOver(filepath.ToSlash(relative), f.options.Skip):
		return possible // the link by which a whole volume is swapped is named "..data"
	}
	return certain
}
