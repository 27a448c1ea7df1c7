package rehearsal

import (
	"strings"
	"sync"

	"hackday.example/kiosk/internal/clean"
)

// mostShown bounds what is kept of what a visitor is shown, in bytes: enough for the
// paragraph in which a kiosk says why it shows text.
const mostShown = 1 << 10

// toldError is an error beside which the kiosk said something to the visitor.
type toldError struct {
	error
	said string
}

func (e *toldError) Unwrap() error { return e.error }

// lastShown keeps the last of what a visitor is shown until end is called. It is safe for
// concurrent use.
type lastShown struct {
	mu   sync.Mutex // guards what follows
	text []byte
	over bool
}

// Write implements io.Writer.
func (l *lastShown) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.over {
		l.text = append(l.text, p[max(0, len(p)-mostShown):]...)
		l.text = append(l.text[:0], l.text[max(0, len(l.text)-mostShown):]...)
	}
	return len(p), nil
}

// end returns the last paragraph, in one line and without control characters, and keeps
// nothing more.
func (l *lastShown) end() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := strings.TrimSpace(strings.ReplaceAll(string(l.text), "\r\n", "\n"))
	l.text, l.over = nil, true
	if i := strings.LastIndex(text, "\n\n"); i >= 0 {
		text = text[i:]
	}
	return clean.Line(strings.Join(strings.Fields(text), " "))
}
