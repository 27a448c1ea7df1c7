package pdf

import (
	"math"
	"unicode"
	"unicode/utf8"

	"hackday.example/kiosk/internal/reflow"
)

// The types of actions that lead somewhere here, from fpdf_doc.h. The others are actions
// on files, programs and other documents.
const (
	actionGoTo = 1
	actionURI  = 3
)

// The views of a destination that say how high on the page it is, and which of their
// numbers that is, from fpdf_doc.h and ISO 32000-1, table 151.
var destinationY = map[uint32]uint32{
	1: 1, // XYZ: left, top, zoom
	3: 0, // FitH: top
	5: 3, // FitR: left, bottom, right, top
	7: 0, // FitBH: top
}

// readLinks reads the links of a page: annotations.
func (r *reader) readLinks(p *reflow.Page, f frame, page uint64) {
	r.setUint32(0, 0)
	for range maxPageLinks {
		// The first int is where to go on.
		if !r.ok("FPDFLink_Enumerate", page, r.at(0), r.at(4)) {
			return
		}
		next, link := r.uint32At(0), uint64(r.uint32At(4))
		if url, page := r.target(link); url != "" || page != 0 {
			for _, box := range r.linkBoxes(f, link) {
				r.addLink(p, f, reflow.Link{Box: box, URL: url, Page: page})
			}
		}
		r.setUint32(0, next)
	}
}

// target is where a link annotation leads: to a URL or to a page, from 1.
func (r *reader) target(link uint64) (url string, page int) {
	action := uint64(r.pointer("FPDFLink_GetAction", link))
	if action != 0 && r.number("FPDFAction_GetType", action) == actionURI {
		if url = r.latin("FPDFAction_GetURIPath", r.document, action); !isURL(url) {
			url = ""
		}
		return url, 0
	}
	return "", r.destination(r.leadsTo(action, "FPDFLink_GetDest", link))
}

// leadsTo is the FPDF_DEST within the document of a link or a bookmark that has an action,
// or else a destination of its own; 0 for none. PDFium would also give the destination of
// an action that opens another document.
func (r *reader) leadsTo(action uint64, getDest string, of uint64) uint32 {
	if action == 0 {
		return r.pointer(getDest, r.document, of)
	}
	if r.number("FPDFAction_GetType", action) != actionGoTo {
		return 0
	}
	return r.pointer("FPDFAction_GetDest", r.document, action)
}

// destination is the number of the page that an FPDF_DEST leads to, from 1; 0 for none.
func (r *reader) destination(dest uint32) int {
	if dest == 0 {
		return 0
	}
	page := r.number("FPDFDest_GetDestPageIndex", r.document, uint64(dest)) + 1
	if page < 1 || page > len(r.doc.Pages) {
		return 0
	}
	return page
}

// destinationTop is how high on its page, from 1, an FPDF_DEST leads; NaN if it does not
// say.
func (r *reader) destinationTop(dest uint32, page int) float64 {
	if dest == 0 || page == 0 {
		return math.NaN()
	}
	const params = 8 // in the scratch: after the count, four floats
	view := r.pointer("FPDFDest_GetView", uint64(dest), r.at(0), r.at(params))
	n, ok := destinationY[view]
	if !ok || n >= r.uint32At(0) {
		return math.NaN()
	}
	f := r.frames[page-1]
	if f.turns != 0 || view == 1 && !r.saysTop(dest) {
		return math.NaN()
	}
	_, y := f.point(0, r.float32At(params+4*n))
	return y
}

// saysTop tells whether a destination of the view XYZ has a top; the numbers that
// FPDFDest_GetView gave stay as they are.
func (r *reader) saysTop(dest uint32) bool {
	const has, values = 32, 44
	return r.ok("FPDFDest_GetLocationInPage", uint64(dest),
		r.at(has), r.at(has+4), r.at(has+8), r.at(values), r.at(values+4), r.at(values+8)) &&
		r.uint32At(has+4) != 0
}

// maxQuads bounds the boxes of one link, which has one on each line.
const maxQuads = 20

// linkBoxes are where a link annotation is.
func (r *reader) linkBoxes(f frame, link uint64) []reflow.Box {
	var boxes []reflow.Box
	for i := range min(r.number("FPDFLink_CountQuadPoints", link), maxQuads) {
		if r.ok("FPDFLink_GetQuadPoints", link, uint64(i), r.at(8)) {
			// Four points; the first and the last are corners across from each other.
			boxes = append(boxes, f.box(r.float32At(8), r.float32At(12), r.float32At(32), r.float32At(36)))
		}
	}
	if len(boxes) <= 1 && r.ok("FPDFLink_GetAnnotRect", link, r.at(8)) {
		return []reflow.Box{f.box(r.float32At(8), r.float32At(12), r.float32At(16), r.float32At(20))}
	}
	return boxes
}

// readWebLinks reads the addresses that stand in a page's text where no link is.
func (r *reader) readWebLinks(p *reflow.Page, f frame, text uint64) {
	found := r.call("FPDFLink_LoadWebLinks", text)
	if found == 0 {
		return
	}
	annotations := p.Links[:len(p.Links):len(p.Links)]
	for i := range uint64(min(max(r.number("FPDFLink_CountWebLinks", found), 0), maxPageLinks)) {
		url := r.webLink(found, i)
		if !isURL(url) {
			continue
		}
		for n := range uint64(min(max(r.number("FPDFLink_CountRects", found, i), 0), maxQuads)) {
			if !r.ok("FPDFLink_GetRect", found, i, n, r.at(0), r.at(8), r.at(16), r.at(24)) {
				continue
			}
			box := f.box(r.float64At(0), r.float64At(8), r.float64At(16), r.float64At(24))
			if !overlaps(annotations, box) {
				r.addLink(p, f, reflow.Link{Box: box, URL: url})
			}
		}
	}
	r.call("FPDFLink_CloseWebLinks", found)
}

// webLink is the address i that was found in a text.
func (r *reader) webLink(found, i uint64) string {
	// Other than elsewhere its sizes are of characters of two bytes.
	n := r.number("FPDFLink_GetURL", found, i, 0, 0)
	if n <= 1 || n > maxURL {
		return ""
	}
	r.number("FPDFLink_GetURL", found, i, r.at(0), uint64(n))
	return utf16Text(r.bytes(r.scratch, uint32(2*n)))
}

// overlaps tells whether one of links is where box is.
func overlaps(links []reflow.Link, box reflow.Box) bool {
	for _, l := range links {
		if l.X0 < box.X1 && box.X0 < l.X1 && l.Y0 < box.Y1 && box.Y0 < l.Y1 {
			return true
		}
	}
	return false
}

// addLink adds a link to a page, within the bounds.
func (r *reader) addLink(p *reflow.Page, f frame, l reflow.Link) {
	if len(p.Links) < maxPageLinks && r.links < maxLinks && f.holds(l.Box) {
		r.links++
		p.Links = append(p.Links, l)
	}
}

// isURL tells whether text can be an address at all: short, printable UTF-8 without
// blanks. Which schemes are good is the site's to say.
func isURL(text string) bool {
	if text == "" || len(text) > maxURL || !utf8.ValidString(text) {
		return false
	}
	for _, c := range text {
		if !unicode.IsPrint(c) || c == ' ' {
			return false
		}
	}
	return true
}
