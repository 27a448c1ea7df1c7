package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// archive packs a folder in the form that the archive's name ends with. Files are in the
// order of their names, belong to root, and have one time; of their modes nothing counts
// but whether their owner may run them. What is no file and no folder is refused.
func archive(w io.Writer, name, folder string, at time.Time) error {
	if strings.HasSuffix(name, ".zip") {
		z := zip.NewWriter(w)
		err := eachFile(folder, func(name string, mode fs.FileMode, content []byte) error {
			h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at}
			h.SetMode(mode)
			return writeEntry(z.CreateHeader, h, content)
		})
		if err != nil {
			return err
		}
		return z.Close()
	}
	if !strings.HasSuffix(name, ".tar.gz") {
		return fmt.Errorf("%s is neither .tar.gz nor .zip", name)
	}
	g, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(g)
	err = eachFile(folder, func(name string, mode fs.FileMode, content []byte) error {
		return addToTar(t, entry{name: name, mode: mode, content: content}, at)
	})
	if err != nil {
		return err
	}
	if err := t.Close(); err != nil {
		return err
	}
	return g.Close()
}

func writeEntry(create func(*zip.FileHeader) (io.Writer, error), h *zip.FileHeader, content []byte) error {
	w, err := create(h)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// eachFile calls f with every folder and file below folder, as they are named in an
// archive: from the folder's own name on, and with a / behind those of folders.
func eachFile(folder string, f func(name string, mode fs.FileMode, content []byte) error) error {
	root := filepath.Base(folder)
	return fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside := path.Join(root, name)
		if d.IsDir() {
			return f(inside+"/", fs.ModeDir|0o755, nil)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("%s is no file", inside)
		}
		content, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		return f(inside, 0o644|info.Mode()&0o100|info.Mode()&0o100>>3|info.Mode()&0o100>>6, content)
	})
}

// entry is a file, or a folder, which has a / behind its name.
type entry struct {
	name    string
	mode    fs.FileMode
	owner   int // the id of its user and its group
	content []byte
}

// addToTar writes an entry so that nothing of this machine is in it.
func addToTar(t *tar.Writer, e entry, at time.Time) error {
	h := &tar.Header{
		Typeflag: tar.TypeReg, Name: e.name, Size: int64(len(e.content)), Mode: int64(e.mode.Perm()),
		Uid: e.owner, Gid: e.owner, ModTime: at, Format: tar.FormatUSTAR,
	}
	if strings.HasSuffix(e.name, "/") {
		h.Typeflag = tar.TypeDir
	}
	if err := t.WriteHeader(h); err != nil {
		return err
	}
	_, err := t.Write(e.content)
	return err
}
