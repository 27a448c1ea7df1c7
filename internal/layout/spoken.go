package layout

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"hackday.example/kiosk/internal/highlight"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// The Spoken form says in words what the others draw: what begins here, how much of it
// there is, and where it ends (WCAG 2.2 1.3.1 and 1.3.2). Nothing in it is indented, for
// an indent says nothing to a listener and costs a braille display its cells; and its
// lines of code are not broken, for no mark can be told from the code when it is read
// aloud.

// announces is what a line of the Spoken form says of those around it.
type announces uint8

const (
	nothing announces = iota
	opening           // what stands below it
	ending            // that what stands above it is over
)

// announce is lines that say what begins or ends here. What should stand before the next
// paragraph, an item's bullet, stands before them.
func (t *setter) announce(text string, what announces, width int) []line {
	lines := t.flow([]span{aside(t.shown(text), 0)}, width)
	for i := range lines {
		lines[i].announces = what
	}
	return lines
}

// between puts a box between the lines that say where it begins and where it ends. An
// empty box is nothing.
func (t *setter) between(begin, end string, width int, box func() []line) []line {
	lead := t.lead
	lines := t.announce(begin, opening, width)
	inside := box()
	if len(inside) == 0 {
		t.lead = lead
		return nil
	}
	return t.ended(append(lines, inside...), end, width)
}

// ended says that lines are over. That some of it ended in the same place goes without
// saying, as of a list in an item; but of a quotation in a quotation both ends are said.
func (t *setter) ended(lines []line, end string, width int) []line {
	for n := len(lines); n > 0 && lines[n-1].announces == ending && !strings.HasSuffix(t.shown(end), textOf(lines[n-1].spans)); n-- {
		lines = lines[:n-1]
	}
	return append(lines, t.announce(end, ending, width)...)
}

// said sets what has a mark of its own: a bullet, "Term:". It stands before the first
// line.
func (t *setter) said(mark string, style theme.Elements, width int, box func() []line) []line {
	t.lead = append(t.lead, aside(t.shown(mark)+"\u00A0", style))
	if lines := t.withLead(box()); len(lines) > 0 {
		return lines
	}
	return nil
}

// spokenHeading is what stands before a heading.
func (t *setter) spokenHeading(level int) string {
	return t.shown(words.Fill(t.words.Spoken.Heading, "level", level)) + " "
}

func (t *setter) spokenQuotation(n *ast.Blockquote, width int) []line {
	said := &t.words.Spoken
	kind, last, alert := site.Alert(n, t.source)
	if !alert {
		return t.between(said.Quotation, said.EndOfQuotation, width, func() []line { return t.blocks(n, width) })
	}
	lines := t.flow([]span{t.alertTitle(kind, last), aside(":", 0)}, width)
	for i := range lines {
		lines[i].announces = opening
	}
	return t.ended(append(lines, t.alertText(n, last, width)...), said.AlertEnds[kind], width)
}

func (t *setter) spokenCode(n ast.Node, language, source string, width int) []line {
	lines := strings.Count(source, "\n") + 1
	return t.between(t.words.SpokenCode(highlight.Name(language), lines), t.words.Spoken.EndOfCode, width, func() []line {
		if source == "" {
			return nil
		}
		return t.codeLines(source, "", t.codeEnds(n), unbroken)
	})
}

// unbroken is a width within which every line of code of a page stays whole.
const unbroken = 1 << 30

func (t *setter) spokenList(n *ast.List, width int) []line {
	t.lists++
	defer func() { t.lists-- }()
	begin, end := t.words.SpokenList(t.lists, n.ChildCount())
	number := n.Start
	return t.between(begin, end, width, func() (lines []line) {
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			mark, style := strings.TrimSpace(t.bullet), theme.Bullet
			if n.IsOrdered() {
				mark, style = strconv.Itoa(number)+string(n.Marker), theme.Numeral
				number++
			}
			if box := checkBox(item); box != nil {
				mark += " " + t.spokenBox(box)
			}
			if len(lines) > 0 && !n.IsTight {
				lines = append(lines, line{})
			}
			lines = append(lines, t.said(mark, style, width, func() []line {
				if lines := t.stack(item.FirstChild(), n.IsTight, width); len(lines) > 0 {
					return lines
				}
				return t.flow([]span{aside(t.shown(t.words.Spoken.Empty), 0)}, width)
			})...)
		}
		return lines
	})
}

func (t *setter) spokenBox(n *extast.TaskCheckBox) string {
	if n.IsChecked {
		return t.words.Spoken.Done
	}
	return t.words.Spoken.NotDone
}

func (t *setter) spokenDefinitions(n *extast.DefinitionList, width int) []line {
	said := &t.words.Spoken
	terms := 0
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if _, ok := c.(*extast.DefinitionTerm); ok {
			terms++
		}
	}
	return t.between(t.words.SpokenDefinitions(terms), said.EndOfDefinitions, width, func() (lines []line) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *extast.DefinitionTerm:
				if _, again := c.PreviousSibling().(*extast.DefinitionTerm); len(lines) > 0 && !again {
					lines = append(lines, line{})
				}
				lines = append(lines, t.said(said.Term, theme.Term, width, func() []line {
					return t.flow(t.inlines(c, pen{style: theme.Term}), width)
				})...)
			case *extast.DefinitionDescription:
				lines = append(lines, t.said(said.Definition, 0, width, func() []line { return t.blocks(c, width) })...)
			}
		}
		return lines
	})
}

// spokenNumber adds a link's number, with what is known of where it leads. It can be
// broken off the text, which is heard all the same.
func (w *inline) spokenNumber(number int, p pen) {
	text := words.Fill(w.words.Spoken.Link, "number", number)
	if number <= len(w.resources) && p.style&theme.Pictured == 0 { // what a picture is was said before it
		text = w.words.SpokenLink(&w.resources[number-1])
	}
	w.attach(span{text: " (" + noBreaking(w.shown(text)) + ")", pen: p, aside: true})
}

// spokenPicture adds that a picture follows, as the beginning of a sentence or within one.
func (w *inline) spokenPicture(p pen) {
	kind := w.words.Spoken.Kinds[site.Picture.String()]
	if beginsSentence(w.spans) {
		kind = w.words.Kind(site.Picture)
	}
	w.label(kind+": ", p)
}

// spokenTable sets each row as a paragraph: "Row 1. Ward: Cardiology. Beds: 28."
func (g *grid) spokenTable(width int) []line {
	rows := 0
	for r := g.first; r > 0 && r < g.rows(); r++ {
		if g.says(r) {
			rows++
		}
	}
	return g.between(g.words.SpokenTable(len(g.columns), rows), g.words.Spoken.EndOfTable, width, func() []line {
		return g.sentences(width)
	})
}

// says reports whether a row of the table has any text.
func (g *grid) says(r int) bool {
	for _, c := range g.row(r) {
		if len(c.spans) > 0 {
			return true
		}
	}
	return false
}

// Opens reports whether a line of the Spoken form says what begins below it, and belongs
// to that.
func (l *Layout) Opens(line int) bool { return l.draft.lines[line].announces == opening }
