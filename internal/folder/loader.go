package folder

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/extract"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/webpage"
)

// Options say how a folder is read.
type Options struct {
	// Form is what its pages are; empty if that is to be seen by the folder.
	Form Form
	// Name is the folder's own name, by which a site is called that has no other.
	Name string
	// Skip are folders in it that hold no pages, by their paths with slashes.
	Skip []string
	// Private are folders in it whose files no visitor may have, by their paths with
	// slashes. Pages in them are pages.
	Private []string
	// Documents reads PDFs; nil if nothing does, and they are document.NoRoom.
	Documents Documents
	// Styles knows Glamour's styles; nil if the setting "style" is not read.
	Styles Styles
	// TryPicture says why a picture cannot be decoded, for a look that advises; nil if
	// nobody decodes any.
	TryPicture func(content []byte) error
}

// Documents turns PDFs into text, in its own time. It is safe for concurrent use.
type Documents interface {
	// Text is the text of the file of that name and version, if it is there already; else
	// its State is Waiting, and whoever loads the folder is asked to load it again when it
	// is there. It does not block, and opens nothing itself: open is called later, while
	// that version is wanted. wanted is how soon: the smaller the sooner.
	Text(name string, size int64, modified time.Time, open func() (fs.File, error), wanted int) document.Text
}

// Form is what the pages of a folder are.
type Form string

// The forms of a folder.
const (
	Markdown Form = "markdown" // a tree of Markdown files
	HTML     Form = "html"     // what a generator has built
)

// Report is what was found in a folder.
type Report struct {
	report.Report
	Form Form
	Site *site.Site // nil where there is an error
	// PDFs is how many PDFs the folder has, whether pages name them or not; only of First,
	// where the Site is Partial.
	PDFs int
	// LeftOut is what was left out of built pages as recurring, what is on most pages
	// first; only of Check.
	LeftOut []LeftOut
}

// Loader loads a site again and again. It reads no page again whose file and
// settings are the same as before, and of pictures only the heads. The zero
// Loader is ready for use. It is safe for concurrent use; one site is loaded at a
// time.
type Loader struct {
	loading sync.Mutex // held by Load; one at a time
	cached  cached     // of the last load, for the next

	mu        sync.Mutex      // guards what follows
	problems  report.Problems // of pictures, of the last load
	scanned   map[string]scannedDocument
	documents Documents // of the last load; may be nil
	spoilt    map[*picture.File]error
	sources   Sources
}

// cached is what one load leaves to the next.
type cached struct {
	form     Form
	settings settings          // with which entries were read
	entries  map[string]*entry // by file; those that were read without advice
	// documents are those that pages link to, and taken the files that pages name, by
	// their paths.
	documents map[string]*reading
	taken     map[string]*site.File
	// pictures are those that pages show, by their files' names.
	pictures map[string]*knownPicture
	// furniture is what recurs on built pages, and changed how many were since it was
	// found.
	furniture *webpage.Furniture
	changed   int
	loaded    bool // a site was loaded without an error
}

// Load is Check, but that it gives no advice on texts, and has no picture decoded: it says
// what is wrong with one only where that is seen without, or Spoil was told.
func (l *Loader) Load(fsys fs.FS, o Options) *Report {
	l.loading.Lock()
	defer l.loading.Unlock()
	l.cached.spoil(l.spoiled())
	noted := newNoting(fsys)
	r, kept, a := load(noted, o, l.cached, false)
	l.cached = kept
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Site != nil {
		l.problems = a.pictures.problems
		l.scanned, l.documents = a.scanned(), o.Documents
		l.sources = a.sources(r.Site, noted)
	}
	return r
}

// The most pages, and bytes of them and of documents that may have to be read, that are
// all read before the first is shown.
const (
	quickPages = 300
	quickBytes = 4 << 20
)

