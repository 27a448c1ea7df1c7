// Package reflow turns what is printed on pages, glyph by glyph, into text in reading
// order, as Markdown: lines, columns, paragraphs, headings, lists and tables. What
// recurs on most pages is said once. It knows no file format: pdf hands it what PDFium
// found. All that it is handed is hostile.
package reflow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/document"
)

// Document is what is printed on the pages of a document.
type Document struct {
	Title, Author string
	Date          time.Time
	Pages         []Page
	Bookmarks     []Bookmark // in the document's order
}

// Page is one page. Its coordinates are in points of 1/72 inch, from the upper left
// corner of the page as it is shown, so after its rotation: x to the right, y down. They
// may be any numbers, NaN and infinities among them.
type Page struct {
	Width, Height float64
	Glyphs        []Glyph // in the order of the file
	Links         []Link
	Rules         []Box  // lines drawn, as of tables; thin boxes
	Picture       []byte // the page as a PNG or JPEG, where it has no text; else nil
}

// Box is a rectangle: X0 <= X1 and Y0 <= Y1.
type Box struct{ X0, Y0, X1, Y1 float64 }

// Glyph is one character.
type Glyph struct {
	Box               // of the character: its advance, or its ink where that is not known
	Rune      rune    // 0 where it is not known
	Base      float64 // y of the baseline; 0 where not known
	Size      float64 // of the font, in points as shown; 0 where not known
	Font      uint16  // tells fonts apart
	Bold      bool
	Italic    bool
	Fixed     bool    // the font's characters have one width
	Symbol    bool    // of a font of symbols, as bullets are: Rune may be any letter
	Angle     float64 // degrees clockwise from left to right
	Hyphen    bool    // PDFium takes it for a hyphen at a line's end
	Invisible bool    // text of no ink, as recognised text over a scan has it
}

// Link is a part of a page that leads somewhere.
type Link struct {
	Box
	URL  string // empty where it leads to a page of the document
	Page int    // its number from 1; 0 where URL is set
}

// Bookmark is an entry of the document's outline.
type Bookmark struct {
	Title string
	Level int     // from 1
	Page  int     // from 1; 0 where it leads nowhere
	Y     float64 // where on the page, NaN where it does not say
}

// Text is the text of a document. It takes time and memory in proportion to it, whatever
// it holds, and stops with document.TooLong where the text exceeds its bound.
func Text(d *Document) document.Text {
	t := document.Text{Title: short(d.Title), Author: short(d.Author), Date: d.Date, Pages: len(d.Pages)}
	pages := make([]*page, len(d.Pages))
	w := &writer{hyphens: hyphens{}, pages: len(d.Pages)}
	for i := range d.Pages {
		pages[i] = newPage(&d.Pages[i], i+1, len(w.links))
		w.links = append(w.links, d.Pages[i].Links...)
	}
	w.plain = usualStyle(pages)
	body := bodySize(pages)
	bookmarks := outline(d)
	dropRecurring(pages, body, w.links, titles(bookmarks))
	for _, p := range pages {
		for i := range p.segments {
			w.hyphens.note(p.segments[i].words)
		}
	}
	pictures := &album{}
	for _, p := range pages {
		blocks := p.blocks()
		picture := len(blocks) == 0 && len(p.picture) > 0 && !p.spoken
		markHeadings(blocks, body, headingLevel(bookmarks != nil, len(pages)))
		if w.Len() == 0 && w.held == nil {
			blocks = withoutTitle(blocks, t.Title)
		}
		if bookmarks != nil {
			blocks = placeBookmarks(blocks, bookmarks[p.number], body, w.links)
		} else if len(pages) > 1 && (picture || len(blocks) > 0) {
			blocks = slices.Insert(blocks, 0, block{kind: heading, level: 2, title: pageHeading(p.number)})
		}
		if picture {
			blocks = append(blocks, block{kind: still, title: pictures.add(p)})
		}
		w.page(p.number, blocks)
	}
	w.release()
	if w.tooLong || w.Len() > document.MaxTextBytes {
		return document.Text{State: document.TooLong}
	}
	t.Markdown, t.Places, t.Pictures = w.String(), w.settled(), pictures.pictures
	return t
}

// album gathers the pages that are pictures, within their bounds.
type album struct {
	pictures []document.Picture
	bytes    int
}

// add is the ID of a page's picture; empty where there is no room for it.
func (a *album) add(p *page) string {
	if len(p.picture) > document.MaxPictureBytes || len(p.picture) > document.MaxAllPictures-a.bytes || len(a.pictures) == document.MaxPictures {
		return ""
	}
	id := fmt.Sprintf("picture-%d", p.number)
	a.pictures = append(a.pictures, document.Picture{ID: id, File: p.picture})
	a.bytes += len(p.picture)
	return id
}

// short is a title or an author's name, on one line and within its bound.
func short(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) > document.MaxLine {
		text = strings.ToValidUTF8(text[:document.MaxLine], "")
	}
	return clean.Line(text)
}
