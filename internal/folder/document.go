package folder

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/extract"
	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/site"
)

// reading is a document as it was read. A Loader keeps it while the file stays as it is.
type reading struct {
	file string
	version
	state  document.State
	hidden bool // it is a draft or a template, and no visitor may have it
	title  string
	author string
	date   time.Time
	pages  int
	bytes  int64           // of its text
	parts  []*entry        // its pages
	scans  []*picture.File // its pictures
	where  map[string]int  // which of them has a place, from 0
}

// readDocuments reads documents, several at a time. Those whose files are as they were
// are kept.
func (a *assembly) readDocuments(some []wanted) []*reading {
	read := make([]struct {
		*reading
		panic any
	}, len(some))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(a.workers(), len(some)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(some); i = int(next.Add(1)) - 1 {
				func() {
					defer func() { read[i].panic = recover() }()
					read[i].reading = a.readDocument(some[i])
				}()
			}
		})
	}
	workers.Wait()
	all := make([]*reading, len(some))
	for i, r := range read {
		if r.panic != nil {
			panic(fmt.Sprintf("%s: %v", some[i].file, r.panic))
		}
		all[i] = r.reading
	}
	return all
}

// readDocument reads one document, or takes the reading before if that is of the same
// file.
func (a *assembly) readDocument(w wanted) *reading {
	old := a.before.documents[w.file]
	now := versionOf(a.tree.files[w.file])
	if old != nil && now.same(old.version) && old.isFinal() {
		return old
	}
	format := document.FormatOf(w.file)
	if format == document.PDF {
		return a.readPDF(w, now, old)
	}
	content, whole, err := a.readBegin(w.file, extract.MaxBytes(format))
	if err != nil {
		return &reading{file: w.file, state: document.Broken}
	}
	h := sha256.New()
	fmt.Fprintln(h, whole)
	h.Write(content)
	h.Sum(now.sum[:0])
	if old != nil && old.sum == now.sum {
		kept := *old
		kept.version = now
		return &kept
	}
	if a.advising {
		a.mentions.note(content)
	}
	if mayBeDraft(format) && isHidden(format, content) {
		return &reading{file: w.file, version: now, hidden: true}
	}
	return a.newReading(w.file, now, extract.Text(format, w.file, content, whole))
}

// isFinal reports whether a document of the same version would be read as it was.
func (d *reading) isFinal() bool {
	return d.state != document.Waiting && d.state != document.NoRoom && d.state != document.TooSlow
}

// readPDF asks for the text of a PDF, which is there or is being made ready.
func (a *assembly) readPDF(w wanted, now version, old *reading) *reading {
	info := a.tree.files[w.file]
	switch {
	case info.Size() > document.MaxFileBytes:
		return &reading{file: w.file, version: now, state: document.TooLarge}
	case a.options.Documents == nil:
		return &reading{file: w.file, version: now, state: document.NoRoom}
	}
	fsys := a.tree.fsys
	t := a.options.Documents.Text(w.file, info.Size(), info.ModTime(), func() (fs.File, error) { return fsys.Open(w.file) }, w.order)
	now.sum = sha256.Sum256(fmt.Appendln(nil, t.State, t.Title, t.Author, t.Date.Unix(), t.Pages, len(t.Places), len(t.Pictures), t.Markdown))
	if old != nil && old.sum == now.sum {
		kept := *old
		kept.version = now
		return &kept
	}
	return a.newReading(w.file, now, t)
}

// readBegin reads the first bytes of a file, and says whether they are all.
func (a *assembly) readBegin(file string, most int64) (b []byte, whole bool, err error) {
	f, err := a.tree.fsys.Open(file)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	if !info.Mode().IsRegular() { // to read a pipe would wait for someone to write
		return nil, false, fs.ErrInvalid
	}
	b, err = readAll(f, info.Size(), most)
	if err != nil && err != io.EOF {
		return nil, false, err
	}
	if int64(len(b)) > most {
		return b[:most], false, nil
	}
	return b, true, nil
}

// isHidden reports whether Markdown is a draft, or HTML a generator's template.
func isHidden(format document.Format, content []byte) bool {
	if format == document.Markdown {
		page, _, _, _ := frontmatter.ReadPage(string(content))
		return page.Draft
	}
	return strings.HasPrefix(strings.TrimPrefix(string(content[:min(len(content), len("\uFEFF---"))]), "\uFEFF"), "---")
}

