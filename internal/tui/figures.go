package tui

import (
	"strconv"
	"strings"

	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/terminal"
)

// pictureWindow is the smallest window that shows pictures; others show their texts.
var pictureWindow = terminal.Size{Columns: 40, Rows: 12}

// A picture in the text takes two thirds of the window's rows at most, and the masthead one
// third, in steps: windows of nearly one height share their layouts. Above maxStep pictures
// grow no further.
const (
	pictureStep = 4 // rows of the masthead
	maxStep     = 6
)

// pictureRows is how many rows the masthead and each picture in the text may take; 0 for
// their texts alone. The lobby, whose pages are cut into screens, has texts.
func (m *Model) pictureRows() (masthead, figures int) {
	if m.noPictures || m.lobby != nil || m.size.Columns < pictureWindow.Columns || m.size.Rows < pictureWindow.Rows || !m.gallery.Shows() {
		return 0, 0
	}
	step := min(m.size.Rows/(3*pictureStep), maxStep)
	return pictureStep * step, 2 * pictureStep * step
}

// togglePictures shows pictures, or their texts in their place. The reader stays at the
// words that are in sight.
func (m *Model) togglePictures() {
	if !m.noPictures && m.spec().Figures == 0 {
		m.notice = m.words.Bar.CannotShowPictures
		return
	}
	m.noPictures = !m.noPictures
	m.notice = m.words.Bar.PicturesOn
	if m.noPictures {
		m.notice = m.words.Bar.PicturesOff
	}
	m.lay()
}

// showPictures has the frame ask again for the pictures that it lacked, and lays out anew
// what was laid out for pictures that cannot be shown after all.
func (m *Model) showPictures() {
	if !m.layout.Is(m.page, m.spec()) {
		m.lay()
	}
	for i := range m.panels {
		if m.panels[i].kind == portrait {
			m.build(&m.panels[i])
		}
	}
}

// picturePart is a row of a picture in a size; row counts from 0.
type picturePart struct {
	file          *picture.File
	columns, rows int
	row           int
}

// hangPicture has a row of the frame show a row of a picture behind an indent, if it is here.
// It is asked for, if not.
func (m *Model) hangPicture(row int, part picturePart, indent int) {
	if !m.gallery.Here(part.file, m.pictureSize(part)) {
		return
	}
	for len(m.cells) <= row {
		m.cells = append(m.cells, picturePart{})
	}
	m.cells[row] = part
	text := m.lines[row]
	text += strings.Repeat(" ", max(indent-terminal.Width(text), 0))
	var name []byte
	for _, n := range []uint64{part.file.ID, uint64(part.columns), uint64(part.rows), uint64(part.row)} {
		name = append(strconv.AppendUint(name, n, 10), ' ')
	}
	m.lines[row] = terminal.PictureLine(text, string(name))
}

// hangPortrait hangs the picture of a panel.
func (m *Model) hangPortrait(p *panel) {
	part := p.picture
	if part.file == nil {
		return
	}
	for row := range m.lines {
		if part.row = p.top + row; part.row < part.rows {
			m.hangPicture(row, part, 0)
		}
	}
}

// pictureCells writes what a row of the frame shows of a picture.
func (m *Model) pictureCells(row int) string {
	if row >= len(m.cells) || m.cells[row].file == nil {
		return ""
	}
	part := m.cells[row]
	if lines := m.gallery.Lines(part.file, m.pictureSize(part)); part.row < len(lines) {
		return lines[part.row]
	}
	return ""
}

func (m *Model) pictureSize(part picturePart) gallery.Size {
	return gallery.Size{Columns: part.columns, Rows: part.rows, Depth: m.theme.Depth, ASCII: m.profile.ASCII}
}
