// Package download is what can be taken away from a site: a read-only tree of its pages
// as Markdown, of their text where the site is small, and of the files of the content
// folder that pages link to or show. It finds what a path names, lists folders, and opens
// files to be read by offset. It knows no protocol: packages sftpd and command do.
//
// What is not in the tree cannot be taken: neither settings nor dot files, drafts, files
// that no page names, or what a link in the folder leads out to.
package download

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/site"
)

const (
	// MaxPath bounds a path, and MaxDepth the folders in it.
	MaxPath  = 4 << 10 // bytes
	MaxDepth = 64

	// MaxTextPages and MaxTextBytes bound the sites whose pages can be taken as text:
	// its size is known only once a page is laid out, and a list tells all sizes. The
	// bytes are those of all pages' Markdown.
	MaxTextPages = 500
	MaxTextBytes = 1 << 20
)

// The endings of a page's two files.
const (
	markdownEnding = ".md"
	textEnding     = ".txt"
)

// settingsFile is never in a tree, whatever links to it.
const settingsFile = "site.yaml"

// ErrChanged says that a file is not, or no longer, the one that the site knows: it is
// written to, or was since the pages were loaded.
var ErrChanged = errors.New("the file has just been changed; try again in a moment")

// Options are what a Tree is made of.
type Options struct {
	Site *site.Site // required
	// Content opens the files of the content folder, by their paths in it; nil where
	// there are none. No link leads out of it, and opening a pipe does not wait.
	Content fs.FS
	// Loaded is when the site was loaded: no page is said to be newer, and what has no
	// time of its own has this one.
	Loaded time.Time
}

// Tree is what can be taken from one site. It is safe for concurrent use.
type Tree struct {
	Options
	entries map[string]*Entry // by path; that of the root is empty
	links   map[*site.File]link
	linked  map[string]*site.File // by the addresses of links, as pages have them and whole
	files   int
	bytes   int64 // of all files and pages
}

// link is where a file is first linked to.
type link struct {
	page   string
	number int
}

// Entry is a folder or a file of a tree.
type Entry struct {
	path     string
	children []*Entry   // of a folder, those that are listed, by their names
	folder   bool       // it is a folder
	file     *site.File // it is that file
	page     *site.Page // it is made of that page
	asText   bool       // it is that page's text, and else its Markdown

	mu   sync.Mutex // guards what follows
	text *string    // that text; nil until somebody asked for it
}

// New makes the tree of a site.
func New(o Options) *Tree {
	t := &Tree{Options: o, entries: map[string]*Entry{"": {folder: true}}, links: map[*site.File]link{}, linked: map[string]*site.File{}}
	for _, f := range o.Site.Files() {
		if name := strings.TrimPrefix(f.Path, "/"); name != settingsFile {
			t.add(name, true, &Entry{file: f})
			t.bytes += f.Size
		}
	}
	all := o.Site.All()
	texts := !o.Site.Partial && len(all) <= MaxTextPages && o.Site.TextBytes() <= MaxTextBytes
	for _, p := range all {
		for i := range p.Resources {
			if f := p.Resources[i].File; f != nil {
				if _, known := t.links[f]; !known {
					t.links[f] = link{p.Name, p.Resources[i].Number}
				}
				for _, address := range []string{p.Resources[i].URL, p.Resources[i].Destination} {
					if _, known := t.linked[address]; !known {
						t.linked[address] = f
					}
				}
			}
		}
		t.bytes += int64(len(p.Markdown))
		t.addPage(p, texts)
	}
	for _, e := range t.entries {
		if !e.folder {
			t.files++
		}
		slices.SortFunc(e.children, func(a, b *Entry) int { return strings.Compare(a.path, b.path) })
	}
	return t
}

// addPage adds a page's files. A page that is left out of lists is left out of the lists
// of folders too, unless it is a document that a page links to. Of documents there is the
// text of those whose file is no text itself, where it is one page. Where a translation
// has the name of its original, its language stands behind it.
func (t *Tree) addPage(p *site.Page, texts bool) {
	listed := !p.Unlisted
	if f := p.Source; f != nil {
		if f.Format != document.PDF && f.Format != document.Office || f.Parts != 1 {
			return
		}
		listed = true
	}
	name := p.Name
	if e := t.entries[name+markdownEnding]; e != nil && e.page != nil && p.Language != "" {
		name += "." + p.Language
	}
	t.add(name+markdownEnding, listed, &Entry{page: p})
	if texts {
		t.add(name+textEnding, listed, &Entry{page: p, asText: true})
	}
}

