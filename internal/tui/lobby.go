package tui

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/qrcode"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// Lobby is pages that turn by themselves, on a screen in the hall.
type Lobby struct {
	Join        string           // what to type to come in, for example "ssh hackday.example"
	Fingerprint string           // of the host key
	Now         func() time.Time // the clock; required
}

// LobbyEvery is how long a screen of the lobby stands.
const LobbyEvery = 15 * time.Second

// LobbyMsg has the pages turn again, when nobody has pressed a key for long.
type LobbyMsg struct{}

// TurnMsg turns to the next screen. Whoever runs the lobby sends one every
// LobbyEvery; they are of no account while somebody reads.
type TurnMsg struct{}

// lobby is the state of a Lobby. Any key stops it and gives the reader: nothing
// moves for somebody who reads (WCAG 2.2 2.2.2).
type lobby struct {
	Lobby
	running bool
	slides  []layout.Range // of the page's lines
	slide   int
}

// turning reports whether the pages turn.
func (l *lobby) turning() bool { return l != nil && l.running }

// startLobby shows the beginning of the page that was being read, and turns from
// there.
func (m *Model) startLobby() {
	if m.lobby == nil || m.lobby.running {
		return
	}
	m.panels, m.number, m.visited, m.link, m.typing = nil, 0, nil, 0, nothing
	m.stopHunt()
	m.hunt, m.followed = nil, nil
	m.endFind()
	m.lobby.running = true
	m.lobby.slide = 0
	m.lay()
}

// stopLobby gives the reader, at what was to be seen.
func (m *Model) stopLobby() {
	line := 0
	if m.lobby.slide > 0 {
		line = m.lobby.slides[m.lobby.slide].First
		place := m.lobbyLayout().PlaceOf(line)
		line = m.layout.LineOf(place)
	}
	m.lobby.running = false
	m.lay()
	m.tellOpened(0)
	m.bring(line)
	m.notice = m.words.Lobby.Paused
}

// turn shows the next screen; behind the last one of a page comes the next page.
func (m *Model) turn() {
	if !m.lobby.turning() {
		return
	}
	if m.banner.turns++; len(m.banner.texts) > 1 {
		m.lay()
	}
	if m.lobby.slide++; m.lobby.slide >= len(m.lobby.slides) {
		next := 0
		for i, p := range m.site.Pages {
			if p.Name == m.page.Name {
				next = (i + 1) % len(m.site.Pages)
			}
		}
		m.show(m.site.In(m.site.Pages[next], m.words.Code))
		m.lobby.slide = 0
		m.cut()
	}
}

// The lobby's rows beside the page: the site's name above it, how to come in
// below it.
const (
	lobbyHead   = 2
	lobbyFoot   = 4
	lobbyRoomy  = 12 // rows from which there is room for both
	lobbyBeside = 30 // columns that the page has at least beside the QR code
)

// lobbyQR is the QR code of the site, where there is room for it.
func (m *Model) lobbyQR() []string {
	if m.site.URL == "" {
		return nil
	}
	code, err := qrcode.Encode(m.site.URL)
	if err != nil {
		return nil
	}
	columns, rows := code.Size(m.qrStyle())
	if m.measure() < columns+margin+lobbyBeside || rows > m.lobbyRows() {
		return nil
	}
	return code.Lines(m.qrStyle())
}

// lobbyRows is how many rows a screen of the page has.
func (m *Model) lobbyRows() int {
	if m.rows() < lobbyRoomy {
		return max(m.rows()-2, 1)
	}
	return m.rows() - lobbyHead - lobbyFoot
}

// lobbyLayout is the page as wide as the lobby shows it.
func (m *Model) lobbyLayout() *layout.Layout {
	spec := m.spec()
	if qr := m.lobbyQR(); len(qr) > 0 {
		spec.Measure -= ansi.StringWidth(qr[0]) + margin
	}
	return m.layouts.Get(m.site, m.page, spec)
}

// cut cuts the page into screens, where there are empty lines if possible.
func (m *Model) cut() {
	l, rows := m.lobbyLayout(), m.lobbyRows()
	m.lobby.slides = nil
	for first := l.Title; first < l.Body.End; {
		end := min(first+rows, l.Body.End)
		if end < l.Body.End {
			for cut := end; cut > first+rows/3; cut-- {
				if l.Lines[cut] == "" && !endsInHeading(l, first, cut) {
					end = cut
					break
				}
			}
		}
		m.lobby.slides = append(m.lobby.slides, layout.Range{First: first, End: end})
		for first = end; first < l.Body.End && l.Lines[first] == ""; {
			first++
		}
	}
	if len(m.lobby.slides) == 0 {
		m.lobby.slides = []layout.Range{{}}
	}
	m.lobby.slide = min(m.lobby.slide, len(m.lobby.slides)-1)
}

// endsInHeading reports whether the last of some lines belong to a heading, whose
// text would stand on the next screen.
func endsInHeading(l *layout.Layout, first, end int) bool {
	for end > first && l.Lines[end-1] == "" {
		end--
	}
	return slices.ContainsFunc(l.Headings, func(h layout.Range) bool { return h.First >= first && h.End == end })
}

// lobbyLines is the present screen.
func (m *Model) lobbyLines() []string {
	l := m.lobbyLayout()
	slide := m.lobby.slides[m.lobby.slide]
	page := l.Lines[slide.First:min(slide.End, len(l.Lines))]
	w := m.writer()
	join := w.theme.Render(theme.Key, m.text(m.lobby.Join))
	if m.rows() < lobbyRoomy {
		w.lines = append(w.lines, page...)
		for len(w.lines) < m.lobbyRows() {
			w.blank()
		}
		w.lines = append(w.lines, ansi.Truncate(join, w.measure, ""))
		return w.lines
	}
	name := m.theme.Render(theme.SiteName, " "+m.text(m.siteTitle())+" ")
	clock := m.lobby.Now().Format("15:04")
	w.lines = append(w.lines, between(name, m.theme.Render(theme.Key, clock), w.measure), "")
	qr := m.lobbyQR()
	from := 0
	if len(qr) > 0 {
		from = w.measure - ansi.StringWidth(qr[0])
	}
	w.beside(page, qr, from)
	for len(w.lines) < lobbyHead+m.lobbyRows() {
		w.blank()
	}
	w.blank()
	w.lines = append(w.lines, ansi.Truncate(m.text(m.words.Lobby.Join)+"  "+join, w.measure, ""))
	w.lines = append(w.lines, ansi.Truncate(m.words.Lobby.NoAccount, w.measure, ""))
	w.lines = append(w.lines, m.theme.Render(theme.Muted,
		ansi.Truncate(words.Fill(m.words.Lobby.Fingerprint, "fingerprint", m.lobby.Fingerprint), w.measure, "")))
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
