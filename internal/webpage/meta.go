package webpage

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Lines such as "3 May · 2 min read · A. Writer | Suggest changes" hold furniture
// between what is none.

// readingTime is how long a text takes to read, alone or between separators.
var readingTime = regexp.MustCompile(`(?i)(^|[·•|,/–—-])[\s\x{a0}]*(?:reading time:?[\s\x{a0}]*)?(?:about |~)?\d{1,3}[\s\x{a0}-]*(?:min|minute)s?\.?[\s\x{a0}-]*(?:read|to read|reading|reading time)[\s\x{a0}.]*($|[·•|,/–—-])`)

// maxMeta is how much text a block has at most that is such a line, in bytes without
// white space.
const maxMeta = 250

// trimMeta takes how long the text takes to read out of such lines.
func (d *Document) trimMeta() {
	for i := range d.elements {
		e := &d.elements[i]
		if e.direct < 4 || e.direct > maxMeta || e.has(left|unseen) || !d.isMetaLine(i) {
			continue
		}
		for n := e.n.FirstChild; n != nil; n = n.NextSibling {
			if n.Type == html.TextNode && len(n.Data) <= 2*maxMeta && readingTime.MatchString(n.Data) {
				n.Data = readingTime.ReplaceAllString(n.Data, "$2")
			}
		}
	}
}

// isMetaLine reports whether an element is of a block that is short enough.
func (d *Document) isMetaLine(i int) bool {
	for k := 0; i > 0 && k < 8; k++ {
		e := &d.elements[i]
		if e.text > maxMeta || isHeading(e.n) {
			return false
		}
		if isBlock(e.n) {
			return e.n.DataAtom != atom.Pre
		}
		i = int(e.parent)
	}
	return false
}

// dropSeparator takes the separator away that parts an inline element, which is left
// out, from what is before it, if there is nothing behind.
func dropSeparator(n *html.Node) {
	before, behind := n.PrevSibling, n.NextSibling
	if isBlock(n) || before == nil || before.Type != html.TextNode {
		return
	}
	if behind != nil && (behind.NextSibling != nil || behind.Type != html.TextNode || strings.TrimSpace(behind.Data) != "") {
		return
	}
	const blanks = " \t\r\n\u00a0"
	if s := strings.TrimRight(before.Data, blanks); strings.HasSuffix(s, "|") || strings.HasSuffix(s, "·") || strings.HasSuffix(s, "•") {
		before.Data = strings.TrimRight(s, blanks+"|·•")
	}
}
