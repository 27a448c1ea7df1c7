package site

import (
	"context"
	"io/fs"
	"reflect"
	"runtime"
	"slices"
	"sync"

	"hackday.example/kiosk/internal/picture"
)

// Loader loads a site again and again. It parses no page again whose file and
// settings are the same as before, and leaves pictures to DecodePictures. The zero
// Loader is ready for use. It is safe for concurrent use; one site is loaded at a
// time.
type Loader struct {
	loading sync.Mutex // held by Load; one at a time

	mu       sync.Mutex // guards what follows
	settings Settings   // with which pages were parsed
	pages    map[string]*draft
	seen     map[string]bool // the files of this load that are remembered
	found    []headerPicture // of this load
	pictures []headerPicture // of the last load without an error
	loaded   bool            // a site was loaded without an error
}

// headerPicture is a page's picture, and where it was found.
type headerPicture struct {
	name, page string
	file       *picture.File
}

// Load is Check, but that it gives no advice on texts, and does not decode
// pictures: it says what is wrong with one only where that is seen without.
func (l *Loader) Load(fsys fs.FS) *Report {
	l.loading.Lock()
	defer l.loading.Unlock()
	l.mu.Lock()
	l.seen, l.found = map[string]bool{}, nil
	l.mu.Unlock()
	r := inspect(fsys, l)
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Site != nil {
		l.pictures, l.loaded = l.found, true
	}
	for file := range l.pages {
		if !l.seen[file] {
			delete(l.pages, file)
		}
	}
	return r
}

// remembered is the draft of a page that is as it was, with what the folder tells
// of its links and picture now; nil where it is not known. l may be nil.
func (l *Loader) remembered(c *inspection, file, text string, settings Settings) *draft {
	if l == nil {
		return nil
	}
	known := l.known(file, text, settings)
	if known == nil {
		return nil
	}
	d := known.clone()
	for i := range d.page.Resources[:d.page.TextResources] {
		r := &d.page.Resources[i]
		r.Size = 0
		r.describe(c.fsys, r.destination)
	}
	d.page.Picture = nil
	if d.page.pictureURL != "" {
		c.loadPicture(d, settings)
	}
	return d
}

// known is the draft of a page whose file and settings are as they were.
func (l *Loader) known(file, text string, settings Settings) *draft {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !reflect.DeepEqual(l.settings, settings) {
		l.settings, l.pages = settings, nil
	}
	d := l.pages[file]
	if d == nil || d.text != text {
		return nil
	}
	l.seen[file] = true
	return d
}

// workers is how many pages are loaded at once: while the old site is shown, one
// core is left to its visitors. l may be nil.
func (l *Loader) workers() int {
	most := min(runtime.GOMAXPROCS(0), 4) // of which each may take some 100 MiB
	if l == nil {
		return most
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.loaded {
		return max(most-1, 1)
	}
	return most
}

// remember keeps a draft of a page without errors. l may be nil.
func (l *Loader) remember(d *draft) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pages == nil {
		l.pages = map[string]*draft{}
	}
	l.seen[d.file] = true
	l.pages[d.file] = d.clone()
}

// clone is a draft that shares with another only what never changes.
func (d *draft) clone() *draft {
	e, p := *d, *d.page
	p.Resources = slices.Clone(p.Resources)
	p.translations = nil
	e.page = &p
	return &e
}

// DecodePictures decodes the header pictures of the site that was loaded last,
// from the same folder, one at a time, until ctx ends. It returns what is wrong
// with those that cannot be shown; their text stands instead.
func (l *Loader) DecodePictures(ctx context.Context, fsys fs.FS) Problems {
	l.mu.Lock()
	pictures := l.pictures
	l.mu.Unlock()
	c := &inspection{fsys: fsys}
	var problems Problems
	for _, p := range pictures {
		if ctx.Err() != nil {
			break
		}
		content, err := c.readAll(p.name, picture.MaxFileBytes)
		if err != nil {
			continue // it is gone since; the next load says so
		}
		if err := p.file.Decode(content); err != nil {
			problems = append(problems, pictureProblem(p.name, p.page, err))
		}
	}
	return problems
}

// addPicture notes a picture to be decoded. l may be nil.
func (l *Loader) addPicture(p headerPicture) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.found = append(l.found, p)
}
