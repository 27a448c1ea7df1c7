package pdf

import (
	"strings"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/reflow"
)

// readBookmarks reads the outline. A hostile one can lead back into itself, so each entry
// is read once.
func (r *reader) readBookmarks() {
	r.readBookmarksBelow(0, 1, map[uint32]bool{})
}

func (r *reader) readBookmarksBelow(parent uint32, level int, seen map[uint32]bool) {
	if level > maxLevel {
		return
	}
	b := r.pointer("FPDFBookmark_GetFirstChild", r.document, uint64(parent))
	for b != 0 && !seen[b] && len(seen) < maxBookmarks {
		seen[b] = true
		r.readBookmark(b, level)
		r.readBookmarksBelow(b, level+1, seen)
		b = r.pointer("FPDFBookmark_GetNextSibling", r.document, uint64(b))
	}
}

// readBookmark reads one entry of the outline; one without a title is left out.
func (r *reader) readBookmark(b uint32, level int) {
	title := strings.TrimSpace(r.text("FPDFBookmark_GetTitle", uint64(b)))
	if title == "" || len(title) > document.MaxLine {
		return
	}
	action := uint64(r.pointer("FPDFBookmark_GetAction", uint64(b)))
	dest := r.leadsTo(action, "FPDFBookmark_GetDest", uint64(b))
	page := r.destination(dest)
	r.doc.Bookmarks = append(r.doc.Bookmarks, reflow.Bookmark{
		Title: title, Level: level, Page: page, Y: r.destinationTop(dest, page),
	})
}
