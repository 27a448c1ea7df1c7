package tui

import "hackday.example/kiosk/internal/words"

// putAway takes the announcements out of sight until there is another. The key that
// opens them is on the bottom line from then on.
func (m *Model) putAway() {
	if len(m.banner.texts) == 0 {
		m.notice = m.words.Bar.NoAnnouncements
		return
	}
	if p := m.panel(); p != nil && p.kind == said {
		m.closePanel()
	}
	m.banner.away = true
	m.notice = words.Fill(m.words.Bar.PutAway, "key", m.keyFor(showAnnouncements))
	m.lay()
}
