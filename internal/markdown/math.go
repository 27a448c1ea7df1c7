package markdown

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// The characters that Unicode has below and above the line.
const (
	scripted     = "0123456789+-−=()"
	subscripts   = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"
	superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾"
)

// script writes what stands below or above the line: in Unicode's characters where
// there are any, and else behind a mark.
func (w *writer) script(n *html.Node, characters, mark string) {
	const most = 40 // bytes; more is no index
	text := textOf(n, most)
	plain := strings.TrimSpace(text)
	if w.link != nil && !w.link.used && len(plain) < 8 && mark == "^" && strings.Trim(plain, "0123456789[]()*†‡§") == "" && plain != "" { // to a note
		w.text("[" + strings.Trim(plain, "[]()") + "] ")
		return
	}
	if plain == "" || len(text) >= most || find(n, 20, func(c *html.Node) bool {
		return c.Data == "a" || c.Data == "img" || c.Data == "code" || c.Data == "math" || c.Data == "input" || has(c, "id")
	}) != nil {
		if note := find(n, 20, func(c *html.Node) bool { return c.Data == "a" && attr(c, "href") != "" }); note != nil {
			if w.noteNumber(note) > 0 {
				w.children(n)
				return
			}
			w.noteReference(n)
			return
		}
		w.children(n)
		return
	}
	lead, tail := text[:strings.Index(text, plain)], text[strings.Index(text, plain)+len(plain):]
	w.text(lead)
	w.text(w.scriptText(plain, characters, mark))
	w.text(tail)
}

// scriptText is a text that stands below or above the line.
func (w *writer) scriptText(plain, characters, mark string) string {
	to := []rune(characters)
	var b strings.Builder
	for _, r := range plain {
		i := strings.IndexRune(scripted, r)
		if i < 0 {
			b.Reset()
			break
		}
		b.WriteRune(to[utf8.RuneCountInString(scripted[:i])])
	}
	if b.Len() > 0 {
		return b.String()
	}
	if mark == "^" {
		switch strings.ToLower(plain) {
		case "st", "nd", "rd", "th", "er", "re", "e", "ère", "ème", "me", "o", "a", "os", "as", "os.", "c", "r", "bis", "ter", "mme", "lle", "ste":
			return plain // of "1st" and its like
		case "tm":
			return "™"
		case "n":
			return "ⁿ"
		case "i":
			return "ⁱ"
		case "®", "©", "™", "*", "†", "‡", "§":
			return plain
		}
	}
	if utf8.RuneCountInString(plain) == 1 {
		return mark + plain
	}
	return mark + "(" + plain + ")"
}

// noteReference writes the reference to a note, which stands behind the word that it
// belongs to: in brackets, lest it look like a part of it.
func (w *writer) noteReference(n *html.Node) {
	text := strings.TrimSpace(textOf(n, 40))
	bare := strings.Trim(text, "[]()")
	if bare == text && text != "" && len(text) < 8 && find(n, 20, func(c *html.Node) bool { return c.Data == "img" }) == nil {
		w.text("[")
		w.children(n)
		w.text("]")
		return
	}
	w.children(n)
}

// katex writes a formula that is there several times, once. It is false if it is none.
func (w *writer) katex(n *html.Node) bool {
	if hasClass(n, "mathjax_preview") { // the script behind it has the formula, or nobody
		next := n.NextSibling
		return next != nil && next.Type == html.ElementNode && next.Data == "script"
	}
	const nodes = 2000
	if a := find(n, nodes, isTeX); a != nil {
		w.text(formulaText(a))
		return true
	}
	return false
}

// isTeX reports whether an element holds the TeX of a formula.
func isTeX(n *html.Node) bool {
	return n.Data == "annotation" && strings.Contains(attr(n, "encoding"), "tex")
}

// formulaText is the text of a formula's annotation.
func formulaText(n *html.Node) string {
	const most = 64 << 10 // bytes
	return strings.Join(strings.Fields(textOf(n, most)), " ")
}

// formula writes a formula of MathML: its TeX if it has one, else what it shows.
func (w *writer) formula(n *html.Node) {
	block := strings.EqualFold(attr(n, "display"), "block")
	if block {
		w.paragraphEnd()
	}
	const nodes = 2000
	text := strings.TrimSpace(attr(n, "alttext"))
	if a := find(n, nodes, isTeX); a != nil {
		text = formulaText(a)
	}
	if text == "" {
		var b strings.Builder
		mathText(&b, n, 0)
		text = strings.Join(strings.Fields(b.String()), " ")
	}
	w.text(text)
	if block {
		w.paragraphEnd()
	}
}

// mathText adds what a part of a formula shows.
func mathText(b *strings.Builder, n *html.Node, level int) {
	const deepest = 200
	if level > deepest {
		return
	}
	k := 0 // of the children that are elements
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(strings.TrimSpace(c.Data))
			continue
		}
		if c.Type != html.ElementNode || isDropped(c.Data) {
			continue
		}
		if k > 0 {
			switch n.Data {
			case "msup", "mover":
				b.WriteByte('^')
			case "msub", "munder":
				b.WriteByte('_')
			case "msubsup", "munderover":
				b.WriteByte("_^"[min(k, 2)-1])
			case "mfrac":
				b.WriteByte('/')
			case "mtr":
				b.WriteByte(' ')
			}
		}
		spaced := c.Data == "mo" && strings.ContainsAny(textOf(c, 8), "=+−<>≤≥≈≠→±·×∈-") && n.Data == "mrow" || c.Data == "mtr" || c.Data == "mtext" || n.Data == "math" && c.Data == "mo"
		if spaced {
			b.WriteByte(' ')
		}
		group := (n.Data == "mfrac" || k > 0 && strings.HasPrefix(n.Data, "msu")) && c.Data == "mrow" && find(c, 10, func(*html.Node) bool { return true }) != nil
		if c.Data == "msqrt" {
			b.WriteString("√(")
		} else if group {
			b.WriteByte('(')
		}
		mathText(b, c, level+1)
		if c.Data == "msqrt" || group {
			b.WriteByte(')')
		}
		if spaced {
			b.WriteByte(' ')
		}
		k++
	}
}

// texScript writes a formula that a script would draw, as kramdown leaves it.
func (w *writer) texScript(n *html.Node) {
	if n.FirstChild == nil {
		return
	}
	text := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(n.FirstChild.Data), "% <![CDATA["), "%]]>")
	block := strings.Contains(attr(n, "type"), "display")
	if block {
		w.paragraphEnd()
	}
	w.text(text)
	if block {
		w.paragraphEnd()
	}
}
