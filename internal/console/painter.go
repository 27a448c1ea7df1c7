package console

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
)

// painter is the reader as Bubble Tea runs it: whenever Bubble Tea asks for the
// view, it paints what has changed.
type painter struct {
	program *tea.Program // the one that runs this
	model   *tui.Model
	screen  *terminal.Screen
	turns   *time.Ticker // sends a lobby's TurnMsg; nil for a reader
	gone    func()       // ends the program, when the terminal cannot be written to
	idle    bool         // nothing happened since the last frame
	failed  bool         // the reader panicked

	framed   func() // is called when the first frame was painted; nil afterwards
	panicked func(any)
}

// batch is all messages of one read. They are painted once.
type batch []tea.Msg

// resized tells the reader that the terminal's window was changed. Bubble Tea's
// own message also comes when nothing was: it does not know the size.
type resized struct{ size terminal.Size }

// Init has Bubble Tea let go of the terminal, which it never had: that ends the
// timer by which it looks for something to draw, and with it all that an idle
// session computes. ReleaseTerminal waits half a second for an input reader
// that is not there, and so not here. The background colour is not asked for,
// as the model does of Bubble Tea: Screen asks with the first frame.
func (p *painter) Init() tea.Cmd {
	go func() { _ = p.program.ReleaseTerminal() }()
	return p.model.Begin()
}

func (p *painter) Update(msg tea.Msg) (m tea.Model, cmd tea.Cmd) {
	m = p // also after a panic: Bubble Tea would stumble over nil
	defer p.contain(&cmd)
	messages, ok := msg.(batch)
	if !ok {
		return p, p.update(msg)
	}
	var cmds []tea.Cmd
	for _, msg := range messages {
		if cmd := p.update(msg); cmd != nil {
			cmds = append(cmds, cmd)
		}
		if p.model.Over() {
			break
		}
	}
	return p, tea.Batch(cmds...)
}

func (p *painter) update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.WindowSizeMsg, tea.ColorProfileMsg, tea.EnvMsg:
		return nil // of the process that runs the kiosk
	case resized:
		p.screen.Resize(m.size)
		msg = tea.WindowSizeMsg{Width: m.size.Columns, Height: m.size.Rows}
	}
	if _, ok := msg.(terminal.MarginsMsg); ok {
		p.screen.UseMargins()
	}
	if _, ok := msg.(tui.LobbyMsg); ok {
		p.turns.Reset(tui.LobbyEvery)
	}
	p.idle = false
	_, cmd := p.model.Update(msg)
	return cmd
}

// View paints. Bubble Tea calls it after every message, and draws nothing of
// its own.
func (p *painter) View() (v tea.View) {
	if p.idle {
		return v
	}
	defer p.contain(nil)
	p.idle = true
	f := p.model.Frame()
	if err := p.screen.Paint(&f, p.model.Title()); err != nil {
		p.gone()
	} else if p.framed != nil {
		p.framed()
		p.framed = nil
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
	p.panicked(r)
	p.failed = true
	if cmd != nil {
		*cmd = tea.Quit
	} else {
		p.gone()
	}
}
