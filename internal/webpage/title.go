package webpage

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/dom"
)

const (
	maxSubtitle = 300 // bytes of a subtitle
	maxLine     = 160 // bytes of a paragraph that is one
	maxScanned  = 100 // nodes before the title, beyond which it is not looked for at the top
)

// name finds the title and the subtitle, and takes them from the nodes.
func (d *Document) name(c *Content, f *Furniture) {
	var shared Shared
	if f != nil {
		shared = f.Titles
	}
	site := shared.Strip(d.facts.Title)
	c.Title = first(d.facts.OGTitle, site)
	d.common = f != nil && f.titles[clip(d.facts.Title, 300)]
	behind := d.takeTitle(c, site)
	if behind == nil {
		if h := d.outerTitle(c, f); h != "" {
			c.Title = h
		}
	}
	d.subtitle(c, f, behind)
	if c.Title == "<no title>" { // Sphinx
		c.Title = ""
	}
	c.Nodes = present(c.Nodes)
}

// takeTitle takes the heading that the page has for its title, and returns the
// node behind which the text begins, or nil.
func (d *Document) takeTitle(c *Content, site string) *html.Node {
	h := d.titleHeading(c.Nodes, site)
	if h == nil {
		return d.takeTopLine(c, site)
	}
	text := headingText(h)
	if text == "" { // a picture, which stays
		c.Title = headingAlt(h)
		return nil
	}
	c.Title = text
	behind := placeholder(h)
	replace(c.Nodes, h, behind)
	return behind
}

// titleHeading returns the heading that is the page's title: the first h1, unless
// it is one of several and another's; or at the top of a text without h1 another
// that is also the page's <title>, or any where <title> says nothing of the page.
func (d *Document) titleHeading(nodes []*html.Node, site string) *html.Node {
	var h1, other, picture *html.Node
	text := false
	for _, root := range nodes {
		for n := root; n != nil; n = dom.Following(n, root) {
			switch {
			case n.Type == html.TextNode:
				if !text && strings.TrimSpace(n.Data) != "" && (n.Parent == nil || flagsOf(n.Parent, 0)&unseen == 0) {
					text = true
				}
			case n.DataAtom == atom.H1 && !d.isUnseen(n) && headingText(n) != "":
				if h1 == nil {
					h1 = n
				} else if d.isOneOfMany(h1, n, site) {
					return nil
				} else {
					return h1
				}
			case !text && other == nil && isHeading(n):
				if picture == nil && n.DataAtom == atom.H1 && (site == "" || d.common) && !d.isUnseen(n) && headingAlt(n) != "" {
					picture = n
				}
				s := headingText(n)
				if s != "" && (same(s, site) || same(s, d.facts.Title) || same(s, d.facts.OGTitle) || site == "" || d.common) {
					other = n
				}
			}
		}
	}
	if h1 != nil {
		return h1
	}
	if other != nil {
		return other
	}
	return picture
}

// headingAlt returns what the first picture in a heading says.
func headingAlt(h *html.Node) string {
	visited := 0
	for n := h; n != nil && visited < maxVisited; n = dom.Following(n, h) {
		if visited++; n.DataAtom == atom.Img {
			return strings.Join(strings.Fields(clip(attr(n, "alt"), maxFact)), " ")
		}
	}
	return ""
}

// outerTitle returns the text of an h1 that was left out, as one in a banner above the
// text, if the content has none and no other page has the same. It is empty if there is
// none.
func (d *Document) outerTitle(c *Content, f *Furniture) string {
	for i := range c.Nodes {
		if n := c.Nodes[i]; n.DataAtom == atom.H1 {
			return ""
		}
	}
	for i := range d.elements {
		e := &d.elements[i]
		if e.n.DataAtom != atom.H1 || e.has(unseen) {
			continue
		}
		if !e.has(left) && !d.isBelowLeft(i) {
			return ""
		}
		if s := headingText(e.n); s != "" && f != nil && f.pages > 1 && f.blocks[e.hash] < 2 {
			return s
		}
	}
	return ""
}

