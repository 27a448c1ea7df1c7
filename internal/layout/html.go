package layout

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// html adds what a piece of raw HTML within a line shows: a line break, or the
// text of a picture. All other tags are dropped; the text between them is the
// paragraph's own.
func (w *inline) html(n *ast.RawHTML, p pen) {
	value := n.Segments.Value(w.source)
	if !showsSomething.Match(value) {
		return
	}
	tags := html.NewTokenizer(bytes.NewReader(value))
	for kind := tags.Next(); kind != html.ErrorToken; kind = tags.Next() {
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			w.tag(tags, p)
		}
	}
}

// showsSomething matches the tags that a Tokenizer, which takes 4 KiB, is asked about.
var showsSomething = regexp.MustCompile(`(?i)^<(br|img)\b`)

// tag adds what a tag itself shows.
func (w *inline) tag(tags *html.Tokenizer, p pen) atom.Atom {
	name, more := tags.TagName()
	tag := atom.Lookup(name)
	switch tag {
	case atom.Br:
		w.lineBreak(p)
	case atom.Img:
		for more {
			var key, value []byte
			if key, value, more = tags.TagAttr(); string(key) == "alt" && len(bytes.TrimSpace(value)) > 0 {
				w.label(w.words.Kind(site.Picture)+": ", p.with(theme.Pictured))
				w.add(string(value), p.with(theme.Pictured))
			}
		}
	}
	return tag
}

// htmlBlock sets the text of a block of raw HTML, each of its own blocks on lines
// of its own.
func (t *setter) htmlBlock(n *ast.HTMLBlock, width int) []line {
	source := n.Lines().Value(t.source)
	if n.HasClosure() {
		source = append(source, n.ClosureLine.Value(t.source)...)
	}
	w := &t.inline
	w.reset()
	tags := html.NewTokenizer(bytes.NewReader(source))
	hidden := atom.Atom(0) // the tag whose text is not shown
	for kind := tags.Next(); kind != html.ErrorToken; kind = tags.Next() {
		switch kind {
		case html.TextToken:
			if hidden == 0 {
				w.add(string(tags.Text()), pen{})
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := w.tag(tags, pen{})
			if kind == html.StartTagToken && (tag == atom.Script || tag == atom.Style || tag == atom.Template) {
				hidden = tag
			}
			w.part(tag)
		case html.EndTagToken:
			name, _ := tags.TagName()
			tag := atom.Lookup(name)
			if tag == hidden {
				hidden = 0
			}
			w.part(tag)
		}
	}
	return t.flow(w.trimmed(), width)
}

// part begins a new line where a tag begins or ends a block.
func (w *inline) part(tag atom.Atom) {
	switch tag {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Dd, atom.Details, atom.Div, atom.Dl, atom.Dt,
		atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Header, atom.Hr, atom.Li, atom.Main, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table,
		atom.Tr, atom.Ul:
		if len(w.spans) > 0 && w.last != '\n' {
			w.lineBreak(pen{})
		}
	case atom.Td, atom.Th:
		w.blankSpan(pen{})
	}
}
