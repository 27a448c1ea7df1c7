package console

import (
	"context"
	"image/color"
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
)

// escapeTime is how long a lone ESC waits for the rest of a sequence before it
// is the Escape key. The bytes of a sequence travel in one packet, as a rule.
const escapeTime = 100 * time.Millisecond

// input decodes what is typed, and takes a lone ESC for the Escape key when
// nothing follows. It is a typist.
type input struct {
	to       receiver
	idle     *idleTimer
	panicked func(any)
	tooMuch  string // what is said to who sends more than they may

	mu      sync.Mutex
	decoder terminal.Input
	timer   *time.Timer
}

func (in *input) feed(p []byte) { in.send(in.decode(p)) }

func (in *input) end(flooded bool) {
	in.stop()
	var msg reading.CloseMsg
	if flooded {
		msg.Words = in.tooMuch
	}
	in.to.Send(msg)
}

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

// AskBackground asks the terminal for its background colour, and waits a moment
// for the answer; nil if none comes, or ctx ends. What else is typed meanwhile is
// dropped.
func AskBackground(ctx context.Context, to io.Writer, k *Keyboard) color.Color {
	const wait = 500 * time.Millisecond
	if _, err := io.WriteString(to, terminal.AskBackground); err != nil {
		return nil
	}
	found := make(chan color.Color, 1)
	k.attach(&backgroundInput{found: found})
	defer k.detach()
	select {
	case c := <-found:
		return c
	case <-time.After(wait):
	case <-ctx.Done():
	}
	return nil
}

// backgroundInput finds the background colour in what comes from a terminal. It
// is a typist.
type backgroundInput struct {
	in    terminal.Input
	found chan<- color.Color // has room for one
}

func (b *backgroundInput) feed(p []byte) {
	b.in.Feed(p, func(m tea.Msg) {
		if m, ok := m.(tea.BackgroundColorMsg); ok {
			select {
			case b.found <- m.Color:
			default:
			}
		}
	})
}

func (b *backgroundInput) end(bool) {}
