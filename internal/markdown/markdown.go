// Package markdown turns HTML into Markdown: the content of a web page, and HTML that
// stands in Markdown. What it writes is read back by package site's parser with every
// word in its order. It does not find the content of a page, resolve addresses or
// know files.
//
// The frame is html-to-markdown's converter, which walks the tree and calls back for
// each element; how each element is written is decided here, since the library's own
// renderers copy the text once for every level that it stands deep, know no
// definition lists, and let a table of a few bytes take gigabytes.
package markdown

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"golang.org/x/net/html"
	"golang.org/x/text/language"
)

// The bounds of what is converted. Text and time are linear in the input within them.
const (
	// MaxOutput bounds the Markdown, in bytes. Code that stands deep in lists is what
	// grows most: each of its lines is indented.
	MaxOutput = 8 << 20

	// MaxDepth bounds how deep elements stand in one another. html.Parse refuses
	// more than 512 that are open at once.
	MaxDepth = 1024

	maxTokens  = 100_000 // texts, links, breaks and the like of a block; pages have far fewer
	maxNesting = 10      // lists and quotations in one another, as site.MaxDepth; deeper ones are flat
	maxAddress = 4 << 10 // bytes of a link's address; a longer one is no link
	maxID      = 1 << 10 // bytes of an anchor's ID; a longer one is none
)

// Errors of conversion.
var (
	ErrTooLarge = errors.New("the text of this HTML is too large")
	ErrTooDeep  = errors.New("elements stand too deep in one another")
	ErrTooMany  = fmt.Errorf("more than %d pieces of HTML stand by themselves between Markdown", maxFragments)
)

// Options say how HTML is converted.
type Options struct {
	// Resolve rewrites the addresses of links and pictures. What becomes "" is no
	// link. If it is nil, addresses stay as they are.
	Resolve func(address string) string
}

// Text is what HTML became.
type Text struct {
	Markdown string
	// Anchors are the places that fragments lead to, sorted by Offset. Of those with
	// the same ID only the first is listed. They are nowhere in Markdown.
	Anchors []Anchor
	// Passages are where the text changes its language, by their offsets: those of the
	// HTML's lang and xml:lang, at most 2,000. They are nowhere in Markdown either.
	Passages []Passage
}

// Anchor is the place of an id or name of the HTML.
type Anchor struct {
	ID     string // as it was written
	Offset int    // in bytes of Markdown, at most its length
}

// FromHTML writes the content of a page as Markdown. The tree must not change
// meanwhile. Its text is left as it is, so that it may be converted again. It may be
// called by any number of goroutines with different trees.
//
// The errors are ErrTooLarge and ErrTooDeep.
func FromHTML(content []*html.Node, o Options) (Text, error) {
	t, _, err := fromHTML(content, o, nil)
	return t, err
}

// fromHTML is FromHTML with pieces of Markdown that elements named pieceTag stand for.
// It returns how many of them were written.
func fromHTML(content []*html.Node, o Options, pieces []composed) (Text, int, error) {
	for _, n := range content {
		if depth(n) > MaxDepth {
			return Text{}, 0, ErrTooDeep
		}
	}
	w := &writer{Options: o, content: content, pieces: pieces, stack: make([]container, 1, 8)}
	w.tabs = findTabs(content)
	if pieces == nil {
		w.notes = findNotes(content)
	}
	ctx := context.WithValue(context.Background(), writerKey{}, w)
	if _, err := frame().ConvertNode(&html.Node{Type: html.DocumentNode}, converter.WithContext(ctx)); err != nil {
		return Text{}, 0, err
	}
	if w.err != nil {
		return Text{}, 0, w.err
	}
	if len(w.out) > 0 {
		w.out = append(w.out, '\n')
	}
	w.settle()
	return Text{string(w.out), firstOfEach(w.anchors), passages(w.turns)}, w.written, nil
}

