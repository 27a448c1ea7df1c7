package markdown

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// listing is code as it is gathered: its text, and the anchors in it.
type listing struct {
	text  strings.Builder
	marks []Anchor
}

// gather adds the text below a node as it stands, but for the numbers of lines.
func (l *listing) gather(w *writer, n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			l.text.WriteString(codeText(c.Data))
			continue
		}
		if c.Type != html.ElementNode || isDropped(c.Data) || c.Data == "button" || w.isHidden(c) || isLineNumber(c) {
			continue
		}
		for _, key := range []string{"id", "name"} {
			if id := attr(c, key); id != "" && len(id) <= maxID && (key == "id" || c.Data == "a") {
				l.marks = append(l.marks, Anchor{id, l.text.Len()})
			}
		}
		switch c.Data {
		case "br":
			l.text.WriteByte('\n')
			continue
		case "img":
			l.text.WriteString(cleaned(attr(c, "alt")))
			continue
		case "td", "th":
			l.gather(w, c)
			continue
		}
		// A line is a block of its own in some highlighters, whose text has no line
		// feeds then.
		line := isBlock(c) || declared(attr(c, "style"), "display") == "block"
		if line && !l.atLineStart() {
			l.text.WriteByte('\n')
		}
		before := l.text.Len()
		l.gather(w, c)
		if line && c.Data != "table" && c.Data != "ol" && c.Data != "ul" && (!l.atLineStart() || l.text.Len() == before && (c.Data == "li" || c.Data == "tr" || c.Data == "div") && c.NextSibling != nil) {
			l.text.WriteByte('\n')
		}
	}
}

// codeText is text of code as it is written: cleaned, but for its tabs.
func codeText(s string) string {
	if !strings.Contains(s, "\t") && !strings.ContainsFunc(s, isStrange) {
		return s
	}
	parts := strings.Split(s, "\t")
	for i := range parts {
		parts[i] = cleaned(parts[i])
	}
	return strings.Join(parts, "\t")
}

// isLineNumber reports whether a cell of a table that code is set in has the number of
// the line beside it.
func isLineNumber(n *html.Node) bool {
	if n.Data != "td" || n.PrevSibling != nil || n.NextSibling == nil || n.NextSibling.Data != "td" || n.FirstChild == nil {
		return false
	}
	const longest = 8 // bytes
	text := strings.TrimSpace(textOf(n, longest))
	return text != "" && strings.Trim(text, "0123456789") == ""
}

func (l *listing) atLineStart() bool {
	return l.text.Len() == 0 || strings.HasSuffix(l.text.String(), "\n")
}

// code writes a block of code, each line as it is.
func (w *writer) code(n *html.Node) {
	w.flush()
	var l listing
	l.gather(w, n)
	text := l.text.String()
	trimmed := strings.TrimRight(text, "\n \t")
	if strings.TrimSpace(trimmed) == "" {
		for _, m := range l.marks {
			w.anchor(m.ID)
		}
		return
	}
	skip := 0
	for { // empty lines before the first
		i := strings.IndexByte(trimmed[skip:], '\n')
		if i < 0 || strings.TrimSpace(trimmed[skip:skip+i]) != "" {
			break
		}
		skip += i + 1
	}
	trimmed = trimmed[skip:]
	lines := strings.Split(trimmed, "\n")
	if w.flat > 0 {
		for _, line := range lines {
			if strings.TrimSpace(line) != "" {
				w.add(token{kind: codeToken, text: line})
				w.lineBreak()
			}
		}
		return
	}
	fence := strings.Repeat("`", max(3, longestRun([]byte(trimmed), '`')+1))
	w.hold()
	w.open(otherBlock)
	w.rawLine(fence + codeLanguage(n))
	marks := l.marks
	at := skip
	for _, line := range lines {
		w.newLine()
		if w.err != nil {
			return
		}
		for len(marks) > 0 && marks[0].Offset <= at+len(line) {
			w.anchors = append(w.anchors, Anchor{marks[0].ID, len(w.out) + max(0, marks[0].Offset-at)})
			marks = marks[1:]
		}
		if strings.TrimSpace(line) == "" && len(w.stack) > 1 { // goldmark would leave the indent to it
			w.trimLine()
		} else {
			w.out = append(w.out, line...)
		}
		at += len(line) + 1
	}
	for _, m := range marks {
		w.anchors = append(w.anchors, Anchor{m.ID, len(w.out)})
	}
	w.rawLine(fence)
}

