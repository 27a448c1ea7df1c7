package layout

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
)

// breakTag matches the one tag that a page's Markdown keeps when it is loaded.
var breakTag = regexp.MustCompile(`(?i)^<br[\s/>]`)

// html adds what a tag within a line shows: a line break, or nothing.
func (w *inline) html(n *ast.RawHTML, p pen) {
	if breakTag.Match(n.Segments.Value(w.source)) {
		w.lineBreak(p)
	}
}

// htmlBlock shows the words of a block of HTML, line by line. HTML is made Markdown
// when a page is loaded, so what is left is a stray tag, or what could not be read.
func (t *setter) htmlBlock(n *ast.HTMLBlock, width int) []line {
	lines := n.Lines().Sliced(0, n.Lines().Len())
	if n.HasClosure() {
		lines = append(slices.Clone(lines), n.ClosureLine)
	}
	var source []byte
	end := 0
	for _, l := range lines {
		source, end = append(source, l.Value(t.source)...), l.Stop
	}
	w := &t.inline
	w.reset()
	tags := html.NewTokenizer(bytes.NewReader(source))
	for kind := tags.Next(); kind != html.ErrorToken; kind = tags.Next() {
		if kind != html.TextToken {
			if breakTag.Match(tags.Raw()) && len(w.spans) > 0 {
				w.lineBreak(pen{})
			}
			continue
		}
		for i, text := range bytes.Split(tags.Text(), []byte("\n")) {
			if i > 0 && len(w.spans) > 0 && w.last != '\n' {
				w.lineBreak(pen{})
			}
			w.add(string(text), pen{})
		}
	}
	spans := w.trimmed()
	if len(spans) > 0 { // which begin with a word
		spans[0].end = atOnce(end)
	}
	return t.flow(spans, width)
}
