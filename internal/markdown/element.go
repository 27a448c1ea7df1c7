package markdown

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// element writes an element. What is not named here has no meaning of its own: it is
// part of the line, as custom elements and unknown ones are.
func (w *writer) element(n *html.Node) {
	if n.Data == "script" && strings.HasPrefix(attr(n, "type"), "math/tex") {
		w.texScript(n)
		return
	}
	if n.Namespace == "svg" || n == w.told || isDropped(n.Data) || w.isHidden(n) || w.isNoteLabel(n) || w.note(n) {
		return
	}
	if id := attr(n, "id"); id != "" {
		if isBlock(n) {
			w.paragraphEnd()
		}
		w.anchor(id)
	}
	if w.admonition(n) {
		return
	}
	switch n.Data {
	case "p", "address", "article", "aside", "body", "center", "div", "fieldset", "figcaption", "footer", "form", "header", "hgroup",
		"html", "legend", "li", "main", "menuitem", "nav", "optgroup", "option", "search", "section", "details", "dialog", "caption",
		"thead", "tbody", "tfoot", "tr", "dt", "dd":
		if n.Data == "div" && codeLike(n) {
			return
		}
		w.block(n)
	case "figure":
		w.figure(n)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		w.headingBlock(n)
	case "summary":
		w.paragraphEnd()
		if find(n, 100, isHeading) != nil {
			w.children(n)
		} else {
			w.with(bold, n)
		}
		w.paragraphEnd()
	case "br":
		w.lineBreak()
	case "wbr":
	case "hr":
		w.flush()
		if w.flat == 0 && !w.ruled && !(w.notes != nil && n.Parent != nil && hasClass(n.Parent, "footnotes")) {
			w.open(otherBlock)
			w.rawLine("***")
			w.ruled = true
		}
	case "ul", "ol", "menu", "dir":
		w.list(n)
	case "dl":
		w.definitions(n)
	case "blockquote":
		w.quotation(n)
	case "table":
		w.table(n)
	case "td", "th":
		w.block(n)
	case "pre", "listing", "xmp", "plaintext":
		w.code(n)
	case "a":
		w.anchorElement(n)
	case "b", "strong":
		w.with(bold, n)
	case "i", "em", "cite", "dfn", "var":
		w.with(italic, n)
	case "s", "strike", "del":
		w.with(struck, n)
	case "code", "kbd", "samp", "tt":
		w.inlineCode(n)
	case "sub":
		w.script(n, subscripts, "_")
	case "sup":
		w.script(n, superscripts, "^")
	case "q":
		w.text("“")
		w.children(n)
		w.text("”")
	case "rt":
		w.text("(")
		w.children(n)
		w.text(")")
	case "rp", "rtc":
	case "img":
		w.image(n)
	case "area":
		w.text(" ")
		w.labelled(attr(n, "href"), attr(n, "alt"))
		w.text(" ")
	case "picture":
		w.children(n)
	case "noscript":
		w.noScript(n)
	case "iframe":
		w.frame(n)
	case "video", "audio", "object", "embed":
		w.media(n)
	case "math":
		w.formula(n)
	case "input":
		if strings.EqualFold(attr(n, "type"), "checkbox") && len(w.stack) > 1 && w.stack[len(w.stack)-1].last == noBlock && w.isEmpty() && w.flat == 0 {
			if has(n, "checked") {
				w.add(token{kind: rawToken, text: "[x]"})
			} else {
				w.add(token{kind: rawToken, text: "[ ]"})
			}
			w.text(" ")
		}
	case pieceTag:
		w.piece(n)
	default:
		w.inline(n)
	}
}

// isDropped reports whether nothing of an element is ever shown.
func isDropped(name string) bool {
	switch name {
	case "script", "style", "template", "svg", "head", "title", "meta", "link", "base", "param", "source", "track", "select", "textarea",
		"datalist", "canvas", "map-", "noembed", "noframes", "frameset", "frame", "annotation", "annotation-xml":
		return true
	}
	return false
}

// isBlock reports whether an element begins a block, so that its place is not in the
// line before it.
func isBlock(n *html.Node) bool {
	switch n.Data {
	case "p", "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "dt", "dd", "fieldset", "figcaption", "figure",
		"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "listing", "main", "menu", "nav", "ol",
		"optgroup", "option", "pre", "search", "section", "summary", "table", "caption", "td", "th", "tr", "ul", "xmp":
		return true
	}
	return false
}

func isHeading(n *html.Node) bool {
	return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
}

// inline writes an element that is part of a line, and keeps it from its neighbour
// where only a style sheet parts the two.
func (w *writer) inline(n *html.Node) {
	if hasClass(n, "katex", "MathJax_Preview") && w.katex(n) {
		return
	}
	if hasClass(n, "sr-only", "visually-hidden", "govuk-visually-hidden", "screen-reader-text", "visuallyhidden") { // it touches no word
		w.text(" ")
		w.children(n)
		w.text(" ")
		return
	}
	if style := attr(n, "style"); style != "" {
		switch declared(style, "display") {
		case "block", "flex", "grid", "table", "list-item":
			w.block(n)
			return
		case "inline-block", "inline-flex", "table-cell":
			w.text(" ")
			w.children(n)
			w.text(" ")
			return
		}
	}
	if w.isParted(n) {
		w.text(" ")
	}
	w.children(n)
}

