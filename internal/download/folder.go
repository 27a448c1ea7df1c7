package download

import (
	"io/fs"
	"os"

	"hackday.example/kiosk/internal/files"
)

// Folder is a content folder as Options.Content. It opens the folder anew for each file,
// since another one may have been put in its place.
type Folder string

// Open opens a file to be read. No link leads out of the folder, and a pipe is not waited
// for.
func (d Folder) Open(name string) (fs.File, error) {
	root, err := d.root("open", name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	return files.OpenNonblockingIn(root, name)
}

// Stat tells of a file, as fs.StatFS has it.
func (d Folder) Stat(name string) (fs.FileInfo, error) {
	root, err := d.root("stat", name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	return root.Stat(name)
}

func (d Folder) root(op, name string) (*os.Root, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return os.OpenRoot(string(d))
}
