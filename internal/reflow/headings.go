package reflow

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"hackday.example/kiosk/internal/clean"
)

const (
	largeSize   = 1.15 // times the body's: a short paragraph of at least that is a heading
	largerSize  = 1.5  // likewise, of a higher one
	longHeading = 160  // characters; what has more is no heading

	pagesPerBookmark = 40  // a document with fewer bookmarks has the numbers of its pages as headings
	maxSought        = 256 // bookmarks of one page that are looked for in its text
)

// markHeadings makes headings of the short blocks whose font is clearly larger than the
// body's. level is that of the largest.
func markHeadings(blocks []block, body float64, level int) {
	for i := range blocks {
		b := &blocks[i]
		letters := 0
		for j := range b.lines {
			letters += b.lines[j].letters
		}
		if b.kind != paragraph || body == 0 || b.size < largeSize*body || letters > longHeading || !strings.ContainsFunc(b.text(), unicode.IsLetter) {
			continue
		}
		if level == 0 {
			b.strong = true
			continue
		}
		b.kind, b.level = heading, level
		if b.size < largerSize*body {
			b.level++
		}
	}
}

// text is the text of a block on one line.
func (b *block) text() string {
	if b.title != "" {
		return b.title
	}
	parts := make([]string, 0, len(b.lines))
	for i := range b.lines {
		parts = append(parts, b.lines[i].text())
	}
	return strings.Join(parts, " ")
}

// folded is text as titles are compared: small letters and digits alone.
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if !isWordRune(r) && !unicode.IsMark(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// unnumbered is a heading's text without the number before it: "2.1 Boats" is "Boats".
func unnumbered(text string) string {
	first, rest, ok := strings.Cut(text, " ")
	if ok && strings.Trim(first, "0123456789.") == "" && rest != "" {
		return rest
	}
	return text
}

// outline is the bookmarks of a document by their pages, in its order; nil where there
// are too few for its pages to be found by them. One that repeats the title at the
// beginning is left out, and those that lead nowhere go with the one behind them.
func outline(d *Document) map[int][]Bookmark {
	pages := map[int][]Bookmark{}
	var pending []Bookmark
	n := 0
	for i, b := range d.Bookmarks {
		if b.Title = short(b.Title); b.Title == "" {
			continue
		}
		if i == 0 && b.Page <= 1 && folded(b.Title) == folded(d.Title) {
			continue
		}
		if b.Page < 1 || b.Page > len(d.Pages) {
			pending = append(pending, b)
			continue
		}
		for _, p := range pending {
			p.Page, p.Y = b.Page, b.Y
			pages[b.Page] = append(pages[b.Page], p)
		}
		pending = pending[:0]
		pages[b.Page] = append(pages[b.Page], b)
		n++
	}
	if n == 0 || n*pagesPerBookmark < len(d.Pages) {
		return nil
	}
	return pages
}

// titles are what the bookmarks say, as running heads repeat it.
func titles(outline map[int][]Bookmark) map[string]bool {
	says := map[string]bool{}
	for _, bookmarks := range outline {
		for _, b := range bookmarks {
			if t := headTitle(b.Title); t != "" {
				says[t] = true
			}
		}
	}
	return says
}

// placeBookmarks makes headings of a page's bookmarks: the block that says the same, or
// its first lines, or else a heading of its own before what stands at the bookmark's Y.
//
// What is printed smaller than the body is not looked at, nor what leads to pages itself,
// as an outline does, nor items.
func placeBookmarks(blocks []block, bookmarks []Bookmark, body float64, links []Link) []block {
	type before struct {
		block
		at int
	}
	var added []before
	says := map[string][]int{} // blocks by their folded text, and by that of their first line
	note := func(text string, i int) {
		if f := folded(text); f != "" && len(says[f]) < 8 && !slices.Contains(says[f], i) {
			says[f] = append(says[f], i)
		}
	}
	for i := range blocks {
		if b := &blocks[i]; len(b.lines) > 0 && (b.kind == paragraph || b.kind == heading) && b.size > 0.9*body && !leads(b.lines[0].words, links) {
			if len(b.lines) <= 4 {
				note(b.text(), i)
				note(unnumbered(b.text()), i)
			}
			note(b.lines[0].text(), i)
			note(unnumbered(b.lines[0].text()), i)
		}
	}
	splits := map[int]bool{} // blocks whose first line is the heading
	for n, m := range bookmarks {
		level := min(max(m.Level, 1), 5) + 1
		f := folded(m.Title)
		best := -1
		for _, i := range says[f] {
			if blocks[i].bookmarked {
				continue
			}
			if best < 0 || blocks[i].distance(m.Y) < blocks[best].distance(m.Y) {
				best = i
			}
		}
		if best >= 0 {
			b := &blocks[best]
			b.bookmarked = true
			if t := b.text(); folded(t) != f && folded(unnumbered(t)) != f {
				splits[best] = true
			} else {
				b.kind = heading
			}
			b.level = level
			continue
		}
		at := 0
		if !math.IsNaN(m.Y) && n < maxSought {
			for at < len(blocks) && blocks[at].Y1 < m.Y {
				at++
			}
			if at == len(blocks) || at <= maxSought && allLead(blocks[:at], links) { // or it stands behind an outline
				at = 0
			}
		}
		added = append(added, before{block{kind: heading, level: level, title: clean.Line(m.Title)}, at})
	}
	slices.SortStableFunc(added, func(a, b before) int { return cmp.Compare(a.at, b.at) })
	var out []block
	for i := range blocks {
		for len(added) > 0 && added[0].at == i {
			out, added = append(out, added[0].block), added[1:]
		}
		b := blocks[i]
		if splits[i] {
			head, rest := b, b
			head.kind, head.lines = heading, b.lines[:1]
			rest.lines, rest.level = b.lines[1:], 0
			rest.bookmarked = false
			out = append(out, head, rest)
			continue
		}
		out = append(out, b)
	}
	for _, a := range added {
		out = append(out, a.block)
	}
	return out
}

// distance is how far a block begins from a place on the page; 0 where it is not known.
func (b *block) distance(y float64) float64 {
	if math.IsNaN(y) {
		return 0
	}
	return math.Abs(b.Y0 - y)
}

// headingLevel is the level of headings that are found by their font: below those of
// pages, and no headings at all where bookmarks say which there are.
func headingLevel(bookmarks bool, pages int) int {
	switch {
	case bookmarks:
		return 0
	case pages > 1:
		return 3
	}
	return 2
}

// withoutTitle leaves out the first block if it says no more than the document's title.
func withoutTitle(blocks []block, title string) []block {
	if len(blocks) > 0 && folded(title) != "" && folded(blocks[0].text()) == folded(title) {
		return blocks[1:]
	}
	return blocks
}

// leads reports whether words begin with a link to a page, as those of an outline do.
func leads(words []word, links []Link) bool {
	n := int(words[0].link)
	return n > 0 && n <= len(links) && links[n-1].URL == ""
}

// allLead reports whether all blocks lead to pages.
func allLead(blocks []block, links []Link) bool {
	for i := range blocks {
		if len(blocks[i].lines) == 0 || !leads(blocks[i].lines[0].words, links) {
			return false
		}
	}
	return true
}
