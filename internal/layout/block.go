package layout

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// block sets one block in at most width columns. A block may be given more columns
// than text has, or fewer; nothing in it depends on what is around it. A panic
// with errUnwanted ends the layout.
func (t *setter) block(n ast.Node, width int) []line {
	t.stopIfUnwanted()
	switch n := n.(type) {
	case *ast.Heading:
		return t.heading(n, width)
	case *ast.Paragraph, *ast.TextBlock:
		if lines := t.figure(n, width); lines != nil {
			return lines
		}
		return t.flow(t.inlines(n, pen{}), width)
	case *ast.List:
		if t.form == Spoken {
			return t.spokenList(n, width)
		}
		return t.list(n, width)
	case *ast.Blockquote:
		if t.form == Spoken {
			return t.spokenQuotation(n, width)
		}
		return t.quotation(n, width)
	case *ast.CodeBlock:
		return t.code(n, "", width)
	case *ast.FencedCodeBlock:
		return t.code(n, string(n.Language(t.source)), width)
	case *ast.HTMLBlock:
		return t.htmlBlock(n, width)
	case *ast.ThematicBreak:
		return t.divide(width)
	case *extast.Table:
		return t.table(n, width)
	case *extast.DefinitionList:
		if t.form == Spoken {
			return t.spokenDefinitions(n, width)
		}
		return t.definitions(n, width)
	case *extast.FootnoteList:
		return t.notes(n, width)
	}
	if n.Type() == ast.TypeInline {
		return nil
	}
	return t.blocks(n, width)
}

// blocks sets the blocks within a node, with an empty line between them.
func (t *setter) blocks(parent ast.Node, width int) []line {
	return t.stack(parent.FirstChild(), false, width)
}

// stack sets a block and its siblings behind it, one below the other: close
// together if tight, or else with an empty line between them, but for what comes
// right below a heading.
func (t *setter) stack(first ast.Node, tight bool, width int) (lines []line) {
	var above ast.Node
	for n := first; n != nil; n = n.NextSibling() {
		box := t.block(n, width)
		if len(box) == 0 {
			continue
		}
		if lines == nil {
			lines, above = box, n
			continue
		}
		if t.apart(above, n, tight) {
			lines = append(lines, line{})
		}
		lines = append(lines, box...)
		above = n
	}
	return lines
}

// apart reports whether an empty line stands between two blocks. The line under a
// heading parts it well enough from what it is the heading of.
func (t *setter) apart(above, below ast.Node, tight bool) bool {
	switch below.(type) {
	case *extast.FootnoteList:
		return true
	case *extast.Table: // goldmark calls its item tight, whatever is above it
		tight = false
	}
	h, ok := above.(*ast.Heading)
	return !tight && !(ok && t.underline(h.Level) != "")
}

// The narrowest that the text of a block may become for the sake of an indent:
// narrowest with a blank behind the bar or bullet, least without.
const (
	narrowest = 10
	least     = 8 // the number of a link or note, as [^1234]
)

// indent sets a box behind a bar, a bullet or an indent: first stands before its
// first line, rest before the others; both are of the same width. It is the one
// place where it is decided how deep things still indent. Where a box would
// become too narrow, the blank behind the mark goes; then a mark that stands
// before the first line alone becomes part of the text.
func (t *setter) indent(first, rest span, width int, box func(width int) []line) []line {
	columns := cells.Width(first.text)
	if width-columns < narrowest {
		for width-columns < narrowest && strings.HasSuffix(first.text, " ") && strings.TrimSpace(first.text) != "" {
			first.text, rest.text = first.text[:len(first.text)-1], strings.TrimSuffix(rest.text, " ")
			columns--
		}
		if bare := strings.TrimSpace(first.text) == ""; bare {
			n := max(min(columns, width-narrowest), min(columns, 1))
			first.text, rest.text, columns = first.text[:n], rest.text[:n], n
		}
	}
	if width-columns < least {
		if strings.TrimSpace(rest.text) == "" {
			if strings.TrimSpace(first.text) != "" {
				first.text = strings.TrimRight(first.text, " ") + "\u00A0"
				t.lead = append(t.lead, first)
			}
			return t.withLead(box(width))
		}
	}
	lead := t.lead // of an item around this one: it stands above, not behind this mark
	t.lead = nil
	lines := t.withLead(box(max(width-columns, 1)))
	var last *marks // of a line before, which lines of one box mostly share
	for i := range lines {
		l := &lines[i]
		switch {
		case i == 0:
			l.behind(&first, columns)
		case last != nil && last.inner == l.marks:
			l.marks, l.width = last, l.width+columns
		default:
			l.behind(&rest, columns)
			last = l.marks
		}
	}
	t.lead = lead
	return t.withLead(lines)
}

