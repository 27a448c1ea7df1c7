package tui

import (
	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/layout"
)

// press does what a key asks for.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	a := actionOf(name)
	if m.stay() && name != "ctrl+c" { // the key says no more than that somebody is there
		return nil
	}
	m.notice, m.flash = "", layout.Range{}
	if m.lobby.turning() {
		if a == leave || a == closeTop {
			return m.quit()
		}
		m.stopLobby()
		return nil
	}
	if m.typing != nothing {
		return m.typeKey(k)
	}
	if m.keysOff && isCharacter(k) {
		m.sayKeysOff()
		return nil
	}
	if z := m.z; name == "Z" || z { // ZZ leaves, as in vi
		m.z = name == "Z" && !z
		switch {
		case m.z:
			return nil
		case name == "Z":
			return m.quit()
		}
	}
	if k.Mod == 0 && k.Code >= '0' && k.Code <= '9' {
		return m.digit(int(k.Code - '0'))
	}
	if n := m.number; n != 0 {
		m.number = 0
		switch a {
		case open:
			return m.openNumber(n)
		case back:
			return nil
		}
	}
	return m.do(a)
}

// quit ends the reader.
func (m *Model) quit() tea.Cmd {
	m.over = true
	m.stopHunt()
	return tea.Quit
}

// do does what an action says.
func (m *Model) do(a action) tea.Cmd {
	switch a {
	case leave:
		return m.quit()
	case closeTop:
		if m.panel() == nil {
			return m.quit()
		}
		m.closePanel()
	case back:
		m.goBack()
	case showHelp:
		if p := m.panel(); p != nil && p.kind == help {
			m.closePanel()
		} else {
			m.openList(help)
		}
	case listLinks:
		m.openList(links)
	case showContents:
		m.openList(contents)
	case listPages:
		m.openList(pages)
	case showMenu:
		m.openMenu()
	case goTo:
		m.openList(places)
		m.typing = going
	case searchAll:
		return m.startSearch()
	case find:
		m.startFind()
	case goAbove, goBefore, goAfter:
		m.goWay(a)
	case showPicture:
		m.openPicture()
	case showAnnouncements:
		m.openAnnouncements()
	case copyAddress:
		return m.copyAddress()
	case copyWay:
		return m.copyWay()
	case showBare:
		m.openBare()
	case changeTheme:
		m.nextTheme()
	case redraw:
		m.redraws++
	case togglePictures:
		m.togglePictures()
	case toggleColumn:
		m.toggleColumn()
	case putAway:
		m.putAway()
	case changeLanguage:
		return m.changeLanguage()
	case toggleKeys:
		m.toggleKeys()
	case suspend:
		m.suspend()
	case wayOut:
		m.sayWayOut()
	default:
		if p := m.panel(); p != nil {
			return m.act(p, a)
		}
		return m.read(a)
	}
	return nil
}

// numbers is how many links, or entries of the list on top, can be named by a number.
func (m *Model) numbers() int {
	if p := m.panel(); p != nil && p.list != nil && !p.list.plain {
		return p.list.count
	}
	return len(m.page.Resources)
}

// digit takes one more digit of a number, and opens what has it as soon as no
// further digit could be meant.
func (m *Model) digit(d int) tea.Cmd {
	n := m.number*10 + d
	count := m.numbers()
	switch {
	case n == 0, n > count:
		m.number = 0
		m.notice = m.noSuchNumber(n)
	case n*10 > count:
		m.number = 0
		return m.openNumber(n)
	default:
		m.number = n
	}
	return nil
}

// openNumber opens the link of a number, or the entry of the list on top.
func (m *Model) openNumber(n int) tea.Cmd {
	p := m.panel()
	if p == nil || p.list == nil || p.list.plain {
		m.openLink(n)
		return nil
	}
	if n < 1 || n > p.list.count {
		m.notice = m.noSuchNumber(n)
		return nil
	}
	p.list.choose(n - 1)
	return p.list.open(n - 1)
}

// noSuchNumber says that there is no link, or no entry of a list, of a number.
func (m *Model) noSuchNumber(n int) string {
	count := m.numbers()
	if p := m.panel(); p != nil && p.list != nil && !p.list.plain && p.kind != links {
		return m.words.Count(m.words.Bar.NoSuchEntry, count, "number", n)
	}
	if count == 0 {
		return m.words.Bar.NoLink
	}
	return m.words.Count(m.words.Bar.NoSuchLink, count, "number", n)
}
