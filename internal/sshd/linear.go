package sshd

import (
	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/linear"
	"hackday.example/kiosk/internal/terminal"
)

// linearCommand reads line by line until the visitor leaves.
func linearCommand(q *request) int {
	r := q.session
	if !q.understood(0) {
		return q.answer(notUnderstood)
	}
	inbox := newMailbox()
	size := r.currentSize()
	if !r.attach(inbox, size, q.site, q.announced) {
		q.out.Text(q.words.Server.Closing)
		return q.answer(done)
	}
	defer r.leave()
	reader := linear.New(linear.Options{
		Site: q.site, Layouts: r.layouts, Words: q.words, ASCII: q.profile.ASCII, Width: size.Columns, Announcements: q.announced,
		Opened: r.server.config.Metrics.Opened,
	}, r.output)
	if reader.Begin() != nil {
		return failed
	}
	r.connection.framedFirst()
	idle := r.idleTimer(inbox)
	idle.key()
	defer r.read(inbox, idle, terminal.Input{})()
	defer inbox.close() // whoever sends it anything waits no longer
	for {
		var msg tea.Msg
		select {
		case msg = <-inbox.messages:
		case <-r.ctx.Done():
			return failed // the visitor is gone
		}
		list, ok := msg.(batch)
		if !ok {
			list = batch{msg}
		}
		for _, m := range list {
			if over, err := reader.Update(m); err != nil {
				return failed
			} else if over {
				return done
			}
		}
	}
}

// mailbox hands messages to a loop that is no Bubble Tea program.
type mailbox struct {
	messages chan tea.Msg
	closed   chan struct{}
}

func newMailbox() *mailbox {
	return &mailbox{messages: make(chan tea.Msg), closed: make(chan struct{})}
}

// Send waits until the message is taken, or nothing is taken any more.
func (b *mailbox) Send(m tea.Msg) {
	select {
	case b.messages <- m:
	case <-b.closed:
	}
}

func (b *mailbox) close() { close(b.closed) }
