package lastgood

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"hackday.example/kiosk/internal/atomicfile"
	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/folder"
)

// manifest tells of the present copy.
type manifest struct {
	Format     int         `json:"format"`
	Of         string      `json:"of"`     // its Of's id
	Folder     string      `json:"folder"` // for people
	Form       folder.Form `json:"form"`
	Home       string      `json:"home"` // may be empty, as HomeFile
	HomeFile   string      `json:"home_file"`
	Files      int         `json:"files"`
	Bytes      int64       `json:"bytes"`
	Sum        string      `json:"sum"` // of its Sources
	Generation string      `json:"generation"`
	Kept       time.Time   `json:"kept"`
}

// manifest reads the manifest; nil if there is none.
func (s *Shelf) manifest() (*manifest, error) {
	if info, err := os.Lstat(s.path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, files.Reason(err)
	} else if err := trusted(s.path, info, files.Keeper(filepath.Dir(s.path), s.path)); err != nil {
		return nil, err
	} else if err := guarded(info); err != nil {
		return nil, err
	}
	f, err := files.OpenNonblocking(filepath.Join(s.path, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, files.Reason(err)
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, maxManifestBytes))
	if err != nil {
		return nil, files.Reason(err)
	}
	var m manifest
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(&m); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", manifestName, err)
	}
	return &m, nil
}

// present is the generation that the manifest names; empty if there is none. s.mu must be
// held.
func (s *Shelf) present() string {
	if m, err := s.manifest(); err == nil && m != nil && isGeneration(m.Generation) {
		return m.Generation
	}
	return ""
}

// name makes a generation, which has these files, the present one.
func (s *Shelf) name(m *manifest, list []folder.Source) error {
	s.naming.Lock()
	defer s.naming.Unlock()
	for _, f := range list {
		if s.shown != nil && !s.shown[f.Path] { // it was taken out meanwhile
			return ErrChanged
		}
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := atomicfile.Replace(filepath.Join(s.path, manifestName), append(text, '\n'), atomicfile.Options{Temporary: temporaryPattern}); err != nil {
		return files.Reason(err)
	}
	syncFolder(s.path)
	return nil
}

// Withdraw is told the files of the site that is to be shown from now on. Where a copy has a
// file that is none of them, it is given up at once, which needs no room: a page that was
// taken out on purpose shall not come back at a restart, whenever the process ends and
// whether or not the next Keep succeeds. A Keep of files that are not all among them fails
// with ErrChanged. It does not wait for a Keep. Sources without files tell nothing.
func (s *Shelf) Withdraw(sources folder.Sources) error {
	if len(sources.Files) == 0 {
		return nil
	}
	shown := make(map[string]bool, len(sources.Files))
	for _, f := range sources.Files {
		shown[f.Path] = true
	}
	s.naming.Lock()
	defer s.naming.Unlock()
	s.shown = shown
	m, err := s.manifest()
	if m == nil || err != nil || !isGeneration(m.Generation) { // it is not served either
		return nil
	}
	generation := os.DirFS(filepath.Join(s.path, m.Generation))
	if err := fs.WalkDir(generation, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !shown[name] {
			err = ErrChanged
		}
		return err
	}); err == nil {
		return nil
	}
	return s.drop()
}

// drop gives the present copy up; it is removed later.
func (s *Shelf) drop() error {
	if err := os.Remove(filepath.Join(s.path, manifestName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return files.Reason(err)
	}
	syncFolder(s.path)
	return nil
}

// syncFolder has the names in a folder outlast a power cut, where the system can do so; where
// it cannot, a copy may be missing or damaged after one, which Find sees.
func syncFolder(path string) {
	if f, err := os.Open(path); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}
