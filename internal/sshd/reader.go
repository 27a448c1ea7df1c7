package sshd

import (
	"context"
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/tui"
)

// escapeTime is how long a lone ESC waits for the rest of a sequence before it
// is the Escape key. The bytes of a sequence travel in one packet, as a rule.
const escapeTime = 100 * time.Millisecond

// read runs the reader until the visitor leaves, and returns the exit status.
func (r *session) read(profile terminal.Profile) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	size := r.currentSize()
	model := tui.New(tui.Options{
		Site:    r.server.config.Site,
		Layouts: r.server.config.Layouts,
		Palette: theme.Dark,
		Depth:   profile.Depth,
		Links:   profile.Links,
		Size:    size,
	})
	screen := terminal.NewScreen(r.output(r.channel), profile, size)
	painter := &painter{session: r, model: model, screen: screen, gone: cancel}
	program := tea.NewProgram(painter,
		tea.WithContext(ctx),
		// Input and output are ours; see package terminal.
		tea.WithInput(nil),
		tea.WithOutput(io.Discard),
		tea.WithoutRenderer(),
		tea.WithFPS(1),
		tea.WithoutSignalHandler(),
		tea.WithColorProfile(profile.Depth),
		tea.WithEnvironment(r.env.List()),
	)
	if !r.attach(program, size) { // the kiosk is closing
		q := r.newRequest()
		q.out.Text(closingWords)
		return r.answer(q, done)
	}
	go r.readInput(program)
	_, err := program.Run()

	status, words := done, model.Goodbye()
	if painter.failed {
		status, words = failed, sorryWords
	} else if err != nil {
		status = failed // the visitor is gone
	}
	if screen.Close(words) != nil {
		status = failed
	}
	return status
}

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

// readInput sends what the visitor types, until the end of the input.
func (r *session) readInput(program *tea.Program) {
	defer func() {
		if p := recover(); p != nil {
			r.panicked(p)
		}
		program.Send(tui.CloseMsg{})
	}()
	limits := r.server.config.Limits
	in := input{program: program, idle: newIdleTimer(program, limits.Idle, limits.Notice), panicked: r.panicked}
	defer in.stop()
	budget := newBudget(limits.Input)
	var small [256]byte
	var large *[]byte // while much comes at once
	defer func() {
		if large != nil {
			inputBuffers.Put(large)
		}
	}()
	for {
		buf := small[:]
		if large != nil {
			buf = *large
		}
		n, err := r.channel.Read(buf)
		if !budget.take(n) {
			program.Send(tui.CloseMsg{Words: tooMuchInputWords})
			// What is under way is dropped rather than left in the channel's
			// buffer, until the client learns that the session is over.
			_, _ = io.CopyN(io.Discard, r.channel, int64(limits.Input.InAll))
			return
		}
		if n > 0 {
			in.feed(buf[:n])
		}
		if err != nil {
			return
		}
		switch {
		case large == nil && n == len(small):
			large = inputBuffers.Get().(*[]byte)
		case large != nil && n <= len(small):
			inputBuffers.Put(large)
			large = nil
		}
	}
}

// inputBuffers are for visitors who send much at once: read in small pieces, it
// would pile up in the channel's buffer meanwhile.
var inputBuffers = sync.Pool{New: func() any {
	b := make([]byte, 4<<10)
	return &b
}}

// input decodes what is read, and takes a lone ESC for the Escape key when
// nothing follows.
type input struct {
	program  *tea.Program
	idle     *idleTimer
	panicked func(any)

	mu      sync.Mutex
	decoder terminal.Input
	timer   *time.Timer
}

func (in *input) feed(p []byte) {
	in.mu.Lock()
	var messages batch
	in.decoder.Feed(p, func(m tea.Msg) { messages = append(messages, m) })
	if in.decoder.Pending() {
		if in.timer == nil {
			in.timer = time.AfterFunc(escapeTime, in.flush)
		} else {
			in.timer.Reset(escapeTime)
		}
	} else if in.timer != nil {
		in.timer.Stop()
	}
	in.mu.Unlock()
	in.send(messages)
}

func (in *input) flush() {
	defer func() {
		if p := recover(); p != nil {
			in.panicked(p)
		}
	}()
	in.mu.Lock()
	var messages batch
	in.decoder.Flush(func(m tea.Msg) { messages = append(messages, m) })
	in.mu.Unlock()
	in.send(messages)
}

func (in *input) send(messages batch) {
	for _, m := range messages {
		if _, ok := m.(tea.KeyPressMsg); ok {
			in.idle.key()
			break
		}
	}
	switch len(messages) {
	case 0:
	case 1:
		in.program.Send(messages[0])
	default:
		in.program.Send(messages)
	}
}

func (in *input) stop() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.timer != nil {
		in.timer.Stop()
	}
	in.idle.stop()
}
