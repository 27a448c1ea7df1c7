package layout

import (
	"container/list"

	"hackday.example/kiosk/internal/site"
)

// store is a least-recently-used cache within a number of bytes. The lock of the
// Cache guards it.
//
// A reader holds the layout of the page it shows, evicted or not. So that a hall
// that reads a large page holds each of its layouts once, and not once a reader,
// the store still finds an evicted layout while anybody holds it, and so it finds the
// draft for another theme: what the layouts of all readers take is bounded by how many
// different ones there are, and the larger part of it by how many shapes.
type store struct {
	limit   int
	bytes   int // of all entries
	entries map[key]*list.Element
	recent  list.List // of *entry, the most recently used first

	evicted weakMap[key, Layout]
	drafts  weakMap[draftKey, draft] // of all layouts that somebody holds
}

// draftKey names a draft. Layouts of one page in several themes share theirs.
type draftKey struct {
	page  *site.Page
	shape shape
}

type entry struct {
	key   key
	value any
	bytes int
}

// bytesPerEntry is what an entry takes beside its value: itself, its list element,
// its key and its part of the map.
const bytesPerEntry = 400

func newStore(limit int) *store {
	return &store{limit: limit, entries: map[key]*list.Element{}}
}

// get returns the value of a key, which is now the most recently used.
func (s *store) get(k key) (value any, ok bool) {
	if e := s.entries[k]; e != nil {
		s.recent.MoveToFront(e)
		return e.Value.(*entry).value, true
	}
	if l := s.evicted.get(k); l != nil {
		s.add(k, l, l.bytes)
		return l, true
	}
	return nil, false
}

// add keeps the value of a key that has none, and evicts others to make room. One
// that is larger than the limit is as good as evicted.
func (s *store) add(k key, value any, bytes int) {
	bytes += bytesPerEntry
	if bytes > s.limit {
		s.setEvicted(k, value)
		return
	}
	s.evicted.remove(k)
	s.entries[k] = s.recent.PushFront(&entry{k, value, bytes})
	s.bytes += bytes
	for s.bytes > s.limit {
		e := s.recent.Back().Value.(*entry)
		s.remove(e)
		s.setEvicted(e.key, e.value)
	}
}

func (s *store) remove(e *entry) {
	s.recent.Remove(s.entries[e.key])
	delete(s.entries, e.key)
	s.bytes -= e.bytes
}

// setEvicted remembers an evicted layout for as long as somebody holds it.
func (s *store) setEvicted(k key, value any) {
	if l, ok := value.(*Layout); ok {
		s.evicted.set(k, l)
	}
}

// keepOnly drops the values of all other pages.
func (s *store) keepOnly(pages map[*site.Page]bool) {
	for k, e := range s.entries {
		if !pages[k.page] {
			s.remove(e.Value.(*entry))
		}
	}
	s.evicted.keepOnly(func(k key) bool { return pages[k.page] })
	s.drafts.keepOnly(func(k draftKey) bool { return pages[k.page] })
}