// isBelowLeft reports whether an element above one was left out.
func (d *Document) isBelowLeft(i int) bool {
	for p, k := d.elements[i].parent, 0; p >= 0 && k < 50; p, k = d.elements[p].parent, k+1 {
		if d.elements[p].has(left) {
			return true
		}
	}
	return false
}

// isOneOfMany reports whether the first two h1 are titles of parts, such as the
// posts of a list or the chapters of a book on one page.
func (d *Document) isOneOfMany(a, b *html.Node, site string) bool {
	s := headingText(a)
	if same(s, site) || same(s, d.facts.OGTitle) {
		return false
	}
	for p, i := a.Parent, 0; p != nil && i < 20; p, i = p.Parent, i+1 {
		if p.DataAtom == atom.Article {
			return !around(p, b)
		}
	}
	if site == "" || d.common {
		return false
	}
	x, y := strings.ToLower(s), strings.ToLower(site)
	return !strings.Contains(x, y) && !strings.Contains(y, x)
}

// isUnseen looks at the elements above n, at most 20.
func (d *Document) isUnseen(n *html.Node) bool {
	for i := 0; n != nil && i < 20; i, n = i+1, n.Parent {
		if flagsOf(n, 0)&unseen != 0 {
			return true
		}
	}
	return false
}

// takeTopLine takes the first line of a text without headings if it is what the
// page is called, as in <font size=5><b>Tides</b></font>.
func (d *Document) takeTopLine(c *Content, site string) *html.Node {
	if site == "" && d.facts.OGTitle == "" {
		return nil
	}
	scanned := 0
	for _, root := range c.Nodes {
		for n := root; n != nil; n = dom.Following(n, root) {
			if scanned++; scanned > maxScanned {
				return nil
			}
			if n.Type != html.TextNode || strings.TrimSpace(n.Data) == "" {
				continue
			}
			top := n
			for top != root && top.Parent != nil && onlyChild(top) {
				top = top.Parent
			}
			s := strings.Join(strings.Fields(clip(n.Data, maxFact)), " ")
			if top == n || !same(s, site) && !same(s, d.facts.OGTitle) && !same(s, d.facts.Title) {
				return nil
			}
			if next := top.NextSibling; next != nil && next.Type == html.TextNode && strings.TrimSpace(next.Data) != "" {
				return nil // it begins a sentence
			}
			c.Title = s
			behind := placeholder(top)
			replace(c.Nodes, top, behind)
			return behind
		}
	}
	return nil
}

func onlyChild(n *html.Node) bool {
	for _, s := range []*html.Node{n.PrevSibling, n.NextSibling} {
		if s != nil && (s.Type != html.TextNode || strings.TrimSpace(s.Data) != "" || s.NextSibling != nil && s.PrevSibling != nil) {
			return false
		}
	}
	return true
}

// same compares texts without regard to capitals and white space.
func same(a, b string) bool {
	return a != "" && strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// placeholder is what takes the place of n: nothing but the anchors in it, as links may
// lead there.
func placeholder(n *html.Node) *html.Node {
	const most = 20
	top := &html.Node{Type: html.ElementNode, DataAtom: atom.Span, Data: "span"}
	visited, found := 0, 0
	for k := n; k != nil && visited < maxVisited && found < most; k = dom.Following(k, n) {
		visited++
		id := attr(k, "id")
		if id == "" && k.DataAtom == atom.A {
			id = attr(k, "name")
		}
		if id != "" {
			found++
			top.AppendChild(&html.Node{Type: html.ElementNode, DataAtom: atom.A, Data: "a", Attr: []html.Attribute{{Key: "id", Val: id}}})
		}
	}
	if found == 0 {
		return &html.Node{Type: html.TextNode}
	}
	return top
}

func replace(nodes []*html.Node, old, with *html.Node) {
	for i := range nodes {
		if nodes[i] == old {
			nodes[i] = with
		}
	}
	if p := old.Parent; p != nil {
		p.InsertBefore(with, old)
		p.RemoveChild(old)
	}
}

// subtitle chooses between the description and the line behind the title.
func (d *Document) subtitle(c *Content, f *Furniture, behind *html.Node) {
	line, text := d.lineBehind(c.Nodes, behind)
	s := d.facts.Description
	if len(s) > maxSubtitle || f.SharedDescription(s) || same(s, c.Title) || same(s, d.facts.Title) {
		s = ""
	}
	switch {
	case s != "" && same(s, text) && line != nil:
		c.Subtitle = text
		replace(c.Nodes, line, placeholder(line))
	case s != "" && begins(d.opening(c.Nodes), s):
	case s != "":
		c.Subtitle = s
	case line != nil && d.isSubtitle(line, text):
		c.Subtitle = text
		replace(c.Nodes, line, placeholder(line))
	}
}

// begins reports whether a description is how the text begins, cut off or not.
func begins(text, s string) bool {
	s = strings.TrimRight(s, " .…[]")
	return len(s) > 0 && len(text) >= len(s) && strings.EqualFold(text[:len(s)], s)
}

// opening returns the first bytes of the content.
func (d *Document) opening(nodes []*html.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		if b.Len() > 2*maxSubtitle {
			break
		}
		if s := shown(n, 2*maxSubtitle); s != "" {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(s)
		}
	}
	return b.String()
}

