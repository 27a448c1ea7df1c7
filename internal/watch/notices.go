package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// notices are those that the system gives of changes. Where it gives none they
// are silent. They are used by one goroutine.
type notices struct {
	watcher *fsnotify.Watcher // nil where there is none
	watched map[string]os.FileInfo
	problem func(error)
	told    bool // that there are none, or not all
}

// newNotices asks the system for notices. problem is told, once, what was not
// granted.
func newNotices(watcher func() (*fsnotify.Watcher, error), problem func(error)) *notices {
	n := &notices{watched: map[string]os.FileInfo{}, problem: problem}
	w, err := watcher()
	if err != nil {
		n.refused(err)
		return n
	}
	n.watcher = w
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

func (n *notices) refused(err error) {
	if n.told {
		return
	}
	n.told = true
	n.problem(fmt.Errorf("the system gives no notice of changes (%w), and so they are looked for now and then; on Linux, see fs.inotify.max_user_watches and max_user_instances", err))
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
		_ = n.watcher.Remove(e.Name) // if it is still there
		delete(n.watched, e.Name)
	}
}

// follow has notice given of what happens in some folders, and of another one
// that takes the place of root. A watch is on a folder, whatever its name becomes;
// so where there is another one by that name, the watch is moved. more reports
// whether some are new: what happened in them before is to be looked for.
func (n *notices) follow(root string, dirs []directory) (more bool) {
	if n.watcher == nil {
		return false
	}
	parent := filepath.Dir(root)
	if info, err := os.Stat(parent); err == nil && parent != root {
		dirs = append([]directory{{parent, info}}, dirs...)
	}
	now := make(map[string]os.FileInfo, len(dirs))
	for _, d := range dirs {
		now[d.path] = d.info
	}
	for path, was := range n.watched {
		if is, ok := now[path]; !ok || !os.SameFile(was, is) {
			_ = n.watcher.Remove(path) // it may have gone by itself
			delete(n.watched, path)
		}
	}
	for _, d := range dirs {
		if n.watched[d.path] != nil {
			continue
		}
		switch err := n.watcher.Add(d.path); {
		case err == nil:
			n.watched[d.path] = d.info
			more = true
		case os.IsNotExist(err), d.path == parent: // that is for quickness alone
		default:
			n.refused(err)
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
