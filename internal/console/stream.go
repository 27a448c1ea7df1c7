package console

import (
	"context"
	"io"
	"sync"
)

// Open is what is typed, from now on, as a stream: for a command that reads. It
// ends with the client's input, with ctx, or when it is closed; nothing is typed
// to anybody afterwards. Whoever opens it has to read it, or close it: what comes
// meanwhile stays in the channel's buffer, up to a window of 2 MiB.
func (k *Keyboard) Open(ctx context.Context) io.ReadCloser {
	s := &stream{keyboard: k, ended: make(chan struct{}), pieces: make(chan []byte)}
	s.release = context.AfterFunc(ctx, s.finish)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.typist = s
	s.rest, k.early = k.early, nil // not fed: that would wait here until it is read
	if k.over {
		s.finish()
	}
	return s
}

// stream is a typist. What is typed is handed to Read, which takes a piece at a
// time; the one that types waits for it.
type stream struct {
	keyboard *Keyboard
	pieces   chan []byte
	once     sync.Once
	ended    chan struct{}
	release  func() bool
	rest     []byte // of the last piece; Read's alone
}

func (s *stream) feed(p []byte) {
	for len(p) > 0 {
		taken := make([]byte, min(len(p), typeAhead))
		p = p[copy(taken, p):] // p is used again when this returns
		select {
		case s.pieces <- taken:
		case <-s.ended:
			return
		}
	}
}

func (s *stream) end(bool) { s.finish() }

func (s *stream) finish() { s.once.Do(func() { close(s.ended) }) }

func (s *stream) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		select {
		case s.rest = <-s.pieces:
		case <-s.ended:
			return 0, io.EOF
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func (s *stream) Close() error {
	s.finish() // before the keyboard is asked, which may be waiting for Read
	s.release()
	s.keyboard.detach()
	return nil
}
