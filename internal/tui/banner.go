package tui

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// banner is what stands between the text and the bottom line: news for
// everyone, which takes no key to read and none to send away.
type banner struct {
	texts    []string      // what the organisers say, the oldest first
	draining bool          // the kiosk closes
	left     time.Duration // until then
	lines    []string      // as they are shown at the present size
}

// announce shows what the organisers say.
func (m *Model) announce(texts []string) {
	if slices.Equal(m.banner.texts, texts) {
		return
	}
	m.banner.texts = texts
	m.panels = slices.DeleteFunc(m.panels, func(p panel) bool { return p.kind == said && len(texts) == 0 })
	m.lay()
}

// drain shows how much time is left.
func (m *Model) drain(left time.Duration) {
	m.banner.draining, m.banner.left = true, left
	before := len(m.banner.lines)
	if m.hang(); len(m.banner.lines) != before {
		m.lay()
	}
}

// hang makes the banner's lines for the present size and theme.
func (m *Model) hang() {
	b := &m.banner
	b.lines = b.lines[:0]
	if !m.size.Usable() {
		return
	}
	room := max(m.size.Rows/4, 1)
	if b.draining {
		text := words.Fill(m.words.Bar.Draining, "seconds", reading.WholeSeconds(b.left))
		lines, _ := m.wrapBanner(text, room)
		b.lines = append(b.lines, lines...)
	}
	for i, text := range slices.Backward(b.texts) {
		space := room - len(b.lines)
		if space <= 0 { // the notice took it all
			m.endBanner()
			break
		}
		lines, whole := m.wrapBanner(words.Fill(m.words.Bar.Announcement, "text", m.text(text)), space)
		if !whole { // the text itself matters more than who says it
			lines, whole = m.wrapBanner(m.text(text), space)
		}
		b.lines = append(b.lines, lines...)
		if !whole || i > 0 && space == len(lines) {
			last := &b.lines[len(b.lines)-1]
			*last = m.endingIn(*last, m.allWords())
			break
		}
	}
	for i, l := range b.lines {
		padded := " " + l + strings.Repeat(" ", max(m.barWidth()-ansi.StringWidth(l)-1, 0))
		b.lines[i] = m.theme.Render(theme.Banner, padded)
	}
}

// endBanner says at the end of a notice how to see what there is no room for, as
// shortly as it takes to leave the notice whole.
func (m *Model) endBanner() {
	last := &m.banner.lines[len(m.banner.lines)-1]
	end := m.allWords()
	if ansi.StringWidth(*last)+ansi.StringWidth(end) > m.bannerWidth() {
		end = m.text(shortAllWords)
	}
	*last = m.endingIn(*last, end)
}

// bannerWidth is how many columns a banner's text has.
func (m *Model) bannerWidth() int { return m.barWidth() - 2 }

// wrapBanner wraps a text into some lines at most; whole reports whether it takes
// no more.
func (m *Model) wrapBanner(text string, most int) (lines []string, whole bool) {
	lines = layout.Wrap(text, m.bannerWidth())
	return lines[:min(len(lines), most)], len(lines) <= most
}

// shortAllWords is allWords where there is little room.
const shortAllWords = "… a"

// allWords says how to see all that is announced, in as many words as there is
// room for.
func (m *Model) allWords() string {
	if all := m.words.Bar.AllAnnouncements; ansi.StringWidth(all) <= m.bannerWidth()/2 {
		return all
	}
	return m.text(shortAllWords)
}

// endingIn is a line with an end that stands in any case.
func (m *Model) endingIn(line, end string) string {
	room := max(m.bannerWidth()-ansi.StringWidth(end), 0)
	if ansi.StringWidth(line) > room {
		line = strings.TrimRight(ansi.Truncate(line, room, ""), " ")
	}
	return line + ansi.Truncate(end, m.bannerWidth(), "")
}

// openAnnouncements shows everything that the organisers say, whole.
func (m *Model) openAnnouncements() {
	if len(m.banner.texts) == 0 {
		m.notice = m.words.Bar.NoAnnouncements
		return
	}
	m.openPanel(panel{kind: said})
}

// announcements writes what the organisers say, the newest first.
func (w *writer) announcements(m *Model) {
	w.text(theme.Heading, "", m.words.Panels.Announcements)
	for _, text := range slices.Backward(m.banner.texts) {
		w.blank()
		w.text(theme.Text, "", text)
	}
}
