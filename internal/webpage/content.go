package webpage

import (
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Content is the part of a page that is its own.
type Content struct {
	// Nodes are the content in order: elements and texts, out of which the
	// furniture, the title and the subtitle are removed. What is not shown,
	// such as scripts and hidden elements, is still there.
	Nodes []*html.Node
	// Title is the page's own heading if it has one, else og:title, else <title>
	// without what the titles of the site share. It may be empty.
	Title string
	// Subtitle is the meta description unless the site's pages share it or it is
	// how the text begins, else a lone short line behind the title.
	Subtitle string
	// LeftOut has the first words of at most 50 blocks that were left out, in
	// their order on the page.
	LeftOut []string
	// How says in a word how the content was found.
	How How
}

// How the content was found.
type How string

const (
	BySelector   How = "selector"   // the given selector matched
	ByMain       How = "main"       // the page has one <main> with most of its text
	ByRecurrence How = "recurrence" // what recurs on other pages was left out
	ByLook       How = "look"       // without regard to other pages, as nothing else was left
	Whole        How = "whole"      // all of the page, as nothing else was left
)

const (
	maxLeftOut = 50
	mainShare  = 0.5 // of a page's own text, and then <main> is its content
	ownShare   = 0.7 // of a page's own text, and then an element is where it stands
)

// Content finds the content of the page. Elements that match selector are the
// content as they are; it may be nil, and where nothing matches it is as if it
// were. f may be nil. It takes time linear in the page. What it leaves out it
// removes from the tree, so call it once and after Menu and Census.Add.
func (d *Document) Content(f *Furniture, selector cascadia.Selector) Content {
	c := finder{d: d, f: f}
	var out Content
	if selector != nil && c.bySelector(selector) {
		out.How = BySelector
	} else {
		d.markFurniture()
		c.weigh(true)
		if c.keepOnlyText() {
			c.weigh(true)
		}
		var home int
		home, out.How = c.find()
		d.trimMeta()
		out.LeftOut = c.remove()
		c.collect(home)
	}
	d.linkCards()
	out.Nodes = c.nodes
	d.name(&out, f)
	return out
}

// A finder looks for the content of one page.
type finder struct {
	d     *Document
	f     *Furniture
	own   []int32 // bytes of text that neither recur nor are furniture, by element; a picture is one
	sure  []int32 // own, with the text of links counted a quarter: lists of links are rarely the text
	least float64 // on what part of the pages a block stands at least that recurs; 0 is the usual
	first int     // the first element with own text of its own
	last  int     // the last
	nodes []*html.Node
}

func (c *finder) bySelector(s cascadia.Selector) bool {
	es := c.d.elements
	for i := 0; i < len(es); {
		if es[i].n.Type == html.ElementNode && s.Match(es[i].n) {
			c.nodes = append(c.nodes, es[i].n)
			i = int(es[i].end)
			continue
		}
		i++
	}
	return len(c.nodes) > 0
}

// weigh fills c.own.
func (c *finder) weigh(recurrence bool) {
	es := c.d.elements
	c.own, c.sure = make([]int32, len(es)), make([]int32, len(es))
	c.first, c.last = len(es), -1
	for i := 0; i < len(es); {
		e := &es[i]
		if e.has(left|unseen) || recurrence && !e.has(inMain) && countable(e.n) && c.recurs(e) {
			i = int(e.end)
			continue
		}
		c.own[i] = e.direct
		if e.n.DataAtom == atom.Img {
			c.own[i]++
		}
		if c.sure[i] = c.own[i]; e.has(inLink) {
			c.sure[i] = (c.own[i] + 3) / 4
		}
		if c.own[i] > 0 {
			c.first, c.last = min(c.first, i), i
		}
		i++
	}
	for i := len(es) - 1; i > 0; i-- {
		if p := es[i].parent; p >= 0 {
			c.own[p] += c.own[i]
			c.sure[p] += c.sure[i]
		}
	}
}

// recurs reports whether an element recurs on the site.
func (c *finder) recurs(e *element) bool {
	return c.f.recurs(e) && (c.least == 0 || c.f.share(e.hash) > c.least)
}

// keepOnlyText takes back what was left out by its name or its links where else the
// page says nothing: a cloud of tags is furniture beside a text, and what the page of
// tags is for. It reports whether it did.
func (c *finder) keepOnlyText() bool {
	es := c.d.elements
	top := c.d.onlyMain()
	if top == c.d.frame {
		top = 0
	}
	own := c.own[top]
	for i := top + 1; i < int(es[top].end) && own > 0; i++ {
		if isHeading(es[i].n) && !es[i].has(left) {
			own -= c.own[i]
			i = int(es[i].end) - 1
		}
	}
	if own > 0 {
		return false
	}
	found := false
	for i := top + 1; i < int(es[top].end); i++ {
		if e := &es[i]; e.has(left) {
			if (top > 0 || !c.recurs(e)) && !c.d.isLandmark(i) && !c.d.isForm(i) && !c.d.isPhrase(i) && !c.d.isOnPageContents(i) {
				e.flags &^= left
				found = true
			}
			i = int(e.end) - 1
		}
	}
	return found
}

// find marks what is left out, and returns the element that holds the text.
func (c *finder) find() (home int, how How) {
	if home = c.main(); home > 0 {
		c.leaveOthers(home)
		return home, ByMain
	}
	if c.own[0] > 0 {
		return c.byRecurrence(), ByRecurrence
	}
	for _, c.least = range []float64{0.6, 0.9} { // it stands on other pages too
		if c.weigh(true); c.own[0] > 0 {
			return c.byRecurrence(), ByRecurrence
		}
	}
	how = ByLook
	if c.weigh(false); c.own[0] == 0 {
		how = Whole
		for i := range c.d.elements {
			c.d.elements[i].flags &^= left
		}
		c.weigh(false)
	}
	return c.home(), how
}

// main returns <main> if there is one, and most of the page's own text is in it,
// else 0.
func (c *finder) main() int {
	found := c.d.onlyMain()
	if found == c.d.frame || c.own[found] == 0 || float64(c.sure[found]) < mainShare*float64(c.sure[0]) {
		return 0
	}
	return found
}

// leaveOthers marks all that stands beside an element as left out.
func (c *finder) leaveOthers(i int) {
	es := c.d.elements
	for j := 0; j < len(es); {
		switch e := &es[j]; {
		case j == i:
			j = int(e.end)
		case j < i && int(e.end) > i: // above it
			j++
		default:
			e.flags |= left
			j = int(e.end)
		}
	}
}

// byRecurrence takes what is left without the blocks that recur. Near the page's
// own text more is kept: that text is in the home, the smallest container with
// most of it.
func (c *finder) byRecurrence() int {
	es := c.d.elements
	home := c.home()
	frame := c.isFrame(home)
	for i := 0; i < len(es); {
		e := &es[i]
		switch {
		case e.has(unseen) && (i < home || i >= int(es[home].end)):
			e.flags |= left
			i = int(e.end)
		case e.has(left | unseen):
			i = int(e.end)
		case i <= home && int(e.end) > home: // home, or above it
			i++
		case countable(e.n) && e.n.Type == html.ElementNode && c.leaves(i, home, frame):
			e.flags |= left
			i = int(e.end)
		case i > home && i < int(es[home].end) && !isContainer(e.n):
			i = int(e.end) // parts of own blocks stay
		default:
			i++
		}
	}
	return home
}

// home returns the smallest container that holds most of the page's own text,
// and its own <h1>.
func (c *finder) home() int {
	es := c.d.elements
	h1 := -1
	for i := range es {
		if es[i].n.DataAtom == atom.H1 && c.own[i] > 0 {
			h1 = i
			break
		}
	}
	home, holder := 0, 0
	for {
		next := -1
		for i := home + 1; i < int(es[home].end); i = int(es[i].end) {
			if isContainer(es[i].n) && float64(c.sure[i]) >= ownShare*float64(c.sure[0]) && (h1 < 0 || i <= h1 && h1 < int(es[i].end)) {
				next = i
				break
			}
		}
		if next < 0 {
			return holder
		}
		home = next
		switch es[home].n.DataAtom {
		case atom.Html, atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Font, atom.Noscript:
		default:
			holder = home
		}
	}
}

// isFrame reports whether an element is the frame of the whole page, and not
// the part of it that holds the text: it holds a menu, or a site's header.
func (c *finder) isFrame(home int) bool {
	es := c.d.elements
	if home == 0 || es[home].n.DataAtom == atom.Body {
		return true
	}
	for i := home + 1; i < int(es[home].end); {
		e := &es[i]
		if e.has(unseen) {
			i = int(e.end)
			continue
		}
		if e.text > 0 && (e.has(left) || countable(e.n) && c.recurs(e)) {
			if e.n.DataAtom == atom.Header || e.n.DataAtom == atom.Nav && e.links > 3 || e.links >= 3 && c.recurs(e) {
				return true
			}
			i = int(e.end)
			continue
		}
		if countable(e.n) && c.isRest(i) {
			return true
		}
		if !isContainer(e.n) {
			i = int(e.end)
			continue
		}
		i++
	}
	return false
}

// leaves decides on a block that is not furniture by its look.
func (c *finder) leaves(i, home int, frame bool) bool {
	e := &c.d.elements[i]
	end := int(c.d.elements[home].end)
	recurs := c.recurs(e)
	if c.f != nil && c.f.pages <= few && recurs {
		recurs = c.looksOuter(i, home, frame)
	}
	mostlyLinks := e.links > 0 && 10*e.linked >= 6*e.text
	if i < home || i >= end {
		if recurs || c.own[i] == 0 || c.isRest(i) {
			return true
		}
		// A list of links before the text, or in a cell beside it, is a menu; one
		// behind it may be what an index is for.
		if (i < home || e.n.DataAtom == atom.Td) && e.links >= 3 && 10*e.linked >= 9*e.text && !e.has(hasH1) && 2*c.own[i] < c.own[0] {
			return true
		}
		const brief = 120 // bytes of "Thanks for reading" below an article
		if h := &c.d.elements[home]; i >= end && h.n.DataAtom == atom.Article && h.has(hasH1) && e.text <= brief && !c.d.holdsHeading(i) {
			return true
		}
		names := nameOf(e.n)
		return (any(names, outside...) || e.n.DataAtom == atom.Aside) && !e.has(hasH1)
	}
	if !recurs {
		return frame && c.isRest(i)
	}
	if mostlyLinks || e.text == 0 && frame {
		return true
	}
	if i > c.first && int(e.end) <= c.last+1 { // between the page's own blocks
		return false
	}
	share := c.f.share(e.hash)
	switch {
	case isHeading(e.n) && e.n.DataAtom != atom.H1 && i < c.first:
		return frame && share > 0.6 && c.f.pages > few
	case frame:
		return share > 0.6 || isContainer(e.n)
	}
	return share >= 0.9 && c.f.pages >= 10
}

// looksOuter says of a block that all pages of a small site share whether it is
// more than a text that they happen to share.
func (c *finder) looksOuter(i, home int, frame bool) bool {
	e := &c.d.elements[i]
	if e.links > 0 && 10*e.linked >= 5*e.text || any(nameOf(e.n), outside...) || any(nameOf(e.n), linked...) {
		return true
	}
	switch e.n.DataAtom {
	case atom.Header, atom.Footer, atom.Nav, atom.Aside:
		return true
	case atom.H1:
		return c.own[0] > e.text // a site's name above the page's
	}
	if e.has(hasH1) {
		return false
	}
	return i < home || i >= int(c.d.elements[home].end)
}

// isRest reports whether all that is not a menu's in a menu is the entry of the
// page that is open, which differs.
func (c *finder) isRest(i int) bool {
	e := &c.d.elements[i]
	return c.own[i] > 0 && c.own[i] <= 100 && e.links >= 3 && 10*c.own[i] <= 4*e.text && 10*e.linked >= 5*e.text &&
		!e.has(hasH1) && !e.has(hasMain)
}