// firstOfEach sorts anchors, and leaves out those whose ID an earlier one has.
func firstOfEach(anchors []Anchor) []Anchor {
	slices.SortStableFunc(anchors, func(a, b Anchor) int { return a.Offset - b.Offset })
	seen := make(map[string]bool, len(anchors))
	return slices.DeleteFunc(anchors, func(a Anchor) bool {
		if seen[a.ID] {
			return true
		}
		seen[a.ID] = true
		return false
	})
}

type writerKey struct{}

// frame is the converter, which keeps nothing of what it converts.
var frame = sync.OnceValue(func() *converter.Converter {
	c := converter.NewConverter(converter.WithEscapeMode(converter.EscapeModeDisabled))
	c.Register.Renderer(render, converter.PriorityEarly)
	return c
})

// render is called by the converter for each node but texts, which it writes to w
// itself. For the document w is the converter's own buffer, which stays empty.
func render(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	out, ok := w.(*writer)
	if !ok {
		out = ctx.Value(writerKey{}).(*writer)
		out.ctx = ctx
		for i, n := range out.content {
			if out.root = n; i > 0 && n.PrevSibling == nil {
				out.beside = out.content[i-1]
			}
			if i == 0 || n.Parent != out.content[i-1].Parent {
				out.language = languageAround(n)
			}
			out.foreign = out.foreign || out.language != (language.Base{})
			ctx.RenderNodes(ctx, out, n)
		}
		out.flush()
		return converter.RenderSuccess
	}
	switch {
	case out.err != nil:
	case n.Type == html.ElementNode:
		out.within(n, func() { out.element(n) })
	case n.Type == html.DocumentNode:
		out.children(n)
	}
	return converter.RenderSuccess
}

// depth is how deep the tree below a node is; more than MaxDepth is not counted.
func depth(root *html.Node) int {
	level, deepest := 1, 1
	for n := root; ; {
		if n.FirstChild != nil {
			n = n.FirstChild
			if level++; level > deepest {
				deepest = level
			}
			if deepest > MaxDepth {
				return deepest
			}
			continue
		}
		for n != root && n.NextSibling == nil {
			n = n.Parent
			level--
		}
		if n == root {
			return deepest
		}
		n = n.NextSibling
	}
}

// attr is the value of an attribute; "" if there is none.
func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val
		}
	}
	return ""
}

// has reports whether a node has an attribute.
func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// hasClass reports whether a node has one of some classes, which are in small letters.
func hasClass(n *html.Node, classes ...string) bool {
	for _, c := range classesOf(n) {
		if slices.Contains(classes, c) {
			return true
		}
	}
	return false
}

// classesOf lists a node's classes in small letters, the first few of many.
func classesOf(n *html.Node) []string {
	const longest = 1 << 10 // bytes
	value := attr(n, "class")
	if value == "" {
		return nil
	}
	return strings.Fields(strings.ToLower(value[:min(len(value), longest)]))
}

// textOf is the text below a node that is shown, up to a number of bytes and nodes.
func textOf(n *html.Node, most int) string {
	var b strings.Builder
	left := most
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && b.Len() < most && left > 0; c = c.NextSibling {
			left--
			switch c.Type {
			case html.TextNode:
				b.WriteString(c.Data[:min(len(c.Data), most)])
			case html.ElementNode:
				if c.Data == "br" {
					b.WriteByte(' ')
				}
				if !isDropped(c.Data) {
					walk(c)
				}
			}
		}
	}
	walk(n)
	return b.String()
}

// find is the first element below a node that a function reports, among the first
// nodes of it.
func find(n *html.Node, most int, is func(*html.Node) bool) *html.Node {
	left := most
	var walk func(n *html.Node) *html.Node
	walk = func(n *html.Node) *html.Node {
		for c := n.FirstChild; c != nil && left > 0; c = c.NextSibling {
			left--
			if c.Type != html.ElementNode {
				continue
			}
			if is(c) {
				return c
			}
			if f := walk(c); f != nil {
				return f
			}
		}
		return nil
	}
	return walk(n)
}
