package sftpd

import (
	"encoding/binary"
	"io"
	"sync"
)

// replies writes to a client whole packets, those of the library and our own answers, and
// counts what is not answered yet. The library answers in the order of the requests, each
// in a packet of its own.
type replies struct {
	to io.Writer

	// writing is held from the beginning of a packet of the library's to its end.
	writing sync.Mutex
	left    int // bytes of that packet that are not written yet; the library's alone

	mu      sync.Mutex // guards what follows; no other lock is taken within it
	changed *sync.Cond // when there is less to wait for
	costs   []int      // bytes of the replies that the library owes, the oldest first
	reading int        // their sum
	answers int        // own answers that are being written
	closed  bool
}

func newReplies(to io.Writer) *replies {
	r := &replies{to: to}
	r.changed = sync.NewCond(&r.mu)
	return r
}

// room waits until a request may be read; the error is io.EOF once the session is closed.
func (r *replies) room(l Limits) error {
	return r.wait(func() bool { return len(r.costs) < l.InFlight })
}

// expect notes that the library owes a reply of so many bytes, once there is room for it.
func (r *replies) expect(cost int, l Limits) error {
	if err := r.wait(func() bool { return r.reading == 0 || r.reading+cost <= l.Reading }); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.costs = append(r.costs, cost)
	r.reading += cost
	return nil
}

// finish waits until the library owes nothing.
func (r *replies) finish() {
	_ = r.wait(func() bool { return len(r.costs) == 0 })
}

// rest waits, once it is closed, until nothing is written any more.
func (r *replies) rest() {
	r.writing.Lock()
	defer r.writing.Unlock()
}

// wait waits until something holds.
func (r *replies) wait(holds func() bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for !r.closed && !holds() {
		r.changed.Wait()
	}
	if r.closed {
		return io.EOF
	}
	return nil
}

// waiting reports whether any request is not answered yet.
func (r *replies) waiting() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.costs) > 0 || r.answers > 0
}

// write takes what the library writes: the head of a packet, with its length in front, and
// then what is left of it.
func (r *replies) write(p []byte) (int, error) {
	if r.left == 0 {
		r.writing.Lock()
		if r.over() {
			r.writing.Unlock()
			return 0, io.ErrClosedPipe
		}
		r.left = int(binary.BigEndian.Uint32(p)) + 4
	}
	n, err := r.to.Write(p)
	r.left -= n
	if err != nil {
		r.left = 0 // the library writes no more of it
	}
	if r.left == 0 {
		r.writing.Unlock()
		r.answered()
	}
	return n, err
}

// answered notes that the library answered the oldest of its requests.
func (r *replies) answered() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.costs) > 0 {
		r.reading -= r.costs[0]
		r.costs = append(r.costs[:0], r.costs[1:]...)
	}
	r.changed.Broadcast()
}

// answer writes a packet of our own.
func (r *replies) answer(packet []byte) error {
	r.count(1)
	defer r.count(-1)
	r.writing.Lock()
	defer r.writing.Unlock()
	_, err := r.to.Write(packet)
	return err
}

func (r *replies) count(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers += n
}

func (r *replies) over() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closed
}

// close ends all waits, and the writing of packets that were not begun.
func (r *replies) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.changed.Broadcast()
}
