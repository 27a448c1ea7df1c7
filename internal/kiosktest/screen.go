package kiosktest

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Screen is what a terminal shows at one moment. It is a value of its own:
// what the program writes later does not change it, and any number of
// goroutines may read it. Rows and columns count from 0 at the top left; a wide
// character has two columns.
type Screen struct {
	Columns, Rows           int
	CursorRow, CursorColumn int
	CursorVisible           bool
	AlternateScreen         bool

	cells []uv.Cell // row by row
}

// Link is a hyperlink (OSC 8) on a row of the screen. One that is broken over
// rows is a Link on each.
type Link struct {
	URL         string
	Text        string
	Row, Column int // where its text begins
}

// Draw is the screen and the state that a fresh terminal of a size has after
// it was sent output, for tests that need no program and no pty. What the
// terminal would answer is lost. It panics where the emulator breaks.
func Draw(columns, rows int, output string) (Screen, State) {
	e := newEmulator(columns, rows, false, func([]byte) {})
	defer e.close()
	if err := e.write([]byte(output)); err != nil {
		panic(err)
	}
	return e.screen(), e.state()
}

// Text is the text on the screen: a line for each row, without trailing blanks
// and without the empty rows at the end.
func (s Screen) Text() string {
	rows := make([]string, s.Rows)
	for i := range rows {
		rows[i] = s.Row(i)
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

// Row is the text of a row without trailing blanks; it is empty for a row that
// is not on the screen.
func (s Screen) Row(row int) string {
	return strings.TrimRight(s.text(row, 0, s.Columns), " ")
}

// Contains says whether the screen's text holds a string. A string with line
// feeds spans rows.
func (s Screen) Contains(text string) bool { return strings.Contains(s.Text(), text) }

// Links are the hyperlinks on the screen, from the top left.
func (s Screen) Links() []Link {
	var links []Link
	for row := range s.Rows {
		var before run
		for _, r := range s.runs(row) {
			switch {
			case r.look.link.URL == "":
			case r.from == before.to && r.look.link == before.look.link: // in another style
				links[len(links)-1].Text += s.text(row, r.from, r.to)
			default:
				links = append(links, Link{r.look.link.URL, s.text(row, r.from, r.to), row, r.from})
			}
			before = r
		}
	}
	return links
}

// Golden is the whole screen in a form to keep in a file and to compare: the
// text between bars, then the columns of each row that are styled, then the
// cursor and which of the two screens it is:
//
//	|Read the rationale (1)   |
//	|                         |
//	0: 0-21 bold fg=#41b6e6 ul link=https://hackday.example/
//	cursor 1,0 visible
//	main screen
//
// Colours are ansi:0 to ansi:15 for the basic ones, 256:0 to 256:255 for those
// of the palette, and #rrggbb. A blank has only the style that can be seen on
// it, so two ways of drawing the same picture have one golden form.
func (s Screen) Golden() string {
	var b strings.Builder
	for row := range s.Rows {
		fmt.Fprintf(&b, "|%s|\n", s.text(row, 0, s.Columns))
	}
	for row := range s.Rows {
		for _, r := range s.runs(row) {
			fmt.Fprintf(&b, "%d: %s %s\n", row, r.columns(), r.look)
		}
	}
	fmt.Fprintf(&b, "cursor %d,%d %s\n", s.CursorRow, s.CursorColumn, choose(s.CursorVisible, "visible", "hidden"))
	fmt.Fprintf(&b, "%s screen\n", choose(s.AlternateScreen, "alternate", "main"))
	return b.String()
}

// row is the cells of a row, none where there is no such row.
func (s Screen) row(row int) []uv.Cell {
	if row < 0 || row >= s.Rows {
		return nil
	}
	return s.cells[row*s.Columns : (row+1)*s.Columns]
}

// text is the text of some columns of a row, with its blanks.
func (s Screen) text(row, from, to int) string {
	var b strings.Builder
	cells := s.row(row)
	for column := from; column < min(to, len(cells)); {
		cell := cells[column]
		if cell.Content == "" {
			b.WriteByte(' ')
		}
		b.WriteString(cell.Content)
		column += max(1, cell.Width)
	}
	return b.String()
}

// look is what a cell has besides its character.
type look struct {
	style uv.Style
	link  uv.Link
}

// onBlank is what can be seen of a look on a blank: the background and the
// link, and everything where the blank is reversed or has a line through or
// under it.
func (l look) onBlank() look {
	drawn := l.style.Underline != uv.UnderlineNone || l.style.Attrs&(uv.AttrReverse|uv.AttrStrikethrough) != 0
	if drawn {
		return l
	}
	return look{uv.Style{Bg: l.style.Bg}, l.link}
}

func (l look) String() string {
	words := describeStyle(l.style)
	if l.link.URL != "" {
		words += " link=" + l.link.URL
	}
	return strings.TrimPrefix(words, " ")
}

// run is neighbouring columns of a row that look alike.
type run struct {
	from, to int // to is the first column that is not in it
	ink      int // the first column behind its last character that is no blank
	look     look
}

func (r run) columns() string {
	if r.to == r.from+1 {
		return fmt.Sprint(r.from)
	}
	return fmt.Sprintf("%d-%d", r.from, r.to-1)
}

// runs divides a row by how its cells look, and leaves out what has no style.
// A blank belongs to the run before it if it could be a part of that.
func (s Screen) runs(row int) []run {
	var runs []run
	cells := s.row(row)
	for column := 0; column < len(cells); {
		cell := cells[column]
		blank := strings.TrimLeft(cell.Content, " ") == ""
		here := run{from: column, to: column + max(1, cell.Width), look: look{cell.Style, cell.Link}}
		if blank {
			here.look = here.look.onBlank()
		} else {
			here.ink = here.to
		}
		if last := len(runs) - 1; last >= 0 && runs[last].takes(here, blank) {
			runs[last].to, runs[last].ink = here.to, max(runs[last].ink, here.ink)
		} else {
			runs = append(runs, here)
		}
		column = here.to
	}
	for i, r := range runs {
		if (r.look.onBlank() == look{}) {
			runs[i].to = r.ink // nothing is to be seen on its last blanks
		}
	}
	return slices.DeleteFunc(runs, func(r run) bool { return r.look == look{} })
}

// takes says whether the run goes on with what comes next.
func (r run) takes(next run, blank bool) bool {
	return r.look == next.look || blank && r.look.onBlank() == next.look
}

// attributes are the names of the attributes of a style.
var attributes = []struct {
	bit  uint8
	name string
}{
	{uv.AttrBold, "bold"},
	{uv.AttrFaint, "faint"},
	{uv.AttrItalic, "italic"},
	{uv.AttrBlink, "blink"},
	{uv.AttrRapidBlink, "rapid-blink"},
	{uv.AttrReverse, "reverse"},
	{uv.AttrConceal, "conceal"},
	{uv.AttrStrikethrough, "strike"},
}

// underlines are the names of the kinds of underline.
var underlines = map[uv.Underline]string{
	uv.UnderlineSingle: "ul",
	uv.UnderlineDouble: "ul=double",
	uv.UnderlineCurly:  "ul=curly",
	uv.UnderlineDotted: "ul=dotted",
	uv.UnderlineDashed: "ul=dashed",
}

// describeStyle is a style in words, empty for none.
func describeStyle(style uv.Style) string {
	var words []string
	for _, a := range attributes {
		if style.Attrs&a.bit != 0 {
			words = append(words, a.name)
		}
	}
	if style.Fg != nil {
		words = append(words, "fg="+describeColour(style.Fg))
	}
	if style.Bg != nil {
		words = append(words, "bg="+describeColour(style.Bg))
	}
	if name := underlines[style.Underline]; name != "" {
		words = append(words, name)
	}
	if style.UnderlineColor != nil {
		words = append(words, "ul-colour="+describeColour(style.UnderlineColor))
	}
	return strings.Join(words, " ")
}

func describeColour(c color.Color) string {
	switch c := c.(type) {
	case ansi.BasicColor:
		return fmt.Sprintf("ansi:%d", c)
	case ansi.IndexedColor:
		return fmt.Sprintf("256:%d", c)
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

func choose(condition bool, yes, no string) string {
	if condition {
		return yes
	}
	return no
}
