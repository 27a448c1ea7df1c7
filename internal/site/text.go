package site

import (
	"hackday.example/kiosk/internal/clean"
)

// Text is what is read in a page's Markdown.
type Text struct {
	Headings []Heading
	// Title is the first heading that has a text, without pictures if it has other words:
	// the badges behind a name are no part of that. It is empty where there is none.
	Title string
	Notes []Note // the footnotes, by their numbers, which count from 1
	// Links are the links in the order of their numbers, with what the text alone tells
	// of each: Kind, Title, Sentence, Destination and Offset.
	Links []Resource
	// Figures are the addresses of the pictures that stand by themselves, each once; see
	// PicturesAlone.
	Figures []string
}

// Excess is what a page's text has too much of to be read, and from which offset in
// it on.
type Excess struct {
	Offset    int
	What, Fix string
}

// Read reads a page's Markdown, cleaned (see clean.Markdown), which may be anything.
// It says what the text has too much of, if it has: see MaxBlocks and the other
// bounds. It takes time and memory in proportion to the text.
func Read(markdown string) (Text, *Excess) {
	t, _, over := read(markdown, false)
	return t, over
}

// Review is Read, with advice on the text, in no order.
func Review(markdown string) (Text, []Remark, *Excess) { return read(markdown, true) }

func read(markdown string, advise bool) (t Text, remarks []Remark, over *Excess) {
	source := []byte(markdown)
	document, lost, over := parse(source)
	if over != nil {
		return Text{}, nil, over
	}
	t.Headings = headings(document, source)
	t.Title = title(document, source)
	t.Notes = notes(document, source)
	t.Figures = figures(document)
	if advise {
		r := review{source: source}
		r.text(document)
		r.notes(document, lost)
		remarks = r.remarks
	}
	sentences := newSentences(source)
	for _, link := range Links(document) {
		r := newResource(link, source, sentences)
		r.Number = len(t.Links) + 1
		r.Offset = nodeOffset(link, source)
		t.Links = append(t.Links, r)
	}
	return t, remarks, nil
}

// Beginning is how Markdown begins.
type Beginning struct {
	Text    string // its first paragraph or heading that is not empty, on one line and without markup
	Heading bool   // it is a heading
	More    bool   // other words follow
}

// FirstWords is how Markdown begins; the Text is empty if there are no words in it. It
// bounds nothing: the caller is not to hand it more than some KiB.
func FirstWords(markdown string) Beginning { return firstWords([]byte(clean.Markdown(markdown))) }
