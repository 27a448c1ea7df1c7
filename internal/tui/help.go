package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/filter"
)

// row is an entry of the help: a group of keys, or what some of them do.
type row struct {
	binding *binding // nil for a group
	title   string
}

// helpRows are all that can be done, by groups.
func (m *Model) helpRows() []row {
	var rows []row
	for _, g := range groups {
		rows = append(rows, row{title: m.words.Groups[string(g)]})
		for i := range bindings {
			if b := &bindings[i]; b.group == g && b.shown != "" {
				rows = append(rows, row{b, m.words.Help[b.help]})
			}
		}
	}
	return rows
}

// helpList lists all keys and what they do. Enter does it, so that nothing is to be
// remembered, and nothing needs a key of its own.
func (m *Model) helpList(l *list) {
	rows := m.helpRows()
	column := 0 // of the keys
	for _, r := range rows {
		if r.binding != nil {
			column = max(column, ansi.StringWidth(m.helpKeys(r.binding)))
		}
	}
	l.title, l.behind = m.words.Panels.Keys, m.words.Panels.Mouse
	l.count, l.plain, l.here = len(rows), true, 1 // the first that does something
	l.entry = func(i int) entry {
		r := rows[i]
		if r.binding == nil {
			return entry{title: r.title, heading: true}
		}
		keys := m.helpKeys(r.binding)
		gap := 2
		if m.measure() >= 3*column {
			gap += column - ansi.StringWidth(keys)
		}
		depth := 1
		if l.ranked != nil {
			depth = 0
		}
		return entry{depth: depth, key: keys + strings.Repeat(" ", gap), title: r.title}
	}
	l.texts = func() *filter.List {
		return m.texts(help, func() []filter.Text {
			texts := make([]filter.Text, len(rows))
			for i, r := range rows {
				if r.binding != nil {
					texts[i] = filter.Text{Title: r.title, Rest: r.binding.shown}
				}
			}
			return texts
		})
	}
	l.open = func(i int) tea.Cmd {
		if rows[i].binding == nil {
			m.notice = m.words.Bar.OnlyAGroup
			return nil
		}
		m.closePanel()
		switch a := rows[i].binding.action; a {
		case showHelp:
			return nil
		case number:
			return m.do(listLinks)
		default:
			return m.do(a)
		}
	}
}

// helpKeys is how the help names the keys of an action that work now.
func (m *Model) helpKeys(b *binding) string { return m.keyName(strings.Join(m.keysOf(b), " ")) }
