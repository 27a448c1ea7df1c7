package layout

import (
	"sort"

	"github.com/yuin/goldmark/ast"

	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// maxFigures bounds the pictures that one layout has room for; the texts of the others
// stand.
const maxFigures = 200

// Figure is room for a picture in a layout. Its cells are no part of the layout: a reader
// asks for them (package gallery), or leaves the room blank.
type Figure struct {
	File          *picture.File
	First         int // the first of its lines
	Indent        int // columns before it, in which a line has its own text
	Columns, Rows int
}

// FigureAt is the picture to which a line belongs, and which of its rows that is; nil where
// the line shows none.
func (l *Layout) FigureAt(line int) (f *Figure, row int) {
	i := sort.Search(len(l.Figures), func(i int) bool { return l.Figures[i].First > line }) - 1
	if i < 0 || line >= l.Figures[i].First+l.Figures[i].Rows {
		return nil, 0
	}
	return &l.Figures[i], line - l.Figures[i].First
}

// figure sets a paragraph of pictures alone, each above its text; nil where none of them can
// be shown, and where the block is something else.
func (t *setter) figure(block ast.Node, width int) (lines []line) {
	if t.figures == 0 || len(t.pictures) == 0 {
		return nil
	}
	images := site.PicturesAlone(block)
	shown := false
	for _, image := range images {
		shown = shown || t.pictures[site.PictureAddress(image)] != nil
	}
	if !shown {
		return nil
	}
	for _, image := range images {
		if len(lines) > 0 {
			lines = append(lines, line{})
		}
		if f := t.pictures[site.PictureAddress(image)]; f != nil {
			room := width
			if width == t.measure { // nothing is around it
				room = t.wide
			}
			columns, rows := f.Fit(room, t.figures)
			lines = append(lines, t.room(f, columns, rows)...)
		}
		lines = append(lines, t.caption(image, width)...)
	}
	return lines
}

// caption sets the text of a picture that stands by itself, as that of a link where it is
// one, and its title behind that.
func (t *setter) caption(image *ast.Image, width int) []line {
	var n ast.Node = image
	if link, ok := image.Parent().(*ast.Link); ok {
		n = link
	}
	w := &t.inline
	w.reset()
	w.node(n, pen{})
	spans := w.trimmed()
	if title := t.shown(string(image.Title)); title != "" && title != textOf(spans) {
		spans = append(spans, aside(": "+title, theme.Pictured))
	}
	return t.flow(spans, width)
}

// room is the lines of a picture.
func (t *setter) room(f *picture.File, columns, rows int) []line {
	if len(t.placed) >= maxFigures {
		return nil
	}
	t.placed = append(t.placed, Figure{File: f, Columns: columns, Rows: rows})
	lines := make([]line, rows)
	for i := range lines {
		lines[i] = line{width: columns, figure: uint16(len(t.placed))}
	}
	return lines
}

// placeFigures notes where among the lines of a draft its pictures stand.
func (d *draft) placeFigures(placed []Figure) {
	seen := 0 // of them, in the order of their lines
	d.figures = make([]Figure, 0, len(placed))
	for i, l := range d.lines {
		if l.figure == 0 || seen == int(l.figure) {
			continue
		}
		seen = int(l.figure)
		f := placed[seen-1]
		f.First, f.Indent = i, l.width-f.Columns
		d.figures = append(d.figures, f)
	}
}
