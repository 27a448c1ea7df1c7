package tui

import (
	"slices"
	"time"

	"hackday.example/kiosk/internal/layout"
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
	stage   stage
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
		line = m.layout.LineOf(m.lobbyLayout().PlaceOf(line))
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

// cut cuts the page into screens, where there are empty lines if possible.
func (m *Model) cut() {
	m.lobby.stage = m.setStage()
	l, rows := m.lobbyLayout(), m.lobby.stage.page.Rows
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
