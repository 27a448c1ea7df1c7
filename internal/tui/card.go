package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/qrcode"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// card writes all there is to say of one link: what it is, its address, where
// it stands, and the address as a QR code.
func (w *writer) card(m *Model, number int) {
	r := m.page.Resource(number)
	if r == nil {
		return
	}
	w.text(theme.Heading, "", m.words.Title(r))
	w.address(r.Number, r.URL)
	about := func(w *writer) {
		w.text(theme.Muted, "", words.Fill(m.words.Panels.LinkOf, "number", number, "count", len(m.page.Resources)))
		w.text(theme.Text, "", m.words.Describe(r))
		w.blank()
		if r.Target != "" {
			w.text(theme.Text, "", m.words.Panels.OpensHere)
			w.blank()
		}
		if sentence := m.words.Sentence(m.site, m.page, r); sentence != "" {
			w.text(theme.Text, "", quoted(sentence))
		}
		w.text(theme.Muted, "", m.whereabouts(r))
	}
	if !r.OnTheWeb() {
		about(w)
		return
	}
	w.withQR(m, r.URL, about)
}

// minBeside is how many columns a text beside a QR code has at least.
const minBeside = 24

// withQR writes a text with the QR code of an address beside it, or below it; or
// says how large the window has to be for one. A code that cannot be seen whole
// cannot be scanned.
func (w *writer) withQR(m *Model, address string, about func(*writer)) {
	code, err := qrcode.Encode(address)
	if err != nil {
		w.blank()
		about(w)
		return
	}
	style := m.qrStyle()
	columns, rows := code.Size(style)
	const gap = 2
	if rows+len(w.lines) <= m.rows() && w.measure >= columns+gap+minBeside {
		beside := &writer{measure: w.measure - columns - gap, theme: w.theme, links: w.links, profile: w.profile}
		about(beside)
		w.beside(beside.lines, code.Lines(style), w.measure-columns)
		return
	}
	w.blank()
	about(w)
	w.blank()
	if rows <= m.rows() && columns <= m.size.Columns-left(m.size.Columns) {
		w.lines = append(w.lines, code.Lines(style)...)
		return
	}
	needs := roomFor(columns, rows)
	w.text(theme.Muted, "", words.Fill(m.words.Panels.QRRoom, "columns", needs.Columns, "rows", needs.Rows))
}

// roomFor is the smallest window that shows something of this size whole.
func roomFor(columns, rows int) terminal.Size {
	needs := max(columns, terminal.MinUsable.Columns)
	for needs-left(needs) < columns {
		needs++
	}
	return terminal.Size{Columns: needs, Rows: rows + 1}
}

// qrStyle is how this terminal shows QR codes.
func (m *Model) qrStyle() qrcode.Style {
	return qrcode.Style{Depth: m.theme.Depth, ASCII: m.profile.ASCII, Colours: m.profile.Colours}
}

// beside adds two columns of lines, the second from a column on.
func (w *writer) beside(first, second []string, from int) {
	for i := range max(len(first), len(second)) {
		l := ""
		if i < len(first) {
			l = first[i]
		}
		if i < len(second) {
			l += strings.Repeat(" ", from-ansi.StringWidth(l)) + second[i]
		}
		w.lines = append(w.lines, l)
	}
}

// turnCard shows another link's card.
func (m *Model) turnCard(p *panel, by int) {
	count := len(m.page.Resources)
	p.number = (p.number-1+by+count)%count + 1
	p.top = 0
	if count > 1 {
		m.tellOpened(p.number)
	}
	m.build(p)
}

// whereabouts says where in the page a link stands.
func (m *Model) whereabouts(r *site.Resource) string {
	if r.Origin != site.FromText {
		return words.Fill(m.words.Panels.AtEnd, "page", m.page.Title)
	}
	heading := ""
	stands := m.layout.Resources[r.Number-1]
	for i, lines := range m.layout.Headings {
		if !stands.Empty() && lines.First <= stands.First {
			heading = m.page.Headings[i].Text
		}
	}
	if heading == "" {
		return words.Fill(m.words.Panels.InPage, "page", m.page.Title)
	}
	return words.Fill(m.words.Panels.UnderHeading, "page", m.page.Title, "heading", heading)
}
