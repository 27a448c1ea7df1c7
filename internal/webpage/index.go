package webpage

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// An element is an element of the page with what was counted within it. Text is
// counted in bytes without white space, and what is not shown is not counted.
type element struct {
	n         *html.Node
	parent    int32 // index into Document.elements
	end       int32 // index after the last descendant
	text      int32 // within it
	direct    int32 // its own, outside of child elements
	linked    int32 // within <a href> in it
	links     int32 // <a href> within it, itself among them
	images    int32 // <img> within it
	fragments int32 // those of them whose address begins with #, or is the same up to a #
	hash      uint64
	flags     uint8
}

const (
	inArticle uint8 = 1 << iota // <main> or <article> is above
	inMain                      // <main> or role=main is above
	inLink                      // <a href> is above, or it is one
	unseen                      // it is not shown, or stands in what is not
	left                        // it is left out of the content
	hasMain                     // <main> is below
	hasH1                       // <h1> is below
	kept                        // it stays, whatever it looks like
)

// shows reports whether there is something to be seen in e.
func (e *element) shows() bool { return e.text > 0 || e.images > 0 }

func (e *element) has(f uint8) bool { return e.flags&f != 0 }

// index fills d.elements. The walk is a loop, as a tree may be deep.
func (d *Document) index(tags int) {
	var open []int32
	d.elements = make([]element, 0, tags/2+16)
	d.elements = append(d.elements, element{n: d.root, parent: -1})
	open = append(open, 0)
	for n := d.root.FirstChild; n != nil; {
		top := &d.elements[open[len(open)-1]]
		switch n.Type {
		case html.TextNode:
			if !top.has(unseen) {
				top.addText(n.Data)
			}
		case html.ElementNode:
			e := element{n: n, parent: open[len(open)-1], flags: flagsOf(n, top.flags)}
			e.hash = hashString(offset64, n.Data)
			if n.DataAtom == atom.Img && !e.has(unseen) {
				src := attr(n, "src") // its folder is written otherwise on other levels
				e.hash = hashString(hashWords(e.hash, attr(n, "alt")), src[strings.LastIndexByte(src, '/')+1:])
				e.images = 1
			}
			if n.DataAtom == atom.A && !e.has(unseen) {
				if href := attr(n, "href"); href != "" {
					e.links = 1
					if strings.HasPrefix(strings.TrimSpace(href), "#") {
						e.fragments = 1
					}
				}
			}
			d.elements = append(d.elements, e)
			open = append(open, int32(len(d.elements)-1))
			if n.FirstChild != nil {
				n = n.FirstChild
				continue
			}
			open = d.close(open)
		}
		for n != nil && n.NextSibling == nil {
			if n = n.Parent; n == d.root || n == nil {
				n = nil
				break
			}
			open = d.close(open)
		}
		if n != nil {
			n = n.NextSibling
		}
	}
	for len(open) > 0 {
		open = d.close(open)
	}
	d.markFrame()
}

// markFrame finds out whether the page's only <main> is a frame around all of it:
// the site's menu stands in it, before the page's heading. It is no sign of what is
// content then.
func (d *Document) markFrame() {
	main := d.onlyMain()
	if main == 0 {
		return
	}
	es := d.elements
	for i := main + 1; i < int(es[main].end); i++ {
		e := &es[i]
		switch {
		case e.has(unseen):
			i = int(e.end) - 1
		case e.n.DataAtom == atom.H1, e.n.DataAtom == atom.Article:
			return
		case isNavigation(e.n):
			if e.links-e.fragments < 3 || isPath(e.n) {
				i = int(e.end) - 1
				continue
			}
			d.frame = main
			for j := main + 1; j < int(es[main].end); j++ {
				if es[j].n.DataAtom == atom.Article {
					j = int(es[j].end) - 1
				}
				es[j].flags &^= inMain | inArticle
			}
			return
		}
	}
}