// isParted reports whether an element touches the one before it, and both are of a
// kind that a style sheet sets apart: custom elements, buttons, links, and spans with
// different classes of which one begins with a capital behind a small letter.
func (w *writer) isParted(n *html.Node) bool {
	p := n.PrevSibling
	if n == w.root && p == nil {
		p = w.beside
	}
	if p == nil || p.Type != html.ElementNode || len(w.line) == 0 {
		return false
	}
	last := w.line[len(w.line)-1]
	if last.kind != textToken || last.text == "" {
		return last.kind == codeToken && n.Data == "a" && p.Data == "a"
	}
	switch {
	case strings.Contains(n.Data, "-") && strings.Contains(p.Data, "-"), n.Data == "label" && p.Data == "label",
		n.Data == "a" && p.Data == "a", n.Data == "button" && p.Data == "button":
		return true
	case n.Data == "span" && p.Data == "span" && attr(n, "class") != attr(p, "class") && has(n, "class") && has(p, "class"):
		begin := strings.TrimLeft(textOf(n, 8), "\u200b")
		before := last.text[len(last.text)-1]
		return begin != "" && begin[0] >= 'A' && begin[0] <= 'Z' && (before >= 'a' && before <= 'z')
	}
	return false
}

// headingBlock writes a heading, of one line.
func (w *writer) headingBlock(n *html.Node) {
	w.flush()
	if w.flat > 0 {
		w.with(bold, n)
		w.lineBreak()
		return
	}
	w.flat++
	w.heading = true
	w.children(n)
	w.heading = false
	w.flat--
	if w.isEmpty() {
		w.hold()
		return
	}
	c := compose(w, w.line, inHeading)
	w.line = w.line[:0]
	w.open(otherBlock)
	mark := strings.Repeat("#", int(n.Data[1]-'0')) + " "
	w.marked(mark, c)
}

// marked writes one line behind a mark.
func (w *writer) marked(mark string, c composed) {
	w.newLine()
	w.out = append(w.out, mark...)
	w.settle()
	w.place(c)
	w.out = append(w.out, c.text...)
}

// place gives anchors, and changes of language, their places in what is written next.
func (w *writer) place(c composed) {
	for _, m := range c.marks {
		w.anchors = append(w.anchors, Anchor{m.ID, len(w.out) + m.Offset})
	}
	for _, t := range c.turns {
		w.speak(t.language, len(w.out)+t.at)
	}
}

// rawLine writes one line of Markdown.
func (w *writer) rawLine(line string) { w.marked("", composed{text: []byte(line)}) }

// quotation writes a quotation. One that stands too deep is no quotation.
func (w *writer) quotation(n *html.Node) {
	w.flush()
	if w.flat > 0 || len(w.stack) > maxNesting {
		w.children(n)
		w.flush()
		return
	}
	kind := w.stack[len(w.stack)-1].last
	w.open(otherBlock)
	w.push("> ", "> ")
	w.outside(func() { w.children(n) })
	if !w.pop() {
		w.stack[len(w.stack)-1].last = kind
	}
}

// outside writes blocks that stand in no link, though the element does: each of them
// is linked by itself.
func (w *writer) outside(write func()) {
	write()
	link := w.link
	w.link = nil
	w.flush()
	w.link = link
}

// anchorElement writes <a>: a link, an anchor, or what only leads to where it stands.
func (w *writer) anchorElement(n *html.Node) {
	w.anchor(attr(n, "name"))
	href := attr(n, "href")
	if href == "" {
		w.inline(n)
		return
	}
	if w.isSelfLink(n, href) || isBackLink(n, href) || isSkipLink(n, href) {
		return
	}
	if number := w.noteNumber(n); number > 0 {
		w.add(token{kind: rawToken, text: "[^" + strconv.Itoa(number) + "]"})
		return
	}
	if w.isParted(n) {
		w.text(" ")
	}
	address := w.address(href)
	if w.heading && strings.HasPrefix(href, "#") {
		address = ""
	}
	outer := w.link
	const nodes = 30
	blocks := outer == nil && find(n, nodes, isBlock) != nil
	if blocks {
		w.flush()
	}
	l := &link{address: address}
	w.link = l
	w.children(n)
	if !l.used && address != "" {
		for _, name := range []string{attr(n, "aria-label"), attr(n, "title"), labelWithin(n)} {
			if strings.TrimSpace(name) != "" {
				w.text(name)
				break
			}
		}
	}
	w.link = outer
	if blocks {
		w.flush()
	}
}

// labelled writes a link with a text that is no element's.
func (w *writer) labelled(href, label string) {
	if strings.TrimSpace(label) == "" {
		return
	}
	outer := w.link
	if outer == nil {
		w.link = &link{address: w.address(href)}
	}
	w.text(label)
	w.link = outer
}

// address is where a link leads; "" for what leads nowhere that can be opened.
func (w *writer) address(href string) string {
	href = strings.TrimSpace(cleaned(href))
	if strings.ContainsAny(href, "\n\t") {
		href = strings.ReplaceAll(strings.ReplaceAll(href, "\n", ""), "\t", "")
	}
	if i := strings.IndexByte(href, ':'); i > 0 {
		switch strings.ToLower(href[:i]) {
		case "javascript", "data", "vbscript", "blob", "about":
			return ""
		}
	}
	if href == "" || href == "#" || len(href) > maxAddress {
		return ""
	}
	if w.Resolve != nil {
		href = w.Resolve(href)
	}
	if len(href) > maxAddress {
		return ""
	}
	return href
}

// labelWithin is what a picture or a drawing within a link is called.
func labelWithin(n *html.Node) string {
	f := find(n, 100, func(c *html.Node) bool {
		return attr(c, "aria-label") != "" || attr(c, "alt") != "" || attr(c, "title") != "" || c.Data == "title" && c.FirstChild != nil
	})
	if f == nil {
		return ""
	}
	for _, key := range []string{"aria-label", "alt", "title"} {
		if v := attr(f, key); v != "" {
			return v
		}
	}
	return f.FirstChild.Data
}
