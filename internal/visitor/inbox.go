package visitor

import (
	"io"
	"sync"
	"time"
)

// inbox takes what a terminal is sent, and when. One goroutine fills it while
// another waits for answers in it.
type inbox struct {
	done chan struct{} // closed when nothing more will come
	news chan struct{} // holds a value when something came since it was last empty

	mu    sync.Mutex // guards what follows
	bytes int64      // in all
	seen  int64      // of them before the answer that is waited for
	first time.Time  // when the first byte of that answer came
	last  time.Time  // when its last one came, so far
}

func newInbox() *inbox {
	return &inbox{done: make(chan struct{}), news: make(chan struct{}, 1)}
}

// fill reads to the end.
func (in *inbox) fill(r io.Reader, tee io.Writer) {
	defer close(in.done)
	buf := make([]byte, 4<<10)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			in.add(n)
			if tee != nil {
				_, _ = tee.Write(buf[:n])
			}
		}
		if err != nil {
			return
		}
	}
}

func (in *inbox) add(n int) {
	now := time.Now()
	in.mu.Lock()
	if in.bytes == in.seen {
		in.first = now
	}
	in.bytes += int64(n)
	in.last = now
	in.mu.Unlock()
	select {
	case in.news <- struct{}{}:
	default:
	}
}

// mark begins a new answer: what came so far is no part of it.
func (in *inbox) mark() time.Time {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.seen = in.bytes
	return time.Now()
}

// wait returns the answer to what was done at begin once it is whole, which is
// as w says, or with the byte that makes it size bytes if that is not 0. If
// nothing comes, it is empty. The error is ErrEnded, also beside an answer.
func (in *inbox) wait(begin time.Time, w Wait, size int) (Answer, error) {
	timer := time.NewTimer(time.Until(begin.Add(w.Patience)))
	defer timer.Stop()
	for {
		over := false
		select {
		case <-in.news:
		case <-in.done:
			a, _ := in.answer(begin)
			return a, ErrEnded
		case <-timer.C:
			over = true
		}
		a, last := in.answer(begin)
		switch {
		case a.Bytes == 0:
			// The news was of what came before.
		case size > 0 && a.Bytes >= size:
			over = true
		default:
			if over = time.Since(last) >= w.Quiet || time.Since(begin) >= w.Patience+w.Quiet; !over {
				timer.Reset(time.Until(last.Add(w.Quiet)))
			}
		}
		if over {
			in.mark()
			return a, nil
		}
	}
}

// answer is what came so far, and when its last byte did; the zero time if
// nothing came.
func (in *inbox) answer(begin time.Time) (Answer, time.Time) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.bytes == in.seen {
		return Answer{}, time.Time{}
	}
	return Answer{First: in.first.Sub(begin), Whole: in.last.Sub(begin), Bytes: int(in.bytes - in.seen)}, in.last
}

func (in *inbox) total() int64 {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.bytes
}
