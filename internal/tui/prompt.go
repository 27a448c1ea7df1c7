package tui

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// maxTyped bounds what is typed on the bottom line, in characters.
const maxTyped = 200

// prompt is what the keys are typed for.
type prompt int

const (
	nothing   prompt = iota // they are no text
	finding                 // what is looked for in the page
	filtering               // the filter of the list on top
	going                   // the address of a page
	searching               // what is searched for in all pages
)

// typed is the text that is being typed.
func (m *Model) typed() string {
	if m.typing == finding {
		return m.search.query
	}
	if p := m.panel(); p != nil && p.list != nil {
		return p.list.query
	}
	return ""
}

// retype has the text be another, and does what that means.
func (m *Model) retype(text string) tea.Cmd {
	switch m.typing {
	case finding:
		m.seek(text)
	case searching:
		m.panel().list.query = text
		return m.startHunt(text)
	default:
		m.filter(m.panel(), text)
	}
	return nil
}

// typeKey takes a key of what is being typed.
func (m *Model) typeKey(k tea.KeyPressMsg) tea.Cmd {
	if m.queue(k) {
		return nil
	}
	text := m.typed()
	name := k.String()
	if m.isCostly(name) && !m.afford() {
		return nil
	}
	switch name {
	case "ctrl+c", "ctrl+\\":
		return m.quit()
	case "esc", "ctrl+g", "ctrl+q": // Ctrl-Q takes back a Ctrl-S that was to stop the text
		m.cancelPrompt()
		return nil
	case "enter":
		return m.enterPrompt()
	case "tab", "shift+tab":
		return m.complete(name == "tab")
	case "backspace", "ctrl+h":
		if text == "" {
			m.cancelPrompt()
			return nil
		}
		_, size := utf8.DecodeLastRuneInString(text)
		return m.retype(text[:len(text)-size])
	case "ctrl+w":
		text = strings.TrimRight(text, " ")
		return m.retype(text[:strings.LastIndexByte(text, ' ')+1])
	case "ctrl+u":
		return m.retype("")
	case "down", "ctrl+n", "up", "ctrl+p", "pgdown", "pgup", "home", "end":
		m.stepPrompt(actionOf(name))
		return nil
	}
	if a := actionOf(name); a != noAction && k.Mod.Contains(tea.ModAlt) {
		m.cancelPrompt() // tmux sends Escape and a key like this, too
		return m.do(a)
	}
	return m.insert(k.Text)
}

// insert adds to what is being typed, as far as there is room.
func (m *Model) insert(text string) tea.Cmd {
	if m.typing == nothing {
		return nil
	}
	more := []rune(strings.ReplaceAll(clean.Text(text), "\n", " "))
	typed := m.typed()
	room := max(maxTyped-utf8.RuneCountInString(typed), 0)
	if more = more[:min(len(more), room)]; len(more) == 0 {
		return nil
	}
	return m.retype(typed + string(more))
}

// isCostly reports whether a key has all entries of a list looked at, or all names of
// pages.
func (m *Model) isCostly(key string) bool {
	if m.typing == going && key == "enter" {
		return true
	}
	p := m.panel()
	return p != nil && p.list != nil && p.list.stale && (key == "enter" || key == "tab" || key == "shift+tab" || actionOf(key) != noAction && len(key) > 1)
}

// stepPrompt goes to the next or another of what was found.
func (m *Model) stepPrompt(a action) {
	switch {
	case m.typing != finding:
		m.move(m.panel(), a)
	case a == lineDown:
		m.stepMatch(1)
	case a == lineUp:
		m.stepMatch(-1)
	}
}

// cancelPrompt ends typing, and takes back what it did.
func (m *Model) cancelPrompt() {
	was := m.typing
	m.endTyping()
	switch p := m.panel(); was {
	case finding:
		from := m.search.from
		m.endFind()
		m.scrollTo(from)
	case filtering:
		m.filter(p, "")
	default:
		m.closePanel()
	}
}

// endTyping has the keys be keys again. The entries of a list have numbers again.
func (m *Model) endTyping() {
	m.typing = nothing
	if p := m.panel(); p != nil && p.list != nil {
		p.list.lines, p.list.mark = nil, marked{}
	}
}

// enterPrompt does what was typed.
func (m *Model) enterPrompt() tea.Cmd {
	was := m.typing
	m.endTyping()
	p := m.panel()
	switch was {
	case finding:
		m.enterFind()
	case going:
		return m.enterAddress(p)
	case searching:
		return m.enterSearch(p)
	default:
		return m.openChosen(p)
	}
	return nil
}

// complete completes what is typed as an address. In any other prompt it goes to the
// next of what was found.
func (m *Model) complete(forward bool) tea.Cmd {
	if m.typing == going && forward {
		return m.completeAddress()
	}
	a := lineDown
	if !forward {
		a = lineUp
	}
	m.stepPrompt(a)
	return nil
}

// promptWords is what the bottom line says of what is being typed: what for, the text,
// and what was found.
func (m *Model) promptWords() string {
	head, found := m.words.Bar.Find, ""
	switch m.typing {
	case finding:
		found = m.findWords()
	case filtering:
		head, found = m.words.Bar.Filter, m.listWords(m.panel().list)
	case going:
		head, found = m.words.Bar.GoTo, m.listWords(m.panel().list)
	case searching:
		head, found = m.words.Bar.Search, m.huntWords()
	}
	text := m.text(m.typed())
	room := m.bottomWidth() - len(barIndent) - ansi.StringWidth(words.Fill(head, "query", "")) - len("_")
	if found != "" {
		found = "  " + found
	}
	if room < terminal.Width(found)+min(terminal.Width(text), minText) {
		found = ""
	}
	if over := terminal.Width(text) + terminal.Width(found) - room; over > 0 { // its end is what is being typed
		text = ansi.TruncateLeft(text, over, "")
	}
	return words.Fill(head, "query", text) + "_" + found
}

// minText is how many columns of what is being typed are shown rather than what was
// found.
const minText = 12

// listWords says how many entries a filter has found.
func (m *Model) listWords(l *list) string {
	switch {
	case l.query == "":
		return ""
	case l.n() == 0:
		return m.words.Bar.NothingFound
	}
	return words.Fill(m.words.Bar.WhichMatch, "number", l.chosen+1, "count", l.found)
}
