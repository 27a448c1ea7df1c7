package markdown

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// findTabs finds the IDs of what tabs show. It stays hidden only until somebody picks
// it, which nobody can here.
func findTabs(content []*html.Node) map[string]bool {
	var ids map[string]bool
	for _, root := range content {
		for n := range root.Descendants() {
			if n.Type != html.ElementNode || !strings.EqualFold(attr(n, "role"), "tab") && !(n.Data == "button" && has(n, "aria-expanded")) {
				continue
			}
			for _, id := range []string{attr(n, "aria-controls"), strings.TrimPrefix(attr(n, "href"), "#")} {
				if id == "" || len(id) > maxID {
					continue
				}
				if ids == nil {
					ids = map[string]bool{}
				}
				ids[id] = true
			}
		}
	}
	return ids
}

// isHidden reports whether an element is not for readers: it is hidden, says nothing
// to those who cannot see or click, or is a picture in letters.
func (w *writer) isHidden(n *html.Node) bool {
	if len(n.Attr) == 0 {
		return n.Data == "button" && !w.isLabel(n) || n.Data == "dialog"
	}
	hidden := false
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "hidden":
			hidden = !strings.EqualFold(a.Val, "until-found")
		case "aria-hidden":
			hidden = hidden || strings.EqualFold(strings.TrimSpace(a.Val), "true")
		case "style":
			hidden = hidden || declared(a.Val, "display") == "none" || declared(a.Val, "visibility") == "hidden"
		}
	}
	switch n.Data {
	case "dialog":
		return !has(n, "open")
	case "button":
		return !w.isLabel(n)
	case "form":
		if isSearch(n) {
			return true
		}
	case "a", "pre", "code":
		if n.Data == "a" && hidden && attr(n, "href") == "" { // an anchor
			w.anchor(attr(n, "id"))
			w.anchor(attr(n, "name"))
		}
	}
	if hidden {
		return !w.isPanel(n)
	}
	return isIcon(n) || isGutter(n) || hasClass(n, "mw-editsection") || isCodeLanguage(n)
}

// isCodeLanguage reports whether an element says in which language the code behind it
// is, as VitePress has it.
func isCodeLanguage(n *html.Node) bool {
	return n.Data == "span" && hasClass(n, "lang") && n.NextSibling != nil && n.NextSibling.Data == "pre"
}

// isPanel reports whether an element is what a tab shows.
func (w *writer) isPanel(n *html.Node) bool {
	if strings.EqualFold(attr(n, "role"), "tabpanel") || w.tabs[attr(n, "id")] {
		return true
	}
	return hasClass(n, "tab-pane", "tabpanel", "tab-panel", "tab-content", "tabcontent", "tabitem", "tabbed-content")
}

// isLabel reports whether a button names content: a tab, or a heading that opens what
// is below it.
func (w *writer) isLabel(n *html.Node) bool {
	if w.heading && n.Parent != nil && (has(n, "aria-expanded") || has(n, "aria-controls") || onlyElement(n.Parent) == n) {
		return true
	}
	return strings.EqualFold(attr(n, "role"), "tab") || hasClass(n, "accordion-button", "accordion", "collapsible", "tablinks", "tab")
}

// isSearch reports whether a form searches the site.
func isSearch(n *html.Node) bool {
	return strings.EqualFold(attr(n, "role"), "search") || find(n, 50, func(c *html.Node) bool {
		return c.Data == "input" && (strings.EqualFold(attr(c, "type"), "search") || attr(c, "name") == "q")
	}) != nil
}

// declared is the value of a property in a style attribute, in small letters; "" if
// there is none.
func declared(style, property string) string {
	const longest = 4 << 10 // bytes
	style = style[:min(len(style), longest)]
	if !strings.Contains(style, property[1:]) && !strings.Contains(strings.ToLower(style), property) {
		return ""
	}
	value := ""
	for d := range strings.SplitSeq(strings.ToLower(style), ";") {
		if name, v, ok := strings.Cut(d, ":"); ok && strings.TrimSpace(name) == property {
			value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "!important"))
		}
	}
	return value
}

