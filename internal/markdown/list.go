package markdown

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// listItem is an item of a list: an <li>, or what stands loose in the list.
type listItem struct {
	element *html.Node   // nil for loose nodes
	loose   []*html.Node // behind the element's own
	value   int          // of its number; 0 if it has none of its own
	valued  bool
}

// items gathers what stands in a list. Lists directly in a list belong to the item
// before them, as browsers show them.
func items(n *html.Node, level int) []listItem {
	var all []listItem
	add := func(c *html.Node, nested bool) {
		if last := len(all) - 1; last >= 0 && (nested || len(all[last].loose) > 0 && all[last].element == nil && isInlineNode(c)) {
			all[last].loose = append(all[last].loose, c)
			return
		}
		all = append(all, listItem{loose: []*html.Node{c}})
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			if strings.TrimSpace(c.Data) != "" {
				add(c, false)
			}
		case c.Type != html.ElementNode || isDropped(c.Data):
		case n.Data == "dl" && c.Data == "dt":
			all = append(all, listItem{element: c})
		case n.Data == "dl":
			add(c, true)
		case c.Data == "li":
			it := listItem{element: c}
			it.value, it.valued = integer(c, "value")
			all = append(all, it)
		case c.Data == "ul" || c.Data == "ol":
			add(c, true)
		case level < 4 && c.FirstChild != nil && hasItem(c):
			all = append(all, items(c, level+1)...)
		default:
			add(c, false)
		}
	}
	return all
}

// integer is an attribute that is a number.
func integer(n *html.Node, key string) (int, bool) {
	value := attr(n, key)
	if value == "" {
		return 0, false
	}
	v, err := strconv.Atoi(strings.TrimSpace(value))
	return v, err == nil
}

// hasItem reports whether an item is among the children of a node.
func hasItem(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "li" {
			return true
		}
	}
	return false
}

// isInlineNode reports whether a node is part of a line.
func isInlineNode(n *html.Node) bool { return n.Type == html.TextNode || !isBlock(n) }

// isLoose reports whether an item has several blocks but for lists.
func (it listItem) isLoose() bool {
	if it.element == nil {
		return false
	}
	blocks, text := 0, 0
	for c := it.element.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			if strings.TrimSpace(c.Data) != "" {
				text = 1
			}
		case c.Type == html.ElementNode && isBlock(c):
			switch c.Data {
			case "ul", "ol", "dl":
			default:
				blocks++
			}
		case c.Type == html.ElementNode && !isDropped(c.Data):
			text = 1
		}
	}
	return blocks > 1 || blocks > 0 && text > 0
}

// write writes what stands in an item.
func (w *writer) item(it listItem) {
	if it.element != nil {
		if w.isHidden(it.element) {
			return
		}
		w.anchor(attr(it.element, "id"))
		w.children(it.element)
	}
	for _, c := range it.loose {
		w.ctx.RenderNodes(w.ctx, w, c)
	}
}

// list writes a list. One that stands too deep, or where there are no blocks, is a
// line for each item.
func (w *writer) list(n *html.Node) {
	w.flush()
	all := items(n, 0)
	ordered := n.Data == "ol"
	number, step := 1, 1
	if has(n, "reversed") {
		number, step = len(all), -1
	}
	if start, ok := integer(n, "start"); ok {
		number = start
	}
	if w.flat > 0 || len(w.stack) > maxNesting {
		for _, it := range all {
			if it.valued {
				number = it.value
			}
			mark := "• "
			if ordered {
				mark = strconv.Itoa(number) + ". "
			}
			w.flush()
			w.behind(mark, func() { w.item(it) })
			w.flush()
			number += step
		}
		return
	}
	loose := false
	for _, it := range all {
		loose = loose || it.isLoose()
	}
	l := openList{writer: w, ordered: ordered}
	for _, it := range all {
		if it.valued {
			number = it.value
		}
		if it.element != nil && w.note(it.element) {
			continue
		}
		l.begin(number, loose)
		w.outside(func() { w.item(it) })
		l.end()
		number += step
	}
}

// openList is a list that is being written. Of an ordered one Markdown knows the first
// number only, so that one whose numbers do not go on becomes several lists.
type openList struct {
	*writer
	ordered bool
	kind    blockKind
	expect  int // the number that goes on
	before  blockKind
	blank   bool
	written bool
}

