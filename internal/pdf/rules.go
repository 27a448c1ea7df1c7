package pdf

import "hackday.example/kiosk/internal/reflow"

// The types of page objects and of parts of paths that are looked at, from fpdf_edit.h
// and fpdfview.h.
const (
	objectPath  = 2
	segmentLine = 0
	segmentMove = 2
)

// ruleThickness is how thick a drawn line or box is at most, in points, to be a rule.
const ruleThickness = 3

// readRules reads the lines that are drawn on a page, across or down: thin boxes, and the
// straight parts of outlines.
func (r *reader) readRules(p *reflow.Page, f frame, page uint64) {
	work := maxPageDrawn
	for i := range uint64(max(r.number("FPDFPage_CountObjects", page), 0)) {
		if work--; work <= 0 || r.err != nil {
			return
		}
		object := uint64(r.pointer("FPDFPage_GetObject", page, i))
		if object == 0 || r.number("FPDFPageObj_GetType", object) != objectPath {
			continue
		}
		if !r.ok("FPDFPageObj_GetBounds", object, r.at(0), r.at(4), r.at(8), r.at(12)) {
			continue
		}
		// Left, bottom, right and top.
		box := f.box(r.float32At(0), r.float32At(4), r.float32At(8), r.float32At(12))
		if isRule(box) {
			r.addRule(p, f, box)
			continue
		}
		work -= r.readPath(p, f, object, work)
	}
}

// isRule tells whether a box is thin one way and longer the other.
func isRule(b reflow.Box) bool {
	width, height := b.X1-b.X0, b.Y1-b.Y0
	return min(width, height) <= ruleThickness && max(width, height) > ruleThickness
}

// addRule adds a rule to a page, within the bounds.
func (r *reader) addRule(p *reflow.Page, f frame, box reflow.Box) {
	if len(p.Rules) < maxPageRules && r.rules < maxRules && f.holds(box) {
		r.rules++
		p.Rules = append(p.Rules, box)
	}
}

// readPath reads the straight lines of a path that has an outline, most of its parts at
// most, and is how many it looked at.
func (r *reader) readPath(p *reflow.Page, f frame, path uint64, most int) int {
	if !r.ok("FPDFPath_GetDrawMode", path, r.at(0), r.at(4)) || r.uint32At(4) == 0 {
		return 0
	}
	if !r.ok("FPDFPageObj_GetMatrix", path, r.at(0)) {
		return 0
	}
	var m [6]float64
	for i := range m {
		m[i] = r.float32At(4 * uint32(i))
	}
	count := min(max(r.number("FPDFPath_CountSegments", path), 0), most)
	var lastX, lastY, firstX, firstY float64
	for i := range count {
		segment := uint64(r.pointer("FPDFPath_GetPathSegment", path, uint64(i)))
		if segment == 0 || !r.ok("FPDFPathSegment_GetPoint", segment, r.at(0), r.at(4)) {
			return count
		}
		x, y := r.float32At(0), r.float32At(4)
		x, y = m[0]*x+m[2]*y+m[4], m[1]*x+m[3]*y+m[5]
		switch r.number("FPDFPathSegment_GetType", segment) {
		case segmentMove:
			firstX, firstY = x, y
		case segmentLine:
			if box := f.box(lastX, lastY, x, y); isRule(box) {
				r.addRule(p, f, box)
			}
		}
		if r.ok("FPDFPathSegment_GetClose", segment) {
			if box := f.box(x, y, firstX, firstY); isRule(box) {
				r.addRule(p, f, box)
			}
		}
		lastX, lastY = x, y
	}
	return count
}
