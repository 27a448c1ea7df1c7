// Package atomicfile writes files that appear whole or not at all. A file is
// written under a temporary name beside its own and synced, and then gets its
// name: whoever reads it meanwhile, and a process that ends or a machine that
// stops in the middle, leaves or sees nothing by half.
//
// The folder is not synced: after a loss of power the file may be missing, or the
// old one there, but none is broken.
package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Options say how a file is written. The zero Options make a file of mode 0600.
type Options struct {
	// Temporary names the temporary file, as os.CreateTemp has patterns; empty for
	// a name that begins with a dot.
	Temporary string
	// Mode is the file's mode, whatever the umask; 0 for 0600.
	Mode fs.FileMode
	// Prepare does something with the temporary file, of which it is given the path,
	// before it gets its name; nil for nothing.
	Prepare func(temporary string) error
}

// Replace writes a file in the place of another, or of none. Errors may name the
// temporary file.
func Replace(path string, content []byte, o Options) error {
	return write(path, content, o, os.Rename)
}

// Create writes a file that is not there yet. The error is fs.ErrExist if there is
// one: of several processes that create the same file, one does. Errors may name
// the temporary file.
func Create(path string, content []byte, o Options) error {
	return write(path, content, o, os.Link)
}

// write writes a temporary file, and has name give it its name. The temporary name
// is gone afterwards in any case.
func write(path string, content []byte, o Options, name func(temporary, path string) error) error {
	pattern := o.Temporary
	if pattern == "" {
		pattern = ".*.new"
	}
	f, err := os.CreateTemp(filepath.Dir(path), pattern) // its mode is 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := errors.Join(fill(f, content, o), f.Close()); err != nil {
		return err
	}
	return name(f.Name(), path)
}

func fill(f *os.File, content []byte, o Options) error {
	if _, err := f.Write(content); err != nil {
		return err
	}
	if o.Mode != 0 {
		if err := f.Chmod(o.Mode); err != nil {
			return err
		}
	}
	if o.Prepare != nil {
		if err := o.Prepare(f.Name()); err != nil {
			return err
		}
	}
	return f.Sync()
}
