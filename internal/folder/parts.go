package folder

import (
	"slices"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/site"
)

// maxParts bounds the pages of one document. Of a document.MaxTextBytes, each has some
// 32 KiB then.
const maxParts = 32

// part is what of a document's text is on one page.
type documentPart struct {
	markdown string
	text     site.Text
	anchors  []site.Anchor
	passages []site.Passage
}

// divide cleans a document's text, and divides it into pages that are within the bounds
// of pages, at headings if there are some, else where pages of the document or
// paragraphs begin. It is not ok where maxParts of them are not enough.
func divide(t document.Text) (parts []documentPart, ok bool) {
	d := divider{}
	d.clean(t.Markdown, t.Places)
	if d.markdown == t.Markdown { // else their places are not known
		d.passages = t.Passages
	}
	d.findCuts()
	if !d.divide(0, len(d.markdown), 0, len(d.cuts), maxParts) {
		return nil, false
	}
	return d.parts, true
}

// divider divides one text.
type divider struct {
	markdown string
	places   []site.Anchor      // by their offsets
	passages []document.Passage // likewise
	cuts     []cut              // by their offsets
	parts    []documentPart
}

// cut is a beginning of a line, where the text may be divided.
type cut struct {
	at    int
	rank  int    // the lower the better
	fence string // the line that opens the code that the cut is in; else empty
}

// The ranks of cuts.
const (
	atHeading = iota
	atPlace
	atParagraph
	inCodeParagraph // behind an empty line of code
	atLine
)

// clean cleans the text, and moves the places with what goes.
func (d *divider) clean(markdown string, places []document.Place) {
	d.markdown = clean.Markdown(markdown)
	same := d.markdown == markdown
	places = slices.Clone(places[:min(len(places), document.MaxPlaces)])
	slices.SortStableFunc(places, func(x, y document.Place) int { return x.Offset - y.Offset })
	from, to := 0, 0 // the same place in what was and what is
	for _, p := range places {
		if p.ID == "" || len(p.ID) > document.MaxID || p.ID != clean.Line(p.ID) {
			continue
		}
		at := min(max(p.Offset, 0), len(markdown))
		if same {
			to = at
		} else if at > from {
			to += len(clean.Markdown(markdown[from:at]))
			from = at
		}
		d.places = append(d.places, site.Anchor{ID: p.ID, Offset: min(to, len(d.markdown))})
	}
}

// findCuts finds the beginnings of lines.
func (d *divider) findCuts() {
	at, place := 0, 0
	fence, mark := "", ""
	empty := false // the line before
	for l := range strings.Lines(d.markdown) {
		bare := strings.TrimLeft(l, " ")
		c := cut{at: at, rank: atLine, fence: fence}
		for place < len(d.places) && d.places[place].Offset < at {
			place++
		}
		switch {
		case fence != "":
			if empty {
				c.rank = inCodeParagraph
			}
		case strings.HasPrefix(l, "#"):
			c.rank = atHeading
		case place < len(d.places) && d.places[place].Offset == at && empty:
			c.rank = atPlace
		case empty && bare == l && !strings.HasPrefix(l, "\t"):
			c.rank = atParagraph
		}
		if at > 0 {
			d.cuts = append(d.cuts, c)
		}
		run := bare[:len(bare)-len(strings.TrimLeft(bare, "`"))]
		if run == "" {
			run = bare[:len(bare)-len(strings.TrimLeft(bare, "~"))]
		}
		switch {
		case fence == "" && len(run) >= len("```") && len(l)-len(bare) < 4:
			fence, mark = strings.TrimRight(l, "\n"), run
		case fence != "" && strings.HasPrefix(run, mark) && strings.TrimSpace(bare[len(run):]) == "":
			fence, mark = "", ""
		}
		empty = strings.TrimSpace(l) == ""
		at += len(l)
	}
}

// divide makes at most so many parts of what is between two offsets, where the cuts from
// first to last are.
func (d *divider) divide(begin, end, first, last, most int) bool {
	if p, ok := d.part(begin, end); ok {
		d.parts = append(d.parts, p)
		return true
	}
	if most < 2 || end-begin < 2 {
		return false
	}
	middle := begin + (end-begin)/2
	near := (end - begin) / 4
	best := -1
	score := func(c cut) (rank, distance int) {
		distance = max(c.at-middle, middle-c.at)
		if rank = c.rank; distance > near {
			rank += atLine + 1
		}
		return rank, distance
	}
	for i := first; i < last; i++ {
		if d.cuts[i].at <= begin || d.cuts[i].at >= end {
			continue
		}
		if best < 0 {
			best = i
			continue
		}
		r, n := score(d.cuts[i])
		if br, bn := score(d.cuts[best]); r < br || r == br && n < bn {
			best = i
		}
	}
	if best >= 0 {
		at := d.cuts[best].at
		return d.divide(begin, at, first, best, most/2) && d.divide(at, end, best, last, most/2)
	}
	for middle < end && !utf8.RuneStart(d.markdown[middle]) { // one long line
		middle++
	}
	if blank := strings.LastIndexByte(d.markdown[begin:middle], ' '); blank > 0 {
		middle = begin + blank + 1
	}
	return d.divide(begin, middle, last, last, most/2) && d.divide(middle, end, last, last, most/2)
}

// part is the text between two offsets as a page; not ok where it exceeds the bounds of
// pages. Code that is divided is closed and opened again.
func (d *divider) part(begin, end int) (p documentPart, ok bool) {
	if end-begin > site.MaxTextBytes {
		return documentPart{}, false
	}
	p.markdown = d.markdown[begin:end]
	moved := 0
	if fence := d.fenceAt(begin); fence != "" {
		p.markdown = fence + "\n" + p.markdown
		moved = len(fence) + 1
	}
	if fence := d.fenceAt(end); fence != "" {
		mark := strings.TrimLeft(fence, " ")
		p.markdown += "\n" + mark[:len(mark)-len(strings.TrimLeft(mark, mark[:1]))] + "\n"
	}
	if len(p.markdown) > site.MaxTextBytes {
		return documentPart{}, false
	}
	var over *site.Excess
	if p.text, over = site.Read(p.markdown); over != nil {
		return documentPart{}, false
	}
	i, _ := slices.BinarySearchFunc(d.places, begin, func(a site.Anchor, at int) int { return a.Offset - at })
	for ; i < len(d.places) && (d.places[i].Offset < end || end == len(d.markdown)); i++ {
		p.anchors = append(p.anchors, site.Anchor{ID: d.places[i].ID, Offset: d.places[i].Offset - begin + moved})
	}
	for _, passage := range d.passages {
		if passage.Offset >= end {
			break
		}
		if passage.Offset <= begin { // the part begins in it
			p.passages = p.passages[:0]
		}
		p.passages = append(p.passages, site.Passage{Offset: max(passage.Offset-begin, 0) + moved, Language: passage.Language})
	}
	return p, true
}

// fenceAt is the line that opens the code in which an offset is; empty outside of code.
func (d *divider) fenceAt(at int) string {
	i, found := slices.BinarySearchFunc(d.cuts, at, func(c cut, at int) int { return c.at - at })
	if !found {
		return ""
	}
	return d.cuts[i].fence
}
