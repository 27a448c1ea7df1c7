package yardstick

import (
	"fmt"
	"net"
	"strings"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"
	"charm.land/glamour/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	"charm.land/wish/v2/activeterm"
	"charm.land/wish/v2/bubbletea"
	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest"
)

// serveStock is Wish, Bubble Tea, viewport and Glamour as their READMEs put
// them together: a program for each session, which renders the page for itself.
func serveStock(l net.Listener) error {
	s, err := folder.Load(content.FS)
	if err != nil {
		return err
	}
	key, err := gossh.NewSignerFromKey(kiosktest.HostKey())
	if err != nil {
		return err
	}
	server, err := wish.NewServer(
		func(w *ssh.Server) error {
			w.AddHostKey(key)
			return nil
		},
		wish.WithMiddleware(
			bubbletea.Middleware(func(ssh.Session) (tea.Model, []tea.ProgramOption) {
				return &stockModel{markdown: s.Home().Markdown, title: s.Home().Title}, nil
			}),
			activeterm.Middleware(),
		),
	)
	if err != nil {
		return err
	}
	return server.Serve(l)
}

// stockModel is the pager of Bubble Tea's examples.
type stockModel struct {
	title    string
	markdown string
	ready    bool
	viewport viewport.Model
}

func (m *stockModel) Init() tea.Cmd { return nil }

func (m *stockModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if k := msg.String(); k == "ctrl+c" || k == "q" {
			return m, tea.Quit
		}
	case tea.WindowSizeMsg:
		if !m.ready {
			m.viewport = viewport.New(viewport.WithWidth(msg.Width), viewport.WithHeight(msg.Height-1))
			m.ready = true
		}
		m.viewport.SetWidth(msg.Width)
		m.viewport.SetHeight(msg.Height - 1)
		renderer, err := glamour.NewTermRenderer(glamour.WithStandardStyle("dark"), glamour.WithWordWrap(min(msg.Width, 80)))
		if err != nil {
			return m, tea.Quit
		}
		text, err := renderer.Render(m.markdown)
		if err != nil {
			return m, tea.Quit
		}
		m.viewport.SetContent(text)
	}
	var cmd tea.Cmd
	m.viewport, cmd = m.viewport.Update(msg)
	return m, cmd
}

func (m *stockModel) View() tea.View {
	text := "one moment"
	if m.ready {
		percent := fmt.Sprintf(" %3.f%%", m.viewport.ScrollPercent()*100)
		rule := strings.Repeat("─", max(0, m.viewport.Width()-len(m.title)-len(percent)))
		text = m.viewport.View() + "\n" + m.title + rule + percent
	}
	v := tea.NewView(text)
	v.AltScreen = true
	return v
}
