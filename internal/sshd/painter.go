package sshd

import (
	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
)

// painter is the reader as Bubble Tea runs it: whenever Bubble Tea asks for the
// view, it paints what has changed.
type painter struct {
	session *session
	model   *tui.Model
	screen  *terminal.Screen
	gone    func() // ends the program, when the terminal cannot be written to
	failed  bool   // the reader panicked
}

// batch is all messages of one read. They are painted once.
type batch []tea.Msg

// resized tells the reader that the terminal's window was changed. Bubble Tea's
// own message also comes when nothing was: it does not know the size.
type resized struct{ size terminal.Size }

// Init does not ask for the background colour, as the model does of Bubble Tea:
// Screen asked the terminal with the first frame.
func (p *painter) Init() tea.Cmd { return nil }

func (p *painter) Update(msg tea.Msg) (m tea.Model, cmd tea.Cmd) {
	m = p // also after a panic: Bubble Tea would stumble over nil
	defer p.contain(&cmd)
	messages, ok := msg.(batch)
	if !ok {
		return p, p.update(msg)
	}
	for _, msg := range messages {
		if cmd = p.update(msg); cmd != nil {
			break
		}
	}
	return p, cmd
}

func (p *painter) update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		return nil
	case resized:
		p.screen.Resize(m.size)
		msg = tea.WindowSizeMsg{Width: m.size.Columns, Height: m.size.Rows}
	}
	_, cmd := p.model.Update(msg)
	return cmd
}

// View paints. Bubble Tea calls it after every update, and draws nothing of
// its own.
func (p *painter) View() (v tea.View) {
	defer p.contain(nil)
	if err := p.screen.Paint(p.model.Frame(), p.model.Title()); err != nil {
		p.gone()
	}
	return v
}

// contain makes a panic of the reader the end of this session, and a line in
// the log. Bubble Tea would write it to the terminal of whoever runs the kiosk.
func (p *painter) contain(cmd *tea.Cmd) {
	r := recover()
	if r == nil {
		return
	}
	p.session.panicked(r)
	p.failed = true
	if cmd != nil {
		*cmd = tea.Quit
	} else {
		p.gone()
	}
}
