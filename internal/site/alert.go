package site

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// alerts are the kinds of GitHub's alerts.
var alerts = []string{"note", "tip", "important", "warning", "caution"}

// Alert reports whether a quotation is an alert as GitHub has them: the first line
// of the paragraph that it begins with is exactly "[!NOTE]", or another kind, in
// either letter case. kind is in small letters. last is the last node of that line,
// a child of the paragraph: what the alert says begins behind it, or in the block
// after the paragraph if last has no sibling.
func Alert(q *ast.Blockquote, source []byte) (kind string, last ast.Node, ok bool) {
	p, isParagraph := q.FirstChild().(*ast.Paragraph)
	if !isParagraph || p.Lines().Len() == 0 {
		return "", nil, false
	}
	line := p.Lines().At(0)
	text, opened := bytes.CutPrefix(bytes.TrimSpace(source[line.Start:line.Stop]), []byte("[!"))
	text, closed := bytes.CutSuffix(text, []byte("]"))
	if !opened || !closed || len(text) > len("important") {
		return "", nil, false
	}
	if kind = strings.ToLower(string(text)); !slices.Contains(alerts, kind) {
		return "", nil, false
	}
	for n := p.FirstChild(); n != nil; n = n.NextSibling() {
		t, isText := n.(*ast.Text)
		if !isText { // the page defines "[!NOTE]" as a link
			if last == nil {
				return "", nil, false
			}
			break
		}
		if t.Segment.Start >= line.Stop {
			break
		}
		last = t
	}
	return kind, last, last != nil
}
