package markdown

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// maxNotes bounds the footnotes of a page. Goldmark compares each with all of its
// references, and so package site takes no more.
const maxNotes = 1000

// notes are the footnotes of a page, as pandoc, kramdown, Sphinx and DocBook have them.
// They are Markdown's if each is referred to, and nothing stands behind them, since
// Markdown's stand at the end.
type notes struct {
	numbers map[*html.Node]int
	ids     map[string]int

	all    []*html.Node
	refs   map[string]bool
	others bool // text stands behind the first note
}

// findNotes finds the notes of a page; nil if it has none.
func findNotes(content []*html.Node) *notes {
	n := &notes{}
	for _, root := range content {
		n.walk(root, false)
	}
	if len(n.all) == 0 || len(n.all) > maxNotes || n.others {
		return nil
	}
	n.numbers, n.ids = map[*html.Node]int{}, map[string]int{}
	for i, note := range n.all {
		id := attr(note, "id")
		if !n.refs[id] || n.ids[id] != 0 {
			return nil
		}
		n.numbers[note], n.ids[id] = i+1, i+1
	}
	return n
}

// walk looks at a node. Within is whether it stands where a page keeps its notes.
func (s *notes) walk(n *html.Node, within bool) {
	switch n.Type {
	case html.TextNode:
		if len(s.all) > 0 && strings.TrimSpace(n.Data) != "" {
			s.others = true
		}
		return
	case html.ElementNode:
	default:
		return
	}
	if isDropped(n.Data) {
		return
	}
	if len(n.Attr) > 0 {
		role := strings.ToLower(attr(n, "role"))
		if n.Data == "a" {
			if id := fragmentOf(n); id != "" && (role == "doc-noteref" || isNoteMark(n)) {
				if s.refs == nil {
					s.refs = map[string]bool{}
				}
				s.refs[id] = true
			}
		}
		id := attr(n, "id")
		isNote := role == "doc-footnote" || role == "doc-endnote" || within && n.Data == "li" || hasClass(n, "footnote", "footnote-definition") && (n.Data == "aside" || n.Data == "div")
		if isNote && id != "" && len(id) <= maxID {
			const some = 200 // bytes
			if strings.IndexFunc(textOf(n, some), unicode.IsLetter) < 0 {
				s.others = true
			}
			s.all = append(s.all, n)
			return
		}
		if n.Data == "dl" && hasClass(n, "footnote") && s.walkList(n) {
			return
		}
		within = within || role == "doc-endnotes" || hasClass(n, "footnotes", "footnote-list", "endnotes", "references")
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.walk(c, within)
	}
}

// walkList looks at a definition list of notes, as docutils had them: the terms are the
// notes' numbers. It reports whether it is one.
func (s *notes) walkList(n *html.Node) bool {
	before := len(s.all)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "dt" {
			if id := attr(c, "id"); id == "" || len(id) > maxID || nextElement(c) == nil || nextElement(c).Data != "dd" {
				s.all = s.all[:before]
				return false
			}
			s.all = append(s.all, c)
		}
	}
	return len(s.all) > before
}

// nextElement is the element behind a node; nil if there is none.
func nextElement(n *html.Node) *html.Node {
	for n = n.NextSibling; n != nil && n.Type != html.ElementNode; n = n.NextSibling {
	}
	return n
}

// noteList writes a definition list of notes, and reports whether n is one.
func (w *writer) noteList(n *html.Node) bool {
	if w.notes == nil || !hasClass(n, "footnote") {
		return false
	}
	found := false
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		number := w.notes.numbers[c]
		if number == 0 {
			continue
		}
		found = true
		w.writeNote(number, attr(c, "id"), nextElement(c))
	}
	return found
}

// fragmentOf is the ID that a link within the page leads to; "" for others.
func fragmentOf(a *html.Node) string {
	id, ok := strings.CutPrefix(attr(a, "href"), "#")
	if !ok || len(id) > maxID {
		return ""
	}
	if u, err := url.PathUnescape(id); err == nil {
		return u
	}
	return id
}

// isNoteMark reports whether a link's text is that of a reference to a note.
func isNoteMark(a *html.Node) bool {
	const longest = 12 // bytes
	text := strings.TrimSpace(textOf(a, longest+1))
	return text != "" && len(text) <= longest && strings.Trim(text, "0123456789[]()*†‡§¶ ") == ""
}

// noteNumber is the number of the note that a link refers to; 0 if it refers to none.
func (w *writer) noteNumber(a *html.Node) int {
	if w.notes == nil || w.inNote {
		return 0
	}
	id := fragmentOf(a)
	if id == "" || !strings.EqualFold(attr(a, "role"), "doc-noteref") && !isNoteMark(a) {
		return 0
	}
	return w.notes.ids[id]
}

// note writes a note, and reports whether a node is one.
func (w *writer) note(n *html.Node) bool {
	if w.notes == nil {
		return false
	}
	number := w.notes.numbers[n]
	if number == 0 {
		return false
	}
	w.writeNote(number, attr(n, "id"), n)
	return true
}

// writeNote writes a note by its number, its anchor, and the element that it is.
func (w *writer) writeNote(number int, id string, n *html.Node) {
	w.flush()
	w.open(otherBlock)
	w.push("[^"+strconv.Itoa(number)+"]: ", "    ")
	w.inNote = true
	w.anchor(id)
	w.outside(func() { w.children(n) })
	w.inNote = false
	w.pop()
}

// isNoteLabel reports whether an element within a note is its number, or leads back to
// where it is referred to.
func (w *writer) isNoteLabel(n *html.Node) bool {
	if !w.inNote {
		return false
	}
	if hasClass(n, "label", "footnote-definition-label", "backrefs", "fn-bracket", "brackets") {
		return true
	}
	return (n.Data == "a" && fragmentOf(n) != "" || n.Data == "sup") && isNoteMark(n) && w.isEmpty()
}
