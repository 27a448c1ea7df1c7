package sshd

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// stallLimit is how long the clients of these tests may take nothing.
const stallLimit = 10 * time.Second

// stalling is a stall writer to w; closed ends with its connection.
func stalling(w func(closed <-chan struct{}) io.Writer) (s *stallWriter, closed <-chan struct{}) {
	limits := DefaultLimits
	limits.Stall = stallLimit
	near, _ := net.Pipe()
	c := newConnection(&Server{config: Config{Limits: limits}}, near)
	return newStallWriter(c, w(c.ctx.Done())), c.ctx.Done()
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// pacedWriter takes perSecond bytes a second, until it is closed.
type pacedWriter struct {
	perSecond int
	closed    <-chan struct{}
	written   int
	pieces    int
}

func (w *pacedWriter) Write(p []byte) (int, error) {
	select {
	case <-time.After(time.Duration(len(p)) * time.Second / time.Duration(w.perSecond)):
		w.written += len(p)
		w.pieces++
		return len(p), nil
	case <-w.closed:
		return 0, io.ErrClosedPipe
	}
}

func TestOnlyASlowClientIsGivenSmallPieces(t *testing.T) {
	const bytes = 64 << 10
	for perSecond, most := range map[int]int{16 << 10: bytes / stallPiece, 1 << 10: bytes/slowPiece - 3} {
		synctest.Test(t, func(t *testing.T) {
			paced := &pacedWriter{perSecond: perSecond}
			s, _ := stalling(func(closed <-chan struct{}) io.Writer { paced.closed = closed; return paced })
			if _, err := s.Write(make([]byte, bytes)); err != nil || paced.pieces != most {
				t.Errorf("%d bytes a second: %d pieces, %v; %d are right", perSecond, paced.pieces, err, most)
			}
		})
	}
}

func TestAClientMayBeSlowAsLongAsItIsSteady(t *testing.T) {
	for _, tt := range []struct {
		perSecond, bytes int
		want             bool
	}{
		{4096, 200 << 10, true},
		{500, 64 << 10, true},
		{190, 64 << 10, false}, // it takes a piece within the limit, but too few in all
		{20, 64 << 10, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			paced := &pacedWriter{perSecond: tt.perSecond}
			w, closed := stalling(func(closed <-chan struct{}) io.Writer { paced.closed = closed; return paced })
			n, err := w.Write(make([]byte, tt.bytes))
			if ok := n == tt.bytes && err == nil; ok != tt.want || isClosed(closed) == tt.want {
				t.Errorf("at %d bytes a second %d of %d were written, %v; closed: %v", tt.perSecond, n, tt.bytes, err, isClosed(closed))
			}
		})
	}
}

func TestManyShortWritesAreOneWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		paced := &pacedWriter{perSecond: 100}
		w, closed := stalling(func(closed <-chan struct{}) io.Writer { paced.closed = closed; return paced })
		begin := time.Now()
		for !isClosed(closed) && time.Since(begin) < time.Hour {
			_, _ = w.Write(make([]byte, 300)) // each within the limit
		}
		if took := time.Since(begin); took > 2*slowWindow {
			t.Errorf("it was given up after %v", took)
		}
	})
}

func TestAWriteThatBlocksIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		w, closed := stalling(func(closed <-chan struct{}) io.Writer { return &pacedWriter{perSecond: 1, closed: closed} })
		if _, err := w.Write(make([]byte, 3*stallPiece)); err == nil || !isClosed(closed) {
			t.Error("it was written")
		}
		if took := time.Since(begin); took != stallLimit {
			t.Errorf("it was given up after %v", took)
		}
	})
}

func TestAnAnswerThatIsNotTakenClosesTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := DefaultLimits
		limits.Stall = stallLimit
		near, _ := net.Pipe()
		c := newConnection(&Server{config: Config{Limits: limits}}, near)
		begin := time.Now()
		_ = c.answer(func() error { <-c.ctx.Done(); return c.ctx.Err() })
		if took := time.Since(begin); took != stallLimit {
			t.Errorf("it was given up after %v", took)
		}
	})
}
