// Package tui is the reader: a Bubble Tea model that shows a site's pages,
// their links and a card for each of them. It holds which page, which line and
// what is open, a few words of state; the lines belong to layout, and painting
// to terminal. It knows nothing of SSH.
package tui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
)

// Options is what a reader begins with. All but Links have to be set.
type Options struct {
	Site    *site.Site
	Layouts *layout.Cache
	Palette theme.Name           // to begin with
	Depth   colorprofile.Profile // how many colours the terminal has
	Links   bool                 // write OSC 8 hyperlinks
	Size    terminal.Size
}

// CloseMsg ends the reader from outside, with last words for the visitor.
type CloseMsg struct{ Words string }

// SiteMsg shows another site in place of the present one: its pages were
// changed while somebody reads them.
type SiteMsg struct{ Site *site.Site }

// IdleMsg says that no key was pressed for long, and how much time is left
// before the reader is ended. Any key stays.
type IdleMsg struct{ Left time.Duration }

// Model is the reader's state. It is used by one Bubble Tea program, and is
// not safe for concurrent use.
type Model struct {
	site    *site.Site
	page    *site.Page
	layouts *layout.Cache
	depth   colorprofile.Profile
	theme   theme.Theme
	links   bool
	size    terminal.Size

	layout *layout.Layout
	top    int          // the line in the first row
	place  layout.Place // where the reader scrolled to; a resize comes back to it

	panels  []panel // what is open above the page, the topmost last
	sheets  [panelKinds]*sheet
	number  int    // the link number that is being typed; 0 for none
	notice  string // what the bottom line says until the next key
	idle    bool   // the notice is that of an IdleMsg
	chosen  bool   // the reader chose the theme; the terminal's background no longer does
	redraws int
	goodbye string

	lines []string // the frame's lines, used again for each

	footerKey  footerKey // of the footer that was made last
	footerText string
}

// New makes a reader that shows the site's home page.
func New(o Options) *Model {
	m := &Model{
		site:    o.Site,
		page:    o.Site.Home(),
		layouts: o.Layouts,
		depth:   o.Depth,
		theme:   theme.New(o.Palette, o.Depth),
		links:   o.Links,
		size:    o.Size,
		goodbye: goodbyeWords(o.Site),
	}
	m.lay()
	m.top, m.place = 0, m.layout.PlaceOf(0)
	return m
}

// Init implements tea.Model. It asks for the terminal's background colour, and
// does not wait for the answer.
func (m *Model) Init() tea.Cmd { return tea.RequestBackgroundColor }

// Update implements tea.Model. It does no I/O and never waits, but for a
// layout that is made for the first time.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m, m.press(msg)
	case tea.WindowSizeMsg:
		m.resize(terminal.Size{Columns: msg.Width, Rows: msg.Height})
	case tea.BackgroundColorMsg:
		m.suit(msg.IsDark())
	case SiteMsg:
		m.renew(msg.Site)
	case IdleMsg:
		m.idle = true
		m.notice = idleWords(msg.Left)
	case CloseMsg:
		if msg.Words != "" {
			m.goodbye = msg.Words
		}
		return m, tea.Quit
	}
	return m, nil
}

// Title is what the terminal's window may be called.
func (m *Model) Title() string { return m.page.Title + " · " + m.site.Title }

// Goodbye is the line that is left on the terminal at the end.
func (m *Model) Goodbye() string { return m.goodbye }

// View implements tea.Model for stock Bubble Tea renderers, which kiosk preview
// uses. A terminal.Screen takes Frame instead.
func (m *Model) View() tea.View {
	f := m.Frame()
	left := strings.Repeat(" ", f.Left)
	var b strings.Builder
	for row, l := range f.Lines {
		if row > 0 {
			b.WriteByte('\n')
		}
		if row < f.Scrolling {
			b.WriteString(left)
		}
		b.WriteString(l)
	}
	v := tea.NewView(b.String())
	v.AltScreen = true
	v.WindowTitle = m.Title()
	return v
}

// resize takes another size, and keeps the line that was being read on top.
func (m *Model) resize(size terminal.Size) {
	if size == m.size {
		return
	}
	m.size = size
	m.lay()
}

// renew takes another site, and stays where the reader is: on the page of the
// same name, at the same words, as far as they are there.
func (m *Model) renew(s *site.Site) {
	if s == m.site {
		return
	}
	was, old, top := m.page, m.layout, m.top
	m.site = s
	m.goodbye = goodbyeWords(s)
	if m.page = s.Page(was.Name); m.page == nil {
		m.page = s.Home()
	}
	m.panels = slices.DeleteFunc(m.panels, func(p panel) bool {
		return p.kind == card && m.page.Resource(p.number) == nil
	})
	for i := range m.panels {
		m.panels[i].number = min(m.panels[i].number, len(m.page.Resources))
	}
	m.number = 0
	m.layout = m.layouts.Get(s, m.page, m.spec())
	line := 0
	if m.page.Name == was.Name {
		line = m.layout.Follow(old, top)
	}
	m.place = m.layout.PlaceOf(line)
	m.lay()
	m.top = min(line, m.lastTop(len(m.layout.Lines)))
	if !m.idle && !slices.Equal(m.layout.Lines, old.Lines) {
		m.notice = updatedWords
	}
}

// suit takes the theme that suits the terminal's background, unless the reader
// chose one.
func (m *Model) suit(dark bool) {
	if m.chosen {
		return
	}
	name := theme.Light
	if dark {
		name = theme.Dark
	}
	m.use(name)
}

// use changes the theme. A terminal without colours keeps having none.
func (m *Model) use(name theme.Name) {
	if t := theme.New(name, m.depth); t != m.theme {
		m.theme = t
		m.lay()
	}
}

// lay lays everything out that is shown, for the present size and theme.
func (m *Model) lay() {
	m.layout = m.layouts.Get(m.site, m.page, m.spec())
	m.top = min(m.layout.LineOf(m.place), m.lastTop(len(m.layout.Lines)))
	for i := range m.panels {
		m.build(&m.panels[i])
	}
}

// spec is how pages are laid out for this reader.
func (m *Model) spec() layout.Spec {
	return layout.Spec{Measure: m.measure(), Theme: m.theme, Links: m.links}
}

// Windows of at least roomy columns get a margin on either side of the text.
const roomy, margin = 60, 2

// measure is how many columns the text takes.
func (m *Model) measure() int {
	columns := m.size.Columns
	if columns >= roomy {
		columns -= 2 * margin
	}
	return min(max(columns, layout.MinMeasure), layout.MaxMeasure)
}

// rows is how many rows the text takes: all but the last.
func (m *Model) rows() int { return max(m.size.Rows-1, 1) }

// lastTop is the line in the first row when the last of n lines is in the last.
func (m *Model) lastTop(n int) int { return max(n-m.rows(), 0) }
