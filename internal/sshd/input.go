package sshd

import (
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
)

// escapeTime is how long a lone ESC waits for the rest of a sequence before it
// is the Escape key. The bytes of a sequence travel in one packet, as a rule.
const escapeTime = 100 * time.Millisecond

// readInput sends what the visitor types, until the end of the input.
func (r *session) readInput(to receiver, idle *idleTimer) {
	defer func() {
		if p := recover(); p != nil {
			r.panicked(p)
		}
		to.Send(tui.CloseMsg{})
	}()
	limits := r.server.config.Limits
	in := input{to: to, idle: idle, panicked: r.panicked}
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
			to.Send(tui.CloseMsg{Words: r.speech().Server.TooMuchInput})
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
	to       receiver
	idle     *idleTimer
	panicked func(any)

	mu      sync.Mutex
	decoder terminal.Input
	timer   *time.Timer
}

func (in *input) feed(p []byte) { in.send(in.decode(p)) }

// decode gives the lock back also where the decoder panics.
func (in *input) decode(p []byte) (messages batch) {
	in.mu.Lock()
	defer in.mu.Unlock()
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
	return messages
}

func (in *input) flush() {
	defer func() {
		if p := recover(); p != nil {
			in.panicked(p)
		}
	}()
	in.send(in.rest())
}

// rest is what the decoder still holds.
func (in *input) rest() (messages batch) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.decoder.Flush(func(m tea.Msg) { messages = append(messages, m) })
	return messages
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
		in.to.Send(messages[0])
	default:
		in.to.Send(messages)
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
