package sftpd

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"sync"

	"github.com/pkg/sftp"

	"hackday.example/kiosk/internal/download"
)

// What the library asks: session is each of its handlers.

// errHandles says that a session has as many handles open as it may.
var errHandles = errors.New("too many files are open; close one first")

// errPanicked is what a client is told of a panic.
var errPanicked = errors.New("sorry, this went wrong")

// guard makes a panic the error of a request: in a goroutine of the library's it would end
// the process.
func (s *session) guard(err *error) {
	if p := recover(); p != nil {
		s.Panicked(p)
		*err = errPanicked
	}
}

// takeHandle takes one of the session's handles.
func (s *session) takeHandle() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handles >= s.Limits.Handles {
		return errHandles
	}
	s.handles++
	return nil
}

func (s *session) giveHandle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handles--
}

// Fileread opens a file to be read.
func (s *session) Fileread(r *sftp.Request) (_ io.ReaderAt, err error) {
	defer s.guard(&err)
	v := s.View()
	e, err := v.Find(r.Filepath)
	if err != nil {
		return nil, told(err)
	}
	if err := s.takeHandle(); err != nil {
		return nil, err
	}
	f, err := v.Open(e)
	if err != nil {
		s.giveHandle()
		return nil, told(err)
	}
	if f.Counted {
		s.Opened(f.Page, f.Number)
	}
	s.pin(r.Filepath, f)
	return &reader{session: s, file: f, path: r.Filepath}, nil
}

// pin has a path mean the file that was opened by it, as long as it is: who asks for its
// size is told that of what they read, also if there is another site by then.
func (s *session) pin(name string, f *download.File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.opened[name]
	if o == nil {
		o = &open{}
		s.opened[name] = o
	}
	o.handles++
	o.file = f
}

func (s *session) unpin(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.opened[name]; o != nil {
		if o.handles--; o.handles == 0 {
			delete(s.opened, name)
		}
	}
}

// pinned is the file that a path means; nil if none is open by it.
func (s *session) pinned(name string) *download.File {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.opened[name]; o != nil {
		return o.file
	}
	return nil
}

// reader is an open file, and its handle.
type reader struct {
	session *session
	file    *download.File
	path    string
	once    sync.Once
}

// ReadAt implements io.ReaderAt.
func (r *reader) ReadAt(p []byte, offset int64) (n int, err error) {
	defer r.session.guard(&err)
	n, err = r.file.ReadAt(p, offset)
	r.session.bytes.Add(int64(n))
	return n, told(err)
}

// Close gives the handle back, once.
func (r *reader) Close() (err error) {
	r.once.Do(func() {
		err = r.file.Close()
		r.session.unpin(r.path)
		r.session.giveHandle()
	})
	return err
}

// Filewrite refuses to open a file to be written.
func (s *session) Filewrite(*sftp.Request) (io.WriterAt, error) { return nil, s.refuse() }

// Filecmd refuses all that changes anything.
func (s *session) Filecmd(*sftp.Request) error { return s.refuse() }

func (s *session) refuse() error {
	s.refused.Add(1)
	return sftp.ErrSSHFxPermissionDenied
}

// StatVFS tells of the whole tree as of a file system that is full and can only be read.
func (s *session) StatVFS(r *sftp.Request) (_ *sftp.StatVFS, err error) {
	defer s.guard(&err)
	v := s.View()
	if _, err := v.Find(r.Filepath); err != nil {
		return nil, told(err)
	}
	const block, readOnly, noSetUID, longest = 4096, 1, 2, 255
	files, bytes := v.Totals()
	return &sftp.StatVFS{
		Bsize: block, Frsize: block, Blocks: uint64(bytes+block-1) / block,
		Files: uint64(files), Flag: readOnly | noSetUID, Namemax: longest,
	}, nil
}

// Filelist lists a folder, or tells of one file.
func (s *session) Filelist(r *sftp.Request) (_ sftp.ListerAt, err error) {
	defer s.guard(&err)
	if r.Method != "List" {
		return s.stat(r)
	}
	v := s.View()
	e, err := v.Find(r.Filepath)
	switch {
	case err != nil:
		return nil, told(err)
	case !e.IsFolder():
		return nil, sftp.ErrSSHFxFailure
	}
	if err := s.takeHandle(); err != nil {
		return nil, err
	}
	return &lister{session: s, path: e.Path()}, nil
}

// stat tells of a file. No link is in the tree: none can be read.
func (s *session) stat(r *sftp.Request) (sftp.ListerAt, error) {
	if f := s.pinned(r.Filepath); f != nil && r.Method != "Readlink" {
		return one{owned{f.FileInfo}}, nil
	}
	v := s.View()
	e, err := v.Find(r.Filepath)
	if err != nil {
		return nil, told(err)
	}
	if r.Method == "Readlink" {
		return nil, errors.New("this is no link")
	}
	i, err := v.Info(e)
	return one{owned{i}}, told(err)
}

// RealPath is a path from the root on. There are no links to follow.
func (s *session) RealPath(name string) (string, error) { return path.Clean("/" + name), nil }

// LookupUserName is who is said to have the files, in lists for people to read.
func (s *session) LookupUserName(string) string { return owner }

// LookupGroupName is the same for their group.
func (s *session) LookupGroupName(string) string { return owner }

const owner = "kiosk"

// owned is a file that belongs to somebody: clients that would change that ask first.
type owned struct{ os.FileInfo }

// Uid implements sftp.FileInfoUidGid.
func (owned) Uid() uint32 { return 0 }

// Gid implements sftp.FileInfoUidGid.
func (owned) Gid() uint32 { return 0 }

// one is a list of a single file.
type one struct{ info os.FileInfo }

// ListAt implements sftp.ListerAt.
func (o one) ListAt(to []os.FileInfo, from int64) (int, error) {
	if from > 0 || len(to) == 0 {
		return 0, io.EOF
	}
	to[0] = o.info
	return 1, nil
}

// lister is an open folder, and its handle. It holds nothing of the site, which may be
// replaced while it is open: of the one that is shown then, it lists what comes behind the
// names that it told already.
type lister struct {
	session *session
	path    string
	once    sync.Once

	mu   sync.Mutex // held while a part is told, which may wait for a layout
	last string     // of the paths that were told; empty before the first
}

// ListAt implements sftp.ListerAt. The library asks for each part behind the one before.
func (l *lister) ListAt(to []os.FileInfo, _ int64) (n int, err error) {
	defer l.session.guard(&err)
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.session.View()
	e, err := v.Find("/" + l.path)
	if err != nil {
		return 0, io.EOF // it is there no more
	}
	last := l.last
	for _, child := range e.Behind(last) {
		if n == len(to) {
			break
		}
		i, err := v.Info(child)
		if err != nil {
			return 0, told(err)
		}
		to[n], last = owned{i}, child.Path()
		n++
	}
	if n == 0 {
		return 0, io.EOF
	}
	l.last = last
	return n, nil
}

// Close gives the handle back, once.
func (l *lister) Close() error {
	l.once.Do(l.session.giveHandle)
	return nil
}

// told is an error as the protocol has it.
func told(err error) error {
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return sftp.ErrSSHFxNoSuchFile
	case errors.Is(err, fs.ErrInvalid):
		return errors.New("this is a folder")
	}
	return err
}
