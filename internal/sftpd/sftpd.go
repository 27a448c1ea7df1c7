// Package sftpd serves a download.View by SFTP, version 3 (draft-ietf-secsh-filexfer-02):
// a request server of github.com/pkg/sftp between bounds of our own. Nothing can be
// written. It knows nothing of SSH: it is given what is read from a client and written to
// it.
//
// What a client sends is looked at before the library sees it: a packet that is too
// large, or none that the protocol has, ends the session or is answered here. What the
// library works on at once, and so what it keeps, is bounded here too.
package sftpd

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pkg/sftp"

	"hackday.example/kiosk/internal/download"
)

// Limits bound what one session may hold.
type Limits struct {
	Handles  int           // files and folders that are open
	InFlight int           // requests that are not answered yet; those beyond wait unread
	Reading  int           // bytes of replies to reads that are being made at once, 32 KiB each
	Idle     time.Duration // without a request, to the end
}

// DefaultLimits are the limits of a kiosk in public. OpenSSH's sftp has 64 requests in
// flight, and opens one file at a time.
var DefaultLimits = Limits{Handles: 32, InFlight: 64, Reading: 64 << 10, Idle: 10 * time.Minute}

// What one session takes at the most, beside what its caller keeps of its input.
const (
	// Goroutines are those of the library: eight that read, one each for other requests,
	// for handing out requests, and for replies.
	Goroutines = 11
	// Bytes are their stacks, a packet each way, and DefaultLimits.Reading and InFlight.
	Bytes = 256 << 10
)

// Options are what a session is served with.
type Options struct {
	// View is what can be taken now. It is asked for each request that names a path, so that
	// a session that lasts, as sshfs has it, follows the site. It is safe for concurrent use.
	// Required.
	View   func() download.View
	Limits Limits // the zero value is DefaultLimits
	// Opened counts the opening of a page or, with a number above 0, of a link of it. It
	// is safe for concurrent use. Required.
	Opened func(page string, number int)
	// Panicked is told of a panic, which ends the request that caused it. Required.
	Panicked func(any)
}

// Outcome is what came of a session.
type Outcome struct {
	Bytes   int64 // of files
	Refused int   // requests that would have written
}

// Serve serves a client until it closes its end, it breaks the protocol, it is idle for
// too long, or ctx ends. It closes conn, which has to end a Read that waits; a Write that
// waits has to end by itself. When Serve returns, neither runs any more.
// What ended it otherwise than by the client's will is the error: ErrIdle, ctx's, or what
// the client did.
func Serve(ctx context.Context, conn io.ReadWriteCloser, o Options) (Outcome, error) {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits
	}
	s := &session{Options: o, conn: conn, opened: map[string]*open{}}
	s.replies = newReplies(conn)
	s.requests = &requests{session: s, from: conn}
	s.idle = time.AfterFunc(o.Limits.Idle, s.expire)
	release := context.AfterFunc(ctx, func() { _ = s.Close() })
	server := sftp.NewRequestServer(s, sftp.Handlers{FileGet: s, FilePut: s, FileCmd: s, FileList: s})
	err := server.Serve()
	release()
	s.idle.Stop()
	ended := ctx.Err() // before the connection is closed, which may end ctx
	_ = s.Close()
	s.replies.rest()
	switch {
	case s.expired.Load():
		err = ErrIdle
	case ended != nil:
		err = ended
	case errors.Is(err, io.EOF):
		err = nil
	}
	return Outcome{Bytes: s.bytes.Load(), Refused: int(s.refused.Load())}, err
}

// ErrIdle says that a session ended since no request came for too long.
var ErrIdle = errors.New("no request came for too long")

// session is one session. It is the library's connection and its handlers, whose methods
// are called from several goroutines.
type session struct {
	Options
	conn     io.ReadWriteCloser
	requests *requests
	replies  *replies
	idle     *time.Timer
	expired  atomic.Bool
	bytes    atomic.Int64
	refused  atomic.Int64

	mu      sync.Mutex // guards what follows
	handles int
	opened  map[string]*open // files by the paths that they were asked for
}

// open is a file that some handles have open.
type open struct {
	handles int
	file    *download.File // that was opened last
}

// Read is what the library reads requests by.
func (s *session) Read(p []byte) (int, error) { return s.requests.read(p) }

// Write is what the library writes replies by.
// The library passes over its errors, so they end the session here.
func (s *session) Write(p []byte) (int, error) {
	n, err := s.replies.write(p)
	if err != nil {
		_ = s.Close()
	}
	return n, err
}

// Close ends the session.
func (s *session) Close() error {
	s.replies.close()
	return s.conn.Close()
}

// expire ends the session of a client that is idle. A reply that it does not take is none
// of its requests; who writes bounds that.
func (s *session) expire() {
	if s.replies.waiting() {
		s.idle.Reset(s.Limits.Idle)
		return
	}
	s.expired.Store(true)
	_ = s.Close()
}
