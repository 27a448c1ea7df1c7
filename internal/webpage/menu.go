package webpage

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/dom"
)

// A MenuItem is an entry of a site's menu. Its address is as it is written;
// without one it is a label, or the page that is open.
type MenuItem struct {
	Text    string // at most 200 bytes
	Address string
	Items   []MenuItem
}

const (
	maxMenu      = 1000 // entries of a menu
	maxMenuDepth = 8    // further ones stand beside those above them
	maxLabel     = 200  // bytes of a label
)

// Menu returns the site's own menu as it stands on this page: the <nav> outside
// of the text, or else the block that recurs, with the most links. It is nil if
// there is none with two links. Call it before Content.
func (d *Document) Menu(f *Furniture) []MenuItem {
	best, most := -1, 1
	for pass := range 2 {
		for i := 0; i < len(d.elements); i++ {
			e := &d.elements[i]
			if e.has(unseen) {
				i = int(e.end) - 1
				continue
			}
			if int(e.links-e.fragments) > most && (pass == 0 && d.isMenu(i) || pass == 1 && d.isRecurringMenu(i, f)) {
				best, most = i, int(e.links-e.fragments)
			}
		}
		if best >= 0 {
			break
		}
	}
	if best < 0 {
		return nil
	}
	menu := d.readMenu(d.listWithin(best))
	if len(menu) == 1 && menu[0].Address == "" {
		return menu[0].Items // below the menu's own title
	}
	return menu
}

// Outline returns all links of a page as a menu: that of a page which is shown in a
// frame. It is nil for a page with more text than links.
func (d *Document) Outline() []MenuItem {
	if top := &d.elements[0]; 2*top.linked < top.text {
		return nil
	}
	return d.readMenu(d.listWithin(0))
}

// isMenu reports whether e is navigation between pages. Not every theme calls it
// so by its tag.
func (d *Document) isMenu(i int) bool {
	e := &d.elements[i]
	if !isNavigation(e.n) || e.has(inArticle) || 2*e.fragments > e.links || isPath(e.n) || any(nameOf(e.n), "-toc-mobile-", "-sphinxsidebar-") {
		return false
	}
	return e.links > 12 || d.readRow(i).turns == 0
}

func isNavigation(n *html.Node) bool {
	return n.DataAtom == atom.Nav || attr(n, "role") == "navigation"
}

// isPath reports whether navigation says where a page stands: what is above it, before
// and behind it, or on it.
func isPath(n *html.Node) bool {
	return any(nameOf(n), "-breadcrumb-", "-breadcrumbs-", "-pagination-", "-pager-") ||
		any(strings.ToLower(attr(n, "aria-label")), "breadcrumb", "pagination", "on this page")
}

// isRecurringMenu reports whether an element recurs, and its links lead further
// than to the pages before and after.
func (d *Document) isRecurringMenu(i int, f *Furniture) bool {
	e := &d.elements[i]
	if e.has(inArticle) || !isBlock(e.n) || !f.recurs(e) || 2*e.fragments > e.links {
		return false
	}
	return e.links > 8 || d.readRow(i).turns == 0
}

// listWithin returns the innermost element that still has most of an element's
// links, so that a site's name above its menu is no entry.
func (d *Document) listWithin(i int) int {
	for j := i + 1; j < int(d.elements[i].end); {
		e, all := &d.elements[j], &d.elements[i]
		labels := e.links == all.links && e.text < all.text // stand beside it
		if isBlock(e.n) && 10*e.links >= 7*all.links && !labels && e.n.DataAtom != atom.Li {
			i, j = j, j+1
			continue
		}
		j = int(e.end)
	}
	return i
}

// readMenu reads the entries of an element. What is nested follows from the
// lists that links stand in.
func (d *Document) readMenu(top int) []MenuItem {
	root := d.elements[top].n
	type level struct {
		list  *html.Node
		items *[]MenuItem
	}
	var menu []MenuItem
	levels := []level{{root, &menu}}
	count := 0
	for n := root; n != nil && count < maxMenu; n = dom.Following(n, root) {
		for len(levels) > 1 && !around(levels[len(levels)-1].list, n) {
			levels = levels[:len(levels)-1]
		}
		items := levels[len(levels)-1].items
		switch {
		case n.Type == html.ElementNode && (n.DataAtom == atom.Ul || n.DataAtom == atom.Ol || n.DataAtom == atom.Dd):
			if len(levels) < maxMenuDepth && len(*items) > 0 {
				levels = append(levels, level{n, &(*items)[len(*items)-1].Items})
			}
		case n.Type == html.ElementNode && n.DataAtom == atom.A && attr(n, "href") != "":
			if s := clip(shownLabel(n), maxLabel); s != "" && !strings.HasPrefix(address(n), "#") {
				*items = append(*items, MenuItem{Text: strings.Clone(s), Address: strings.Clone(address(n))})
				count++
			}
		case n.Type == html.TextNode && !inside(n, root, atom.A) && !d.isUnseen(n.Parent) && isLabel(n, root):
			if s := strings.Join(strings.Fields(clip(n.Data, maxLabel)), " "); hasLetter(s) {
				*items = append(*items, MenuItem{Text: s})
				count++
			}
		}
	}
	return menu
}

// shownLabel is the text of a link, or what stands for it.
func shownLabel(n *html.Node) string {
	return first(shown(n, maxLabel), strings.TrimSpace(attr(n, "aria-label")), strings.TrimSpace(attr(n, "title")))
}

// around reports whether list is above n.
func around(list, n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p == list {
			return true
		}
	}
	return false
}

// isLabel reports whether a text is an entry of its own: the first in a list's
// item, or a heading above a list.
func isLabel(n, root *html.Node) bool {
	for p := n.Parent; p != nil && p != root; p = p.Parent {
		switch p.DataAtom {
		case atom.Li, atom.Summary, atom.P, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			first := firstText(p)
			return first != "" && strings.HasPrefix(strings.Join(strings.Fields(clip(n.Data, 60)), " "), first)
		case atom.Ul, atom.Ol, atom.Button:
			return false
		}
	}
	return false
}

func hasLetter(s string) bool {
	for _, r := range s {
		if r > 0x7f || r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9' {
			return true
		}
	}
	return false
}
