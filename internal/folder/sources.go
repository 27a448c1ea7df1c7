package folder

import (
	"cmp"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/webpage"
)

// Source is a file that a site was made of, or that visitors can take away.
type Source struct {
	Path string // in the folder, with slashes
	// Identity is what the system told of the file when the folder was listed, before
	// the file was read. Where the system tells no inode, it has size and time alone.
	files.Identity
}

// Sources are the files of one load of a folder, sorted by their paths. Of nothing but
// these files the same site can be made again, if Form is Options.Form. They never change.
type Sources struct {
	Form  Form
	Home  Home
	Files []Source
}

// Home tells which page of a site is read first: by its name, and by its file. The zero Home
// is not known.
type Home struct{ Page, File string }

// HomeOf is the home of a site.
func HomeOf(s *site.Site) Home { return Home{s.Home().Name, s.Home().File} }

// Lost is why a site is not shown in place of one with this home: its page is there and
// cannot be shown, and the first thing that everybody would see is another page. nil if that
// is not so.
func (h Home) Lost(s *site.Site) *report.Problem {
	if h == (Home{}) {
		return nil
	}
	why := s.LeftOut(h.Page)
	if why == "" || s.Page(h.Page) != nil {
		return nil
	}
	return &report.Problem{File: h.File, Severity: report.Fault, Message: "the home page cannot be shown: " + why, Fix: "mend it; to have another home page, remove it"}
}

// Sources are the files of the last load that made a site. They are the zero Sources while
// there was none, and after First.
func (l *Loader) Sources() Sources {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sources
}

// sources are the files of the site that was made. Those that were read are known to noted;
// of an earlier load there are pages, documents and pictures, which were not read again.
// A file that is larger than any that is read is none of them, unless visitors can take it
// away. Nor is a draft: what becomes one is taken out of the site.
func (a *assembly) sources(s *site.Site, noted *noting) Sources {
	const most = max(site.MaxTextBytes, webpage.MaxBytes, picture.MaxFileBytes)
	noted.mu.Lock() // a reader that was given up may yet open a file
	names := maps.Clone(noted.opened)
	noted.mu.Unlock()
	put := func(name string, draft bool) {
		if draft {
			delete(names, name)
		} else {
			names[name] = true
		}
	}
	for _, file := range a.files {
		put(file, a.entries[file] == nil)
	}
	for name := range a.pictures.known {
		names[name] = true
	}
	for name, d := range a.taking.documents {
		put(name, d.hidden)
	}
	for name := range names {
		if a.tree.size(name) > most {
			delete(names, name)
		}
	}
	for name := range a.taking.files {
		names[name] = true
	}
	all := make([]Source, 0, len(names))
	for name := range maps.Keys(names) {
		info := a.tree.files[name]
		if info == nil { // hidden, as settings of some generators are, or above its bounds
			var err error
			if info, err = fs.Stat(a.tree.fsys, name); err != nil {
				continue
			}
		}
		if info.Mode().IsRegular() {
			id, _ := files.IdentityOf(info)
			all = append(all, Source{name, id})
		}
	}
	slices.SortFunc(all, func(x, y Source) int { return cmp.Compare(x.Path, y.Path) })
	return Sources{Form: a.form, Home: HomeOf(s), Files: all}
}

// noting is a folder that notes which files are opened. It is safe for concurrent use.
type noting struct {
	fs.FS
	mu     sync.Mutex // guards opened
	opened map[string]bool
}

func newNoting(fsys fs.FS) *noting { return &noting{FS: fsys, opened: map[string]bool{}} }

// Open implements fs.FS.
func (n *noting) Open(name string) (fs.File, error) {
	f, err := n.FS.Open(name)
	if err == nil {
		n.mu.Lock()
		n.opened[name] = true
		n.mu.Unlock()
	}
	return f, err
}

// What fs asks a folder for besides is left to the folder beneath.

func (n *noting) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(n.FS, name) }
func (n *noting) Stat(name string) (fs.FileInfo, error)      { return fs.Stat(n.FS, name) }
func (n *noting) Lstat(name string) (fs.FileInfo, error)     { return fs.Lstat(n.FS, name) }
func (n *noting) ReadLink(name string) (string, error)       { return fs.ReadLink(n.FS, name) }
