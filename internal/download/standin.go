package download

import (
	"io/fs"
	"sync/atomic"
)

// StandIn opens the files of the content, or of a folder that stands in for it for a while.
// It is safe for concurrent use.
type StandIn struct {
	content fs.FS
	instead atomic.Pointer[Folder] // nil while none does
}

// NewStandIn makes one that opens the files of the content.
func NewStandIn(content fs.FS) *StandIn { return &StandIn{content: content} }

// Use has a folder stand in for the content; an empty one, the content stand for itself.
func (s *StandIn) Use(folder Folder) {
	if folder == "" {
		s.instead.Store(nil)
	} else {
		s.instead.Store(&folder)
	}
}

// Folder is the folder that stands in for the content; empty if none does.
func (s *StandIn) Folder() string {
	if f := s.instead.Load(); f != nil {
		return string(*f)
	}
	return ""
}

// Open implements fs.FS.
func (s *StandIn) Open(name string) (fs.File, error) { return s.now().Open(name) }

// Stat implements fs.StatFS.
func (s *StandIn) Stat(name string) (fs.FileInfo, error) { return fs.Stat(s.now(), name) }

func (s *StandIn) now() fs.FS {
	if f := s.instead.Load(); f != nil {
		return *f
	}
	return s.content
}
