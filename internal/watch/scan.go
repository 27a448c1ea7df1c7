package watch

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/files"
)

// The bounds of a look. What is beyond them is not looked at.
const (
	maxEntries = 10_000
	maxDirs    = 200
	maxDepth   = 8
)

// directory is one that a look went through.
type directory struct {
	path string
	info fs.FileInfo // which one it was: another may take its place
}

// scanned is what a look found.
type scanned struct {
	print  [sha256.Size]byte
	newest time.Time // the latest change that the files tell of
	dirs   []directory
	full   bool // a bound was met
}

// scanner looks through a folder.
type scanner struct {
	scanned
	hash    hash.Hash
	skip    []string
	entries int
}

// scan makes a fingerprint of a folder, out of the names, modes, sizes and times
// of everything in it, which file each is, and where links lead. Nothing is
// opened but the folders.
func scan(root string, skip []string) scanned {
	s := scanner{hash: sha256.New(), skip: skip}
	s.walk(root, "", nil)
	s.hash.Sum(s.print[:0])
	return s.scanned
}

// walk adds one file or folder, and what is in it.
func (s *scanner) walk(name, relative string, above []fs.FileInfo) {
	if s.entries++; s.entries > maxEntries {
		s.full = true
		return
	}
	info, err := os.Stat(name)
	if err != nil {
		// A link that leads nowhere is nothing else than a file that is gone; what
		// the error says is part of the state.
		fmt.Fprintf(s.hash, "%q %v\n", relative, err)
		return
	}
	link, _ := os.Readlink(name)
	size, modified := info.Size(), info.ModTime()
	if info.IsDir() {
		// Theirs change with what is passed over, too; what is not is seen by itself.
		size, modified = 0, time.Time{}
	}
	fmt.Fprintf(s.hash, "%q %v %d %d %d %q\n", relative, info.Mode(), size, modified.UnixNano(), files.Inode(info), link)
	if modified.After(s.newest) {
		s.newest = modified
	}
	if !info.IsDir() || slices.ContainsFunc(above, func(a fs.FileInfo) bool { return os.SameFile(a, info) }) {
		return
	}
	if len(above) == maxDepth || len(s.dirs) == maxDirs {
		s.full = true
		return
	}
	s.dirs = append(s.dirs, directory{name, info})
	above = append(slices.Clip(above), info)
	entries, err := os.ReadDir(name)
	if err != nil {
		fmt.Fprintf(s.hash, "%q %v\n", relative, err)
	}
	for _, e := range entries {
		if inside := path.Join(relative, e.Name()); !passedOver(inside, s.skip) {
			s.walk(filepath.Join(name, e.Name()), inside, above)
		}
	}
}

// passedOver reports whether a path, relative and with slashes, is not looked at.
func passedOver(relative string, skip []string) bool {
	if slices.ContainsFunc(strings.Split(relative, "/"), func(name string) bool { return strings.HasPrefix(name, ".") }) {
		return true
	}
	return slices.ContainsFunc(skip, func(s string) bool {
		return relative == s || strings.HasPrefix(relative, s+"/")
	})
}