// lineBehind returns the paragraph or h2 that stands right behind the title, and
// its text, if it is short and of plain words.
func (d *Document) lineBehind(nodes []*html.Node, behind *html.Node) (*html.Node, string) {
	if behind == nil {
		return nil, ""
	}
	n := nextElement(nodes, behind)
	if n == nil || n.DataAtom != atom.P && n.DataAtom != atom.H2 {
		return nil, ""
	}
	for k := dom.Following(n, n); k != nil; k = dom.Following(k, n) {
		if k.Type == html.ElementNode {
			switch k.DataAtom {
			case atom.Em, atom.I, atom.B, atom.Strong, atom.Span, atom.Small, atom.Font, atom.Abbr, atom.Time:
			default:
				return nil, ""
			}
		}
	}
	s := shown(n, maxSubtitle+1)
	if s == "" || len(s) > maxSubtitle {
		return nil, ""
	}
	return n, s
}

// nextElement returns the first element behind n, its own or that of the element
// around n if it holds no more, unless text comes first.
func nextElement(nodes []*html.Node, n *html.Node) *html.Node {
	for i, root := range nodes {
		if root == n && n.Parent != nil && i+1 < len(nodes) {
			for _, k := range nodes[i+1:] {
				if k.Type == html.ElementNode {
					return k
				}
				if k.Type == html.TextNode && strings.TrimSpace(k.Data) != "" {
					return nil
				}
			}
		}
	}
	for steps := 0; n != nil && steps < 8; steps++ {
		for s := n.NextSibling; s != nil; s = s.NextSibling {
			if s.Type == html.ElementNode {
				if k := firstElement(s); k != nil && isOwnBlock(s) {
					return k
				}
				return s
			}
			if s.Type == html.TextNode && strings.TrimSpace(s.Data) != "" {
				return nil
			}
		}
		if n = n.Parent; n == nil || n.DataAtom == atom.Main || n.DataAtom == atom.Article || n.DataAtom == atom.Body {
			return nil
		}
	}
	return nil
}

// isSubtitle reports whether a line behind the title says more of the page than
// its text does: by its class, or as it stands alone before a heading or rule.
func (d *Document) isSubtitle(n *html.Node, text string) bool {
	if len(text) > maxLine {
		return false
	}
	named := any(nameOf(n), "-subtitle-", "-sub-title-", "-tagline-", "-lead-", "-lede-", "-subheading-", "-post-subtitle-")
	if named || n.Parent != nil && n.Parent.DataAtom == atom.Hgroup {
		return true
	}
	if n.DataAtom == atom.H2 || any(nameOf(n), "-byline-", "-date-", "-meta-") {
		return false
	}
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		if s.Type == html.ElementNode {
			return s.DataAtom == atom.H2 || s.DataAtom == atom.Hr
		}
		if s.Type == html.TextNode && strings.TrimSpace(s.Data) != "" {
			return false
		}
	}
	return false
}

// present returns nodes without the texts that are empty.
func present(nodes []*html.Node) []*html.Node {
	out := nodes[:0]
	for _, n := range nodes {
		if n.Type != html.TextNode || strings.TrimSpace(n.Data) != "" {
			out = append(out, n)
		}
	}
	return out
}
