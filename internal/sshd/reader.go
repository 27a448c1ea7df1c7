package sshd

import (
	"context"
	"io"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/tui"
)

// read runs the reader until the visitor leaves, and returns the exit status.
func (r *session) read(profile terminal.Profile) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	size, shown := r.currentSize(), r.server.site.Load()
	model := tui.New(tui.Options{
		Site:    shown,
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
	painter.program = program
	if !r.attach(program, size, shown) { // the kiosk is closing
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
