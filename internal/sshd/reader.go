package sshd

import (
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/tui"
)

// readOnScreen runs the reader until the visitor leaves, and returns the exit
// status.
func readOnScreen(q *request) int { return q.onScreen(nil) }

// onScreen runs the reader, or a lobby, until the visitor leaves, and returns
// the exit status. The session's context ends with it.
func (q *request) onScreen(lobby *tui.Lobby) int {
	r := q.session
	defer r.cancel()
	size := r.currentSize()
	model := tui.New(tui.Options{
		Site:    q.site,
		Layouts: r.layouts,
		Words:   q.words,
		Palette: theme.Dark,
		Profile: q.profile,
		Size:    size,
		Lobby:   lobby,
		Opened:  r.server.config.Metrics.Opened,

		Announcements: q.announced,
	})
	screen := terminal.NewScreen(r.output, q.profile, size)
	painter := &painter{session: r, model: model, screen: screen, gone: r.cancel}
	program := tea.NewProgram(painter,
		tea.WithContext(r.ctx),
		// Input and output are ours; see package terminal.
		tea.WithInput(nil),
		tea.WithOutput(io.Discard),
		tea.WithoutRenderer(),
		tea.WithFPS(1),
		tea.WithoutSignalHandler(),
		tea.WithColorProfile(q.profile.Depth),
		tea.WithEnvironment(r.env.List()),
	)
	painter.program = program
	if !r.attach(program, size, q.site, q.announced) { // the kiosk is closing
		q.out.Text(q.words.Server.Closing)
		return q.answer(done)
	}
	defer r.leave()
	idle := r.idleTimer(program)
	if lobby != nil {
		idle = r.lobbyIdleTimer(program)
		painter.turns = turnPages(r.ctx, program)
	} else {
		idle.key()
	}
	decoder := terminal.Input{Alt: tui.AltKeys()}
	if q.profile.Modern {
		decoder.Asked = time.Now() // by the first frame
	}
	defer r.read(program, idle, decoder)()
	_, err := program.Run()
	r.cancel() // whoever sends it anything waits no longer
	status, last := done, model.Goodbye()
	if painter.failed {
		status, last = failed, q.words.Server.Sorry
	} else if err != nil {
		status = failed // the visitor is gone
	}
	if screen.Close(last) != nil {
		status = failed
	}
	return status
}

// idleTimer is the timer that ends what a visitor reads.
func (r *session) idleTimer(to receiver) *idleTimer {
	limits := r.server.config.Limits
	return newIdleTimer(to, limits.Idle, limits.Notice, tui.CloseMsg{Words: r.speech().Server.Idle})
}