var languageName = regexp.MustCompile(`^[a-z0-9_+#.-]{1,32}$`)

// codeLanguage is the name of the language of code, as generators give it: a class of the
// code or of what is around it; "" if there is none.
func codeLanguage(pre *html.Node) string {
	nodes := []*html.Node{}
	if c := pre.FirstChild; c != nil {
		for c != nil && c.Type != html.ElementNode {
			c = c.NextSibling
		}
		if c != nil && c.Data == "code" {
			nodes = append(nodes, c)
		}
	}
	for n := pre; n != nil && len(nodes) < 6; n = n.Parent {
		if n != pre && n.Data != "div" && n.Data != "figure" && n.Data != "code" {
			break
		}
		nodes = append(nodes, n)
	}
	for _, n := range nodes {
		for _, key := range []string{"data-lang", "data-language"} {
			if v := strings.ToLower(attr(n, key)); languageName.MatchString(v) {
				return plainLanguage(v)
			}
		}
		classes := classesOf(n)
		for i, c := range classes {
			for _, prefix := range []string{"language-", "lang-", "highlight-source-", "highlight-text-", "highlight-", "brush:"} {
				name, ok := strings.CutPrefix(c, prefix)
				if ok && name == "" && i+1 < len(classes) {
					name = classes[i+1]
				}
				if name = strings.TrimRight(name, ";"); ok && languageName.MatchString(name) {
					return plainLanguage(name)
				}
			}
			if c == "sourcecode" && i+1 < len(classes) && languageName.MatchString(classes[i+1]) && n.Data != "div" {
				return plainLanguage(classes[i+1])
			}
		}
	}
	return ""
}

// plainLanguage is a name but for those that mean that there is no language.
func plainLanguage(name string) string {
	switch name {
	case "none", "default", "plain", "plaintext", "text", "text-only", "nohighlight", "no-highlight", "fallback", "auto", "wrapper", "numbersource":
		return ""
	}
	return name
}

// isListing reports whether an element holds code of several lines.
func isListing(n *html.Node) bool {
	return n.Data == "pre" || n.Data == "table" || n.Data == "listing"
}

// codeLike reports whether an element is a part of a block of code that is not code.
func codeLike(n *html.Node) bool {
	return hasClass(n, "copy-code", "code-copy", "copybtn", "clipboard-copy") && textOf(n, 40) != ""
}

// inlineCode writes code within a line. Links stay where all of it is one.
func (w *writer) inlineCode(n *html.Node) {
	if w.flat == 0 && find(n, 50, isListing) != nil {
		w.code(n)
		return
	}
	if w.link == nil && find(n, maxLinkedCode, isLink) != nil {
		w.linkedCode(n)
		return
	}
	var l listing
	l.gather(w, n)
	w.addCode(&l)
}

// addCode writes a piece of code in a line.
func (w *writer) addCode(l *listing) {
	for _, m := range l.marks {
		w.anchor(m.ID)
	}
	text := l.text.String()
	if strings.Trim(text, " \n\t\r\f") == "" {
		w.text(text)
		return
	}
	w.add(token{kind: codeToken, text: text})
}

// maxLinkedCode is how many nodes of code in a line are looked at for links.
const maxLinkedCode = 200

func isLink(n *html.Node) bool { return n.Data == "a" && attr(n, "href") != "" }

// linkedCode writes code in a line, parts of which are links: a type's name, or an
// address in brackets.
func (w *writer) linkedCode(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		var l listing
		switch {
		case c.Type == html.TextNode:
			l.text.WriteString(codeText(c.Data))
		case c.Type != html.ElementNode || isDropped(c.Data) || w.isHidden(c):
			continue
		case isLink(c):
			l.gather(w, c)
			w.link = &link{address: w.address(attr(c, "href"))}
		case c.Data != "br" && find(c, maxLinkedCode, isLink) != nil:
			w.anchor(attr(c, "id"))
			w.linkedCode(c)
			continue
		default:
			l.gather(w, c)
		}
		w.anchor(attr(c, "id"))
		w.addCode(&l)
		w.link = nil
	}
}

// onlyElement is the element that is all that a node has; nil if there is more. It may
// be within others.
func onlyElement(n *html.Node) *html.Node {
	for {
		var only *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode && strings.TrimSpace(c.Data) == "":
			case c.Type == html.ElementNode && only == nil:
				only = c
			default:
				return nil
			}
		}
		if only == nil || only.Data != "span" {
			return only
		}
		n = only
	}
}
