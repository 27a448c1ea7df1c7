package console

import (
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/reading"
)

// idleTimer ends a reader in which no key is pressed. Traffic is not a sign of
// life: terminals and clients send some by themselves. Before the end comes a
// notice that counts down, and any key stays (WCAG 2.2 2.2.1).
type idleTimer struct {
	to     receiver
	idle   time.Duration
	notice time.Duration
	end    tea.Msg // is sent at the end

	mu       sync.Mutex // guards what follows
	timer    *time.Timer
	deadline time.Time // the end, once the notice is given; else zero
	stopped  bool
}

// newIdleTimer makes a timer that begins with the first key.
func newIdleTimer(to receiver, idle, notice time.Duration, end tea.Msg) *idleTimer {
	return &idleTimer{to: to, idle: idle, notice: notice, end: end}
}

// key begins the time anew.
func (t *idleTimer) key() {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.stopped:
	case t.timer == nil:
		t.timer = time.AfterFunc(t.idle, t.tick)
	default:
		t.deadline = time.Time{}
		t.timer.Reset(t.idle)
	}
}

// stop ends the timer for good.
func (t *idleTimer) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	if t.timer != nil {
		t.timer.Stop()
	}
}

// tick gives the notice, counts it down by the second, and ends the reader.
func (t *idleTimer) tick() {
	t.mu.Lock()
	if t.stopped {
		t.mu.Unlock()
		return
	}
	now := time.Now()
	if t.deadline.IsZero() {
		t.deadline = now.Add(t.notice)
	}
	left := t.deadline.Sub(now)
	if left > 0 {
		t.timer.Reset(min(left, time.Second))
	}
	t.mu.Unlock()
	if left > 0 {
		t.to.Send(reading.IdleMsg{Left: left})
	} else {
		t.to.Send(t.end)
	}
}
