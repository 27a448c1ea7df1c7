package console

import (
	"context"
	"sync"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/linear"
	"hackday.example/kiosk/internal/terminal"
)

// Lines runs the reader of lines until the visitor leaves or ctx ends. A panic of
// the reader's is its caller's.
func Lines(ctx context.Context, o *Options) error {
	inbox := newMailbox()
	defer inbox.close()
	size := o.Post.Size()
	if !o.Post.attach(inbox, size, &o.Reading) {
		return ErrClosing
	}
	defer o.Post.leave()
	reader := linear.New(linear.Options{Options: o.Reading, ASCII: o.Profile.ASCII, Width: size.Columns, Silent: o.Silent}, o.Output)
	o.letGo()
	if reader.Begin() != nil {
		return ErrGone
	}
	o.Framed()
	idle := o.idleTimer(inbox)
	idle.key()
	defer o.read(inbox, idle, terminal.Input{})()
	defer inbox.close() // whoever sends it anything waits no longer
	for {
		var msg tea.Msg
		select {
		case msg = <-inbox.messages:
		case <-ctx.Done():
			return ErrGone
		}
		list, ok := msg.(batch)
		if !ok {
			list = batch{msg}
		}
		for _, m := range list {
			if over, err := reader.Update(m); err != nil {
				return ErrGone
			} else if over {
				return nil
			}
		}
	}
}

// mailbox hands messages to a loop that is no Bubble Tea program.
type mailbox struct {
	messages chan tea.Msg
	closed   chan struct{}
	once     sync.Once
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

// close has everybody who sends go on. It may be called again.
func (b *mailbox) close() { b.once.Do(func() { close(b.closed) }) }
