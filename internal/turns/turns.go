// Package turns gives turns to those who wait for them, so that no source gets more
// than another: sources take turns round robin, each has one turn at a time, and what
// waits of one source is served in the order in which it came.
package turns

import "container/list"

// Queue is those who wait for a turn and those who have one, with a value of type T
// each. Its owner guards it: it is not safe for concurrent use. It keeps nothing of a
// source that wants nothing.
type Queue[T any] struct {
	free         int // turns that may be given now
	most         int // who may wait, in all
	mostOfSource int // and of one source
	waiting      int // who wait, of all sources
	sources      map[string]*source[T]
	ready        list.List // of *source[T]: those of which somebody waits and nobody has a turn
}

// source is who waits of one source.
type source[T any] struct {
	name    string
	waiting list.List     // of *Waiter[T], first come, first served
	busy    bool          // one of the source's has a turn
	ready   *list.Element // in Queue.ready; nil if it is not there
}

// Waiter is one who waits for a turn, or has it.
type Waiter[T any] struct {
	Value T
	of    *source[T]
	place *list.Element // in its source's queue; nil if it is not there
}

// New makes a queue that gives out so many turns at a time. most and mostOfSource are
// how many may wait, in all and of one source.
func New[T any](turns, most, mostOfSource int) *Queue[T] {
	return &Queue[T]{free: turns, most: most, mostOfSource: mostOfSource, sources: map[string]*source[T]{}}
}

// Full reports whether one more of a source would be too many.
func (q *Queue[T]) Full(name string) bool {
	s := q.sources[name]
	return q.waiting >= q.most || s != nil && s.waiting.Len() >= q.mostOfSource
}

// Add has a value wait behind those of its source, even if the queue is full.
func (q *Queue[T]) Add(name string, value T) *Waiter[T] {
	s := q.sources[name]
	if s == nil {
		s = &source[T]{name: name}
		q.sources[name] = s
	}
	w := &Waiter[T]{Value: value, of: s}
	w.place = s.waiting.PushBack(w)
	q.waiting++
	q.sort(s)
	return w
}

// Remove takes one out who waits. It does nothing for one who does not, or for nil.
func (q *Queue[T]) Remove(w *Waiter[T]) {
	if w == nil || w.place == nil {
		return
	}
	w.of.waiting.Remove(w.place)
	w.place = nil
	q.waiting--
	q.sort(w.of)
}

// Next gives the next turn, which has to be given back; nil if no turn is free or nobody
// waits for one.
func (q *Queue[T]) Next() *Waiter[T] {
	first := q.ready.Front()
	if q.free == 0 || first == nil {
		return nil
	}
	s := first.Value.(*source[T])
	w := s.waiting.Front().Value.(*Waiter[T])
	q.free--
	s.busy = true
	q.Remove(w)
	return w
}

// End gives a turn back.
func (q *Queue[T]) End(w *Waiter[T]) {
	q.free++
	w.of.busy = false
	q.sort(w.of)
}

// sort puts a source where it belongs: at the end of those that are ready, or not among
// them; and forgets one that wants nothing more.
func (q *Queue[T]) sort(s *source[T]) {
	switch ready := !s.busy && s.waiting.Len() > 0; {
	case ready && s.ready == nil:
		s.ready = q.ready.PushBack(s)
	case !ready && s.ready != nil:
		q.ready.Remove(s.ready)
		s.ready = nil
	}
	if !s.busy && s.waiting.Len() == 0 {
		delete(q.sources, s.name)
	}
}

// Len is how many wait.
func (q *Queue[T]) Len() int { return q.waiting }

// Idle reports whether nobody waits, so many turns are free, and no source is known.
func (q *Queue[T]) Idle(turns int) bool {
	return len(q.sources) == 0 && q.waiting == 0 && q.ready.Len() == 0 && q.free == turns
}
