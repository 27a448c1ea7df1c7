package console

import (
	"context"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
)

// Screen runs the reader, or a lobby, on a whole screen until the visitor leaves
// or ctx ends, and gives the terminal back.
func Screen(ctx context.Context, o *Options) error {
	defer o.HangUp()
	size := o.Post.Size()
	painter := newPainter(ctx, o, size)
	program := painter.program
	if !o.Post.attach(program, size, &o.Reading) {
		return ErrClosing
	}
	defer o.Post.leave()
	o.letGo()
	idle := o.idleTimer(program)
	if o.Lobby != nil {
		idle = o.lobbyIdleTimer(program)
		painter.turns = turnPages(ctx, program)
	} else {
		idle.key()
	}
	decoder := terminal.Input{Alt: tui.AltKeys()}
	if o.Profile.Modern {
		decoder.Asked = time.Now() // by the first frame
	}
	defer o.read(program, idle, decoder)()
	_, err := program.Run()
	o.HangUp() // whoever sends it anything waits no longer
	last := painter.model.Goodbye()
	switch {
	case painter.failed:
		err, last = ErrPanicked, painter.model.LastWords(reading.Broken)
	case err != nil:
		err = ErrGone
	}
	if painter.screen.Close(last) != nil {
		err = ErrGone
	}
	return err
}

// newPainter makes a reader and the program that runs it.
func newPainter(ctx context.Context, o *Options, size terminal.Size) *painter {
	p := &painter{
		model:    tui.New(tui.Options{Options: o.Reading, Profile: o.Profile, Size: size, Lobby: o.Lobby}),
		screen:   terminal.NewScreen(o.Output, o.Profile, size),
		gone:     o.HangUp,
		framed:   o.Framed,
		panicked: o.Panicked,
	}
	p.program = tea.NewProgram(p,
		tea.WithContext(ctx),
		// Input and output are ours; see package terminal.
		tea.WithInput(nil),
		tea.WithOutput(io.Discard),
		tea.WithoutRenderer(),
		tea.WithFPS(1),
		tea.WithoutSignalHandler(),
		tea.WithColorProfile(o.Profile.Depth),
		tea.WithEnvironment(o.Environment.List()),
	)
	return p
}
