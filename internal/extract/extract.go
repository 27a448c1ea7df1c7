// Package extract turns documents that are text into document.Text: plain text, tables
// of comma-separated values, web pages, Markdown and captions. It reads bytes that may be
// anything, within bounds, and opens nothing itself. PDFs are read by package pdf, in a
// process of its own; what is read here is parsed by code in Go that bounds its time and
// memory, as pages are.
//
// OpenDocument and Word are not read, so that their State is document.Unsupported. There
// is no library in Go for their text that is kept up and that bounds what it unpacks: the
// well-kept ones write such files, or read spreadsheets alone (excelize), and the readers
// (docx2txt, docconv, godocx) unpack whole archives into memory, call other programs, or
// have had no release for years.
package extract

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/markdown"
	"hackday.example/kiosk/internal/webpage"
)

// maxTextFile bounds the bytes that are read of a file of text. UTF-16 takes twice the
// bytes of document.MaxTextBytes or less.
const maxTextFile = 4 << 20

// MaxBytes is how many bytes of a document's file Text looks at, at most: it is to be
// handed those, and told whether there are more. It is 0 for what is not read here.
func MaxBytes(f document.Format) int64 {
	switch f {
	case document.PlainText, document.Captions:
		return maxTextFile
	case document.Markdown, document.CSV:
		return document.MaxTextBytes
	case document.HTML:
		return webpage.MaxBytes
	}
	return 0
}

// Text reads a document. name is its file's, whose ending tells TSV from CSV and SubRip
// from WebVTT. content is the beginning of the file, and whole whether that is all of it.
// The Text's State is document.Ready, TooLong, Broken or Unsupported. It is safe for
// concurrent use.
func Text(f document.Format, name string, content []byte, whole bool) document.Text {
	if !whole && f != document.CSV {
		return document.Text{State: document.TooLong}
	}
	var t document.Text
	switch f {
	case document.PlainText:
		t = plainText(content)
	case document.CSV:
		t = table(name, content, whole)
	case document.HTML:
		t = webPage(content)
	case document.Markdown:
		t = markdownText(content)
	case document.Captions:
		t = captions(name, content)
	default:
		return document.Text{State: document.Unsupported}
	}
	if t.State == document.Ready && len(t.Markdown) > document.MaxTextBytes {
		t.State = document.TooLong
	}
	if t.State != document.Ready {
		return document.Text{State: t.State}
	}
	return t
}

// written has what stands in an HTML tree as a document's Markdown, and its IDs as
// places.
func written(nodes []*html.Node, o markdown.Options) document.Text {
	text, err := markdown.FromHTML(nodes, o)
	if err != nil {
		return document.Text{State: stateOf(err)}
	}
	return converted(text)
}

// converted is a document of what HTML became.
func converted(text markdown.Text) document.Text {
	t := document.Text{Markdown: text.Markdown}
	for _, a := range text.Anchors {
		if len(a.ID) <= document.MaxID && len(t.Places) < document.MaxPlaces {
			t.Places = append(t.Places, document.Place{ID: a.ID, Offset: a.Offset})
		}
	}
	for _, p := range text.Passages[:min(len(text.Passages), document.MaxPassages)] {
		t.Passages = append(t.Passages, document.Passage{Offset: p.Offset, Language: p.Language})
	}
	return t
}

// stateOf is what an error of reading HTML says of the document.
func stateOf(err error) document.State {
	if errors.Is(err, markdown.ErrTooLarge) || errors.Is(err, markdown.ErrTooMany) || errors.Is(err, webpage.ErrTooLarge) || errors.Is(err, webpage.ErrTooMany) {
		return document.TooLong
	}
	return document.Broken
}

// element is an element of HTML with what stands in it.
func element(tag atom.Atom, in ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, DataAtom: tag, Data: tag.String()}
	for _, c := range in {
		n.AppendChild(c)
	}
	return n
}

// words are a text of HTML.
func words(text string) *html.Node { return &html.Node{Type: html.TextNode, Data: text} }

// line is a text on one line, of document.MaxLine bytes at most.
func line(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > document.MaxLine {
		text = strings.ToValidUTF8(text[:document.MaxLine], "")
	}
	return text
}
