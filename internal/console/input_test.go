package console

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// heard is a receiver that keeps the names of the keys.
type heard struct {
	mu   sync.Mutex
	keys []string
}

func (h *heard) Send(m tea.Msg) {
	h.mu.Lock()
	defer h.mu.Unlock()
	list, ok := m.(batch)
	if !ok {
		list = batch{m}
	}
	for _, m := range list {
		if k, ok := m.(tea.KeyPressMsg); ok {
			h.keys = append(h.keys, k.String())
		}
	}
}

// TestWhatIsTypedHasItsTime types chunks with pauses before them.
func TestWhatIsTypedHasItsTime(t *testing.T) {
	type chunk struct {
		pause time.Duration
		typed string
	}
	for _, tt := range []struct {
		name   string
		chunks []chunk
		want   string
	}{
		{"a lone escape", []chunk{{0, "\x1b"}, {time.Second, ""}}, "esc"},
		{"escape and a key, one behind the other", []chunk{{0, "\x1b"}, {50 * time.Millisecond, "j"}}, "esc j"},
		{"escape and a key as one", []chunk{{0, "\x1bj"}}, "esc j"},
		{"an arrow in pieces", []chunk{{0, "\x1b"}, {50 * time.Millisecond, "["}, {90 * time.Millisecond, "B"}}, "down"},
		{"pasted text in pieces", []chunk{{0, "\x1b[200~a"}, {time.Second, "q"}, {3 * time.Second, "q"}, {900 * time.Millisecond, "q\x1b[2"}, {50 * time.Millisecond, "01~j"}}, "j"},
		{"pasted text without an end", []chunk{{0, "\x1b[200~a"}, {4 * time.Second, "q"}, {1100 * time.Millisecond, "q"}}, "q"},
		{"the background in pieces", []chunk{{0, "\x1b]11;rgb:ffff"}, {4 * time.Second, "/ffff/ffff\x07j"}}, "j"},
		{"a late background", []chunk{{0, "\x1b"}, {time.Second, "]11;rgb:ffff/ffff/ffff\x07j"}}, "esc j"},
		{"a key that is held behind escape", []chunk{{0, "\x1b"}, {time.Second, "]"}, {200 * time.Millisecond, ""}}, "esc ]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				to := new(heard)
				in := &input{to: to, idle: newIdleTimer(to, time.Hour, time.Minute, nil), panicked: func(p any) { t.Error(p) }}
				for _, c := range tt.chunks {
					time.Sleep(c.pause)
					synctest.Wait()
					in.feed([]byte(c.typed))
				}
				in.stop()
				time.Sleep(time.Minute)
				synctest.Wait()
				if got := strings.Join(to.keys, " "); got != tt.want {
					t.Errorf("the keys are %q, want %q", got, tt.want)
				}
			})
		})
	}
}