// begin opens an item.
func (l *openList) begin(number int, loose bool) {
	const most = 999_999_999 // of CommonMark
	number = max(0, min(number, most))
	top := &l.stack[len(l.stack)-1]
	l.before, l.blank = top.last, l.writer.blank
	fresh := !l.written || l.ordered && number != l.expect
	if fresh {
		switch {
		case !l.ordered && top.last == bulletsDash:
			l.kind = bulletsPlus
		case !l.ordered:
			l.kind = bulletsDash
		case top.last == orderedStop:
			l.kind = orderedParenthesis
		default:
			l.kind = orderedStop
		}
		if l.ordered && number == 1 && top.last == paragraphBlock && len(l.stack) > 1 {
			kind := l.kind // it may follow a paragraph directly
			l.open(bulletsDash)
			l.stack[len(l.stack)-1].last = kind
		} else {
			l.open(l.kind)
		}
	} else if loose {
		l.writer.blank = true
	}
	l.expect = number + 1
	mark := "- "
	switch l.kind {
	case bulletsPlus:
		mark = "+ "
	case orderedStop:
		mark = strconv.Itoa(number) + ". "
	case orderedParenthesis:
		mark = strconv.Itoa(number) + ") "
	}
	l.push(mark, strings.Repeat(" ", len(mark)))
}

// end closes an item. One that is empty is not there, though it is counted.
func (l *openList) end() {
	if l.pop() {
		l.written = true
		return
	}
	if !l.written {
		l.stack[len(l.stack)-1].last, l.writer.blank = l.before, l.blank
	} else {
		l.expect--
		if l.ordered {
			l.expect = -1
		}
	}
}

// definitions writes a definition list as goldmark has them: the terms, each on its
// line, and below them what they mean, behind ": ".
func (w *writer) definitions(n *html.Node) {
	switch {
	case w.noteList(n):
		return
	case isOutline(n):
		w.list(n)
		return
	}
	w.flush()
	flat := w.flat > 0 || len(w.stack) > maxNesting
	g := &glossary{writer: w, flat: flat}
	g.list(n, 0)
	g.end()
}

// isOutline reports whether a definition list is one of terms alone, or of terms with
// further lists below them, as DocBook writes a table of contents.
func isOutline(n *html.Node) bool {
	const most = 20_000 // nodes
	seen := 0
	var outline func(n *html.Node) bool
	outline = func(n *html.Node) bool {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if seen++; seen > most {
				return false
			}
			switch {
			case c.Type == html.TextNode && strings.TrimSpace(c.Data) != "":
				return false
			case c.Type != html.ElementNode || n.Data == "dl" && c.Data == "dt":
			case c.Data == "a" && (c.FirstChild == nil || c.FirstChild == c.LastChild && c.FirstChild.Type == html.TextNode && strings.TrimSpace(c.FirstChild.Data) == ""): // an anchor
			case n.Data == "dl" && c.Data == "dd", n.Data == "dd" && c.Data == "dl":
				if !outline(c) {
					return false
				}
			default:
				return false
			}
		}
		return true
	}
	return outline(n)
}

// glossary is a definition list that is being written.
type glossary struct {
	*writer
	flat    bool
	terms   []composed // that have no meaning yet
	defined bool       // the last terms have one
}

func (g *glossary) list(n *html.Node, level int) {
	w := g.writer
	for c := n.FirstChild; c != nil && w.err == nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			if strings.TrimSpace(c.Data) != "" {
				w.text(c.Data)
			}
			continue
		case c.Type != html.ElementNode || isDropped(c.Data):
			continue
		case c.Data != "dt" && c.Data != "dd" && (c.Data != "div" || level > 3):
			g.end()
			w.ctx.RenderNodes(w.ctx, w, c)
			continue
		}
		if w.isHidden(c) {
			continue
		}
		w.flushLoose(g)
		if c.Data == "div" {
			w.anchor(attr(c, "id"))
			g.list(c, level+1)
			continue
		}
		w.anchor(attr(c, "id"))
		switch {
		case g.flat:
			w.flush()
			w.children(c)
			w.flush()
		case c.Data == "dt":
			g.term(c)
		default:
			g.meaning(c)
		}
	}
}

// flushLoose writes what stands in a definition list and is no part of it.
func (w *writer) flushLoose(g *glossary) {
	if !w.isEmpty() {
		g.end()
		w.flush()
	}
}

// term keeps a term until it is known whether it has a meaning.
func (g *glossary) term(n *html.Node) {
	w := g.writer
	w.flat++
	w.children(n)
	w.flat--
	if w.isEmpty() {
		w.hold()
		return
	}
	if g.defined {
		g.defined = false
	}
	if len(g.terms) == 0 {
		w.open(otherBlock)
	}
	c := compose(w, w.line, inTerm)
	w.line = w.line[:0]
	w.write(c, true)
	g.terms = append(g.terms, composed{})
}

// meaning writes what a term means. What has no term is a block like others.
func (g *glossary) meaning(n *html.Node) {
	w := g.writer
	if len(g.terms) == 0 && !g.defined {
		w.children(n)
		w.flush()
		return
	}
	blank := w.blank
	w.blank = false
	w.push(": ", "  ")
	w.outside(func() { w.children(n) })
	if w.pop() {
		g.terms, g.defined = nil, true
	} else {
		w.blank = blank
		g.terms = nil
	}
}

// end closes the list.
func (g *glossary) end() { g.terms, g.defined = nil, false }
