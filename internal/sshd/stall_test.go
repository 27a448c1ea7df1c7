package sshd

import (
	"io"
	"testing"
	"testing/synctest"
	"time"
)

// slowWriter takes a second for every write.
type slowWriter struct{ written int }

func (w *slowWriter) Write(p []byte) (int, error) {
	time.Sleep(time.Second)
	w.written += len(p)
	return len(p), nil
}

func TestAClientMayBeSlowAsLongAsItIsSteady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		expired := false
		slow := new(slowWriter)
		w := stallWriter{slow, newStallTimer(10*time.Second, func() { expired = true })}
		if n, err := w.Write(make([]byte, 200<<10)); n != 200<<10 || slow.written != n || err != nil {
			t.Errorf("wrote %d of %d, %v", n, 200<<10, err)
		}
		if expired {
			t.Error("it was given up after 50 steady seconds")
		}
	})
}

func TestAWriteThatBlocksIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		block := make(chan struct{})
		w := stallWriter{blockedWriter(block), newStallTimer(10*time.Second, func() { close(block) })}
		if _, err := w.Write(make([]byte, 3*stallPiece)); err == nil {
			t.Error("it was written")
		}
		if took := time.Since(begin); took != 10*time.Second {
			t.Errorf("it was given up after %v", took)
		}
	})
}

// blockedWriter waits until it is closed.
type blockedWriter chan struct{}

func (w blockedWriter) Write([]byte) (int, error) { <-w; return 0, io.ErrClosedPipe }
