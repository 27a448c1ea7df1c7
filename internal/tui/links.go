package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// linksList lists all links of the page, and its notes behind them.
func (m *Model) linksList(l *list) {
	page := m.page
	l.title, l.short = words.Fill(m.words.Page.LinksIn, "page", page.Title), m.words.Groups[string(linking)]
	l.empty = m.words.Page.NoLinks
	count := len(page.Resources)
	l.count = count + len(page.Notes)
	l.entry = func(i int) entry {
		if i >= count {
			return entry{title: words.Fill(m.words.Page.Note, "number", i-count+1) + ": " + page.Notes[i-count].Text}
		}
		r := &page.Resources[i]
		e := entry{title: m.words.Title(r), details: []detail{{text: m.words.Describe(r)}}}
		if reads := m.words.Reads(r); reads != "" && r.Target != "" {
			e.details = append(e.details, detail{text: strings.TrimSuffix(reads, ".")})
		}
		if sentence := m.words.Sentence(m.site, page, r); sentence != "" && sentence != e.title && r.Origin != site.FromSocial {
			e.details = append(e.details, detail{text: quoted(sentence)})
		}
		if r.URL != e.title { // a bare address is said once
			e.details = append(e.details, detail{text: r.URL})
		}
		return e
	}
	l.texts = func() *filter.List {
		return m.texts(links, func() []filter.Text {
			texts := make([]filter.Text, 0, l.count)
			for i := range page.Resources {
				texts = append(texts, reading.LinkText(m.words, m.site, page, &page.Resources[i]))
			}
			for _, n := range page.Notes {
				texts = append(texts, filter.Text{Title: fold.Search(n.Text)})
			}
			return texts
		})
	}
	l.open = func(i int) tea.Cmd {
		if i >= count {
			m.openNote(i - count + 1)
		} else {
			m.openLink(i + 1)
		}
		return nil
	}
}

// openLink shows a link's card, or the page of this site or the picture that it leads to;
// or says that there is no such link.
func (m *Model) openLink(number int) {
	switch r := m.page.Resource(number); {
	case r == nil:
		m.notice = m.noSuchNumber(number)
	case m.pictureOf(r) != nil:
		m.tellOpened(number)
		m.openPanel(panel{kind: portrait, number: number})
	case r.IsPage():
		m.tellOpened(number)
		m.openTarget(r)
	default:
		m.tellOpened(number)
		m.openPanel(panel{kind: card, number: number})
	}
}

// stepLink chooses the next link of the page, or the one before: from the one that is
// chosen, or else from what is on the screen.
func (m *Model) stepLink(by int) {
	resources := m.layout.Resources
	if len(resources) == 0 {
		m.notice = m.words.Bar.NoLink
		return
	}
	for n := m.firstLink(by); n >= 1 && n <= len(resources); n += by {
		if !resources[n-1].Empty() {
			m.link = n
			m.reveal(resources[n-1].First)
			return
		}
	}
	m.notice = m.words.Bar.NoMoreLinks
}

// firstLink is the number of the link from which stepLink looks.
func (m *Model) firstLink(by int) int {
	if n := m.chosenLink(); n != 0 {
		return n + by
	}
	resources := m.layout.Resources
	if by > 0 {
		return 1 + slices.IndexFunc(append(slices.Clip(resources), layout.Range{First: len(m.layout.Lines), End: len(m.layout.Lines) + 1}), func(r layout.Range) bool {
			return !r.Empty() && r.First >= m.first()
		})
	}
	for i, r := range slices.Backward(resources) {
		if !r.Empty() && r.First < m.top+m.rows() {
			return i + 1
		}
	}
	return 0
}

// chosenLink is the link that is chosen on the page, by its number, if it is in sight;
// else 0.
func (m *Model) chosenLink() int {
	if m.link < 1 || m.link > len(m.layout.Resources) {
		return 0
	}
	if r := m.layout.Resources[m.link-1]; r.Empty() || r.End <= m.first() || r.First >= m.top+m.rows() {
		return 0
	}
	return m.link
}

// openFirst opens the link that is chosen; or the first link or note whose mark is on
// the screen; where there is none, the list of all.
func (m *Model) openFirst() {
	if n := m.chosenLink(); n != 0 {
		m.openLink(n)
		return
	}
	shown := func(r layout.Range) bool {
		return !r.Empty() && r.First < m.top+m.rows() && r.End > m.first()
	}
	link := slices.IndexFunc(m.layout.Resources, shown)
	note := slices.IndexFunc(m.layout.Notes, func(n layout.Note) bool { return shown(n.Mark) })
	switch {
	case note >= 0 && (link < 0 || m.layout.Notes[note].Link <= link):
		m.openNote(note + 1)
	case link >= 0:
		m.openLink(link + 1)
	default:
		m.openList(links)
	}
}

// openNote goes to a note at the end of the page, from which a reader can come
// back to where they were.
func (m *Model) openNote(number int) {
	note := m.layout.Notes[number-1].Text
	if note.Empty() {
		return
	}
	m.leave()
	m.panels = nil
	m.bring(note.First)
	m.flash = note
}
