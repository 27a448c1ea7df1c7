package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
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
	open
	next
	previous
	listLinks
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
	shown  string // the keys that the help shows
	help   string
}

// bindings are all keys, in the order of the help. Digits are not among them:
// they are the number of a link.
var bindings = []binding{
	{lineDown, []string{"down", "j", "e", "ctrl+n", "ctrl+e"}, "↓ j", "one line down"},
	{lineUp, []string{"up", "k", "y", "ctrl+p", "ctrl+y"}, "↑ k", "one line up"},
	{pageDown, []string{"pgdown", "space", "f", "ctrl+f", "ctrl+v"}, "Space PgDn", "one page down"},
	{pageUp, []string{"pgup", "b", "ctrl+b", "alt+v", "shift+space"}, "b PgUp", "one page up"},
	{halfDown, []string{"d"}, "d", "half a page down"},
	{halfUp, []string{"u", "ctrl+u"}, "u", "half a page up"},
	{toTop, []string{"home", "g", "<", "alt+<"}, "g Home", "to the beginning"},
	{toEnd, []string{"end", "G", ">", "alt+>"}, "G End", "to the end"},
	{noAction, nil, "1 2 3 …", "open the link with that number"},
	{open, []string{"enter"}, "Enter", "open the first link on the screen, or the one you chose"},
	{next, []string{"right", "n", "l"}, "→ n", "on a link's card: the next link"},
	{previous, []string{"left", "N", "p"}, "← p", "on a link's card: the link before"},
	{listLinks, []string{"r"}, "r", "list all links (resources)"},
	{changeTheme, []string{"t"}, "t", "change the colours"},
	{redraw, []string{"ctrl+l"}, "Ctrl-L", "draw the screen again"},
	{showHelp, []string{"?", "h", "f1"}, "? h", "this list"},
	{back, []string{"esc", "backspace", "ctrl+h"}, "Esc", "back to where you were"},
	{quit, []string{"q", "Q", "ctrl+c", "ctrl+d"}, "q Ctrl-C", "leave"},
}

// actionOf is what a key does, by its name.
func actionOf(key string) action {
	for _, b := range bindings {
		if slices.Contains(b.keys, key) {
			return b.action
		}
	}
	return noAction
}

// press does what a key asks for.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	m.notice = ""
	if m.idle { // the key says no more than that somebody is there
		m.idle = false
		if actionOf(k.String()) != quit {
			return nil
		}
	}
	if k.Mod == 0 && k.Code >= '0' && k.Code <= '9' {
		m.digit(int(k.Code - '0'))
		return nil
	}
	a := actionOf(k.String())
	if number := m.number; number != 0 {
		m.number = 0
		switch a {
		case open:
			m.openCard(number)
			return nil
		case back:
			return nil
		}
	}
	switch a {
	case quit:
		return tea.Quit
	case back:
		m.closePanel()
	case showHelp:
		m.openPanel(panel{kind: help})
	case listLinks:
		m.openPanel(panel{kind: list})
	case changeTheme:
		m.nextTheme()
	case redraw:
		m.redraws++
	default:
		if p := m.panel(); p != nil {
			m.act(p, a)
		} else {
			m.read(a)
		}
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
		m.notice = noSuchLink(n, count)
	case n*10 > count:
		m.number = 0
		m.openCard(n)
	default:
		m.number = n
	}
}

// nextTheme goes to the next palette, and says which it is.
func (m *Model) nextTheme() {
	if m.depth <= colorprofile.Ascii {
		m.notice = noColourWords
		return
	}
	m.chosen = true
	m.use(m.theme.Name.Next())
	m.notice = themeWords(m.theme.Name)
}