// withLead puts what should have been part of a paragraph, and was not since
// there is none, on a line above.
func (t *setter) withLead(lines []line) []line {
	if t.lead == nil {
		return lines
	}
	lead := t.lead
	t.lead = nil
	for i := range lead {
		lead[i].text = withoutNoBreaks(lead[i].text)
	}
	return append([]line{withoutBlanks(lineOf(lead...))}, lines...)
}

// heading sets a heading: its level's prefix, and the line below it, tell the levels
// apart without colour.
func (t *setter) heading(n *ast.Heading, width int) []line {
	t.headings++
	style := theme.Level(n.Level)
	p := pen{style: style, heading: int32(t.headings)}
	prefix := t.prefix(n.Level)
	text := t.inlines(n, p)
	if len(text) == 0 {
		return nil
	}
	var lines []line
	switch {
	case prefix == "":
		lines = t.flow(text, width)
	case t.form == Spoken:
		lines = t.flow(append([]span{{text: prefix, pen: p, aside: true}}, text...), width)
	default:
		mark := span{text: prefix, pen: p, aside: true}
		lines = t.indent(mark, blanks(cells.Width(prefix)), width, func(width int) []line { return t.flow(text, width) })
	}
	if under := t.underline(n.Level); under != "" && len(lines) > 0 {
		rule := aside(strings.Repeat(under, longest(lines)), style)
		rule.heading = p.heading
		lines = append(lines, lineOf(rule))
	}
	return lines
}

// prefix is what stands before a heading.
func (t *setter) prefix(level int) string {
	switch t.form {
	case Text: // all of its headings are underlined
		return ""
	case Spoken:
		return t.spokenHeading(level)
	}
	prefix := t.prefixes[min(max(level, 1), 6)-1]
	if t.ascii {
		prefix = strings.Map(func(r rune) rune {
			if r == '»' { // whose likeness in ASCII is a quotation mark
				return '='
			}
			return r
		}, prefix)
	}
	return t.shown(prefix)
}

// underline is what the line under a heading is made of; empty for none. Text has no
// colours, and a mark before its deeper headings would look like a list or like code.
func (t *setter) underline(level int) string {
	switch {
	case t.form == Spoken:
		return ""
	case level <= 1:
		return t.heavyRule
	case level == 2:
		return t.rule
	case t.form != Text:
		return ""
	case level == 3:
		return "~"
	}
	return "."
}

// quotation sets a quotation, or an alert: a quotation with a title.
func (t *setter) quotation(n *ast.Blockquote, width int) []line {
	bar := aside(t.bar, theme.Quotation)
	kind, last, alert := site.Alert(n, t.source)
	return t.indent(bar, bar, width, func(width int) []line {
		if !alert {
			return t.blocks(n, width)
		}
		lines := t.flow([]span{t.alertTitle(kind, last)}, width)
		return append(lines, t.alertText(n, last, width)...)
	})
}

