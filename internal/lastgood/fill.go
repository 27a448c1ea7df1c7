package lastgood

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/report"
)

// A copy is made slowly enough that visitors, and the disk's other users, do not notice.
const (
	// bytesPerSecond bounds how fast files are copied: the largest site takes 16 s.
	bytesPerSecond = 16 << 20

	// fileCost is as how many bytes each file counts, copied or not: 4,096 a second.
	fileCost = 4 << 10

	// chunk is how much is copied at once, and all that is held in memory.
	chunk = 64 << 10
)

// isGeneration reports whether a name is one of a generation's folder: os.MkdirTemp adds a
// number.
func isGeneration(name string) bool {
	number, ok := strings.CutPrefix(name, generationPrefix)
	return ok && number != "" && strings.Trim(number, "0123456789") == ""
}

// errForbidden says that the kiosk may not read a file.
var errForbidden = errors.New("the file may not be read")

// filling is a generation while it is filled.
type filling struct {
	from    fs.FS
	to      *os.Root // the Shelf's folder
	name    string   // of the generation
	present string   // the one before; empty if there is none
	same    map[string]files.Identity
	folders map[string]bool // that were made
	pace    *rate.Limiter
	buffer  []byte

	count int   // of files
	bytes int64 // of them
}

// fill makes a generation of files, and removes it again where that fails. A file that is as
// it was is not copied again, where the system can give it two names.
func (s *Shelf) fill(ctx context.Context, content fs.FS, list []folder.Source, present string) (f *filling, err error) {
	made, err := os.MkdirTemp(s.path, generationPrefix) // its mode is 0700
	if err != nil {
		return nil, files.Reason(err)
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(made)
		}
	}()
	root, err := os.OpenRoot(s.path)
	if err != nil {
		return nil, files.Reason(err)
	}
	defer func() { _ = root.Close() }()
	f = &filling{
		from: content, to: root, name: filepath.Base(made), present: present,
		same: map[string]files.Identity{}, folders: map[string]bool{".": true},
		pace: rate.NewLimiter(bytesPerSecond, bytesPerSecond/16), buffer: make([]byte, chunk),
	}
	if present != "" && present == s.made {
		for _, source := range s.last {
			f.same[source.Path] = source.Identity
		}
	}
	for _, source := range list {
		if err := f.pace.WaitN(ctx, fileCost); err != nil {
			return nil, context.Cause(ctx)
		}
		if err := f.add(ctx, source); err != nil {
			return nil, err
		}
	}
	for name := range f.folders {
		syncFolder(filepath.Join(made, filepath.FromSlash(name)))
	}
	syncFolder(s.path) // before the manifest names it
	return f, nil
}

// add adds a file. One that the kiosk may not read is left out: the site was made without.
func (f *filling) add(ctx context.Context, source folder.Source) error {
	if err := f.makeFolder(path.Dir(source.Path)); err != nil {
		return err
	}
	to := path.Join(f.name, source.Path)
	if !f.link(source, to) {
		err := f.copy(ctx, source, to)
		if errors.Is(err, errForbidden) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	f.count++
	f.bytes += source.Size
	return nil
}

// link gives a file of the present generation another name, if it is the source.
func (f *filling) link(source folder.Source, to string) bool {
	if id, ok := f.same[source.Path]; !ok || id != source.Identity {
		return false
	}
	there := path.Join(f.present, source.Path)
	info, err := f.to.Lstat(there) // somebody else may have written to it
	return err == nil && info.Mode().IsRegular() && info.Size() == source.Size && info.ModTime().UnixNano() == source.Modified &&
		f.to.Link(there, to) == nil
}

func (f *filling) makeFolder(name string) error {
	if f.folders[name] {
		return nil
	}
	if err := f.makeFolder(path.Dir(name)); err != nil {
		return err
	}
	f.folders[name] = true
	if err := f.to.Mkdir(path.Join(f.name, name), 0o700); err != nil {
		return files.Reason(err)
	}
	return nil
}

// copy copies a file, which has to be the one that the site was made of, and to stay it.
func (f *filling) copy(ctx context.Context, source folder.Source, to string) (err error) {
	from, err := f.from.Open(source.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrChanged
	case errors.Is(err, fs.ErrPermission):
		return errForbidden
	case err != nil:
		return fmt.Errorf("%s cannot be read: %w", report.Name(source.Path), files.Reason(err))
	}
	defer func() { _ = from.Close() }()
	if !is(from, source) {
		return ErrChanged
	}
	written, err := f.to.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return files.Reason(err)
	}
	err = errors.Join(f.pour(ctx, written, from, source.Size), written.Sync(), written.Close())
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, io.EOF) || !is(from, source):
		return ErrChanged
	case err != nil:
		return files.Reason(err)
	}
	// Texts of documents are kept by their files' times.
	at := time.Unix(0, source.Modified)
	if err := f.to.Chtimes(to, at, at); err != nil {
		return files.Reason(err)
	}
	return nil
}

// pour copies so many bytes, at the pace. The error is io.EOF where there are fewer.
func (f *filling) pour(ctx context.Context, to io.Writer, from io.Reader, size int64) error {
	for size > 0 {
		some := f.buffer[:min(size, int64(len(f.buffer)))]
		if err := f.pace.WaitN(ctx, len(some)); err != nil {
			return err
		}
		n, err := io.ReadFull(from, some)
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF
		}
		if err != nil {
			return err
		}
		if _, err := to.Write(some[:n]); err != nil {
			return err
		}
		size -= int64(n)
	}
	return nil
}

// is reports whether an open file is a source, as it was then.
func is(f fs.File, source folder.Source) bool {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	id, _ := files.IdentityOf(info)
	return id == source.Identity
}
