package telemetry

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// maxQueued bounds the lines that wait to be written, in bytes. As many again
// may be in the write that is under way.
const maxQueued = 256 << 10

// queue writes lines to a writer that may be slow, stuck or gone, so that nobody
// who logs waits for it. A line for which there is no room, or which the writer
// does not take, is lost and counted. It is safe for concurrent use.
type queue struct {
	w      io.Writer
	notice func(lost uint64) error // writes to w that so many lines were lost

	mu      sync.Mutex // guards what follows
	waiting []byte     // whole lines
	spare   []byte     // the buffer that waiting was before; nil while it is written
	lost    uint64     // lines, since the start
	closed  bool

	wake chan struct{} // capacity 1: run has something to look at
	done chan struct{} // closed when run has written everything
}

// newQueue makes a queue, and starts its goroutine, which ends after close.
func newQueue(w io.Writer, notice func(lost uint64) error) *queue {
	q := &queue{w: w, notice: notice, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go q.run()
	return q
}

// Write implements io.Writer. p is one or more whole lines. It never blocks, and
// never fails: who logs can do nothing about a lost line.
func (q *queue) Write(p []byte) (int, error) {
	q.mu.Lock()
	if q.closed || len(q.waiting)+len(p) > maxQueued {
		q.lost += countLines(p)
	} else {
		q.waiting = append(q.waiting, p...)
	}
	q.mu.Unlock()
	q.poke()
	return len(p), nil
}

// poke has run look again.
func (q *queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// run writes what waits, until the queue is closed and empty.
func (q *queue) run() {
	defer close(q.done)
	said := uint64(0) // how many lost lines the writer knows of
	for {
		batch, lost, closed := q.take()
		failed := false
		if len(batch) > 0 {
			n, err := q.w.Write(batch)
			if failed = err != nil; failed {
				q.lose(batch[min(max(n, 0), len(batch)):])
			}
		}
		// The lines that had been lost by then were logged after the batch.
		if lost > said && !failed && q.notice(lost-said) == nil {
			said = lost
		}
		q.giveBack(batch)
		switch {
		case len(batch) > 0:
		case closed:
			return
		default:
			<-q.wake
		}
	}
}

// take takes the lines that wait; lost is how many were lost until now.
func (q *queue) take() (batch []byte, lost uint64, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	batch = q.waiting
	q.waiting, q.spare = q.spare[:0], nil
	return batch, q.lost, q.closed
}

// giveBack keeps a batch's buffer for the next lines.
func (q *queue) giveBack(batch []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.spare = batch
}

// lose counts lines that the writer did not take. One that it took in part is
// lost too.
func (q *queue) lose(rest []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lost += countLines(rest)
}

// losses is how many lines were lost since the start.
func (q *queue) losses() uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.lost
}

// close takes no more lines, and waits until those that wait are written, or
// until ctx ends; the error is then ctx's.
func (q *queue) close(ctx context.Context) error {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.poke()
	select {
	case <-q.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func countLines(p []byte) uint64 { return uint64(bytes.Count(p, []byte("\n"))) }
