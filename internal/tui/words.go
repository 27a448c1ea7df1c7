package tui

import (
	"time"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

func (m *Model) goodbyeWords() string {
	return m.text(words.Fill(m.words.Bar.Goodbye, "site", m.site.Title, "address", m.site.URL))
}

func (m *Model) tooSmallWords() string {
	return words.Fill(m.words.Bar.TooSmall, "columns", terminal.MinUsable.Columns, "rows", terminal.MinUsable.Rows,
		"has", sizeWords(m.size))
}

func sizeWords(s terminal.Size) string {
	return words.Fill("{columns}x{rows}", "columns", s.Columns, "rows", s.Rows)
}

func (m *Model) idleWords(left time.Duration) string {
	text := m.words.Bar.Closing
	if m.lobby != nil {
		text = m.words.Lobby.Returning
	}
	return words.Fill(text, "seconds", reading.WholeSeconds(left))
}

func quoted(sentence string) string { return "“" + sentence + "”" }

// hint is a key that matters on this screen, and what it does. Where there is
// no room for all, those with the highest rank are the first to go.
type hint struct {
	key, does string // does is a name in the words' hints
	rank      int
}

var (
	readerHints = []hint{{"↑↓", "scroll", 5}, {"c", "contents", 4}, {"/", "search", 6}, {"1-9", "open_link", 3}, {"?", "keys", 2}, {"q", "quit", 1}}
	listHints   = []hint{{"↑↓", "choose", 4}, {"Enter", "open", 3}, {"Esc", "back", 1}, {"q", "quit", 2}}
	jumpHints   = []hint{{"↑↓", "choose", 4}, {"Enter", "jump", 3}, {"Esc", "back", 1}, {"q", "quit", 2}}
	cardHints   = []hint{{"→", "next_link", 4}, {"y", "copy", 3}, {"Esc", "back", 1}, {"q", "quit", 2}}
	linkHints   = []hint{{"Enter", "open_here", 3}, {"→", "next_link", 4}, {"Esc", "back", 1}, {"q", "quit", 2}}
	otherHints  = []hint{{"↑↓", "scroll", 3}, {"Esc", "back", 1}, {"q", "quit", 2}}
	typingHints = []hint{{"Enter", "find", 2}, {"Esc", "cancel", 1}}
	foundHints  = []hint{{"n", "next_match", 2}, {"Esc", "back", 1}, {"q", "quit", 3}}
	lobbyHints  = []hint{{"q", "quit", 1}}
)

// hints are the keys that matter here.
func (m *Model) hints() []hint {
	p := m.panel()
	switch {
	case m.lobby.turning():
		return lobbyHints
	case m.search.typing:
		return typingHints
	case p == nil && m.search.active():
		return foundHints
	case p == nil:
		return readerHints
	case p.kind == list:
		return listHints
	case p.kind.chooses():
		return jumpHints
	case p.kind == card:
		if r := m.page.Resource(p.number); r != nil && r.Target != nil {
			return linkHints
		}
		return cardHints
	}
	return otherHints
}

// shown is a hint's key and what it does, as this reader sees them.
func (m *Model) shown(h hint) (key, does string) { return m.text(h.key), m.words.Hints[h.does] }

// width is how many columns hints take.
func (m *Model) width(hints []hint) int {
	n := 0
	for _, h := range hints {
		key, does := m.shown(h)
		n += 2 + ansi.StringWidth(key) + 1 + ansi.StringWidth(does)
	}
	return n
}
