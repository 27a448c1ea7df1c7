package download

import (
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"time"

	"hackday.example/kiosk/internal/site"
)

// View is a tree as one session sees it. It is safe for concurrent use if Text is.
type View struct {
	*Tree
	// Text lays a page out as text, to be taken as a file. Its error is passed on.
	Text func(*site.Page) (string, error)
}

// Info tells of an entry: its size as it would be read, its time, and the mode 0444, or
// 0555 for a folder.
func (v View) Info(e *Entry) (fs.FileInfo, error) {
	i := info{name: e.Name(), mode: 0o444, modified: v.Loaded}
	switch {
	case e.folder:
		i.mode = fs.ModeDir | 0o555
	case e.file != nil:
		i.size = e.file.Size
		if !e.file.Modified.IsZero() {
			i.modified = e.file.Modified
		}
	default:
		text, err := v.text(e)
		if err != nil {
			return nil, err
		}
		i.size, i.modified = int64(len(text)), v.written(e.page)
	}
	return i, nil
}

// written is when a page was: its file's time. What was written after the page was loaded
// is not in it.
func (v View) written(p *site.Page) time.Time {
	if v.Content == nil || p.File == "" {
		return v.Loaded
	}
	f, err := fs.Stat(v.Content, p.File)
	if err != nil || f.ModTime().IsZero() || f.ModTime().After(v.Loaded) {
		return v.Loaded
	}
	return f.ModTime()
}

// text is the text of an entry that is made of a page.
func (v View) text(e *Entry) (string, error) {
	if !e.asText {
		return e.page.Markdown, nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.text == nil {
		text, err := v.Text(e.page)
		if err != nil {
			return "", err
		}
		e.text = &text
	}
	return *e.text, nil
}

// info is what is told of an entry.
type info struct {
	name     string
	size     int64
	mode     fs.FileMode
	modified time.Time
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.modified }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

// File is an open file. What is read of it is the file as it was when it was opened: a
// change of it is an error. Its methods are safe for concurrent use.
type File struct {
	fs.FileInfo // as it was opened
	from        io.ReaderAt
	// Page and Number are by what its opening is counted: a page, or a link of it.
	// Counted is false where neither is known.
	Page    string
	Number  int
	Counted bool

	mu   sync.RWMutex // held for reading while it is read
	disk fs.File      // nil where it is made of a page, and once it is closed
	as   version      // of disk
}

// version tells a file from what became of it when somebody wrote to it.
type version struct {
	size     int64
	modified time.Time
}

func versionOf(i fs.FileInfo) version { return version{i.Size(), i.ModTime()} }

func (a version) is(b version) bool { return a.size == b.size && a.modified.Equal(b.modified) }

// Open opens a file. Where it is a folder, or no file that the site knows, the error is
// fs.ErrInvalid, fs.ErrNotExist or ErrChanged.
func (v View) Open(e *Entry) (*File, error) {
	if e.folder {
		return nil, fs.ErrInvalid
	}
	i, err := v.Info(e)
	if err != nil {
		return nil, err
	}
	f := &File{FileInfo: i}
	f.Page, f.Number, f.Counted = v.counts(e)
	if e.file == nil {
		text, err := v.text(e)
		if err != nil {
			return nil, err
		}
		f.from = strings.NewReader(text)
		return f, nil
	}
	if err := f.open(v.Content, e.file); err != nil {
		return nil, err
	}
	return f, nil
}

// open opens the file on the disk, which has to be the one that the site knows.
func (f *File) open(content fs.FS, known *site.File) error {
	if content == nil {
		return fs.ErrNotExist
	}
	disk, err := content.Open(strings.TrimPrefix(known.Path, "/"))
	if err != nil {
		return fs.ErrNotExist // or may not be read, which is nobody's business here
	}
	i, err := disk.Stat()
	from, seekable := disk.(io.ReaderAt)
	switch {
	case err != nil, !i.Mode().IsRegular(), !seekable:
		_ = disk.Close()
		return fs.ErrNotExist
	case !versionOf(i).is(version{known.Size, known.Modified}):
		_ = disk.Close()
		return ErrChanged
	}
	f.disk, f.from, f.as = disk, from, versionOf(i)
	return nil
}

// ReadAt reads from an offset on, as io.ReaderAt has it. The error is ErrChanged where
// somebody wrote to the file since it was opened, and nothing is read then.
func (f *File) ReadAt(p []byte, offset int64) (int, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	switch {
	case f.from == nil:
		return 0, fs.ErrClosed
	case offset < 0 || offset >= f.Size():
		return 0, io.EOF
	}
	want := p[:min(int64(len(p)), f.Size()-offset)]
	n, err := f.from.ReadAt(want, offset)
	if f.disk != nil { // looked at behind the read, so that no change is missed
		i, statErr := f.disk.Stat()
		if statErr != nil || n < len(want) || !versionOf(i).is(f.as) {
			return 0, ErrChanged
		}
	}
	if n < len(want) {
		return 0, fmt.Errorf("reading %s: %w", f.Name(), err)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Close closes the file. Another call does nothing.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.from = nil
	if f.disk == nil {
		return nil
	}
	disk := f.disk
	f.disk = nil
	return disk.Close()
}
