package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/qrcode"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// cardRoomy is how many rows there are at least where a card begins with its title.
const cardRoomy = 16

// card writes all there is to say of one link: what it is, its address, where
// it stands, what can be done with it, and the address as a QR code.
func (w *writer) card(m *Model, number int) {
	r := m.page.Resource(number)
	if r == nil {
		return
	}
	switch title := m.words.Title(r); {
	case title == r.URL: // a bare address is said once
		w.address(r.Number, r.URL)
	case m.rows() < cardRoomy: // a long title must not keep the address out of sight
		w.address(r.Number, r.URL)
		w.text(theme.Heading, "", title)
	default:
		w.text(theme.Heading, "", title)
		w.address(r.Number, r.URL)
	}
	opens := func(w *writer) {
		if text := m.opens(r); text != "" {
			w.text(theme.Text, "", text)
		}
	}
	about := func(w *writer) {
		if r.Kind == site.Video && r.OnTheWeb() {
			w.text(theme.Text, "", m.words.Document.Scan)
		}
		w.text(theme.Muted, "", words.Fill(m.words.Panels.LinkOf, "number", number, "count", len(m.page.Resources)))
		w.text(theme.Text, "", m.words.Describe(r))
		for _, text := range m.words.Facts(r) {
			w.text(theme.Text, "", text)
		}
		w.blank()
		if sentence := m.words.Sentence(m.site, m.page, r); sentence != "" && sentence != m.words.Title(r) {
			w.text(theme.Text, "", quoted(sentence))
		}
		w.text(theme.Muted, "", m.whereabouts(r))
	}
	commands := &writer{measure: w.measure, theme: w.theme, links: w.links, profile: w.profile}
	commands.commands(m, r)
	if !r.OnTheWeb() {
		opens(w)
		w.lines = append(w.lines, commands.lines...)
		about(w)
		return
	}
	w.withQR(m, r.URL, cardText{opens, commands.lines, about})
}

// opens says what Enter opens on a link's card, or why it opens nothing; empty where
// nobody would expect it.
func (m *Model) opens(r *site.Resource) string {
	text := m.words.Reads(r)
	switch {
	case r.Target == "", r.Origin == site.FromPermalink:
		return text
	case text == "":
		return m.words.Panels.OpensHere
	}
	return text + " " + m.words.Document.Enter
}

// commands writes what is typed on the visitor's own computer to take a link's file away,
// or to play a video. Nothing is written where nobody knows how the kiosk is reached.
func (w *writer) commands(m *Model, r *site.Resource) {
	if r.File != nil {
		w.command(m.words.Document.Take, reading.TakeShown(m.join, m.site, m.page, r, w.profile.Text))
	}
	if r.Kind == site.Video && r.OnTheWeb() {
		w.command(m.words.Document.Play, reading.Play(m.join, m.site, m.page, r.Number))
	}
}

// command writes what is typed, behind what it is for. It is never changed, so that it
// can be copied: where a line has no room for both, it has one of its own. One that the
// terminal cannot show is left out.
func (w *writer) command(does, command string) {
	if command == "" || w.profile.Text(command) != command {
		return
	}
	label := words.Labelled(w.profile.Text(does), "")
	if terminal.Width(label)+terminal.Width(command) <= w.measure {
		w.lines = append(w.lines, w.theme.Render(theme.Muted, label)+w.theme.Render(theme.Key, command))
		return
	}
	w.lines = append(w.lines, w.theme.Render(theme.Muted, strings.TrimSpace(label)))
	for command != "" {
		line := terminal.Truncate(command, w.measure)
		if line == "" {
			return
		}
		w.lines = append(w.lines, w.theme.Render(theme.Key, line))
		command = command[len(line):]
	}
}

// minBeside is how many columns a text beside a QR code has at least.
const minBeside = 24

// cardText is what a card says below its address: what Enter does, what is typed elsewhere,
// and the rest.
type cardText struct {
	opens    func(*writer)
	commands []string
	about    func(*writer)
}

// withQR writes the text of a card, with the QR code of an address beside it, or below it;
// or says how large the window has to be for one. A code that cannot be seen whole cannot
// be scanned, so beside one the commands stand below.
func (w *writer) withQR(m *Model, address string, text cardText) {
	plainly := func() {
		text.opens(w)
		w.lines = append(w.lines, text.commands...)
		w.blank()
		text.about(w)
	}
	code, err := qrcode.Encode(address)
	if err != nil {
		plainly()
		return
	}
	style := m.qrStyle()
	columns, rows := code.Size(style)
	const gap = 2
	if rows+len(w.lines) <= m.rows() && w.measure >= columns+gap+minBeside {
		beside := &writer{measure: w.measure - columns - gap, theme: w.theme, links: w.links, profile: w.profile}
		text.opens(beside)
		text.about(beside)
		w.beside(beside.lines, code.Lines(style), w.measure-columns)
		w.lines = append(w.lines, text.commands...)
		return
	}
	plainly()
	w.blank()
	if rows <= m.rows() && columns <= m.size.Columns-left(m.size.Columns) {
		w.lines = append(w.lines, code.Lines(style)...)
		return
	}
	needs := m.roomFor(columns, rows)
	w.text(theme.Muted, "", words.Fill(m.words.Panels.QRRoom, "columns", needs.Columns, "rows", needs.Rows))
}

// roomFor is the smallest window that shows something of this size whole, with what
// stands below it now.
func (m *Model) roomFor(columns, rows int) terminal.Size {
	needs := max(columns, terminal.MinUsable.Columns)
	for needs-left(needs) < columns {
		needs++
	}
	return terminal.Size{Columns: needs, Rows: rows + len(m.banner.lines) + 1}
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
	heading := m.heading(r)
	if heading == "" {
		return words.Fill(m.words.Panels.InPage, "page", m.page.Title)
	}
	return words.Fill(m.words.Panels.UnderHeading, "page", m.page.Title, "heading", heading)
}

// heading is the text of the heading below which a link of the page stands; empty where
// it stands below none.
func (m *Model) heading(r *site.Resource) (heading string) {
	stands := m.layout.Resources[r.Number-1]
	for i, lines := range m.layout.Headings {
		if !stands.Empty() && lines.First <= stands.First {
			heading = m.page.Headings[i].Text
		}
	}
	return heading
}
