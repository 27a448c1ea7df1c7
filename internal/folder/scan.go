package folder

import (
	"context"
	"io/fs"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/picture"
)

// maxScans bounds the pages of documents that are shown as pictures, of a whole site, in
// the order of their documents. Each takes up to 128 KiB when it is decoded.
const maxScans = 400

// scan is a page of a document that is a picture.
type scan struct {
	id   string // "picture-12"
	file *picture.File
}

// scannedDocument is a document that has such pages.
type scannedDocument struct {
	file     string
	size     int64
	modified time.Time
	order    int
	scans    []scan
}

// scanned are the documents whose pictures are to be decoded.
func (a *assembly) scanned() (all []scannedDocument) {
	left := maxScans
	for i, name := range a.taking.order {
		d := a.taking.documents[name]
		if d == nil || len(d.scans) == 0 || left == 0 {
			continue
		}
		f := a.taking.files[name]
		some := d.scans[:min(len(d.scans), left)]
		left -= len(some)
		all = append(all, scannedDocument{name, f.Size, f.Modified, i, some})
	}
	return all
}

// decodeScans decodes the pictures of documents, whose bytes it asks for again, since
// nobody keeps them.
func decodeScans(ctx context.Context, fsys fs.FS, documents Documents, all []scannedDocument) {
	for _, d := range all {
		todo := map[string]*picture.File{}
		for _, s := range d.scans {
			if s.file.Picture() == nil {
				todo[s.id] = s.file
			}
		}
		if len(todo) == 0 || documents == nil || ctx.Err() != nil {
			continue
		}
		t := documents.Text(d.file, d.size, d.modified, func() (fs.File, error) { return fsys.Open(d.file) }, d.order)
		if t.State != document.Ready {
			continue
		}
		for _, p := range t.Pictures {
			if f := todo[p.ID]; f != nil && ctx.Err() == nil {
				_ = f.Decode(p.File) // what cannot be shown stays a link that says what it is
			}
		}
	}
}
