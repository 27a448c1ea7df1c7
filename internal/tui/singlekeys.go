package tui

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/words"
)

// Single keys are characters: letters, digits, punctuation and Space. Somebody who
// speaks to their computer, or whose hand trembles, sends some without meaning to, and
// can turn them off (WCAG 2.2 2.1.4). Arrows, Enter, Tab, Escape, function keys and
// those with Ctrl or Alt stay; what has none of these is done from the help, which is a
// list.

// isCharacter reports whether a key is a character.
func isCharacter(k tea.KeyPressMsg) bool {
	return k.Text != "" && !k.Mod.Contains(tea.ModCtrl) && !k.Mod.Contains(tea.ModAlt)
}

// toggleKeys turns single keys off, and on again, until the reader ends.
func (m *Model) toggleKeys() {
	m.keysOff = !m.keysOff
	m.number, m.z = 0, false
	m.notice = m.words.Bar.KeysOn
	if m.keysOff {
		m.sayKeysOff()
	}
	m.lay() // the banner and the help name other keys
}

// sayKeysOff says how single keys are turned on. It stands until a key does something,
// however many characters come.
func (m *Model) sayKeysOff() {
	room := m.bottomWidth() - len("100%") - len(barIndent)
	m.notice = fill([]string{m.words.Bar.KeysOff, m.words.Bar.KeysOffShort}, room)
}

// suspend says that there is nothing behind the kiosk: no shell waits there for a
// program that is stopped.
func (m *Model) suspend() {
	m.notice = words.Fill(m.words.Bar.NothingBehind, "key", m.leaveKey())
}

// sayWayOut says what leaves, to somebody who pressed a key that leaves another program.
func (m *Model) sayWayOut() { m.notice = words.Fill(m.words.Bar.Leaves, "key", m.leaveKey()) }

// leaveKey is the key that leaves from where the reader is.
func (m *Model) leaveKey() string {
	switch {
	case m.keysOff:
		return bindingOf(leave).bar
	case m.panel() != nil:
		return "Q"
	}
	return "q"
}

// worksOff reports whether a key does the action while single keys are off.
func (b *binding) worksOff() bool {
	return slices.ContainsFunc(b.keys, func(key string) bool {
		return utf8.RuneCountInString(key) > 1 && key != "space" && key != "shift+space"
	})
}

// works reports whether a key does something while single keys are off, by its name in
// the help.
func works(key string) bool {
	return key != "Space" && (utf8.RuneCountInString(key) != 1 || strings.ContainsAny(key, "↑↓←→"))
}

// keysOf are the keys of an action that work now, by their names in the help; they may
// be none.
func (m *Model) keysOf(b *binding) []string {
	keys := strings.Fields(b.shown)
	if !m.keysOff {
		return keys
	}
	working := keys[:0]
	for _, key := range keys {
		if works(key) {
			working = append(working, key)
		}
	}
	return working
}

// keyFor is a key by which an action can be done now: its own, or that of the help, in
// which all of them can be chosen.
func (m *Model) keyFor(a action) string {
	for _, of := range []action{a, showHelp} {
		if keys := m.keysOf(bindingOf(of)); len(keys) > 0 {
			return m.keyName(keys[0])
		}
	}
	return ""
}
