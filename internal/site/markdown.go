package site

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Parse reads Markdown as the kiosk understands it: CommonMark with GitHub's
// tables, task lists, strikethrough and bare links, and definition lists. The
// tree points into source, which must not change.
func Parse(source []byte) ast.Node {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList))
	return md.Parser().Parse(text.NewReader(source))
}

// Links lists the links of a document in the order of their numbers: every
// *ast.Link, *ast.AutoLink and *ast.Image, outer before inner.
func Links(document ast.Node) []ast.Node {
	var links []ast.Node
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n.(type) {
			case *ast.Link, *ast.AutoLink, *ast.Image:
				links = append(links, n)
			}
		}
		return ast.WalkContinue, nil
	})
	return links
}

func headings(document ast.Node, source []byte) []Heading {
	var hs []Heading
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			hs = append(hs, Heading{Level: h.Level, Text: plainText(h, source)})
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return hs
}

// newResource describes a link by its text and place. The address is as the
// page has it.
func newResource(link ast.Node, source []byte) Resource {
	r := Resource{
		Title:    plainText(link, source),
		Sentence: sentenceAround(link, source),
		URL:      string(linkDestination(link, source)),
		Origin:   FromText,
	}
	r.Kind = kindOf(r.URL)
	switch l := link.(type) {
	case *ast.Image:
		r.Kind = Picture
	case *ast.AutoLink:
		if l.AutoLinkType == ast.AutoLinkEmail {
			r.Kind = Mail
		}
	}
	if r.Title == "" {
		r.Title = r.URL
	}
	if r.Title == "" {
		r.Title = "link without a text"
	}
	return r
}

// linkDestination is a link's address as the page wrote it, with Markdown's
// escapes undone.
func linkDestination(link ast.Node, source []byte) []byte {
	switch l := link.(type) {
	case *ast.Link:
		return unescape(l.Destination)
	case *ast.Image:
		return unescape(l.Destination)
	case *ast.AutoLink:
		return l.URL(source)
	}
	return nil
}

func unescape(b []byte) []byte {
	return []byte(html.UnescapeString(string(util.UnescapePunctuations(b))))
}

// nodePosition is the 1-based line and column in source of the first text
// below a node, or of the block it stands in.
func nodePosition(n ast.Node, source []byte) (line, column int) {
	offset := -1
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && offset < 0 {
			offset = t.Segment.Start
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	if offset < 0 {
		if lines := block(n).Lines(); lines != nil && lines.Len() > 0 {
			offset = lines.At(0).Start
		}
	}
	return position(string(source), max(offset, 0))
}

// deepest finds the block that stands deepest in lists and quotations, and how
// deep that is.
func deepest(document ast.Node) (n ast.Node, depth int) {
	current := 0
	_ = ast.Walk(document, func(m ast.Node, entering bool) (ast.WalkStatus, error) {
		switch m.(type) {
		case *ast.Blockquote, *ast.List:
			if !entering {
				current--
				break
			}
			if current++; current > depth {
				n, depth = m, current
			}
		}
		return ast.WalkContinue, nil
	})
	return n, depth
}

// block is the block that an inline node stands in.
func block(n ast.Node) ast.Node {
	for n.Type() == ast.TypeInline && n.Parent() != nil {
		n = n.Parent()
	}
	return n
}

// plainText is the text below a node without any markup, on one line.
func plainText(n ast.Node, source []byte) string {
	var w textWriter
	w.write(n, source, nil)
	return cleanLine(w.String())
}

// sentenceAround is the sentence that a link stands in, without any markup.
func sentenceAround(link ast.Node, source []byte) string {
	w := textWriter{mark: -1}
	w.write(block(link), source, link)
	if w.mark < 0 {
		return ""
	}
	whole := w.String()
	start, end := 0, len(whole)
	for _, stop := range sentenceEnds(whole) {
		if stop <= w.mark {
			start = stop
		} else {
			end = stop
			break
		}
	}
	return cleanLine(whole[start:end])
}

// textWriter gathers the text below a node, and where in it one node begins.
type textWriter struct {
	strings.Builder
	mark int // where the marked node begins; -1 before it is met
}

func (w *textWriter) write(root ast.Node, source []byte, marked ast.Node) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if n == marked {
			w.mark = w.Len()
		}
		switch n := n.(type) {
		case *ast.Text:
			value := n.Segment.Value(source)
			if !n.IsRaw() {
				value = unescape(value)
			}
			w.Write(value)
			if n.SoftLineBreak() || n.HardLineBreak() {
				w.WriteByte(' ')
			}
		case *ast.AutoLink:
			w.Write(n.Label(source))
		case *ast.String:
			w.Write(n.Value)
		}
		return ast.WalkContinue, nil
	})
}

// abbreviations end in a full stop without ending a sentence.
var abbreviations = []string{"dr", "mr", "mrs", "ms", "prof", "st", "no", "vs", "e.g", "i.e", "etc", "cf"}

// sentenceEnds lists the offsets in text behind each sentence. It is a plain
// reading of English: a full stop, question or exclamation mark, then blanks,
// then anything but a small letter.
func sentenceEnds(text string) []int {
	var ends []int
	for i, r := range text {
		if r != '.' && r != '?' && r != '!' {
			continue
		}
		rest := strings.TrimLeft(text[i+1:], ".?!\"')]”’")
		next := strings.TrimLeft(rest, " \n")
		if len(next) == len(rest) || next == "" {
			continue
		}
		if first, _ := utf8.DecodeRuneInString(next); unicode.IsLower(first) {
			continue
		}
		words := strings.Fields(text[:i])
		if r == '.' && len(words) > 0 && slices.Contains(abbreviations, strings.ToLower(strings.Trim(words[len(words)-1], "(\"'"))) {
			continue
		}
		ends = append(ends, len(text)-len(next))
	}
	return ends
}
