// Package files asks of files what package os leaves to each system: whose they
// are, which they are, whether they can be opened without waiting; and why an
// operation on one failed. Where a system does not tell, the answer says that.
//
// It writes nothing; package atomicfile does.
package files

import (
	"errors"
	"io/fs"
	"os"
)

// OpenNonblocking opens a file to be read, and does not wait for anyone to write
// to it, should it be a pipe: its mode can be looked at first.
func OpenNonblocking(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|nonblocking, 0)
}

// OpenNonblockingIn is OpenNonblocking for a file in a folder, out of which no
// link leads.
func OpenNonblockingIn(root *os.Root, name string) (*os.File, error) {
	return root.OpenFile(name, os.O_RDONLY|nonblocking, 0)
}

// Reason is why a file operation failed, without the path, which whoever says it
// names already, or which is a temporary file's and would only confuse.
func Reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}
