package folder

import (
	"io/fs"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/picture"
)

// scannedDocument is a document that has pages which are pictures.
type scannedDocument struct {
	size     int64
	modified time.Time
	order    int
}

// scanned are the documents whose pages are shown as pictures, by their files' names.
func (a *assembly) scanned() map[string]scannedDocument {
	all := map[string]scannedDocument{}
	for i, name := range a.taking.order {
		if d := a.taking.documents[name]; d != nil && len(d.scans) > 0 {
			f := a.taking.files[name]
			all[name] = scannedDocument{f.Size, f.Modified, i}
		}
	}
	return all
}

// readScan is the picture that a page of a document is. Nobody keeps its bytes: they are
// asked for again.
func readScan(fsys fs.FS, documents Documents, d scannedDocument, f *picture.File) ([]byte, error) {
	if documents == nil {
		return nil, errGone
	}
	t := documents.Text(f.Name, d.size, d.modified, func() (fs.File, error) { return fsys.Open(f.Name) }, d.order)
	if t.State != document.Ready {
		return nil, errGone
	}
	for _, p := range t.Pictures {
		if p.ID == f.Part {
			return p.File, nil
		}
	}
	return nil, errGone
}