// onlyMain returns the <main> of a page that has one, else 0.
func (d *Document) onlyMain() int {
	found := 0
	for i := 1; i < len(d.elements); {
		e := &d.elements[i]
		if e.has(unseen) || !isMain(e.n) {
			i++
			continue
		}
		if found > 0 {
			return 0
		}
		found = i
		i = int(e.end)
	}
	return found
}

// close ends the element on top of open, and adds it to its parent.
func (d *Document) close(open []int32) []int32 {
	i := open[len(open)-1]
	e := &d.elements[i]
	e.end = int32(len(d.elements))
	if e.parent >= 0 {
		p := &d.elements[e.parent]
		p.text += e.text
		p.linked += e.linked
		p.links += e.links
		p.images += e.images
		p.fragments += e.fragments
		if !e.has(unseen) {
			p.hash = mix(p.hash, e.hash)
			p.flags |= e.flags & (hasMain | hasH1)
			if isMain(e.n) {
				p.flags |= hasMain
			}
			if e.n.DataAtom == atom.H1 {
				p.flags |= hasH1
			}
		}
	}
	return open[:len(open)-1]
}

func (e *element) addText(s string) {
	n := int32(0)
	for i := 0; i < len(s); i++ {
		if !isSpace(s[i]) {
			n++
		}
	}
	if n == 0 {
		return
	}
	e.text += n
	e.direct += n
	if e.has(inLink) {
		e.linked += n
	}
	e.hash = hashWords(e.hash, s)
}

func flagsOf(n *html.Node, above uint8) uint8 {
	f := above & (inArticle | inMain | inLink | unseen)
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Template, atom.Svg, atom.Select, atom.Textarea, atom.Button,
		atom.Iframe, atom.Object, atom.Audio, atom.Video, atom.Datalist, atom.Canvas:
		f |= unseen
	case atom.A:
		if attr(n, "href") != "" {
			f |= inLink
		}
	case atom.Dialog:
		if !hasAttr(n, "open") {
			f |= unseen
		}
	}
	if p := n.Parent; p != nil {
		if p.DataAtom == atom.Article {
			f |= inArticle
		}
		if isMain(p) {
			f |= inMain | inArticle
		}
	}
	if hidden(n) {
		f |= unseen
	}
	return f
}

// hidden reports whether a page without scripts would not show n. A tab's panel
// is hidden until its tab is opened, and is content.
func hidden(n *html.Node) bool {
	if hasAttr(n, "hidden") && attr(n, "role") != "tabpanel" && attr(n, "hidden") != "until-found" {
		return true
	}
	if style := attr(n, "style"); style != "" && attr(n, "role") != "tabpanel" {
		style = strings.ToLower(strings.Join(strings.Fields(style[:min(len(style), 500)]), ""))
		return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
	}
	return false
}

func isMain(n *html.Node) bool {
	return n.DataAtom == atom.Main || attr(n, "role") == "main"
}

// attr returns an attribute's value; of two with one name the parser's first.
func attr(n *html.Node, key string) string {
	for i := range n.Attr[:min(len(n.Attr), maxAttrs)] {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr[:min(len(n.Attr), maxAttrs)] {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// maxAttrs is how many attributes of an element are looked at.
const maxAttrs = 64

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// FNV-1a's numbers. Hashes tell blocks apart, not friends from enemies: who
// makes two blocks collide has written both.
const (
	offset64 = 14695981039346656037
	prime64  = 1099511628211
)

func hashString(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * prime64
	}
	return h
}

// hashWords adds the words of s, whatever white space is between them.
func hashWords(h uint64, s string) uint64 {
	space := true
	for i := 0; i < len(s); i++ {
		if isSpace(s[i]) {
			space = true
			continue
		}
		if space {
			h = (h ^ ' ') * prime64
			space = false
		}
		h = (h ^ uint64(s[i])) * prime64
	}
	return h
}

func mix(h, child uint64) uint64 {
	h = (h ^ child) * prime64
	return h ^ h>>29
}
