package folder

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// tree is what a folder holds, by paths with slashes relative to it.
type tree struct {
	fsys    fs.FS
	files   map[string]fs.FileInfo // regular files; of links, what they lead to
	folders map[string]bool        // "." among them
	order   []string               // the files, sorted
	count   int                    // of files and folders seen
	full    string                 // which bound was met; empty if none was
	reason  error                  // why the folder itself cannot be read
	links   []badLink              // that are not followed
	leads   map[string]string      // files behind links that are followed: what they lead to; empty where that is not known
}

// NoPages are the names of folders that hold no pages: parts of generators, and code of
// others.
var NoPages = []string{"_includes", "_layouts", "_data", "_sass", "_site", "node_modules", "vendor"}

// walk lists a folder. skip tells which folders in it are passed over, by their paths.
func walk(fsys fs.FS, skip func(folder string) bool) *tree {
	t := &tree{fsys: fsys, files: map[string]fs.FileInfo{}, folders: map[string]bool{}, leads: map[string]string{}}
	t.walk(".", 0, skip)
	slices.Sort(t.order)
	return t
}

func (t *tree) walk(folder string, depth int, skip func(string) bool) {
	entries, err := fs.ReadDir(t.fsys, folder)
	if err != nil {
		if folder == "." {
			t.reason = files.Reason(err)
		}
		return
	}
	t.folders[folder] = true
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if e.IsDir() {
			switch {
			case skip(name):
			case depth+1 >= files.MaxDepth:
				t.full = fmt.Sprintf("folders stand more than %d deep in one another here", files.MaxDepth)
			case len(t.folders) >= files.MaxFolders:
				t.full = fmt.Sprintf("there are more than %d folders here", files.MaxFolders)
			default:
				t.walk(name, depth+1, skip)
			}
			continue
		}
		if t.count++; t.count > files.MaxFiles {
			t.full = fmt.Sprintf("there are more than %d files here", files.MaxFiles)
			return
		}
		info, err := e.Info()
		if err == nil && info.Mode()&fs.ModeSymlink != 0 {
			info, err = fs.Stat(t.fsys, name)
		}
		if err != nil || info.IsDir() { // a link out of the folder, or to a folder; or it is gone
			if e.Type()&fs.ModeSymlink != 0 {
				t.links = append(t.links, badLink{name, err})
			}
			continue
		}
		if e.Type()&fs.ModeSymlink != 0 {
			t.leads[name] = behindLinks(t.fsys, name)
		}
		t.files[name] = info
		t.order = append(t.order, name)
	}
}

// behindLinks is the path of what a path leads to, with no link in it; empty where that is
// not in the folder, or cannot be told.
func behindLinks(fsys fs.FS, name string) string {
	const most = 40 // links, as Linux has it (path_resolution(7))
	var done []string
	links := 0
	for ahead := strings.Split(name, "/"); len(ahead) > 0; {
		part := ahead[0]
		ahead = ahead[1:]
		switch {
		case part == "" || part == ".":
			continue
		case part == ".." && len(done) == 0:
			return ""
		case part == "..":
			done = done[:len(done)-1]
			continue
		}
		at := path.Join(path.Join(done...), part)
		info, err := fs.Lstat(fsys, at)
		if err != nil {
			return ""
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			done = append(done, part)
			continue
		}
		to, err := fs.ReadLink(fsys, at)
		if links++; err != nil || links > most || path.IsAbs(to) {
			return ""
		}
		ahead = append(strings.Split(to, "/"), ahead...)
	}
	return path.Join(done...)
}

// isFile reports whether there is a regular file of a name.
func (t *tree) isFile(name string) bool {
	info := t.files[name]
	return info != nil && info.Mode().IsRegular()
}

// isFolder reports whether there is a folder of a name, which is not the whole folder.
func (t *tree) isFolder(name string) bool { return name != "." && t.folders[name] }

// size is how many bytes a regular file has; 0 if there is none.
func (t *tree) size(name string) int64 {
	if !t.isFile(name) {
		return 0
	}
	return t.files[name].Size()
}

// with lists the files whose names have one of some endings, in small letters.
func (t *tree) with(endings ...string) []string {
	var names []string
	for _, name := range t.order {
		if slices.Contains(endings, strings.ToLower(path.Ext(name))) {
			names = append(names, name)
		}
	}
	return names
}

// unread is why a file is not read, and what to do.
type unread struct{ what, fix string }

// read reads a whole file of at most so many bytes.
func (t *tree) read(name string, most int64) ([]byte, *unread) {
	notRegular := &unread{"this is not a regular file", "rename it, or put a file in its place"}
	if info := t.files[name]; info != nil && !info.Mode().IsRegular() { // to open a pipe would wait for someone to write
		return nil, notRegular
	}
	tooLarge := func(size int64) *unread {
		return &unread{fmt.Sprintf("the file has %d bytes, and %d is the most", size, most), "split it"}
	}
	failed := func(err error) *unread {
		return &unread{"the file cannot be read: " + files.Reason(err).Error(), "see to its permissions"}
	}
	f, err := t.fsys.Open(name)
	if err != nil {
		return nil, failed(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, failed(err)
	case !info.Mode().IsRegular():
		return nil, notRegular
	case info.Size() > most:
		return nil, tooLarge(info.Size())
	}
	b, err := readAll(f, info.Size(), most)
	if err != nil {
		return nil, failed(err)
	}
	if n := int64(len(b)); n > most { // it has grown
		return nil, tooLarge(n)
	}
	return b, nil
}

// inFolder is a path as fs.FS takes it; what would lead out of the folder does
// not.
func inFolder(name string) string {
	if name = strings.TrimPrefix(path.Clean("/"+name), "/"); name == "" {
		return "."
	}
	return name
}

// adviseBounds says which bound of the folder was met.
func (c *inspection) adviseBounds(t *tree) {
	if t.full != "" {
		c.advise(".", report.Place{}, tooMuch, t.full+", and the rest of them is left out", "name a folder with fewer by --content")
	}
}

// nameOf is the name of the page that a file holds. It shares memory with the file's.
func nameOf(file string) string {
	name := site.Key(file)
	if folder, base := path.Split(file); strings.EqualFold(base, "README.md") {
		name = site.Key(folder)
	}
	if strings.HasPrefix(file, name) {
		return file[:len(name)]
	}
	return name
}
