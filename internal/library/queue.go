package library

import (
	"cmp"
	"container/heap"
	"io/fs"

	"hackday.example/kiosk/internal/document"
)

// version is a version of a file, by what a folder tells of it.
type version struct {
	name     string
	size     int64
	modified int64 // nanoseconds since 1970
}

// record is what is known of a version.
type record struct {
	version
	open   func() (fs.File, error)
	wanted int
	state  document.State
	key    key    // of a text that is kept; where state is not Waiting
	asked  uint64 // when it was asked for last, by Library.asked
	made   int    // how often its text was made in this run
	place  int    // in the queue; -1 if it is not there
}

// queue has the records that wait, the one that is wanted most first: those with the
// smallest wanted, and of them those that were asked for first. It is a heap.
type queue []*record

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].wanted, q[j].wanted), cmp.Compare(q[i].asked, q[j].asked)) < 0
}

func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].place, q[j].place = i, j
}

// Push implements heap.Interface.
func (q *queue) Push(x any) {
	r := x.(*record)
	r.place = len(*q)
	*q = append(*q, r)
}

// Pop implements heap.Interface.
func (q *queue) Pop() any {
	last := len(*q) - 1
	r := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	r.place = -1
	return r
}

// ask is what is known of a version. If that is nothing it is first, and goes into the
// queue where that is Waiting.
func (l *Library) ask(v version, first document.State, open func() (fs.File, error), wanted int) (key, document.State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	r := l.records[v]
	if r == nil {
		if len(l.queue) >= maxQueue {
			return key{}, document.Waiting
		}
		l.forget()
		r = &record{version: v, state: first, asked: l.asked, open: open, wanted: wanted, place: -1}
		l.records[v] = r
		if first == document.Waiting {
			l.push(r)
		}
		return key{}, first
	}
	if r.state != document.Waiting {
		r.asked = l.asked
		return r.key, r.state
	}
	r.open, r.wanted = open, wanted
	if r.place >= 0 {
		heap.Fix(&l.queue, r.place)
	}
	return key{}, document.Waiting
}

// lost puts a version into the queue whose text is not kept any more; but not again and
// again, where what is kept has no room for all that the site has.
func (l *Library) lost(v version, open func() (fs.File, error), wanted int) document.State {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.records[v]
	switch {
	case r == nil || r.state == document.Waiting: // somebody was faster
		return document.Waiting
	case r.made >= maxTries:
		r.state = document.NoRoom
		return r.state
	case len(l.queue) >= maxQueue:
		return document.Waiting
	}
	r.state, r.open, r.wanted = document.Waiting, open, wanted
	l.push(r)
	return document.Waiting
}

// push puts a record into the queue. l.mu must be held.
func (l *Library) push(r *record) {
	if len(l.queue) == 0 && !l.reading {
		l.rests = make(chan struct{})
	}
	heap.Push(&l.queue, r)
	select {
	case l.wake <- struct{}{}:
	default: // that is known
	}
}

// forget makes room for a record, if there is none: the one goes that was not asked for
// for longest. l.mu must be held.
func (l *Library) forget() {
	if len(l.records) < maxRecords {
		return
	}
	var oldest *record
	for _, r := range l.records {
		if r.state != document.Waiting && (oldest == nil || r.asked < oldest.asked) {
			oldest = r
		}
	}
	if oldest != nil {
		delete(l.records, oldest.version)
	}
}

// rest has those who wait for it know that nothing is to be done, if that is so.
func (l *Library) rest() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 && l.reading {
		l.reading = false
		close(l.rests)
	}
}

// pop takes the next record out of the queue; nil if there is none.
func (l *Library) pop() *record {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		return nil
	}
	l.reading = true
	return heap.Pop(&l.queue).(*record)
}

// settle notes what became of a record that was taken out of the queue. The record is
// dropped where its version is not there any more.
func (l *Library) settle(r *record, found outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if found.gone {
		delete(l.records, r.version)
		return
	}
	r.state, r.key = found.state, found.key
	r.open = nil
	if found.converted {
		r.made++
		l.round.converted++
	}
	if r.state == document.Ready {
		l.round.ready++
	} else {
		l.round.failed++
	}
}
