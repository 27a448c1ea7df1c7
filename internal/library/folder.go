package library

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/atomicfile"
	"hackday.example/kiosk/internal/document"
)

const (
	// maxKeptFiles bounds how many files there are in a cache folder.
	maxKeptFiles = 20_000

	// touchEvery is how old a file's time is before a use sets it anew: a use costs no
	// write each time.
	touchEvery = time.Hour

	// abandoned is the age at which a temporary file is one that a kiosk left behind.
	abandoned = time.Hour
)

// temporary names the temporary files in a cache folder.
const temporary = ".kiosk-*.new"

// cacheFolder keeps texts as files. Several kiosks may share one. Files whose names are
// none of its own it leaves alone.
type cacheFolder struct {
	path string
	most int64 // bytes
}

// openCacheFolder makes the folder if it is not there, and finds out whether it can be
// written to.
func openCacheFolder(path string, most int64) (*cacheFolder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder: %w", err)
	}
	f, err := os.CreateTemp(path, temporary)
	if err != nil {
		return nil, fmt.Errorf("trying to write to the folder: %w", err)
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	return &cacheFolder{path, most}, nil
}

// get is the text that is kept under a key. What is no text of it, whoever put it there,
// is not there.
func (c *cacheFolder) get(k key) (document.Text, bool) {
	path := filepath.Join(c.path, k.fileName())
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > int64(maxEntry) {
		return document.Text{}, false
	}
	f, err := os.Open(path)
	if err != nil {
		return document.Text{}, false
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, int64(maxEntry)+1))
	if err != nil {
		return document.Text{}, false
	}
	t, err := decodeEntry(k, b)
	if err != nil {
		return document.Text{}, false
	}
	if now := time.Now(); now.Sub(info.ModTime()) > touchEvery {
		_ = os.Chtimes(path, now, now)
	}
	return t, true
}

// put keeps a text, and makes room for it.
func (c *cacheFolder) put(k key, t document.Text) error {
	b := encodeEntry(k, t)
	if int64(len(b)) > c.most {
		return fmt.Errorf("a text of %d bytes is more than the cache holds", len(b))
	}
	path := filepath.Join(c.path, k.fileName())
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file", path)
	}
	if err := atomicfile.Replace(path, b, atomicfile.Options{Temporary: temporary}); err != nil {
		return err
	}
	return c.trim(k.fileName())
}

// trim removes what was used least recently until all is within the bounds; never the
// file of that name, which was just written.
func (c *cacheFolder) trim(keep string) error {
	entries, err := os.ReadDir(c.path)
	if err != nil {
		return err
	}
	var all []fs.FileInfo
	var total int64
	for _, e := range entries {
		left := strings.HasPrefix(e.Name(), strings.TrimSuffix(temporary, "*.new"))
		if !left && !isEntry(e.Name()) {
			continue
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		if left {
			if time.Since(info.ModTime()) > abandoned {
				_ = os.Remove(filepath.Join(c.path, e.Name()))
			}
			continue
		}
		total += info.Size()
		if e.Name() != keep {
			all = append(all, info)
		}
	}
	slices.SortFunc(all, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for ; len(all) > 0 && (total > c.most || len(all) >= maxKeptFiles); all = all[1:] {
		if err := os.Remove(filepath.Join(c.path, all[0].Name())); err != nil && !os.IsNotExist(err) {
			return err
		}
		total -= all[0].Size()
	}
	return nil
}

// isEntry reports whether a name is that of a text, of whatever conversion.
func isEntry(name string) bool {
	const digits = 2 * len(key{})
	stem, ok := strings.CutSuffix(name, fileEnding)
	if !ok || len(stem) <= digits+1 || stem[digits] != '.' {
		return false
	}
	return strings.Trim(stem[:digits], "0123456789abcdef") == "" && strings.Trim(stem[digits+1:], "0123456789") == ""
}
