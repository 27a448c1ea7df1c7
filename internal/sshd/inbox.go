package sshd

import (
	"bytes"
	"io"
	"sync"
)

// inboxBytes bounds what is kept of the requests of a download that are not read yet.
// Paramiko asks for all pieces of a file at once: these are those of 256 MiB.
const inboxBytes = 256 << 10

// inbox keeps what a download's client sends until it is read. A client may send requests
// faster than they are answered, and in between what opens its window for the answers: so
// the channel is read on, into a buffer without the 100 bytes that x/crypto/ssh adds to
// each packet. When it is full the channel is not read until half of it is free, and
// meanwhile what may come on the connection is bounded as while an answer waits: with
// that, what x/crypto/ssh keeps fits into the other half.
type inbox struct {
	connection *connection

	mu      sync.Mutex // guards what follows; within it, answers' lock is taken
	changed *sync.Cond
	kept    bytes.Buffer
	full    bool
	ended   bool // nothing comes any more
	closed  bool // nobody reads any more
}

func newInbox(c *connection) *inbox {
	in := &inbox{connection: c}
	in.changed = sync.NewCond(&in.mu)
	return in
}

// Feed implements console.Sink.
func (in *inbox) Feed(p []byte) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if !in.closed && in.kept.Len()+len(p) > inboxBytes {
		in.full = true
		in.connection.answers.begin()
	}
	for in.full {
		in.changed.Wait()
	}
	if !in.closed {
		in.kept.Write(p)
		in.changed.Broadcast()
	}
}

// End implements console.Sink.
func (in *inbox) End() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.ended = true
	in.changed.Broadcast()
}

// Read reads what has come; the error is io.EOF at its end, and once the inbox is closed.
func (in *inbox) Read(p []byte) (int, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for in.kept.Len() == 0 && !in.ended && !in.closed {
		in.changed.Wait()
	}
	if in.closed || in.kept.Len() == 0 {
		return 0, io.EOF
	}
	n, _ := in.kept.Read(p)
	if in.kept.Len() <= inboxBytes/2 {
		in.empty()
	}
	if in.kept.Len() == 0 && in.kept.Cap() > stallPiece {
		in.kept = bytes.Buffer{} // what a flood took
	}
	return n, nil
}

// empty notes that the inbox is not full any more; in.mu must be held.
func (in *inbox) empty() {
	if in.full {
		in.full = false
		in.connection.answers.end()
		in.changed.Broadcast()
	}
}

// close throws away what comes.
func (in *inbox) close() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.closed = true
	in.empty()
	in.changed.Broadcast()
}
