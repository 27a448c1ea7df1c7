package layout

import "container/list"

const (
	// SmallPage is the most Markdown, in bytes, of a page whose layouts never
	// wait for those of larger pages. The seed page has 3 KiB.
	SmallPage = 16 << 10

	// MaxWaiting and MaxWaitingOfSource bound how many requests wait for their
	// turn, in all and of one source, for small and for large pages each. All
	// sessions that the usual limits allow are fewer, and those of a source that
	// is no venue. A request beyond them is told to come again.
	MaxWaiting         = 32 << 10
	MaxWaitingOfSource = 1024
)

// queue gives turns to requests that want something made. Sources take turns
// round robin, and each has one turn at a time. The cache's lock guards it.
type queue struct {
	free    int                     // turns that may be given now
	sources map[string]*sourceQueue // those that wait or have a turn
	// ready holds the sources that have a request waiting and no turn; the first
	// has the next one.
	ready   list.List // of *sourceQueue
	waiting int       // requests, of all sources
}

// sourceQueue is the requests of one source, first come, first served.
type sourceQueue struct {
	source  string
	waiting list.List     // of *request
	busy    bool          // one of the source's requests has a turn
	ready   *list.Element // in queue.ready; nil if it is not there
}

func newQueue(turns int) *queue { return &queue{free: turns, sources: map[string]*sourceQueue{}} }

// add puts a request behind those of its source; false if too many wait.
func (q *queue) add(r *request) bool {
	sq := q.sources[r.source]
	if q.waiting >= MaxWaiting || sq != nil && sq.waiting.Len() >= MaxWaitingOfSource {
		return false
	}
	if sq == nil {
		sq = &sourceQueue{source: r.source}
		q.sources[r.source] = sq
	}
	r.place = sq.waiting.PushBack(r)
	q.waiting++
	q.sort(sq)
	return true
}

// remove takes a request out, if it waits.
func (q *queue) remove(r *request) {
	if r.place == nil {
		return
	}
	sq := q.sources[r.source]
	sq.waiting.Remove(r.place)
	r.place = nil
	q.waiting--
	q.sort(sq)
}

// next gives the next turn; nil if no turn is free or nobody waits.
func (q *queue) next() *request {
	first := q.ready.Front()
	if q.free == 0 || first == nil {
		return nil
	}
	sq := first.Value.(*sourceQueue)
	r := sq.waiting.Front().Value.(*request)
	q.free--
	sq.busy = true
	q.remove(r)
	return r
}

// end takes a turn back.
func (q *queue) end(r *request) {
	q.free++
	sq := q.sources[r.source]
	sq.busy = false
	q.sort(sq)
}

// sort puts a source where it belongs: at the end of those that are ready, or not
// among them; and forgets one that wants nothing more.
func (q *queue) sort(sq *sourceQueue) {
	switch ready := !sq.busy && sq.waiting.Len() > 0; {
	case ready && sq.ready == nil:
		sq.ready = q.ready.PushBack(sq)
	case !ready && sq.ready != nil:
		q.ready.Remove(sq.ready)
		sq.ready = nil
	}
	if !sq.busy && sq.waiting.Len() == 0 {
		delete(q.sources, sq.source)
	}
}