// newReading makes pages of a document's text.
func (a *assembly) newReading(file string, v version, t document.Text) *reading {
	d := &reading{file: file, version: v, state: t.State}
	if t.State != document.Ready {
		return d
	}
	d.title, d.author, d.date, d.pages = clean.Line(t.Title), strings.Trim(clean.Line(t.Author), " ,;"), t.Date, t.Pages
	parts, ok := divide(t)
	if !ok {
		d.state = document.TooLong
		return d
	}
	pictures := make(map[string]*picture.File, len(t.Pictures))
	for _, p := range t.Pictures[:min(len(t.Pictures), document.MaxPictures)] {
		if info, err := picture.Inspect(bytes.NewReader(p.File), int64(len(p.File))); err == nil && len(p.File) <= document.MaxPictureBytes {
			pictures[p.ID] = picture.NewFile(file, p.ID, sha256.Sum256(p.File), info)
			d.scans = append(d.scans, pictures[p.ID])
		}
	}
	d.where = map[string]int{}
	for i, part := range parts {
		e := &entry{file: file, document: d, figures: part.text.Figures}
		e.page = &site.Page{
			File: file, Unlisted: true, Part: i + 1, Markdown: part.markdown, Anchors: part.anchors, Passages: part.passages,
			Headings: part.text.Headings, Notes: part.text.Notes, Resources: part.text.Links, TextResources: len(part.text.Links),
		}
		for k := range part.text.Links {
			r := &part.text.Links[k]
			if id, ok := strings.CutPrefix(r.Destination, "#"); ok && pictures[id] != nil {
				r.Kind = site.Picture
				if e.page.Pictures == nil {
					e.page.Pictures = map[string]*picture.File{}
				}
				e.page.Pictures[id] = pictures[id]
				e.page.Anchors = append(e.page.Anchors, site.Anchor{ID: id, Offset: r.Offset})
			}
		}
		slices.SortStableFunc(e.page.Anchors, func(x, y site.Anchor) int { return x.Offset - y.Offset })
		for _, anchor := range e.page.Anchors {
			if _, taken := d.where[anchor.ID]; !taken {
				d.where[anchor.ID] = i
			}
		}
		d.bytes += int64(len(part.markdown))
		d.parts = append(d.parts, e)
	}
	for i, e := range d.parts {
		for _, h := range e.page.Headings {
			if _, taken := d.where[h.ID]; h.ID != "" && !taken {
				d.where[h.ID] = i
			}
		}
	}
	return d
}

// addDocument has what was read of a document in the site: its file, its pages, and the
// files that those name.
func (a *assembly) addDocument(w wanted, d *reading, state [sha256.Size]byte) {
	t := &a.taking
	if d.hidden {
		t.documents[w.file] = d
		a.drop(w.file)
		return
	}
	a.Files = append(a.Files, w.file)
	f := *t.files[w.file]
	f.State = d.state
	if d.state == document.Ready && (t.text+d.bytes > maxDocumentBytes || a.text.Load()+t.text+d.bytes > site.MaxSiteBytes) {
		d = &reading{file: w.file, state: document.NoRoom, bytes: d.bytes} // the next load sees again
		f.State = d.state
	}
	if d.state == document.Ready {
		f.Pages, f.Parts, f.Title, f.Author, f.Date = d.pages, len(d.parts), d.title, d.author, d.date
		f.Page = a.documentName(w.file)
	}
	kept := a.keepFile(&f)
	t.files[w.file], t.documents[w.file] = kept, d
	if len(d.parts) > 0 {
		t.text += d.bytes
	}
	names := make([]string, len(d.parts))
	for i := range names {
		names[i] = kept.PageName(i + 1)
	}
	title := documentTitle(d.title, w)
	for i, e := range d.parts {
		is := *e.page
		is.Name, is.Title, is.Language, is.Up, is.Source, is.Prev, is.Next = names[i], title, w.up.page.Language, w.up.page.Name, kept, "", ""
		if i > 0 {
			is.Prev = names[i-1]
		}
		if i+1 < len(names) {
			is.Next = names[i+1]
		}
		e.base = a.settings.origin().page(w.file)
		if is.URL = ""; a.settings.URL != "" {
			is.URL = written(e.base)
		}
		if p := e.page; p.Name != is.Name || p.Title != is.Title || p.Language != is.Language || p.Up != is.Up || p.Source != is.Source || p.Prev != is.Prev || p.Next != is.Next || p.URL != is.URL {
			e.page, e.packed, e.linked = &is, false, [sha256.Size]byte{}
		}
	}
	for _, e := range d.parts {
		a.linkOne(e, state)
		a.takeFrom(e)
	}
	t.entries = append(t.entries, d.parts...)
}

// documentName is the name of the first page of a document: its path, unless a page has
// that name.
func (a *assembly) documentName(file string) string {
	if e := a.targets.exact[file]; e != nil && e.page.Name == file {
		return file + "/1"
	}
	return file
}

// place is the page of a document that has a fragment's place, and the fragment.
func (d *reading) place(fragment string) (name, at string) {
	fragment = site.DocumentFragment(fragment)
	if fragment == "" {
		return d.parts[0].page.Name, ""
	}
	return d.parts[d.where[fragment]].page.Name, fragment
}

// at is the page of a transcript, and the place on it of the last heading that is no
// later than a time.
func (d *reading) at(start time.Duration) (name, fragment string) {
	name = d.parts[0].page.Name
	if start == 0 {
		return name, ""
	}
	for _, e := range d.parts {
		for _, anchor := range e.page.Anchors {
			if t, ok := extract.Time(anchor.ID); ok && t <= start {
				name, fragment = e.page.Name, anchor.ID
			}
		}
	}
	return name, fragment
}

// nameless matches titles that programs give to documents.
var nameless = regexp.MustCompile(`(?i)^(?:untitled.*|(?:powerpoint |new )?(?:document|presentation|slide|title|report|page|scan)[ _-]?\d*|microsoft (?:word|powerpoint|excel) - .*|.*\.(?:docx?|pptx?|xlsx?|dvi|tex|indd|qxd|pdf|ps|rtf|odt|odp|pages|html?|txt))$`)

// documentTitle is what a document is called: as it says itself, unless that is a
// program's word; else as the first link to it does, unless that says nothing; else by
// its file's name.
func documentTitle(own string, w wanted) string {
	base := path.Base(w.file)
	if own != "" && !nameless.MatchString(own) && !strings.EqualFold(own, strings.TrimSuffix(base, path.Ext(base))) {
		return own
	}
	if w.title != "" && !site.IsVague(w.title) {
		return clean.Line(w.title)
	}
	if nameless.MatchString(own) {
		own = ""
	}
	return cmp.Or(own, clean.Line(base), "Document")
}
