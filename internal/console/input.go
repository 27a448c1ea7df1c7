package console

import (
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
)

// input decodes what is typed, and gives up what has no end in time: a lone ESC
// is the Escape key then. It is a typist.
type input struct {
	to       receiver
	idle     *idleTimer
	panicked func(any)

	order sync.Mutex // held until what was decoded is sent, before mu

	mu      sync.Mutex // guards what follows
	decoder terminal.Input
	timer   *time.Timer // fires at the decoder's deadline, or later
	stopped bool
}

func (in *input) feed(p []byte) {
	in.order.Lock()
	defer in.order.Unlock()
	in.send(in.decode(p))
}

func (in *input) end(flooded bool) {
	in.stop()
	var msg reading.CloseMsg
	if flooded {
		msg.Why = reading.Flooded
	}
	in.to.Send(msg)
}

// decode gives the lock back also where the decoder panics.
func (in *input) decode(p []byte) (messages batch) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.decoder.Feed(p, func(m tea.Msg) { messages = append(messages, m) })
	in.wait()
	return messages
}

// wait sets the timer to the decoder's deadline; in.mu must be held.
func (in *input) wait() {
	deadline, ok := in.decoder.Deadline()
	switch {
	case in.stopped || !ok:
		if in.timer != nil {
			in.timer.Stop()
		}
	case in.timer == nil:
		in.timer = time.AfterFunc(time.Until(deadline), in.flush)
	default:
		in.timer.Reset(time.Until(deadline))
	}
}

func (in *input) flush() {
	defer func() {
		if p := recover(); p != nil {
			in.panicked(p)
		}
	}()
	in.order.Lock()
	defer in.order.Unlock()
	in.send(in.rest())
}

// rest is what the decoder gives up, if its deadline has passed: more may have
// come since the timer fired.
func (in *input) rest() (messages batch) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if deadline, ok := in.decoder.Deadline(); ok && time.Until(deadline) <= 0 {
		in.decoder.Flush(func(m tea.Msg) { messages = append(messages, m) })
	}
	in.wait()
	return messages
}

func (in *input) send(messages batch) {
	for _, m := range messages {
		switch m.(type) {
		case tea.KeyPressMsg, tea.PasteMsg:
			in.idle.key()
		default:
			continue
		}
		break
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
	in.stopped = true
	in.wait()
	in.idle.stop()
}
