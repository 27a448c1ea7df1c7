// Package lastgood keeps a copy of the files of the site that was shown last, for a restart
// at which the pages cannot be loaded: then the copy is loaded in their stead, by the same
// loader and within the same bounds, for what was hostile in the pages is so in the copy.
//
// The copy is a folder of its own for each time it is made, a generation. The new one is
// filled beside the present one, and a file that names it, the manifest, is then replaced:
// whoever reads meanwhile, and a process that is killed in the middle, sees one or the
// other, whole. What is left behind is removed by Begin and the next Keep.
//
// One process keeps copies in a folder; a second one that is given the same folder keeps
// none. A folder that has other people's files in it and is not known to be ours is left
// alone, and of what is in ours nothing is removed but what has the name of a copy.
package lastgood

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gofrs/flock"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/folder"
)

const (
	// MaxBytes bounds the files of a copy together. While a copy is replaced there are two.
	MaxBytes = 256 << 20

	// folderName is the folder of the copy in that of the state.
	folderName = "last-good"

	manifestName = "manifest.json"

	// lockName is made before all else, and tells that the folder is ours.
	lockName = "kiosk.lock"

	// temporaryPattern names a manifest that is not finished, as os.CreateTemp has it.
	temporaryPattern = ".manifest-*.new"

	// maxManifestBytes bounds the manifest, which has one path of a folder and one name of
	// a page in it.
	maxManifestBytes = 64 << 10

	// format is that of the copy. One of another format is left alone until it is replaced.
	format = 1

	// generationPrefix begins the name of each generation's folder.
	generationPrefix = "copy-"
)

// Of is what a copy is of: it is shown in place of nothing else.
type Of struct {
	Folder string // the content folder, by its absolute path
	Form   string // what its pages were said to be; empty if that is to be seen by the folder
}

// id tells two Ofs apart.
func (o Of) id() string {
	sum := sha256.Sum256([]byte(o.Form + "\x00" + o.Folder))
	return hex.EncodeToString(sum[:])
}

// Errors of Keep.
var (
	// ErrTooLarge says that the site is larger than MaxBytes. No copy is kept then, nor an
	// older one: pages that were taken out since would come back with it.
	ErrTooLarge = fmt.Errorf("its files are larger than %d MiB together", MaxBytes>>20)

	// ErrChanged says that a file is another than the site was made of. The copy before
	// stays until the next Keep, after the pages were loaded again.
	ErrChanged = errors.New("the files have changed since they were read")

	// ErrForeign says that there are files in the folder, and no sign that it is ours.
	ErrForeign = errors.New("there are files in it that the kiosk did not make; move them elsewhere, or give the kiosk another folder by --state")

	// ErrShared says that another process keeps its copy in the same folder.
	ErrShared = errors.New("another kiosk keeps its own there; give this one a folder of its own by --state")
)

// Shelf is where copies are kept. It is safe for concurrent use.
type Shelf struct {
	path string // of the folder
	of   Of

	mu   sync.Mutex // held by Begin and Keep; one at a time
	lock *flock.Flock
	made string          // the generation that this process made last; empty if none
	last []folder.Source // of made

	naming sync.Mutex      // held while the manifest is replaced or removed; a leaf, under mu
	shown  map[string]bool // the paths of the site that is shown; nil if Withdraw was not called
}

// New makes a Shelf in a folder of state, which need not be there. It does no I/O.
func New(state string, of Of) *Shelf {
	path := filepath.Join(state, folderName)
	return &Shelf{path: path, of: of, lock: flock.New(filepath.Join(path, lockName), flock.SetPermissions(0o600))}
}

// Path is the folder of the copy.
func (s *Shelf) Path() string { return s.path }

// Copy is a copy of the site.
type Copy struct {
	Path  string      // of its folder
	Form  folder.Form // as which it is loaded
	Home  folder.Home // zero where it is not known
	Kept  time.Time   // when it was made, in the local zone
	Files int
	Bytes int64
}

// Find is the copy of what the Shelf is for; nil if there is none. The error says why one
// that is there cannot be used.
func (s *Shelf) Find() (*Copy, error) {
	m, err := s.manifest()
	if m == nil || err != nil {
		return nil, err
	}
	if m.Format != format || m.Of != s.of.id() {
		return nil, nil
	}
	if err := s.whole(m); err != nil {
		return nil, err
	}
	return &Copy{filepath.Join(s.path, m.Generation), m.Form, folder.Home{Page: m.Home, File: m.HomeFile}, m.Kept.Local(), m.Files, m.Bytes}, nil
}

// Home is that of the site that Find finds, without a look at whether that is whole; the zero
// Home where there is none.
func (s *Shelf) Home() folder.Home {
	m, err := s.manifest()
	if err != nil || m == nil || m.Format != format || m.Of != s.of.id() {
		return folder.Home{}
	}
	return folder.Home{Page: m.Home, File: m.HomeFile}
}

// whole reports by its error whether the copy is not as it was made: whoever writes to the
// folder beside the kiosk shall not have it show more than it kept.
func (s *Shelf) whole(m *manifest) error {
	if !isGeneration(m.Generation) {
		return fmt.Errorf("%s names no copy", manifestName)
	}
	root, err := os.OpenRoot(s.path)
	if err != nil {
		return files.Reason(err)
	}
	defer func() { _ = root.Close() }()
	if info, err := root.Lstat(m.Generation); err != nil || !info.IsDir() {
		return errors.New("the copy is gone")
	}
	n, size := 0, int64(0)
	err = fs.WalkDir(root.FS(), m.Generation, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if d.IsDir() {
			return guarded(info)
		}
		if n++; n > m.Files || !info.Mode().IsRegular() {
			return errors.New("there are other files in the copy than were put there")
		}
		size += info.Size()
		return nil
	})
	switch {
	case err != nil:
		return files.Reason(err)
	case n != m.Files || size != m.Bytes || size > MaxBytes:
		return fmt.Errorf("the copy is damaged: it has %d files and %d bytes, and had %d and %d", n, size, m.Files, m.Bytes)
	}
	return nil
}

