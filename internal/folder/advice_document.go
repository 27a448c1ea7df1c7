package folder

import (
	"fmt"
	"path"
	"strings"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/extract"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// adviseOnDocuments says which documents that pages link to cannot be read here, or have
// no text. The advice is on the page that links to one first.
func (a *assembly) adviseOnDocuments() {
	over, unread := a.taking.count-maxDocuments, 0
	for _, name := range a.taking.order {
		f, d := a.taking.files[name], a.taking.documents[name]
		if f.Format == 0 || f.State == document.Waiting {
			continue
		}
		if f.State == document.NoRoom {
			if d != nil && (f.Format != document.PDF || a.options.Documents != nil && d.bytes > 0) {
				unread++
			}
			continue // which is no fault of the document's
		}
		by := a.taking.by[name]
		at := func(kind report.Kind, message, fix string) {
			a.adviseWhere(by.up, func() report.Place { return by.place() }, kind, report.Quote(name)+" "+message, fix)
		}
		if f.State != document.Ready {
			why, fix := whyUnread(f, name)
			at(cannotBeRead, "cannot be read here, since "+why+": visitors can only take it away", fix)
			continue
		}
		switch {
		case d == nil:
		case len(d.scans) > 0 && len(d.scans) >= d.pages:
			at(textless, "has no text: its pages are pictures", "have its text recognised, as ocrmypdf does, or link to its source")
		case d.isEmpty():
			at(textless, "has no text", "put some into it, or take the link out")
		}
	}
	if over > 0 {
		a.advise(".", report.Place{}, tooMuch, fmt.Sprintf("pages link to %s documents, and the first %s are read here; the others can only be taken away", thousands(a.taking.count), thousands(maxDocuments)), "link to fewer")
	}
	if unread > 0 {
		a.advise(".", report.Place{}, tooMuch, fmt.Sprintf("%s documents are not read here, since those before them have about %d MiB of text together, which is the most", thousands(unread), maxDocumentBytes>>20), "link to fewer, or to shorter ones")
	}
}

// whyUnread says why a document cannot be read, and what to do.
func whyUnread(f *site.File, name string) (why, fix string) {
	switch f.State {
	case document.Encrypted:
		return "it needs a password", "save it without one"
	case document.TooLarge:
		return fmt.Sprintf("its file exceeds %d MiB", document.MaxFileBytes>>20), "divide it, or make its pictures smaller"
	case document.TooManyPages:
		return fmt.Sprintf("it has more than %s pages", thousands(document.MaxPages)), "divide it"
	case document.TooLong:
		if f.Format == document.HTML {
			return fmt.Sprintf("it has more than %d KiB of HTML, or more than a page may have", extract.MaxBytes(document.HTML)>>10), "divide it"
		}
		return fmt.Sprintf("it has more than %d MiB of text, or more than pages may have", document.MaxTextBytes>>20), "divide it"
	case document.TooSlow:
		return fmt.Sprintf("it takes more than %d seconds, or more memory than there is", int(document.MaxTime.Seconds())), "save it again in a simpler way, or divide it"
	case document.Unsupported:
		return "OpenDocument and Office files are not read", "link to a PDF of it, too"
	}
	if f.Format == document.Captions {
		return "it has no captions in the form that its name says", "save it as WebVTT (.vtt) or SubRip (.srt)"
	}
	if f.Format == document.PlainText || f.Format == document.CSV {
		return "it is no text that is known here", "save it as text in UTF-8"
	}
	if f.Size == 0 {
		return "it is empty", "put the document there, or take the link out"
	}
	return "it is damaged, or not what its name says", "save it again as " + strings.ToUpper(strings.TrimPrefix(path.Ext(name), "."))
}

// isEmpty reports whether a document that was read has no word.
func (d *reading) isEmpty() bool {
	for _, e := range d.parts {
		if strings.Trim(e.page.Markdown, " \n\t`") != "" {
			return false
		}
	}
	return true
}

// has reports whether a document has the place that a fragment names.
func (d *reading) has(fragment string) bool {
	_, ok := d.where[fragment]
	return ok || fragment == "" || strings.EqualFold(fragment, "top")
}

// place is where the link stands that names a file.
func (w wanted) place() report.Place {
	if w.resource >= 0 && w.resource < w.up.page.TextResources {
		return w.up.place(w.resource)
	}
	return report.Place{}
}
