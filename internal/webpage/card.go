package webpage

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxCards     = 200 // links that are looked at
	maxCardDepth = 3   // elements between a link and the heading that it is for
)

// linkCards gives the empty links that lie over a whole card, as those of lists of posts
// do, to the card's heading: a link without text is none that a reader can see.
func (d *Document) linkCards() {
	cards := 0
	for i := range d.elements {
		e := &d.elements[i]
		if e.n.DataAtom != atom.A || e.links == 0 || e.text > 0 || e.images > 0 || e.fragments > 0 || e.has(left|unseen) {
			continue
		}
		if cards++; cards > maxCards {
			return
		}
		if h := d.cardHeading(i); h != nil {
			moveLink(e.n, h)
		}
	}
}

// cardHeading returns the only heading of the card that a link lies over, or nil. It
// has no link, and the link's label, if there is one, has its words.
func (d *Document) cardHeading(i int) *html.Node {
	label := strings.ToLower(first(attr(d.elements[i].n, "aria-label"), attr(d.elements[i].n, "title")))
	p := d.elements[i].parent
	for k := 0; p > 0 && k < maxCardDepth; k++ {
		card := &d.elements[p]
		if isHeading(card.n) || !isContainer(card.n) && card.n.DataAtom != atom.Li || int(card.end-p) > maxVisited {
			return nil
		}
		found := -1
		for j := int(p) + 1; j < int(card.end); j++ {
			if e := &d.elements[j]; isHeading(e.n) && e.text > 0 && !e.has(left|unseen) {
				if found >= 0 {
					return nil
				}
				found = j
			}
		}
		if found >= 0 {
			h := &d.elements[found]
			if h.links > 0 || label != "" && !strings.Contains(label, strings.ToLower(headingText(h.n))) {
				return nil
			}
			return h.n
		}
		p = card.parent
	}
	return nil
}

// moveLink puts a link around all that a heading holds.
func moveLink(a, h *html.Node) {
	a.Parent.RemoveChild(a)
	for c := h.FirstChild; c != nil; c = h.FirstChild {
		h.RemoveChild(c)
		a.AppendChild(c)
	}
	h.AppendChild(a)
}
