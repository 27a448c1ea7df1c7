package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/words"
)

// action is what a key does.
type action int

const (
	noAction action = iota
	lineDown
	lineUp
	halfDown
	halfUp
	pageDown
	pageUp
	toTop
	toEnd
	nextHeading
	previousHeading
	search
	nextMatch
	previousMatch
	open
	next
	previous
	copyAddress
	listLinks
	showContents
	listPages
	showPicture
	showAnnouncements
	showHelp
	changeTheme
	redraw
	back
	quit
)

// binding says which keys do something, and how the help names it. Keys are
// named as Bubble Tea does; they are those of less, vi and the arrows together.
type binding struct {
	action action
	keys   []string
	shown  string // the keys that the help shows; a binding without is not shown
	help   string // the name of what they do in words
	onCard bool   // on a link's card these keys do this, whatever they do elsewhere
}

// bindings are all keys, in the order of the help. Digits are not among them:
// they are the number of a link.
var bindings = []binding{
	{action: lineDown, keys: []string{"down", "j", "e", "ctrl+n", "ctrl+e"}, shown: "↓ j", help: "line_down"},
	{action: lineUp, keys: []string{"up", "k", "y", "ctrl+p", "ctrl+y"}, shown: "↑ k", help: "line_up"},
	{action: pageDown, keys: []string{"pgdown", "space", "f", "ctrl+f", "ctrl+v"}, shown: "Space PgDn", help: "page_down"},
	{action: pageUp, keys: []string{"pgup", "b", "ctrl+b", "alt+v", "shift+space"}, shown: "b PgUp", help: "page_up"},
	{action: halfDown, keys: []string{"d"}, shown: "d", help: "half_down"},
	{action: halfUp, keys: []string{"u", "ctrl+u"}, shown: "u", help: "half_up"},
	{action: toTop, keys: []string{"home", "g", "<", "alt+<"}, shown: "g Home", help: "to_top"},
	{action: toEnd, keys: []string{"end", "G", ">", "alt+>"}, shown: "G End", help: "to_end"},
	{action: showContents, keys: []string{"c", "tab"}, shown: "c Tab", help: "contents"},
	{action: nextHeading, keys: []string{"]"}, shown: "]", help: "next_heading"},
	{action: previousHeading, keys: []string{"["}, shown: "[", help: "previous_heading"},
	{action: search, keys: []string{"/", "ctrl+s"}, shown: "/", help: "search"},
	{action: nextMatch, keys: []string{"n"}, shown: "n", help: "next"},
	{action: previousMatch, keys: []string{"N"}, shown: "N", help: "previous"},
	{shown: "1 2 3 …", help: "number"},
	{action: open, keys: []string{"enter"}, shown: "Enter", help: "open"},
	{action: next, keys: []string{"right", "l"}},
	{action: previous, keys: []string{"left"}},
	{action: listLinks, keys: []string{"r"}, shown: "r", help: "list_links"},
	{action: copyAddress, keys: []string{"y"}, shown: "y", help: "copy", onCard: true},
	{action: listPages, keys: []string{"p"}, shown: "p", help: "pages"},
	{action: showPicture, keys: []string{"i"}, shown: "i", help: "picture"},
	{action: showAnnouncements, keys: []string{"a"}, shown: "a", help: "announcements"},
	{action: changeTheme, keys: []string{"t"}, shown: "t", help: "change_theme"},
	{action: redraw, keys: []string{"ctrl+l"}, shown: "Ctrl-L", help: "redraw"},
	{action: showHelp, keys: []string{"?", "h", "f1"}, shown: "? h", help: "show_help"},
	{action: back, keys: []string{"esc", "backspace", "ctrl+h"}, shown: "Esc Bksp", help: "back"},
	{action: quit, keys: []string{"q", "Q", "ctrl+c", "ctrl+d"}, shown: "q Ctrl-C", help: "quit"},
}

// AltKeys are the characters that do something together with Alt.
func AltKeys() string {
	var b strings.Builder
	for _, binding := range bindings {
		for _, key := range binding.keys {
			if c, ok := strings.CutPrefix(key, "alt+"); ok {
				b.WriteString(c)
			}
		}
	}
	return b.String()
}

// actionOf is what a key does, by its name, in the present view.
func (m *Model) actionOf(key string) action {
	p := m.panel()
	onCard := p != nil && p.kind == card
	found := noAction
	for _, b := range bindings {
		if slices.Contains(b.keys, key) {
			if b.onCard && onCard {
				return b.action
			}
			if !b.onCard && found == noAction {
				found = b.action
			}
		}
	}
	return found
}

// press does what a key asks for.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	m.notice = ""
	if m.idle { // the key says no more than that somebody is there
		m.idle = false
		if m.actionOf(k.String()) != quit {
			return nil
		}
	}
	if m.lobby.turning() {
		if m.actionOf(k.String()) == quit {
			return tea.Quit
		}
		m.stopLobby()
		return nil
	}
	if m.search.typing {
		return m.typeSearch(k)
	}
	if k.Mod == 0 && k.Code >= '0' && k.Code <= '9' {
		m.digit(int(k.Code - '0'))
		return nil
	}
	a := m.actionOf(k.String())
	if number := m.number; number != 0 {
		m.number = 0
		switch a {
		case open:
			m.openLink(number)
			return nil
		case back:
			return nil
		}
	}
	return m.do(a)
}

// do does what an action says.
func (m *Model) do(a action) tea.Cmd {
	switch a {
	case quit:
		return tea.Quit
	case back:
		m.goBack()
	case showHelp:
		m.openPanel(panel{kind: help})
	case listLinks:
		m.openPanel(panel{kind: list})
	case showContents:
		m.openContents()
	case listPages:
		m.openPages()
	case showPicture:
		m.openPicture()
	case showAnnouncements:
		m.openAnnouncements()
	case search:
		m.startSearch()
	case changeTheme:
		m.nextTheme()
	case redraw:
		m.redraws++
	default:
		if p := m.panel(); p != nil {
			return m.act(p, a)
		}
		m.read(a)
	}
	return nil
}

// digit takes one more digit of a link's number, and opens the link as soon as
// no further digit could be meant.
func (m *Model) digit(d int) {
	n := m.number*10 + d
	count := len(m.page.Resources)
	switch {
	case n == 0, n > count:
		m.number = 0
		m.notice = m.noSuchLink(n)
	case n*10 > count:
		m.number = 0
		m.openLink(n)
	default:
		m.number = n
	}
}

// noSuchLink says that the page has no link of a number.
func (m *Model) noSuchLink(n int) string {
	switch count := len(m.page.Resources); count {
	case 0:
		return m.words.Bar.NoLink
	case 1:
		return words.Fill(m.words.Bar.OnlyOneLink, "number", n)
	default:
		return words.Fill(m.words.Bar.NoSuchLink, "number", n, "count", count)
	}
}

// nextTheme goes to the next palette, and says which it is.
func (m *Model) nextTheme() {
	if m.depth <= colorprofile.Ascii {
		m.notice = m.words.Bar.NoColours
		return
	}
	m.chosen = true
	m.use(m.theme.Name.Next())
	m.notice = m.words.Themes[string(m.theme.Name)]
}
