package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/qrcode"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// stage is how a window is divided for the lobby, which is read from afar: the site's name
// and the clock; a few lines of the page, and how to come in, with a QR code of the site
// beside them; the command in large letters; and the command and the host key once more to
// read from near. It depends on the window, the site and the theme.
type stage struct {
	columns int // of the whole
	head    int // rows with the name and the clock, and empty ones; 0 where there is no room for more than the page
	page    terminal.Size
	body    int      // rows of the page and what is said below it, and of the QR code
	join    []string // the invitation, below the page
	qr      []string // may be none
	command []string // in large letters; none where there is no room for them
	caption []string // below them
}

// Bounds of a stage.
const (
	stageRoomy   = 12 // rows from which there is room for more than the page and the command
	stageAiry    = 30 // rows from which there are empty ones between the parts
	stageMeasure = 56 // columns that the page has at most
	stageMinimum = 36 // columns that it has at least beside the QR code
	stageLines   = 12 // rows of the page at most: as much as is read while they stand
	stageFewest  = 4  // rows that it has at least
	stageLetters = 6  // the letters take no more than this part of all rows, unless they are the smallest
)

// setStage divides the window.
func (m *Model) setStage() stage {
	rows := m.rows()
	s := stage{columns: m.size.Columns - 2*left(m.size.Columns)}
	if m.size.Columns >= roomy {
		s.columns = m.size.Columns - 2*margin
	}
	s.page = terminal.Size{Columns: min(s.columns, stageMeasure), Rows: max(rows-2, 1)}
	if rows < stageRoomy {
		return s
	}
	air := 0
	if s.head = 1; rows >= stageAiry {
		s.head, air = 2, 1
	}
	s.caption = m.caption(s.columns)
	s.body = rows - s.head - len(s.caption)
	if s.command = m.bigCommand(s.columns, rows, s.body-stageFewest); s.command != nil {
		s.body -= len(s.command) + 2*air
	}
	s.qr = m.bigQR(s.columns-margin-stageMinimum, s.body)
	beside := 0
	if len(s.qr) > 0 {
		beside = ansi.StringWidth(s.qr[0]) + margin
	}
	s.page.Columns = min(s.columns-beside, stageMeasure)
	for _, text := range []string{m.words.Lobby.NoAccount, m.words.Lobby.Join} {
		s.join = append(s.join, layout.Wrap(m.text(text), s.page.Columns)...)
	}
	s.page.Rows = max(min(s.body-1-len(s.join), stageLines), 1)
	return s
}

// bigCommand is the command in letters of several rows, as large as there is room for; nil
// where there is none.
func (m *Model) bigCommand(columns, rows, room int) []string {
	b, ok := bitmap(m.lobby.Join)
	if !ok || m.lobby.Join == "" {
		return nil
	}
	var drawn []string
	for scale := 1; ; scale++ {
		wide, high := lettersSize(b, scale, m.profile.ASCII)
		if wide > columns || high > room || scale > 1 && high > rows/stageLetters {
			return drawn
		}
		drawn = letters(b, scale, m.profile.ASCII, !m.profile.Colours, m.theme.Sequence(theme.Key))
	}
}

// bigQR is the QR code of the site, as large as there is room for; nil where there is none.
func (m *Model) bigQR(columns, rows int) []string {
	if m.site.URL == "" {
		return nil
	}
	code, err := qrcode.Encode(m.site.URL)
	if err != nil {
		return nil
	}
	var drawn []string
	for style := m.qrStyle(); ; {
		style.Scale++
		if wide, high := code.Size(style); wide > columns || high > rows {
			return drawn
		}
		drawn = code.Lines(style)
	}
}

// caption is the command and the host key's fingerprint, in one line, or in two where they
// are too long for that.
func (m *Model) caption(columns int) []string {
	join := m.text(m.lobby.Join)
	key := m.text(words.Fill(m.words.Lobby.Fingerprint, "fingerprint", m.lobby.Fingerprint))
	if short := m.text(m.lobby.Fingerprint); terminal.Width(join)+len(stageGap)+terminal.Width(key) > columns {
		key = short
	}
	join = m.theme.Render(theme.Key, terminal.Truncate(join, columns))
	if ansi.StringWidth(join)+len(stageGap)+terminal.Width(key) <= columns {
		return []string{join + stageGap + m.theme.Render(theme.Muted, key)}
	}
	return []string{join, m.theme.Render(theme.Muted, terminal.Truncate(key, columns))}
}

// stageGap stands between the command and the host key.
const stageGap = "   "

// lobbyLayout is the page as wide as the lobby shows it.
func (m *Model) lobbyLayout() *layout.Layout {
	spec := m.spec()
	spec.Measure = max(m.lobby.stage.page.Columns, layout.MinMeasure)
	spec.Wide = 0
	return m.layouts.Get(m.site, m.page, spec)
}

// lobbyLines is the present screen.
func (m *Model) lobbyLines() []string {
	l, s := m.lobbyLayout(), &m.lobby.stage
	slide := m.lobby.slides[m.lobby.slide]
	page := l.Lines[slide.First:min(slide.End, len(l.Lines))]
	w := m.writer()
	if s.head == 0 {
		w.lines = append(w.lines, page...)
		w.lines = padded(w.lines, s.page.Rows)
		w.lines = append(w.lines, m.theme.Render(theme.Key, terminal.Truncate(m.text(m.lobby.Join), s.columns)))
		return w.lines
	}
	name := m.theme.Render(theme.Key, m.text(m.siteTitle()))
	w.lines = append(w.lines, between(name, m.theme.Render(theme.Key, m.lobby.Now().Format("15:04")), s.columns))
	w.lines = padded(w.lines, s.head)
	room := s.body - len(s.join)
	var beside []string
	if s.head > 1 { // the page stands in the middle
		beside = make([]string, max(room-len(page), 0)/2)
	}
	beside = append(padded(append(beside, page...), room), s.join...)
	from := 0
	if len(s.qr) > 0 {
		from = s.columns - ansi.StringWidth(s.qr[0])
	}
	w.beside(beside, s.qr, from)
	below := m.rows() - len(s.command) - len(s.caption)
	if s.command != nil && s.head > 1 {
		below--
	}
	w.lines = append(padded(w.lines, below), s.command...)
	w.lines = append(padded(w.lines, m.rows()-len(s.caption)), s.caption...)
	return w.lines
}

// between is two texts at either end of a line.
func between(left, right string, columns int) string {
	gap := columns - ansi.StringWidth(left) - ansi.StringWidth(right)
	if gap < 1 {
		return ansi.Truncate(left, columns, "")
	}
	return left + strings.Repeat(" ", gap) + right
}
