package markdown

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// alerts are the kinds of admonitions that are GitHub's alerts too.
var alerts = []string{"note", "tip", "important", "warning", "caution"}

// admonition writes a note, a warning or the like that stands apart from the text, as
// Sphinx, DocBook, Asciidoctor, MkDocs, Docusaurus and GitHub have them: an alert if its
// title says no more than its kind, else a quotation. It reports whether n is one. Only
// blocks with a title of their own are.
func (w *writer) admonition(n *html.Node) bool {
	if len(n.Attr) == 0 || n.Data != "div" && n.Data != "aside" && n.Data != "section" && n.Data != "blockquote" || w.flat > 0 || w.link != nil || len(w.stack) > maxNesting {
		return false
	}
	named := hasClass(n, "admonition", "admonitionblock", "markdown-alert", "theme-admonition", "blockquote-tag")
	kind := kindOf(n)
	if !named && kind == "" {
		return false
	}
	const near = 16 // nodes
	title := find(n, near, func(c *html.Node) bool {
		return hasClass(c, "admonition-title", "markdown-alert-title", "blockquote-tag-title") || named && isHeadingOf(c) ||
			!named && (c.Data == "h3" && hasClass(c, "title") || c.Data == "th")
	})
	if title == nil || title.Data == "th" && attr(title, "align") != "left" {
		return false
	}
	body := n
	if table := find(n, near, func(c *html.Node) bool { return c.Data == "table" }); table != nil && around(table, title) {
		if body = onlyText(table); body == nil {
			return false
		}
	}
	w.flush()
	before := w.stack[len(w.stack)-1].last
	w.open(otherBlock)
	w.push("> ", "> ")
	if strings.EqualFold(strings.TrimSpace(textOf(title, len("important")+8)), kind) && slices.Contains(alerts, kind) {
		w.open(otherBlock)
		w.rawLine("[!" + strings.ToUpper(kind) + "]")
	} else {
		w.with(bold, title)
		w.flush()
	}
	outer := w.told
	w.told = title
	w.outside(func() { w.children(body) })
	w.told = outer
	if !w.pop() {
		w.stack[len(w.stack)-1].last = before
	}
	return true
}

// kindOf is the kind of an admonition by its classes; "" if they name none.
func kindOf(n *html.Node) string {
	for _, c := range classesOf(n) {
		for _, prefix := range []string{"markdown-alert-", "theme-admonition-", "blockquote-tag-"} {
			c = strings.TrimPrefix(c, prefix)
		}
		if slices.Contains(alerts, c) {
			return c
		}
	}
	return ""
}

// isHeadingOf reports whether an element is the title of Docusaurus' or Asciidoctor's
// admonitions.
func isHeadingOf(n *html.Node) bool {
	for _, c := range classesOf(n) {
		if strings.HasPrefix(c, "admonitionheading") || c == "title" && n.Parent != nil && hasClass(n.Parent, "icon") {
			return true
		}
	}
	return false
}

func around(outer, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

// onlyText is the cell of a small table that has all of its text but the title; nil if
// there is more in it.
func onlyText(table *html.Node) *html.Node {
	const most = 3 // an icon, the title, the text
	var cells []*html.Node
	nodes := 0
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && len(cells) <= most && nodes < 40; c = c.NextSibling {
			nodes++
			switch c.Data {
			case "td", "th":
				cells = append(cells, c)
			case "tbody", "thead", "tr":
				walk(c)
			case "colgroup", "col":
			default:
				if c.Type == html.ElementNode || strings.TrimSpace(c.Data) != "" {
					nodes = 40
				}
			}
		}
	}
	walk(table)
	if len(cells) < 2 || len(cells) > most || nodes >= 40 {
		return nil
	}
	return cells[len(cells)-1]
}
