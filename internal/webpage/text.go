package webpage

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/dom"
)

// maxVisited is how many nodes are looked at for a short text or a few links, so
// that blocks of nothing in one another cost little.
const maxVisited = 400

// text returns at most most bytes of what an element shows, with one blank
// between words and between elements that are blocks.
func (d *Document) text(i int, most int) string { return shown(d.elements[i].n, most) }

func shown(root *html.Node, most int) string {
	var b strings.Builder
	space := false
	visited := 0
	for n := root; n != nil && b.Len() < most && visited < maxVisited; n = dom.Following(n, root) {
		visited++
		switch n.Type {
		case html.TextNode:
			if p := n.Parent; p != nil && flagsOf(p, 0)&unseen != 0 {
				continue
			}
			space = appendWords(&b, n.Data, space, most)
		case html.ElementNode:
			space = space || isBlock(n) || n.DataAtom == atom.Br
		}
	}
	return clip(b.String(), most)
}

func appendWords(b *strings.Builder, s string, space bool, most int) bool {
	for i := 0; i < len(s) && b.Len() < most; i++ {
		if isSpace(s[i]) {
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteByte(s[i])
	}
	return space
}

// headingText returns the words of a heading without the signs that lead to it,
// such as ¶ and #.
func headingText(h *html.Node) string {
	var b strings.Builder
	space, visited := false, 0
	for n := h; n != nil && b.Len() < maxFact && visited < 4*maxVisited; n = dom.Following(n, h) {
		visited++
		if n.Type != html.TextNode {
			space = space || n.Type == html.ElementNode && n.DataAtom == atom.Br
			continue
		}
		if p := n.Parent; p != h && (flagsOf(p, 0)&unseen != 0 || attr(p, "aria-hidden") == "true" ||
			p.DataAtom == atom.A && isSign(n.Data)) {
			continue
		}
		space = appendWords(&b, n.Data, space, maxFact)
	}
	return strings.TrimSpace(clip(strings.Trim(b.String(), "\u200b"), maxFact))
}

// isSign reports whether a text is of signs alone that lead to a heading.
func isSign(s string) bool {
	return strings.Trim(s, " \t\r\n\u00b6#\u00a7\u200b\u200d\ufe0f\u2693\u25c6\U0001f517\u221e\uf0c1") == ""
}