// isIcon reports whether an element's words name a picture of a font.
func isIcon(n *html.Node) bool {
	for _, c := range classesOf(n) {
		if c == "material-icons" || strings.HasPrefix(c, "material-icons-") || strings.HasPrefix(c, "material-symbols") {
			return true
		}
	}
	return false
}

// isGutter reports whether an element holds the numbers of lines of code.
func isGutter(n *html.Node) bool {
	gutter := has(n, "data-line-number") && !has(n, "data-content")
	for _, c := range classesOf(n) {
		switch c {
		case "lineno", "linenos", "linenumber", "linenumbers", "line-number", "line-numbers", "line-numbers-rows", "ln", "lnt", "gutter", "rouge-gutter",
			"linenodiv", "lineno-container", "hljs-ln-numbers", "hljs-ln-n", "blob-num", "line_numbers", "lnum", "code-line-number":
			gutter = true
		}
	}
	if !gutter {
		return false
	}
	const longest = 128 << 10 // bytes
	text := textOf(n, longest)
	return len(text) < longest && strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsSpace(r) && (r < '0' || r > '9') && r != '|' && r != '.' && r != ':'
	}) < 0
}

// selfMarks are what links to where they stand have for a text.
const selfMarks = "¶#§🔗⚓∞◆ \u00a0\u200b\ufe0f\n\t"

// isSelfLink reports whether a link is there for its own address alone, as generators
// put them in headings and terms.
func (w *writer) isSelfLink(n *html.Node, href string) bool {
	fragment := strings.HasPrefix(href, "#")
	marked := hasClass(n, "headerlink", "header-anchor", "header-link", "heading-anchor", "heading-link", "anchor", "anchorjs-link", "anchor-link", "anchorlink",
		"hash-link", "permalink", "self-link", "selflink", "direct-link", "doc-anchor", "zola-anchor", "headline-hash", "sl-anchor-link")
	if !fragment && !marked && !w.heading {
		return false
	}
	const enough = 80 // bytes
	text := strings.TrimSpace(textOf(n, enough))
	if fragment || marked {
		bare := strings.Trim(strings.Map(func(r rune) rune {
			if isPrivate(r) {
				return -1
			}
			return r
		}, text), selfMarks)
		if bare == "" && (text != "" || marked || w.heading) && find(n, 20, func(c *html.Node) bool { return c.Data == "img" && attr(c, "alt") != "" }) == nil {
			return true
		}
	}
	if !marked {
		return false
	}
	text = strings.ToLower(text)
	for _, begin := range []string{"permalink", "permanent link", "direct link", "link to", "anchor", "section titled"} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	return text == "link"
}

// isBackLink reports whether a link leads from a note back to where it is referred to.
func isBackLink(n *html.Node, href string) bool {
	if !strings.Contains(href, "#") {
		return false
	}
	text := strings.TrimSpace(textOf(n, 40))
	switch strings.TrimRight(text, "\ufe0e\ufe0f") {
	case "↩", "↩︎", "↵", "⏎", "↑", "⤴", "^":
		return true
	}
	named := strings.EqualFold(attr(n, "role"), "doc-backlink") || hasClass(n, "reversefootnote", "footnote-back", "footnote-backref", "data-footnote-backref", "footnote-return")
	lower := strings.ToLower(text)
	return named && strings.IndexFunc(text, unicode.IsDigit) != 0 &&
		(strings.IndexFunc(text, unicode.IsLetter) < 0 || strings.HasPrefix(lower, "back") || strings.HasPrefix(lower, "return"))
}

// isSkipLink reports whether a link only leads past the site's menu, or is a button
// that runs the code beside it.
func isSkipLink(n *html.Node, href string) bool {
	if hasClass(n, "test-arrow") {
		return true
	}
	if !strings.HasPrefix(href, "#") {
		return false
	}
	for _, c := range classesOf(n) {
		if strings.HasPrefix(c, "skip-") || strings.HasPrefix(c, "skip_") || c == "skip" || strings.HasPrefix(c, "skiplink") || strings.HasPrefix(c, "skipto") {
			return true
		}
	}
	text := strings.ToLower(strings.TrimSpace(textOf(n, 40)))
	for _, begin := range []string{"skip to content", "skip to main", "skip to the main", "skip navigation", "skip nav", "jump to content", "jump to main"} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	return false
}
