package watch

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/files"
)

// bounds are those of a look. What is beyond them is not looked at.
type bounds struct{ files, folders, depth int }

var usualBounds = bounds{files.MaxFiles, files.MaxFolders, files.MaxDepth}

// directory is one that a look went through.
type directory struct {
	path string
	info fs.FileInfo // which one it was: another may take its place
}

// sameDirectory reports whether two are the same folder under the same name.
func sameDirectory(a, b directory) bool { return a.path == b.path && os.SameFile(a.info, b.info) }

// scanned is what a look found.
type scanned struct {
	print  [sha256.Size]byte
	newest time.Time // the latest change that the files tell of
	dirs   []directory
	files  int
	full   bool // a bound was met
}

// tree looks through a folder again and again. It remembers which names each
// folder held, and does not read a folder again that is the same: that is half of
// what a look costs. It is used by one goroutine at a time.
type tree struct {
	root   string
	skip   []string
	bounds bounds
	known  map[string]listing // by path, as the last look found them
}

// listing is the names in a folder.
type listing struct {
	identity files.Identity
	settled  bool // the identity tells a later change
	names    []string
	failed   string // why the folder cannot be read; empty if it can
}

// scan makes a fingerprint of a folder, out of the names, modes, sizes and times
// of everything in it, which file each is, and where links lead. Nothing is
// opened but folders: those that were changed, or all in a thorough scan. Some
// network volumes do not tell that a folder was changed.
func (t *tree) scan(thorough bool) scanned {
	s := scanner{tree: t, hash: sha256.New(), known: make(map[string]listing, len(t.known))}
	if thorough {
		t.known = nil
	}
	s.walk(t.root, "")
	t.known = s.known
	s.hash.Sum(s.print[:0])
	return s.scanned
}

// scanner makes one look.
type scanner struct {
	scanned
	*tree
	entries int
	hash    hash.Hash
	line    []byte             // what is written to hash, used again and again
	above   []fs.FileInfo      // the folders around what is looked at
	known   map[string]listing // those that this look found
}

// left is how many more files and folders are looked at, whatever they are.
func (s *scanner) left() int { return s.bounds.files + s.bounds.folders - s.entries }

// walk adds one file or folder, and what is in it.
func (s *scanner) walk(name, relative string) {
	if s.entries++; s.left() < 0 {
		s.full = true
		return
	}
	link := ""
	info, err := os.Lstat(name)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		link, _ = os.Readlink(name)
		info, err = os.Stat(name)
	}
	if err != nil {
		// A link that leads nowhere is nothing else than a file that is gone; what
		// the error says is part of the state.
		s.add(relative, err.Error(), 0, files.Identity{})
		return
	}
	id, known := files.IdentityOf(info)
	if info.IsDir() {
		// Theirs change with what is passed over, too; what is not is seen by itself.
		s.add(relative, link, info.Mode(), files.Identity{Device: id.Device, Inode: id.Inode})
		s.enter(name, relative, info, id, known)
		return
	}
	if s.files == s.bounds.files {
		s.full = true
		return
	}
	s.files++
	s.add(relative, link, info.Mode(), id)
	if at := time.Unix(0, max(id.Modified, id.Changed)); at.After(s.newest) {
		s.newest = at
	}
}

// enter adds what is in a folder.
func (s *scanner) enter(name, relative string, info fs.FileInfo, id files.Identity, known bool) {
	if slices.ContainsFunc(s.above, func(a fs.FileInfo) bool { return os.SameFile(a, info) }) {
		return
	}
	if len(s.above) > s.bounds.depth || len(s.dirs) == s.bounds.folders {
		s.full = true
		return
	}
	s.dirs = append(s.dirs, directory{name, info})
	l, ok := s.tree.known[name]
	if !ok || !known || !l.settled || l.identity != id {
		read := time.Now()
		l = listing{identity: id, settled: known && id.Settled(read)}
		l.names, l.failed = s.list(name)
	}
	s.known[name] = l
	if l.failed != "" {
		s.add(relative, l.failed, 0, files.Identity{})
	}
	s.above = append(s.above, info)
	for _, inside := range l.names {
		below := inside
		if relative != "" {
			below = relative + "/" + inside
		}
		if skipped(below, s.skip) {
			continue
		}
		if s.left() < 0 {
			break
		}
		s.walk(name+string(filepath.Separator)+inside, below)
	}
	s.above = s.above[:len(s.above)-1]
}

// list reads the names in a folder, sorted, but for those that are passed over
// anyway; and no more of them than are looked at.
func (s *scanner) list(name string) (names []string, failed string) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err.Error()
	}
	defer func() { _ = f.Close() }()
	const atOnce = 1000
	for most := s.left() + len(s.skip); len(names) <= most; {
		some, err := f.Readdirnames(atOnce)
		for _, n := range some {
			if !hidden(n) {
				names = append(names, n)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			failed = err.Error()
			break
		}
	}
	slices.Sort(names)
	return slices.Clip(names), failed
}

// add writes one thing to the fingerprint.
func (s *scanner) add(relative, text string, mode fs.FileMode, id files.Identity) {
	b := s.line[:0]
	for _, t := range []string{relative, text} {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(t)))
		b = append(b, t...)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(mode))
	for _, n := range []uint64{id.Device, id.Inode, uint64(id.Size), uint64(id.Modified), uint64(id.Changed)} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	_, _ = s.hash.Write(b)
	s.line = b
}

// hidden reports whether a name is of those that are not looked at.
func hidden(name string) bool { return strings.HasPrefix(name, ".") }

// skipped reports whether a path, relative and with slashes, is one of skip, or
// below one.
func skipped(relative string, skip []string) bool {
	return slices.ContainsFunc(skip, func(s string) bool {
		return relative == s || strings.HasPrefix(relative, s) && relative[len(s)] == '/'
	})
}

// passedOver reports whether a path, relative and with slashes, is not looked at.
func passedOver(relative string, skip []string) bool {
	return slices.ContainsFunc(strings.Split(relative, "/"), hidden) || skipped(relative, skip)
}