// First is Load for a start: of a large site the home page alone is read, so
// that it can be shown while Load reads the others. The site is Partial then, and
// TextBytes a guess.
func (l *Loader) First(fsys fs.FS, o Options) *Report {
	l.loading.Lock()
	r := first(fsys, o)
	l.loading.Unlock()
	if r != nil && r.Site != nil {
		return r
	}
	return l.Load(fsys, o)
}

// first loads the home page alone; nil if the site is not that large.
func first(fsys fs.FS, o Options) *Report {
	a, failed := open(fsys, o, cached{}, false)
	if failed != nil || len(a.files) <= quickPages && a.guess()+a.documentBytes() <= quickBytes {
		return nil
	}
	a.partial = true
	if a.form == HTML {
		a.survey(a.files)
	}
	a.readPages(a.homeFiles())
	a.addRedirects()
	return a.finish()
}

// documentBytes is how many bytes of documents may have to be read here, if pages link to
// all of them.
func (a *assembly) documentBytes() (n int64) {
	pages := make(map[string]bool, len(a.files))
	for _, file := range a.files {
		pages[file] = true
	}
	for _, name := range a.tree.order {
		if !pages[name] {
			n += min(a.tree.size(name), extract.MaxBytes(document.FormatOf(name)))
		}
	}
	return n
}

// Check reads a folder as Load does, and says everything that is wrong with it
// or could be better. It reads nothing but fsys, and is ready for anything
// there.
func Check(fsys fs.FS, o Options) *Report {
	r, _, _ := load(fsys, o, cached{}, true)
	return r
}

// Load reads a site from a folder. The error is a *report.Error: the folder cannot be
// read, or holds no page. It is Check without the advice.
func Load(fsys fs.FS) (*site.Site, error) {
	r := Check(fsys, Options{})
	return r.Site, r.Err()
}

// open begins to load a site. The report is nil unless the folder cannot be read.
func open(fsys fs.FS, o Options, before cached, advising bool) (*assembly, *Report) {
	a := &assembly{inspection: &inspection{advising: advising, styles: o.Styles}, options: o}
	a.tree, a.form = look(fsys, o)
	if a.tree.reason != nil {
		a.fault(".", "the folder cannot be read: "+a.tree.reason.Error(), "see to its permissions")
		return a, a.report(nil)
	}
	a.adviseBounds(a.tree)
	a.adviseLinks(a.tree)
	a.settings = a.readSettings(a.tree)
	completeSettings(a.tree, a.form, &a.settings)
	a.adviseAddressless(a.settings)
	if before.form == a.form && reflect.DeepEqual(before.settings, a.settings) {
		a.before = before
	}
	a.before.loaded = before.loaded
	a.pictures.before = before.pictures
	a.files = a.pageFiles()
	return a, nil
}

// load loads a site, and what the next load can take from this one.
func load(fsys fs.FS, o Options, before cached, advising bool) (*Report, cached, *assembly) {
	a, failed := open(fsys, o, before, advising)
	if failed != nil {
		return failed, before, a
	}
	if a.form == HTML {
		a.survey(a.files)
	}
	a.readPages(a.files)
	a.addRedirects()
	r := a.finish()
	if r.Site == nil {
		return r, before, a
	}
	return r, cached{form: a.form, settings: a.settings, entries: a.entries, furniture: a.furniture, changed: a.changed, loaded: true, documents: a.taking.documents, taken: a.taking.files, pictures: a.pictures.known}, a
}

// finish makes the site of the pages that were read.
func (a *assembly) finish() *Report {
	s := a.assemble()
	switch {
	case s != nil:
	case len(a.entries) > 0:
		all := a.inOrder()
		i := max(slices.IndexFunc(all, func(e *entry) bool { return e.leftOut != "" }), 0)
		a.fault(all[i].file, cmp.Or(all[i].leftOut, "this only leads elsewhere")+", and there is no other page to be shown", "mend it, or add a page")
	default:
		a.fault(".", "there is no page here", "add a Markdown file whose name ends in .md, or name the folder that your generator builds, which has an index.html")
	}
	return a.report(s)
}

