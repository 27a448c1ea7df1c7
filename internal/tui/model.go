// Package tui is the reader: a Bubble Tea model that shows a site's pages,
// their contents and links, and finds words in them. It holds which page, which
// line and what is open, a few words of state; the lines belong to layout, and
// painting to terminal. It knows nothing of SSH.
package tui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// Options is what a reader begins with.
type Options struct {
	reading.Options
	Profile terminal.Profile // what the terminal can do
	Size    terminal.Size    // required
	Lobby   *Lobby           // pages that turn by themselves; nil for a reader
}

// Model is the reader's state. It is used by one Bubble Tea program, and is
// not safe for concurrent use.
type Model struct {
	site    *site.Site
	page    *site.Page // in the reader's language, where there is one
	layouts *layout.View
	finder  *search.Finder
	gallery gallery.View
	join    string                          // what to type to come here; may be empty
	opened  func(page string, resource int) // may be nil
	words   *words.Words
	profile terminal.Profile
	depth   colorprofile.Profile
	styles  theme.Styles // the site's
	theme   theme.Theme
	based   theme.Theme   // whose base is
	base    terminal.Base // the last frame's
	size    terminal.Size

	layout *layout.Layout
	top    int          // the line in the first row
	place  layout.Place // where the reader scrolled to; a resize comes back to it

	panels   []panel // what is open above the page, the topmost last
	typing   prompt  // what the keys are typed for
	search   found
	hunt     *hunt        // what all pages are searched for; nil for nothing
	looking  bool         // a hunt is not over
	followed *hunt        // the one that brought the reader to the page; nil for none
	link     int          // the link of the page that is chosen; 0 for none
	flash    layout.Range // lines that are marked for a moment
	visited  []visit      // the pages to go back to, the last one last
	returned visit        // the page that was gone back from last, until another is opened
	lobby    *lobby       // nil in a reader
	banner   banner
	column   *column       // the contents beside the text; nil while they are put away
	idle     time.Duration // until the reader ends, unless a key is pressed; 0 while it does not
	number   int           // the number that is being typed; 0 for none
	z        bool          // the last key was Z
	over     bool          // the reader has ended
	notice   string        // what the bottom line says until the next key
	trouble  string        // what it says to an organiser while it says nothing else
	keysOff  bool          // single keys do nothing
	chosen   bool          // the reader chose the theme; the terminal's background no longer does
	costs    int           // how often something that takes long was done since the last frame
	redraws  int
	copies   int    // how often something was copied
	copied   string // what was copied last
	ending   reading.Ending

	trailKey  trailKey // of the trail that was made last
	trailText string

	lines      []string      // the frame's lines, used again for each
	cells      []picturePart // what its rows show of pictures; without a file there is nothing
	noPictures bool          // the reader turned pictures off

	footerKey  footerKey // of the footer that was made last
	footerText string
}

// New makes a reader that shows the page to begin with.
func New(o Options) *Model {
	m := &Model{
		site:    o.Site,
		page:    o.Site.In(o.Site.Home(), o.Words.Code),
		layouts: o.Layouts,
		finder:  o.Finder,
		gallery: o.Pictures,
		join:    o.Join,
		opened:  o.Opened,
		words:   o.Words,
		profile: o.Profile,
		depth:   o.Profile.Depth,
		styles:  stylesOf(o.Site),
		size:    o.Size,
		banner:  banner{texts: distinct(o.Announcements)},
		notice:  o.Notice,
		trouble: o.Trouble,
	}
	if o.Page != nil {
		m.page = o.Site.In(o.Page, o.Words.Code)
	}
	m.theme = m.themeNamed(theme.Suiting(m.profile.Background, m.styles))
	m.lay()
	m.goToPart(o.Fragment)
	if o.Lobby != nil {
		m.lobby = &lobby{Lobby: *o.Lobby}
		m.startLobby()
	} else {
		m.tellOpened(0)
	}
	return m
}

// tellOpened tells that the reader opened the present page, or the resource of a
// number in it.
func (m *Model) tellOpened(resource int) {
	if m.opened != nil {
		m.opened(m.page.Name, resource)
	}
}

// Init implements tea.Model. It asks for the terminal's background colour, and
// does not wait for the answer.
func (m *Model) Init() tea.Cmd { return tea.Batch(tea.RequestBackgroundColor, m.unmark()) }

// Begin is Init for a terminal that was asked already.
func (m *Model) Begin() tea.Cmd { return m.unmark() }

// Over reports whether the reader has ended: what it is sent from then on does nothing.
func (m *Model) Over() bool { return m.over }

// Update implements tea.Model. It does no I/O and never waits, but for a
// layout that is made for the first time. Its commands search all pages, or wait for
// what is found.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if m.over {
		return m, nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		cmd := m.press(msg)
		if m.over {
			return m, cmd
		}
		return m, tea.Batch(cmd, m.unmark())
	case huntMsg:
		return m, m.hear(msg)
	case huntOverMsg:
		return m, m.hearOver(msg)
	case unmarkMsg:
		if msg.flash == m.flash {
			m.flash = layout.Range{}
		}
	case tea.WindowSizeMsg:
		m.resize(terminal.Size{Columns: msg.Width, Rows: msg.Height})
	case tea.BackgroundColorMsg:
		m.learnBackground(msg.Color)
	case terminal.MarginsMsg:
		m.profile.Margins = true
	case tea.PasteMsg:
		if m.stay() {
			return m, nil
		}
		m.notice = ""
		return m, m.insert(msg.Content)
	case reading.SiteMsg:
		return m, m.renew(msg.Site)
	case reading.PicturesMsg:
		m.showPictures()
	case reading.AnnounceMsg:
		m.announce(msg.Texts)
	case reading.TroubleMsg:
		m.trouble = msg.Text
	case reading.DrainMsg:
		m.drain(msg.Left)
	case reading.IdleMsg:
		m.idle = msg.Left
	case TurnMsg:
		m.turn()
	case LobbyMsg:
		m.idle, m.notice, m.keysOff = 0, "", false
		m.startLobby()
	case reading.CloseMsg:
		m.ending = msg.Why
		return m, m.quit()
	}
	return m, nil
}