// trusted says by its error why a folder may be somebody else's work than a user's. Where
// root reads what another user keeps, it may be root's too.
func trusted(path string, info fs.FileInfo, user files.User) error {
	if !info.IsDir() {
		return fmt.Errorf("%s is no folder", path)
	}
	if uid, _, ok := files.Owner(info); ok && uid != user.UID && uid != os.Geteuid() {
		return fmt.Errorf("%s belongs to user %d; run: chown -R %d %s", path, uid, user.UID, files.Quote(path))
	}
	return nil
}

// guarded says by its error that others can put files into a folder.
func guarded(info fs.FileInfo) error {
	if files.ModesProtect && info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("other users can write to the folder %s, and may have changed the copy (mode %04o)", info.Name(), info.Mode().Perm())
	}
	return nil
}

// Begin makes the folder, if it is not there, and removes what was left behind in it. The
// error is ErrShared or ErrForeign, or says why nothing can be kept there.
func (s *Shelf) Begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.prepare(); err != nil {
		return err
	}
	s.clean(s.present())
	return nil
}

// Keep keeps a copy of the files in a folder that a site was made of, in place of the one
// before, if they are others than those. It takes its time: see bytesPerSecond. The error
// is ErrTooLarge, ErrChanged, ErrShared, ErrForeign, ctx's, or says why a file could not be
// read or written. After any but ErrTooLarge the copy before stays.
//
// The copy outlasts a power cut as far as the file system keeps what it is told to sync.
func (s *Shelf) Keep(ctx context.Context, content fs.FS, sources folder.Sources) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.prepare(); err != nil {
		return err
	}
	m := &manifest{Format: format, Of: s.of.id(), Folder: s.of.Folder, Form: sources.Form, Sum: sumOf(sources)}
	if h := sources.Home; utf8.ValidString(h.Page) && utf8.ValidString(h.File) { // as JSON has it
		m.Home, m.HomeFile = h.Page, h.File
	}
	if before, err := s.manifest(); err == nil && before != nil && before.Format == m.Format && before.Of == m.Of && before.Sum == m.Sum && s.whole(before) == nil {
		s.clean(before.Generation)
		return nil
	}
	present := s.present()
	s.clean(present) // so that there are never more than two
	for _, f := range sources.Files {
		if m.Bytes += f.Size; m.Bytes > MaxBytes {
			if err := s.drop(); err != nil {
				return err
			}
			s.clean("")
			return ErrTooLarge
		}
	}
	f, err := s.fill(ctx, content, sources.Files, present)
	if err != nil {
		return err
	}
	m.Generation, m.Files, m.Bytes, m.Kept = f.name, f.count, f.bytes, time.Now()
	if err := s.name(m, sources.Files); err != nil {
		s.clean(s.present())
		return err
	}
	s.made, s.last = m.Generation, sources.Files
	s.clean(m.Generation)
	return nil
}

// prepare makes the folder, if it is not there, and takes the lock. Until it is known that
// the folder is ours, nothing about it is changed.
func (s *Shelf) prepare() error {
	if err := os.MkdirAll(s.path, 0o700); err != nil {
		return files.Reason(err)
	}
	info, err := os.Lstat(s.path)
	if err != nil {
		return files.Reason(err)
	}
	if err := trusted(s.path, info, files.Self()); err != nil {
		return err
	}
	if _, err := os.Lstat(filepath.Join(s.path, lockName)); errors.Is(err, fs.ErrNotExist) {
		if there, err := os.ReadDir(s.path); err != nil {
			return files.Reason(err)
		} else if len(there) > 0 {
			return ErrForeign
		}
	}
	if files.ModesProtect && info.Mode().Perm() != 0o700 {
		if err := os.Chmod(s.path, 0o700); err != nil {
			return files.Reason(err)
		}
	}
	ours, err := s.lock.TryLock() // true if it is ours already
	switch {
	case err != nil:
		return files.Reason(err)
	case !ours:
		return ErrShared
	}
	if guarded(info) != nil { // until now: what is there may be anybody's
		return s.drop()
	}
	return nil
}

// clean removes what is left of copies but for one generation, and of manifests that were
// not finished, and nothing else. s.mu must be held.
func (s *Shelf) clean(but string) {
	entries, _ := os.ReadDir(s.path)
	for _, e := range entries {
		unfinished, _ := filepath.Match(temporaryPattern, e.Name())
		if name := e.Name(); name != but && (isGeneration(name) || unfinished) {
			_ = os.RemoveAll(filepath.Join(s.path, name))
		}
	}
	if s.made != but {
		s.made, s.last = "", nil
	}
}

// Close gives the folder free for another process. The Shelf may be used again.
func (s *Shelf) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lock.Unlock()
}

// sumOf tells whether the files are those of the copy.
func sumOf(sources folder.Sources) string {
	h := sha256.New()
	for _, f := range sources.Files {
		_ = binary.Write(h, binary.LittleEndian, f.Identity)
		_, _ = io.WriteString(h, f.Path+"\x00")
	}
	_, _ = io.WriteString(h, string(sources.Form)+"\x00"+sources.Home.Page+"\x00"+sources.Home.File)
	return hex.EncodeToString(h.Sum(nil))
}
