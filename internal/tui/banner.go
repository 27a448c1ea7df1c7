package tui

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// banner is what stands between the text and the bottom line: how soon the kiosk closes,
// and what the organisers say. Each takes one row, whatever there is to say; in windows
// of fewer than twoRows rows both take one together.
type banner struct {
	texts    []string      // what the organisers say, each once, the oldest first
	away     bool          // the texts were put away, until there is another
	open     bool          // the texts stand in the panel on top, and so not here
	draining bool          // the kiosk closes
	left     time.Duration // until then
	turns    int           // how often the lobby turned: it shows one text after another
	lines    []string      // as they are shown at the present size
}

// twoRows is how many rows a window has at least that gives two of them to the banner.
const twoRows = 8

// lobbyPart is of how many rows of the lobby one may be the banner's: nobody opens there
// what does not fit.
const lobbyPart = 12

// distinct are texts without those that were there before.
func distinct(texts []string) []string {
	for i, t := range texts {
		if slices.Contains(texts[:i], t) {
			rest := slices.Clone(texts[:i])
			for _, t := range texts[i:] {
				if !slices.Contains(rest, t) {
					rest = append(rest, t)
				}
			}
			return rest
		}
	}
	return texts
}

// announce shows what the organisers say. What was put away comes back when there is
// a text that was not there before, and not when others are withdrawn.
func (m *Model) announce(texts []string) {
	texts = distinct(texts)
	if slices.Equal(m.banner.texts, texts) {
		return
	}
	if slices.ContainsFunc(texts, func(t string) bool { return !slices.Contains(m.banner.texts, t) }) {
		m.banner.away = false
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

// saidOnTop reports whether the panel on top says what the organisers say.
func (m *Model) saidOnTop() bool {
	p := m.panel()
	return p != nil && p.kind == said
}

// settleBanner takes the texts out of the banner while the panel on top has them.
func (m *Model) settleBanner() {
	if m.banner.open != m.saidOnTop() {
		m.lay()
	}
}

// hang makes the banner's lines for the present size, theme and panel.
func (m *Model) hang() {
	b := &m.banner
	b.lines, b.open = b.lines[:0], m.saidOnTop()
	if !m.size.Usable() {
		return
	}
	says := len(b.texts) > 0 && !b.away && !b.open
	rows := 1
	if m.size.Rows >= twoRows {
		rows = 2
	}
	if b.draining {
		b.lines = append(b.lines, m.drainLine(says && rows == 1))
	}
	switch {
	case !says || len(b.lines) == rows:
	case m.lobby.turning():
		text := b.texts[len(b.texts)-1-b.turns%len(b.texts)]
		lines := layout.Wrap(words.Fill(m.words.Bar.Announcement, "text", m.text(text)), m.bannerWidth())
		most := max(m.size.Rows/lobbyPart-len(b.lines), 1)
		if len(lines) > most {
			lines[most-1] = m.cutTo(lines[most-1]+" "+lines[most], m.bannerWidth())
		}
		b.lines = append(b.lines, lines[:min(len(lines), most)]...)
	default:
		b.lines = append(b.lines, m.announcementLine())
	}
	for i, l := range b.lines {
		padded := " " + l + strings.Repeat(" ", max(m.size.Columns-ansi.StringWidth(l)-1, 0))
		b.lines[i] = m.theme.Render(theme.Banner, padded)
	}
}

// drainLine says how soon the kiosk closes, in as many words as there is room for: the
// seconds are never cut. With more, it ends in the key that opens what the organisers
// say, for which there is no row.
func (m *Model) drainLine(more bool) string {
	ends := []string{""}
	if key := m.keyFor(showAnnouncements); more {
		ends = []string{"  " + words.Fill(m.words.Bar.AllAnnouncements, "key", key), m.text(" … ") + key, ""}
	}
	line := ""
	for _, text := range []string{m.words.Bar.Draining, m.words.Bar.DrainingShort, m.words.Bar.DrainingLeast} {
		for _, end := range ends {
			if more && end == "" && text != m.words.Bar.DrainingLeast {
				continue
			}
			line = words.Fill(text, "seconds", reading.WholeSeconds(m.banner.left)) + end
			if ansi.StringWidth(line) <= m.bannerWidth() {
				return line
			}
		}
	}
	return ansi.Truncate(line, m.bannerWidth(), "")
}

// announcementLine is the newest text, on one line: whole, if it fits, with who says it
// and with the keys that there is room for; else its beginning, and the key that opens
// all of it.
func (m *Model) announcementLine() string {
	texts := m.banner.texts
	text := m.text(texts[len(texts)-1])
	opens, hides := m.keyFor(showAnnouncements), ""
	if !m.keysOff { // the help does it otherwise
		hides = words.Fill(m.words.Bar.HideAnnouncements, "key", m.keyFor(putAway))
	}
	all, short, least := words.Fill(m.words.Bar.AllAnnouncements, "key", opens), opens, ""
	if others := len(texts) - 1; others > 0 {
		all = words.Fill(m.words.Bar.MoreAnnouncements, "key", opens, "count", others)
		short = words.Fill("+{count} {key}", "count", others, "key", opens)
		least = short
	}
	long := strings.TrimRight(all+"  "+hides, " ")
	ends := []string{long, all, short}
	if least == "" { // all of it is here
		ends = []string{hides, ""}
	}
	const gap = 2
	room := m.bannerWidth()
	for _, line := range []string{words.Fill(m.words.Bar.Announcement, "text", text), text} {
		for _, end := range ends {
			if free := room - terminal.Width(line) - ansi.StringWidth(end); end == "" && free >= 0 || free >= gap {
				return line + strings.Repeat(" ", free) + end
			}
		}
	}
	end := short
	switch { // the text matters more
	case ansi.StringWidth(long) <= room/3:
		end = long
	case ansi.StringWidth(all) <= room/4:
		end = all
	}
	line := m.cutTo(text, room-ansi.StringWidth(end)-1)
	return line + strings.Repeat(" ", max(room-ansi.StringWidth(line)-ansi.StringWidth(end), 1)) + end
}

// cutTo is the beginning of a text that does not fit into a room, and what says so.
func (m *Model) cutTo(text string, room int) string {
	end := m.text("…")
	return strings.TrimRight(terminal.Truncate(text, room-ansi.StringWidth(end)), " ") + end
}

// bannerWidth is how many columns a banner's text has.
func (m *Model) bannerWidth() int { return m.size.Columns - 2 }

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