// Title is what the terminal's window may be called.
func (m *Model) Title() string { return m.page.Title + " · " + m.siteTitle() }

// siteTitle is what the site is called for this reader.
func (m *Model) siteTitle() string { return m.site.Called(m.words.Code).Title }

// Goodbye is what is left on the terminal at the end: a line, or two.
func (m *Model) Goodbye() string { return cmp.Or(m.LastWords(m.ending), m.goodbyeWords()) }

// LastWords are those of an ending, in the language that is read now.
func (m *Model) LastWords(e reading.Ending) string { return e.LastWords(m.words) }

// View implements tea.Model for stock Bubble Tea renderers, which kiosk preview
// uses. A terminal.Screen takes Frame instead.
func (m *Model) View() tea.View {
	f := m.Frame()
	v := tea.NewView(strings.Join(f.Rows(m.size), "\n"))
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
// same name, at the same words, as far as they are there. What is searched for is
// searched for again.
func (m *Model) renew(s *site.Site) tea.Cmd {
	if s == m.site {
		return nil
	}
	was, old, first := m.page, m.layout, m.first()
	m.site = s
	m.styles = stylesOf(s)
	if name := m.theme.Name; m.chosen {
		m.theme = m.themeNamed(name)
	} else {
		m.theme = m.themeNamed(theme.Suiting(m.profile.Background, m.styles))
	}
	page := s.Page(was.Name)
	if page == nil {
		page = s.Home()
	}
	m.page = s.In(page, m.words.Code)
	m.visited = slices.DeleteFunc(m.visited, func(v visit) bool { return s.Page(v.page) == nil })
	m.panels = slices.DeleteFunc(m.panels, func(p panel) bool {
		return (p.kind == card || p.kind == bare) && m.page.Resource(p.number) == nil
	})
	m.number, m.link, m.flash = 0, 0, layout.Range{}
	m.trailKey = trailKey{} // which would hold on to the old site
	if m.followed != nil && m.page.Name != was.Name {
		m.followed = nil
	}
	m.layout = m.layouts.Get(s, m.page, m.spec())
	line := 0
	if m.page.Name == was.Name {
		line = m.layout.Follow(old, first)
	}
	m.place = m.layout.PlaceOf(line)
	m.lay()
	m.top = m.topFor(line)
	switch {
	case m.lobby.turning():
		m.cut()
	case m.typing != nothing:
	case m.page.Name != was.Name:
		m.notice = m.words.Bar.Gone
	case !slices.Equal(m.layout.Lines, old.Lines):
		m.notice = m.words.Bar.Updated
	case m.notice == m.text(m.words.Bar.NotYet):
		m.notice = ""
	}
	if h := m.hunt; h != nil && m.typing == searching && h != m.followed {
		return m.startHunt(h.query)
	}
	return nil
}

// lay lays everything out that is shown, for the present page, size and theme.
func (m *Model) lay() {
	m.hang() // the text has the rows that are left
	old := m.layout
	if spec := m.spec(); old == nil || !old.Is(m.page, spec) { // one that is too large is not kept but here
		m.layout = m.layouts.Get(m.site, m.page, spec)
	}
	switch {
	case m.top == 0: // who is at the beginning stays there
	case m.layout != old && !m.layout.SameLines(old), m.placeAt(m.top) != m.place: // a place may have more than one line
		m.top = m.topFor(m.layout.LineOf(m.place))
	}
	m.top = min(m.top, m.lastTop(len(m.layout.Lines)))
	m.findAgain()
	for i := range m.panels {
		m.build(&m.panels[i])
	}
	if m.lobby != nil {
		m.cut()
	}
}

// scrollTo brings a line to the first row, as far as there are lines behind it.
func (m *Model) scrollTo(line int) {
	m.top = max(min(line, m.lastTop(len(m.layout.Lines))), 0)
	m.place = m.layout.PlaceOf(m.first())
}

// topFor is the line in the first row when a line is the first one in sight.
func (m *Model) topFor(line int) int {
	return max(min(line-m.head(), m.lastTop(len(m.layout.Lines))), 0)
}

// placeAt is the place of the first line in sight when another is in the first row.
func (m *Model) placeAt(top int) layout.Place {
	if top > 0 {
		top += m.head()
	}
	return m.layout.PlaceOf(top)
}

// spec is how pages are laid out for this reader.
func (m *Model) spec() layout.Spec {
	masthead, figures := m.pictureRows()
	return layout.Spec{Measure: m.measure(), Wide: m.wide(), Masthead: masthead, Figures: figures, Theme: m.theme, Links: m.profile.Links, ASCII: m.profile.ASCII, Words: m.words}
}

// text is a text of the site's as this terminal can show it.
func (m *Model) text(t string) string { return m.profile.Text(t) }
