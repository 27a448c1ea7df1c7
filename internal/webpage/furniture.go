package webpage

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// markFurniture leaves out what is furniture by its own look, wherever else it
// stands: navigation, breadcrumbs, "edit this page" and their like.
func (d *Document) markFurniture() {
	h1 := len(d.elements)
	for i := range d.elements {
		if d.elements[i].n.DataAtom == atom.H1 && !d.elements[i].has(unseen) {
			h1 = i
			break
		}
	}
	for i := 0; i < len(d.elements); {
		e := &d.elements[i]
		if e.has(unseen) {
			i = int(e.end)
			continue
		}
		if e.text > 0 && countable(e.n) && d.isAuthors(i) {
			for end := int(e.end); i < end; i++ {
				d.elements[i].flags |= kept
			}
			continue
		}
		if e.text > 0 && d.isFurniture(i, i < h1) || e.text == 0 && isLabelledFurniture(e) {
			e.flags |= left
			i = int(e.end)
			continue
		}
		i++
	}
}

func (d *Document) isFurniture(i int, beforeTitle bool) bool {
	e := &d.elements[i]
	n := e.n
	if isMain(n) || e.has(hasMain) || n.DataAtom == atom.Body || n.DataAtom == atom.Html || n.Type != html.ElementNode {
		return false
	}
	if n.DataAtom == atom.A && e.fragments == 1 && e.text <= 4 && isSign(d.text(i, 8)) {
		return true
	}
	if isHeading(n) {
		return d.isOnPageContents(i) || d.isTitledAside(i)
	}
	if !countable(n) {
		return false
	}
	return d.isLandmark(i) || d.isNamed(i) || d.isComments(i) || d.isForm(i) || d.isOnPageContents(i) || d.isPhrase(i) ||
		d.isTitledAside(i) || d.isListBelow(i) || d.isLinkRow(i, beforeTitle)
}

// isAuthors reports whether an element is a part of the text by what its generator
// calls it, though it looks like furniture: a table of contents that its author has put
// there, and notes.
func (d *Document) isAuthors(i int) bool {
	e := &d.elements[i]
	if role := attr(e.n, "role"); role == "note" || role == "doc-footnote" || role == "doc-endnotes" || role == "doc-endnote" {
		return true
	}
	names := nameOf(e.n)
	if any(names, "-footnote-", "-footnotes-", "-endnotes-", "-citation-") {
		return true
	}
	if e.links == 0 || !any(names, contents...) || e.n.DataAtom == atom.Aside {
		return false
	}
	if strings.HasPrefix(d.facts.Generator, "DocBook") || any(names, "-topic-", "-contents-local-") {
		return true
	}
	title := firstElement(e.n)
	return title != nil && any(nameOf(title), "-topic-title-")
}

// isLandmark judges by the tag and the role (WAI-ARIA §5.3.4).
func (d *Document) isLandmark(i int) bool {
	e := &d.elements[i]
	plain := e.text - e.linked
	role := attr(e.n, "role")
	switch {
	case e.n.DataAtom == atom.Nav || role == "navigation" || role == "menubar" || role == "doc-toc" && e.links > 0:
		return !e.has(hasH1) && (e.links > 0 || !e.has(inArticle)) && (plain < 400 || plain < e.linked || !e.has(inArticle))
	case role == "search" || e.n.DataAtom == atom.Search:
		return e.text < 600
	case e.n.DataAtom == atom.Footer || role == "contentinfo":
		return !e.has(inArticle) && !e.has(hasH1) && !d.within(i, atom.Blockquote, atom.Section, atom.Figure, atom.Li)
	case e.n.DataAtom == atom.Header || role == "banner":
		return !e.has(inArticle) && !e.has(hasH1) && !d.holdsHeading(i) && !d.within(i, atom.Section, atom.Figure, atom.Li)
	case e.n.DataAtom == atom.Aside || role == "complementary":
		return e.links >= 2 && 10*e.linked >= 6*e.text
	}
	return false
}

// within reports whether one of the next 20 elements above is of such a kind.
func (d *Document) within(i int, kinds ...atom.Atom) bool {
	p := d.elements[i].parent
	for k := 0; p >= 0 && k < 20; k++ {
		for _, a := range kinds {
			if d.elements[p].n.DataAtom == a {
				return true
			}
		}
		p = d.elements[p].parent
	}
	return false
}

func (d *Document) holdsHeading(i int) bool {
	e := &d.elements[i]
	for j := i + 1; j < min(int(e.end), i+maxVisited); j++ {
		if isHeading(d.elements[j].n) && d.elements[j].text > 0 {
			return true
		}
	}
	return false
}