// report is what was found so far.
func (a *assembly) report(s *site.Site) *Report {
	slices.Sort(a.Files)
	a.Files = slices.Compact(a.Files)
	a.Problems.Sort()
	if a.Errors > 0 {
		s = nil
	}
	r := &Report{Report: a.Report, Form: a.form, Site: s, LeftOut: a.leftOut}
	if a.partial {
		for name := range a.tree.files {
			if document.FormatOf(name) == document.PDF {
				r.PDFs++
			}
		}
	}
	return r
}

// readPages reads the pages of a folder, on several cores at once where nobody is
// shown the site yet. Those whose files are as they were are kept.
func (a *assembly) readPages(files []string) {
	a.entries = make(map[string]*entry, len(files))
	read := make([]struct {
		of    *inspection
		entry *entry
		panic any
	}, len(files))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range a.workers() {
		workers.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				r := &read[i]
				r.of = &inspection{advising: a.advising}
				func() {
					defer func() { r.panic = recover() }()
					r.entry = a.readPage(r.of, files[i])
				}()
			}
		})
	}
	workers.Wait()
	for i, r := range read {
		if r.panic != nil {
			panic(fmt.Sprintf("%s: %v", files[i], r.panic))
		}
		a.Merge(&r.of.Report)
		a.Files = append(a.Files, files[i])
		if r.entry == nil {
			continue
		}
		a.entries[files[i]] = r.entry
	}
}

// readPage reads the page of one file, unless it is as it was. It is nil where there
// is none to speak of.
func (a *assembly) readPage(c *inspection, file string) *entry {
	most := int64(site.MaxTextBytes)
	if a.form == HTML {
		most = webpage.MaxBytes
	}
	info := a.tree.files[file]
	now := versionOf(info)
	room := min(info.Size(), most) // more than the page's text takes
	if a.text.Add(room) > site.MaxSiteBytes {
		a.text.Add(-room)
		full := fmt.Sprintf("the other pages have about %d MiB of text together, which is the most", site.MaxSiteBytes>>20)
		c.advise(file, report.Place{}, tooMuch, full, "move some to another folder")
		return unreadable(file, full)
	}
	e := a.readVersion(c, file, most, &now)
	a.text.Add(-room)
	if e != nil {
		a.text.Add(int64(len(e.page.Markdown)))
	}
	return e
}

// unreadable is the entry of a page that is left out.
func unreadable(file, why string) *entry {
	return &entry{file: file, page: &site.Page{Name: nameOf(file), File: file}, leftOut: why}
}

// readVersion reads a page in its present version, or takes the one before if that is
// the same.
func (a *assembly) readVersion(c *inspection, file string, most int64, now *version) *entry {
	old := a.before.entries[file]
	if old != nil && now.same(old.version) && !old.unresolved {
		return old
	}
	b, bad := a.tree.read(file, most)
	if bad != nil {
		c.advise(file, report.Place{}, notRead, bad.what, bad.fix)
		return unreadable(file, bad.what)
	}
	now.sum = sha256.Sum256(b)
	if a.advising {
		a.mentions.note(b)
	}
	if old != nil && now.sum == old.sum && !old.unresolved {
		kept := *old
		kept.version = *now
		return &kept
	}
	var e *entry
	if a.form == HTML {
		e = a.readBuilt(c, file, b)
	} else {
		e = a.readMarkdown(c, file, b)
	}
	if e != nil {
		e.version = *now
		if !a.advising {
			e.raw = ""
		}
	}
	return e
}

// workers is how many pages are read at once: while the old site is shown, one
// core is left to its visitors.
func (a *assembly) workers() int {
	most := min(runtime.GOMAXPROCS(0), 4) // of which each may take some 100 MiB
	if a.before.loaded {
		return max(most-1, 1)
	}
	return most
}
