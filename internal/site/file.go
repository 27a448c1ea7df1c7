package site

import (
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/document"
)

// File is a file of the content folder that some page links to or shows. It can be
// taken away; where its Format is one that is read here, it may be read too.
type File struct {
	Path     string // within the folder, with slashes; unique
	Size     int64  // bytes
	Modified time.Time
	Format   document.Format // 0 where it is no document
	State    document.State  // of a document
	Pages    int             // of a PDF that is Ready; else 0
	Page     string          // the name of the page where it is read; empty unless it is Ready
	Parts    int             // how many pages its text takes; 0 unless it is Ready
	Title    string          // the document's own; may be empty
	Author   string          // likewise
	Date     time.Time       // likewise; zero where it has none
}

// Files are the files that can be taken away, by their paths.
func (s *Site) Files() []*File { return s.index.files }

// File finds one of Files by its path, with or without a slash at its beginning; nil if
// it is none of them.
func (s *Site) File(path string) *File {
	path = strings.TrimPrefix(path, "/")
	i, found := slices.BinarySearchFunc(s.index.files, path, func(f *File, path string) int { return strings.Compare(f.Path, path) })
	if !found {
		return nil
	}
	return s.index.files[i]
}