// alertTitle is the title of an alert, which stands for its first line, up to last.
func (t *setter) alertTitle(kind string, last ast.Node) span {
	title := t.span(t.words.Alerts[kind], theme.Term)
	if last, ok := last.(*ast.Text); ok {
		title.end = atOnce(last.Segment.Stop)
	}
	return title
}

// alertText sets what stands in an alert behind its first line.
func (t *setter) alertText(n *ast.Blockquote, last ast.Node, width int) (lines []line) {
	if last.NextSibling() != nil {
		lines = t.flow(t.inlinesFrom(last.NextSibling(), pen{}), width)
	}
	if rest := t.stack(n.FirstChild().NextSibling(), false, width); len(rest) > 0 {
		if last.NextSibling() != nil {
			lines = append(lines, line{})
		}
		lines = append(lines, rest...)
	}
	return lines
}

// divide sets a thematic break.
func (t *setter) divide(width int) []line {
	if t.form == Spoken {
		return t.flow([]span{aside(t.shown(t.words.Spoken.Separator), theme.Line)}, width)
	}
	n := cells.Width(t.divider)
	indent := 0
	if t.form == Screen {
		indent = max((width-n)/2, 0)
	}
	return []line{lineOf(aside(strings.Repeat(" ", indent)+t.divider, theme.Line))}
}

// list sets a list. Its numbers are right-aligned.
func (t *setter) list(n *ast.List, width int) (lines []line) {
	columns := 0
	if n.IsOrdered() {
		first, last := n.Start, n.Start+n.ChildCount()-1
		columns = max(len(strconv.Itoa(first)), len(strconv.Itoa(last))) + len(". ")
	}
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		mark := aside(t.bullet, theme.Bullet)
		if n.IsOrdered() {
			text := strconv.Itoa(number) + string(n.Marker) + " "
			mark = aside(strings.Repeat(" ", max(columns-len(text), 0))+text, theme.Numeral)
			number++
		}
		switch box := checkBox(item); {
		case box != nil && n.IsOrdered():
			mark.text += strings.TrimPrefix(t.box(box), textGlyphs.bullet)
		case box != nil:
			mark.text = t.box(box)
		}
		box := t.item(item, n.IsTight, mark, width)
		if len(lines) > 0 && !n.IsTight {
			lines = append(lines, line{})
		}
		lines = append(lines, box...)
	}
	return lines
}

// item sets an item of a list. One without text is its mark alone.
func (t *setter) item(n ast.Node, tight bool, mark span, width int) []line {
	return t.indent(mark, blanks(cells.Width(mark.text)), width, func(width int) []line {
		if lines := t.stack(n.FirstChild(), tight, width); len(lines) > 0 {
			return lines
		}
		return []line{{}}
	})
}

// checkBox is the box at the beginning of a task, or nil.
func checkBox(item ast.Node) *extast.TaskCheckBox {
	if text := item.FirstChild(); text != nil {
		box, _ := text.FirstChild().(*extast.TaskCheckBox)
		return box
	}
	return nil
}

func (t *setter) box(n *extast.TaskCheckBox) string {
	if n.IsChecked {
		return t.ticked
	}
	return t.unticked
}

// definitions sets a list of terms and what they mean.
func (t *setter) definitions(n *extast.DefinitionList, width int) (lines []line) {
	indent := blanks(4)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *extast.DefinitionTerm:
			if _, again := c.PreviousSibling().(*extast.DefinitionTerm); len(lines) > 0 && !again {
				lines = append(lines, line{})
			}
			lines = append(lines, t.flow(t.inlines(c, pen{style: theme.Term}), width)...)
		case *extast.DefinitionDescription:
			box := t.indent(indent, indent, width, func(width int) []line { return t.blocks(c, width) })
			if _, another := c.PreviousSibling().(*extast.DefinitionDescription); another {
				lines = append(lines, line{}) // or the two would be one
			}
			lines = append(lines, box...)
		}
	}
	return lines
}
