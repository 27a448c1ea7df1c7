package webpage

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// collect gathers what was not removed: the home as a whole, and what stands
// beside it and above.
func (c *finder) collect(home int) {
	es := c.d.elements
	above := make(map[*html.Node]bool)
	for p := int32(home); p >= 0; p = es[p].parent {
		above[es[p].n] = true
	}
	top := es[home].n
	n := c.d.root.FirstChild
	for n != nil {
		descend := false
		switch {
		case n.DataAtom == atom.Head || n.Type == html.DoctypeNode || n.Type == html.CommentNode:
		case n == top && (isOwnBlock(n) || isMain(n)):
			c.nodes = append(c.nodes, n)
		case above[n], n.Type == html.ElementNode && isPart(n):
			descend = true
		default:
			c.nodes = append(c.nodes, n)
		}
		if descend && n.FirstChild != nil {
			n = n.FirstChild
			continue
		}
		for n != nil && n.NextSibling == nil {
			if n = n.Parent; n == c.d.root {
				return
			}
		}
		if n != nil {
			n = n.NextSibling
		}
	}
}

// isPart reports whether n means nothing without what is around it.
func isPart(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Li, atom.Dd, atom.Dt, atom.Caption:
		return true
	}
	return false
}

// isOwnBlock reports whether n can stand by itself.
func isOwnBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Div, atom.Section, atom.Article, atom.Main:
		return true
	}
	return false
}

// remove takes what was left out from the tree, and says what it was.
func (c *finder) remove() []string {
	var out []string
	es := c.d.elements
	for i := 0; i < len(es); {
		e := &es[i]
		if !e.has(left) {
			i++
			continue
		}
		if len(out) < maxLeftOut && e.text > 4 && !e.has(unseen) {
			out = append(out, c.d.text(i, 80))
		}
		if e.n.Parent != nil {
			dropSeparator(e.n)
			e.n.Parent.RemoveChild(e.n)
		}
		i = int(e.end)
	}
	return out
}