// add adds an entry, and the folders that it stands in, unless its name is taken or
// none that may be shown.
func (t *Tree) add(name string, listed bool, e *Entry) {
	if !showable(name) || t.entries[name] != nil {
		return
	}
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if in := t.entries[folder]; in != nil && !in.folder {
			return
		}
	}
	e.path = name
	t.entries[name] = e
	for child := e; listed && child.path != ""; {
		folder := strings.TrimSuffix(path.Dir(child.path), ".")
		in := t.entries[folder]
		known := in != nil
		if !known {
			in = &Entry{path: folder, folder: true}
			t.entries[folder] = in
		}
		in.children = append(in.children, child)
		if known {
			break
		}
		child = in
	}
}

// showable reports whether a path may be in a tree: it is clean, goes through no dot file
// or folder, and holds nothing that must not reach a terminal.
func showable(name string) bool {
	if !fs.ValidPath(name) || name == "." || len(name) > MaxPath || strings.Count(name, "/") >= MaxDepth || !utf8.ValidString(name) {
		return false
	}
	if strings.ContainsFunc(name, clean.Unsafe) || strings.Contains(name, "\\") {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part[0] == '.' {
			return false
		}
	}
	return true
}

// Find finds what a path names: from the root on, with or without a slash in front. A
// number at the root is the file behind the home page's link of that number. The error is
// fs.ErrNotExist where there is no such thing.
func (t *Tree) Find(name string) (*Entry, error) {
	if len(name) > MaxPath {
		return nil, fs.ErrNotExist
	}
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if e := t.entries[name]; e != nil {
		return e, nil
	}
	if number, err := strconv.Atoi(name); err == nil {
		if r := t.Site.Home().Resource(number); r != nil {
			return t.FindFile(r.File)
		}
	}
	return nil, fs.ErrNotExist
}

// FindFile finds a file of the site; the error is fs.ErrNotExist where it cannot be taken
// away, or is nil.
func (t *Tree) FindFile(f *site.File) (*Entry, error) {
	if f != nil {
		if e := t.entries[strings.TrimPrefix(f.Path, "/")]; e != nil && e.file == f {
			return e, nil
		}
	}
	return nil, fs.ErrNotExist
}

// FindLinked finds the file that some page links to by an address, whole or as it stands
// there; the error is fs.ErrNotExist where there is none, or it cannot be taken away.
func (t *Tree) FindLinked(address string) (*Entry, error) { return t.FindFile(t.linked[address]) }

// FindPage finds the Markdown of a page, or where the page is a document's, that document;
// the error is fs.ErrNotExist where neither can be taken away.
func (t *Tree) FindPage(p *site.Page) (*Entry, error) {
	if p.Source != nil {
		return t.FindFile(p.Source)
	}
	for _, name := range []string{p.Name, p.Name + "." + p.Language} {
		if e := t.entries[name+markdownEnding]; e != nil && e.page == p {
			return e, nil
		}
	}
	return nil, fs.ErrNotExist
}

// Totals are how many files there are, and their bytes without the texts of pages.
func (t *Tree) Totals() (files int, bytes int64) { return t.files, t.bytes }

// Path is the entry's path, without a slash in front; empty for the root.
func (e *Entry) Path() string { return e.path }

// Name is the last part of its path; "/" for the root.
func (e *Entry) Name() string { return path.Base("/" + e.path) }

// IsFolder reports whether it is a folder.
func (e *Entry) IsFolder() bool { return e.folder }

// Children are what a folder lists, by their names. They must not be changed.
func (e *Entry) Children() []*Entry { return e.children }

// Behind is Children but for those whose paths come before one, or are that.
func (e *Entry) Behind(path string) []*Entry {
	i, found := slices.BinarySearchFunc(e.children, path, func(child *Entry, path string) int { return strings.Compare(child.path, path) })
	if found {
		i++
	}
	return e.children[i:]
}

// counts are the page and number by which the opening of an entry is counted; ok is false
// where it is not.
func (t *Tree) counts(e *Entry) (page string, number int, ok bool) {
	if e.page != nil {
		return e.page.Name, 0, true
	}
	l, ok := t.links[e.file]
	return l.page, l.number, ok
}
