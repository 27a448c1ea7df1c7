package site

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Opening is the heading of level 1 that a text begins with.
type Opening struct {
	Text string // without any markup
	ID   string // as of Heading
	// Start is where the heading begins, and End the offset of the line behind it. Where
	// Badges stand at the heading's end, which are pictures that may be links, they begin
	// at End, and Text is without them.
	Start, End int
	Badges     bool
}

// OpeningOf finds the heading of level 1 that Markdown begins with, and which holds no
// link but those on badges. It is false where the Markdown begins otherwise. Only the
// beginning is looked at, unless a link's address may stand further down.
func OpeningOf(markdown string) (o Opening, ok bool) {
	const most = 4 << 10 // bytes; a title is shorter
	source := []byte(markdown[:min(len(markdown), most)])
	document, h := opening(source)
	if h == nil {
		return Opening{}, false
	}
	if text := h.Lines().Value(source); len(markdown) > most && bytes.IndexByte(text, '[') >= 0 && strings.Contains(markdown[most:], "]:") {
		source = []byte(markdown)
		if document, h = opening(source); h == nil {
			return Opening{}, false
		}
	}
	found := headings(document, source)[0]
	if found.Text == "" {
		return Opening{}, false
	}
	o = Opening{Text: found.Text, ID: found.ID, Start: nodeOffset(h, source), End: h.Lines().At(h.Lines().Len() - 1).Stop}
	if len(Links(h)) > 0 {
		first := firstBadge(h, source)
		if first == nil || o.End == len(source) && len(markdown) > len(source) {
			return Opening{}, false
		}
		o.Text, o.End, o.Badges = title(document, source), nodeOffset(first, source), true
		return o, true
	}
	next := func() bool {
		i := bytes.IndexByte(source[o.End:], '\n')
		if i < 0 {
			o.End = len(source)
			return false
		}
		o.End += i + 1
		return true
	}
	if source[o.End-1] != '\n' && !next() && len(markdown) > len(source) {
		return Opening{}, false
	}
	if source[o.Start] != '#' { // its underline
		if !next() && len(markdown) > len(source) {
			return Opening{}, false
		}
	}
	return o, true
}

// opening is the heading of level 1 that a text begins with, in its document; nil if
// there is none.
func opening(source []byte) (document ast.Node, h *ast.Heading) {
	document, _, over := parse(source)
	if over != nil {
		return nil, nil
	}
	h, isHeading := document.FirstChild().(*ast.Heading)
	if !isHeading || h.Level != 1 || h.Lines().Len() == 0 {
		return nil, nil
	}
	return document, h
}

// firstBadge is the first of the badges that a heading's text ends in; nil if it has no
// text before them, or holds anything else that leads somewhere.
func firstBadge(h *ast.Heading, source []byte) ast.Node {
	line := bytes.TrimRight(h.Lines().Value(source), " \n")
	if source[nodeOffset(h, source)] != '#' || h.Lines().Len() != 1 || bytes.HasSuffix(line, []byte("#")) || bytes.HasSuffix(line, []byte("}")) {
		return nil
	}
	var first ast.Node
	words := false
	for c := h.FirstChild(); c != nil; c = c.NextSibling() {
		link, isLink := c.(*ast.Link)
		switch {
		case c.Kind() == ast.KindImage, isLink && onlyImage(link) != nil:
			if first == nil {
				first = c
			}
		case len(Links(c)) > 0:
			return nil
		case plainText(c, source) != "":
			if first != nil {
				return nil
			}
			words = true
		}
	}
	if !words {
		return nil
	}
	return first
}