// isNamed judges by class and id.
func (d *Document) isNamed(i int) bool {
	e := &d.elements[i]
	names := nameOf(e.n)
	if names == "" || e.has(hasH1) {
		return false
	}
	plain := e.text - e.linked
	if any(names, always...) && (plain <= 600 || !e.has(inArticle) && plain <= 3000) && !d.mostOf(e) {
		return true
	}
	if any(names, linked...) && e.links > 0 && (10*e.linked >= 6*e.text || e.links >= 3 && plain <= 40) && !d.mostOf(e) {
		return true
	}
	if any(names, "-cookie-", "-cookies-", "-consent-") && e.text <= 600 && !d.mostOf(e) {
		return true
	}
	if any(names, brief...) && e.text <= 160 && !d.mostOf(e) && !d.holdsHeading(i) {
		return true
	}
	return any(names, "-related-", "-comments-") && e.n.DataAtom != atom.P && e.text <= 3000 && !d.mostOf(e) &&
		(!e.has(inArticle) || e.links >= 2)
}

// isComments reports whether an element holds what readers have said of the page: it is
// called so, and has a form, or comments that are.
func (d *Document) isComments(i int) bool {
	e := &d.elements[i]
	if e.has(hasH1) || !isContainer(e.n) || !any(wordsOf(attr(e.n, "class")+" "+attr(e.n, "id")), "-comments-", "-comment-list-", "-respond-", "-discussion-") {
		return false
	}
	for j := i + 1; j < min(int(e.end), i+maxVisited); j++ {
		n := d.elements[j].n
		if n.DataAtom == atom.Form || n.DataAtom == atom.Textarea || any(nameOf(n), "-comment-", "-comment-body-") {
			return true
		}
	}
	return false
}

// mostOf reports whether e holds more than half of what the page shows.
func (d *Document) mostOf(e *element) bool { return 2*e.text > d.elements[0].text && e.text > 100 }

// isForm reports whether an element is a form to be filled in, and no frame
// around a page.
func (d *Document) isForm(i int) bool {
	e := &d.elements[i]
	if e.n.DataAtom != atom.Form || e.text > 400 || e.has(hasH1) {
		return false
	}
	for j := i + 1; j < min(int(e.end), i+maxVisited); j++ {
		switch d.elements[j].n.DataAtom {
		case atom.Input, atom.Textarea, atom.Select, atom.Button:
			return true
		}
	}
	return false
}

// labels stand above a list of what is on the page.
var labels = map[string]bool{
	"on this page": true, "contents": true, "table of contents": true, "in this article": true, "page contents": true,
	"in this page": true, "toc": true, "contents:": true, "table of contents:": true, "on this page:": true, "in this section": true,
	"auf dieser seite": true, "inhalt": true, "inhaltsverzeichnis": true, "sur cette page": true, "sommaire": true, "en esta página": true,
	"ar y dudalen hon": true, "cynnwys": true,
}

// isOnPageContents reports whether an element lists what stands on the page, or
// is the label above such a list.
func (d *Document) isOnPageContents(i int) bool {
	e := &d.elements[i]
	if e.links == 0 {
		if e.text > 30 || !labels[strings.ToLower(d.text(i, 40))] {
			return false
		}
		next := e.end // the element behind it, if it is a sibling
		return int(next) < len(d.elements) && d.elements[next].parent == e.parent && d.leadsWithin(int(next))
	}
	if e.text-e.linked > 60 || !d.leadsWithin(i) {
		return false
	}
	if any(nameOf(e.n), contents...) || e.n.DataAtom == atom.Aside && e.text <= 3*e.linked {
		return true
	}
	return labelled(d.text(i, 60)) || labelled(d.before(i))
}

func labelled(s string) bool {
	s = strings.ToLower(s)
	for l := range labels {
		if s == l || strings.HasPrefix(s, l+" ") && strings.Contains(l, " ") {
			return true
		}
	}
	return false
}

// before returns the text of the element before an element, if it is short.
func (d *Document) before(i int) string {
	for s := d.elements[i].n.PrevSibling; s != nil; s = s.PrevSibling {
		if s.Type == html.ElementNode {
			return shown(s, 60)
		}
		if s.Type == html.TextNode && strings.TrimSpace(s.Data) != "" {
			return ""
		}
	}
	return ""
}

// leadsWithin reports whether all links of an element lead to places of one
// page, as far as their addresses say.
func (d *Document) leadsWithin(i int) bool {
	e := &d.elements[i]
	if e.links == 0 {
		return false
	}
	if e.fragments == e.links {
		return true
	}
	if e.end-int32(i) > 10*maxVisited || !any(nameOf(e.n), contents...) {
		return false
	}
	page, found := "", false
	for j := i; j < int(e.end); j++ {
		n := d.elements[j].n
		if n.DataAtom != atom.A || attr(n, "href") == "" {
			continue
		}
		path, _, hash := strings.Cut(attr(n, "href"), "#")
		if !hash || found && path != page {
			return false
		}
		page, found = path, true
	}
	return found
}

