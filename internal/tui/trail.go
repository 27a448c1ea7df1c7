package tui

import (
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// minTrailRows is how many rows of text a window has at least in which the first one
// says where the reader is.
const minTrailRows = 8

// head is how many rows above the text stay where they are: the one that says where the
// reader is, once the page is not at its top. There, it is the page's first line.
func (m *Model) head() int {
	if m.rows() < minTrailRows || len(m.layout.Lines) <= m.rows() {
		return 0
	}
	return 1
}

// first is the first line of the page that is in sight.
func (m *Model) first() int {
	if m.top == 0 {
		return 0
	}
	return m.top + m.head()
}

// inSight reports whether a line of the page is on the screen.
func (m *Model) inSight(line int) bool { return line >= m.first() && line < m.top+m.rows() }

// bring scrolls to where a line is the first one in sight.
func (m *Model) bring(line int) { m.scrollTo(line - m.head()) }

// trailKey is everything the line that says where the reader is depends on.
type trailKey struct {
	site    *site.Site
	page    *site.Page
	words   *words.Words
	theme   theme.Theme
	measure int
}

// trail says where in the site the page is: "NHS Hack Day › Events › 2026 › Cardiff".
// Of the page of a document it also says which part of it the page is, and that it looks
// simpler than the document. Where there is no room for all of it, what is nearest to the
// page stays. The last one made is kept.
func (m *Model) trail() string {
	key := trailKey{m.site, m.page, m.words, m.theme, m.measure()}
	if m.trailKey == key {
		return m.trailText
	}
	steps := append([]string{m.siteTitle()}, m.site.Trail(m.page, m.words.Code)...)
	if len(steps) == 1 && m.page.Title != steps[0] {
		steps = append(steps, m.page.Title)
	}
	if state := m.words.Simplified(m.page); state != "" {
		steps[len(steps)-1] += " (" + state + ")"
	}
	text := layout.Trail(steps, key.measure, m.profile.ASCII)
	m.trailKey, m.trailText = key, m.theme.Render(theme.Muted, text)
	return m.trailText
}
