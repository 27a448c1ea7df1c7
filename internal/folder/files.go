package folder

import (
	"crypto/sha256"
	"fmt"
	"path"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// The bounds of the files that pages link to or show.
const (
	// maxTaken bounds how many can be taken away. The first that pages name are.
	maxTaken = 20_000

	// maxDocuments bounds how many documents are read.
	maxDocuments = 2000

	// maxDocumentBytes bounds the text of all documents, within site.MaxSiteBytes. Pages
	// come first.
	maxDocumentBytes = 64 << 20
)

// localLink is what a page has that leads to a file of the folder.
type localLink struct {
	resource int    // which of the page's Resources it is; -1 for a picture that is shown without a link
	file     string // by its path
	fragment string // behind the file's address
	captions bool   // the file has the words of the video that the resource is
}

// taking finds the files that pages link to or show, in the order in which they do.
type taking struct {
	pages     map[string]bool // files that may be pages
	files     map[string]*site.File
	order     []string
	documents map[string]*reading // those that were read
	waiting   []wanted            // documents to be read
	by        map[string]wanted   // the first link to each document
	count     int                 // of documents that were to be read
	text      int64               // bytes of those
	entries   []*entry            // pages of documents
	left      int                 // files that are over maxTaken
}

// wanted is a document to be read.
type wanted struct {
	file  string
	order int    // among all
	title string // the text of the first link that leads to it
	up    *entry // the page that has that link

	resource int // which of the page's it is; -1 where it is none
}

// take finds all files that can be taken away, and reads the documents among them, also
// those that documents link to. state is that with which links were resolved.
func (a *assembly) take(all []*entry, state [sha256.Size]byte) {
	a.taking = taking{pages: make(map[string]bool, len(a.files)), files: map[string]*site.File{}, documents: map[string]*reading{}, by: map[string]wanted{}}
	for _, file := range a.files {
		a.taking.pages[file] = true
	}
	for _, home := range []bool{true, false} { // what the home page links to belongs there
		for _, e := range all {
			if e.isPage() && (e.page.Name == site.IndexName) == home {
				a.takeFrom(e)
			}
		}
	}
	for len(a.taking.waiting) > 0 {
		some := a.taking.waiting
		a.taking.waiting = nil
		for i, d := range a.readDocuments(some) {
			a.addDocument(some[i], d, state)
		}
	}
	if n := a.taking.left; n > 0 {
		a.advise(".", report.Place{}, tooMuch, fmt.Sprintf("pages name %s files more than %s, which is the most, and visitors cannot take the rest away", thousands(n), thousands(maxTaken)), "link to fewer, or to folders packed as one file")
	}
	for _, e := range slices.Concat(all, a.taking.entries) {
		if e.isPage() {
			a.attach(e)
		}
	}
}

// takeFrom takes the files that one page names.
func (a *assembly) takeFrom(e *entry) {
	t := &a.taking
	for _, l := range e.local {
		if t.files[l.file] != nil || !a.mayTake(l.file) {
			continue
		}
		if len(t.files) >= maxTaken {
			t.left++
			continue
		}
		info := a.tree.files[l.file]
		f := &site.File{Path: l.file, Size: info.Size(), Modified: info.ModTime(), Format: document.FormatOf(l.file)}
		t.order = append(t.order, l.file)
		t.files[l.file] = f
		if f.Format == 0 {
			t.files[l.file] = a.keepFile(f)
			continue
		}
		d := wanted{file: l.file, order: t.count, up: e, resource: l.resource}
		if l.resource >= 0 {
			d.title = e.page.Resources[l.resource].Title
		}
		t.by[l.file] = d
		if f.Format == document.Office {
			f.State = document.Unsupported
			continue
		}
		f.State = document.NoRoom // unless it is read
		t.count++
		switch {
		case mayBeDraft(f.Format) && (a.partial || t.count > maxDocuments):
			a.drop(l.file) // only its text tells
		case a.partial:
			f.State = document.Waiting
		case t.count <= maxDocuments:
			t.waiting = append(t.waiting, d)
		}
	}
}

// drop takes a file back, which shall not be shown.
func (a *assembly) drop(file string) {
	delete(a.taking.files, file)
	a.taking.order = slices.DeleteFunc(a.taking.order, func(name string) bool { return name == file })
}

// mayBeDraft reports whether the text of a document may say that it is a draft, or a
// template.
func mayBeDraft(f document.Format) bool { return f == document.Markdown || f == document.HTML }

// mayTake reports whether visitors may have a file: it is none of the kiosk's own, no
// page and no draft, and its name is one that no client takes for a path. The tree has no
// hidden files, and none behind links out of the folder. Where it is a link, they may also
// have what it leads to.
func (a *assembly) mayTake(file string) bool {
	if to, is := a.tree.leads[file]; is {
		if _, again := a.tree.leads[to]; again || !a.mayTake(to) {
			return false
		}
		if f := document.FormatOf(to); mayBeDraft(f) && document.FormatOf(file) != f {
			return false // by this name it would not be read as what tells
		}
	}
	if !a.tree.isFile(file) || a.taking.pages[file] || a.entries[file] != nil || file != report.Name(file) || strings.Contains(file, "\\") {
		return false
	}
	if strings.EqualFold(file, SettingsFile) || strings.EqualFold(file, "site.yml") || a.isPrivate(file) {
		return false
	}
	if a.form == HTML {
		return !slices.Contains(site.HTMLEndings, strings.ToLower(path.Ext(file))) // it would be a page
	}
	parts := strings.Split(file, "/")
	if slices.Contains(parts, "_drafts") {
		return false
	}
	if slices.Contains(site.MarkdownEndings, strings.ToLower(path.Ext(file))) { // it is passed over for a reason
		return a.isPlain() && !slices.ContainsFunc(parts, func(part string) bool { return strings.HasPrefix(part, "_") })
	}
	return true
}

// isPrivate reports whether a file is in a private folder, or by its name the key of a host
// (sshd(8), FILES), wherever it is.
func (a *assembly) isPrivate(file string) bool {
	return strings.HasPrefix(path.Base(file), "ssh_host_") ||
		slices.ContainsFunc(a.options.Private, func(folder string) bool { return strings.HasPrefix(file, folder+"/") })
}

// keepAttached has links that were resolved anew lead to the files and documents that they
// led to before, as far as attach finds nothing else.
func keepAttached(e *entry, resolved []site.Resource) {
	for _, l := range e.local {
		if l.resource < 0 || l.resource >= len(e.page.Resources) {
			continue
		}
		r, before := &resolved[l.resource], &e.page.Resources[l.resource]
		if r.Destination == before.Destination && r.Origin == before.Origin {
			r.Kind, r.Size, r.File, r.Target, r.Fragment = before.Kind, before.Size, before.File, before.Target, before.Fragment
		}
	}
}

// attach has the resources of a page that lead to files name those, and the pages where
// they are read.
func (a *assembly) attach(e *entry) {
	var p *site.Page // where something is another than before
	for _, l := range e.local {
		if l.resource < 0 {
			continue
		}
		r := e.page.Resources[l.resource]
		d := a.taking.documents[l.file]
		if l.captions {
			r.Target, r.Fragment = "", ""
			if d != nil && len(d.parts) > 0 {
				r.Target, r.Fragment = d.at(r.Start)
			}
		} else {
			r.File, r.Target, r.Fragment = a.taking.files[l.file], "", ""
			if r.File != nil {
				r.Size = r.File.Size
				if r.Kind == site.WebPage && r.File.Format != 0 && r.Origin == site.FromText {
					r.Kind = site.Document
				}
			}
			if d != nil && len(d.parts) > 0 && r.Origin != site.FromPermalink { // where it is read already
				r.Target, r.Fragment = d.place(l.fragment)
			}
		}
		if r == e.page.Resources[l.resource] && p == nil {
			continue
		}
		if p == nil {
			copied := *e.page
			p = &copied
			p.Resources = slices.Clone(p.Resources)
			e.page, e.packed = p, false
		}
		p.Resources[l.resource] = r
	}
}

// takenFiles are the files of the site.
func (a *assembly) takenFiles() []*site.File {
	files := make([]*site.File, 0, len(a.taking.order))
	for _, name := range a.taking.order {
		files = append(files, a.taking.files[name])
	}
	return files
}

// keepFile is a file as it is now, or as it was in the last load where that is the same.
func (a *assembly) keepFile(f *site.File) *site.File {
	if old := a.before.taken[f.Path]; old != nil && *old == *f {
		return old
	}
	return f
}