// said and linkedTo are what furniture says in whole, in small letters: the
// latter where it is a link, as it may be a sentence of the page otherwise.
var (
	said = phrases(
		`(this page was |page |this page |document )?last (updated|modified|edited|changed|generated|built|update|change)( on|:| at| by)?( .{0,80})?`,
		`(skip|jump) to (the )?(main |page )?(content|contents|navigation|search|main)( of (the|this) page)?`,
		`back to (the )?top( of (the )?page)?`, `share( this( page| post| article)?)?( on| via| with)?:?`,
		`(was|is) this (page|article|document) helpful\??.{0,20}`, `leave a (comment|reply)`,
		`please (enable|activate|turn on) javascript.{0,100}`, `you need to (enable|activate) javascript.{0,100}`,
	)
	linkedTo = phrases(
		`(edit|improve|view|show|see) (this )?(page|article|document|on|page source|source|the source( code)?)( source)?( (on|in|at) [a-z. ]{2,20})?`,
		`suggest (an? )?(edits?|changes?|improvements?)( to this page)?`, `report (an |this )?(issue|problem|bug)( with this page)?`,
		`(go |return )?to (the )?top( of (the )?page)?`, `share (this|on|via)( .{0,40})?:?`, `tags?: .{0,100}`, `tagged( with| as)?:? .{0,100}`,
		`(print|download) this page`, `copy link`, `you are here:? .{0,100}`, `built with .{2,60}`, `(proudly )?powered by .{2,60}`,
		`(back|return|go back) to .{2,40}`, `on this page`, `table of contents`,
	)
)

func phrases(s ...string) *regexp.Regexp {
	return regexp.MustCompile(`^[^a-z0-9]{0,8}(` + strings.Join(s, "|") + `)[^a-z0-9]{0,8}$`)
}

// isPhrase reports whether the whole of a short block is a phrase of furniture.
func (d *Document) isPhrase(i int) bool {
	e := &d.elements[i]
	if e.text > 120 || e.text < 4 || e.has(hasH1) {
		return false
	}
	s := strings.ToLower(d.text(i, 160))
	switch e.n.DataAtom {
	case atom.Li, atom.Td, atom.Th, atom.Dd, atom.Dt:
		return mostlyLinks(e) && said.MatchString(s)
	}
	return said.MatchString(s) || (mostlyLinks(e) || e.links > 0 && any(s, "tag", "powered", "built", "you are here")) && linkedTo.MatchString(s)
}

// isLabelledFurniture reports whether a link without text, as one on an icon, is
// furniture by what it says to those who do not see it.
func isLabelledFurniture(e *element) bool {
	if e.n.DataAtom != atom.A || e.links == 0 || e.images > 0 {
		return false
	}
	s := strings.ToLower(strings.TrimSpace(clip(first(attr(e.n, "aria-label"), attr(e.n, "title")), 160)))
	return s != "" && (said.MatchString(s) || linkedTo.MatchString(s))
}

// asides are what stands above links to other pages that few came for.
var asides = map[string]bool{
	"related": true, "related posts": true, "related pages": true, "related articles": true, "related content": true, "related stories": true,
	"recent posts": true, "latest posts": true, "popular posts": true, "more posts": true, "more articles": true, "other posts": true,
	"you may also like": true, "you might also like": true, "read next": true, "read more": true, "up next": true, "recommended": true,
	"share": true, "share this": true, "share this page": true, "share this post": true, "follow us": true, "categories": true, "archives": true,
	"tags": true, "navigation": true, "about the author": true, "quick links": true, "in this series": true, "previous topic": true, "next topic": true, "this page": true,
}

// isTitledAside reports whether an element has such a title and then mostly
// links, or is such a title before a list of links.
func (d *Document) isTitledAside(i int) bool {
	e := &d.elements[i]
	title := i
	if !isHeading(e.n) {
		if title = i + 1; e.links == 0 || e.text > 2000 || title >= int(e.end) || !isContainer(e.n) || e.has(hasH1) || d.mostOf(e) {
			return false
		}
	}
	t := &d.elements[title]
	if t.text == 0 || t.text > 30 || !asides[strings.TrimRight(strings.ToLower(d.text(title, 40)), " :…")] {
		return false
	}
	if title == i {
		return int(e.end) < len(d.elements) && d.elements[e.end].parent == e.parent && mostlyLinks(&d.elements[e.end])
	}
	return 10*e.linked >= 5*(e.text-t.text)
}

func mostlyLinks(e *element) bool { return e.links > 0 && 10*e.linked >= 7*e.text }

// isListBelow reports whether an element is the list of links below a title that
// isTitledAside has left out.
func (d *Document) isListBelow(i int) bool {
	if !mostlyLinks(&d.elements[i]) {
		return false
	}
	for s := d.elements[i].n.PrevSibling; s != nil; s = s.PrevSibling {
		if isHeading(s) {
			return asides[strings.TrimRight(strings.ToLower(shown(s, 40)), " :…")]
		}
		if s.Type == html.ElementNode || s.Type == html.TextNode && strings.TrimSpace(s.Data) != "" {
			return false
		}
	}
	return false
}
