package tui

import (
	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/words"
)

// section is the number of the heading that is being read, from 1; 0 above the
// first of them.
func (m *Model) section() int {
	section := 0
	for i, lines := range m.layout.Headings {
		if lines.First <= m.first() {
			section = i + 1
		}
	}
	return section
}

// contentsList lists the page's title and headings.
func (m *Model) contentsList(l *list) {
	page := m.page
	highest := 6
	for _, h := range page.Headings {
		highest = min(highest, h.Level)
	}
	l.title, l.short = words.Fill(m.words.Panels.Contents, "page", page.Title), m.words.Panels.ContentsShort
	l.count, l.here = 1+len(page.Headings), m.section()
	l.entry = func(i int) entry {
		if i == 0 {
			return entry{title: page.Title}
		}
		h := page.Headings[i-1]
		return entry{title: h.Text, depth: h.Level - highest + 1}
	}
	l.texts = func() *filter.List {
		return m.texts(contents, func() []filter.Text {
			texts := []filter.Text{{Title: fold.Search(page.Title)}}
			for _, h := range page.Headings {
				texts = append(texts, filter.Text{Title: fold.Search(h.Text)})
			}
			return texts
		})
	}
	l.open = func(i int) tea.Cmd {
		m.panels = nil
		line := 0
		if i--; i >= 0 && i < len(m.layout.Headings) {
			line = m.layout.Headings[i].First
		}
		m.bring(line)
		return nil
	}
}
