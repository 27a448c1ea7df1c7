package library

import (
	"container/list"

	"hackday.example/kiosk/internal/document"
)

// shelf keeps texts in memory, where no folder can, and what is not to outlast this run.
// It is not safe for concurrent use.
type shelf struct {
	most  int64 // bytes
	total int64
	order *list.List // of *kept, the one used most recently first
	texts map[key]*list.Element
}

type kept struct {
	key  key
	text document.Text
	size int64
}

func newShelf(most int64) *shelf {
	return &shelf{most: most, order: list.New(), texts: map[key]*list.Element{}}
}

func (s *shelf) get(k key) (document.Text, bool) {
	e := s.texts[k]
	if e == nil {
		return document.Text{}, false
	}
	s.order.MoveToFront(e)
	return e.Value.(*kept).text, true
}

// put keeps a text. One that alone exceeds the bound is not kept.
func (s *shelf) put(k key, t document.Text) {
	s.drop(k)
	size := sizeOf(t)
	if size > s.most {
		return
	}
	s.texts[k] = s.order.PushFront(&kept{k, t, size})
	s.total += size
	for s.total > s.most {
		s.drop(s.order.Back().Value.(*kept).key)
	}
}

func (s *shelf) drop(k key) {
	if e := s.texts[k]; e != nil {
		s.total -= s.order.Remove(e).(*kept).size
		delete(s.texts, k)
	}
}

// sizeOf is about how many bytes of memory a text takes.
func sizeOf(t document.Text) int64 {
	const entry, place = 512, 64
	n := entry + len(t.Title) + len(t.Author) + len(t.Markdown)
	for _, p := range t.Places {
		n += place + len(p.ID)
	}
	for _, p := range t.Pictures {
		n += place + len(p.ID) + len(p.File)
	}
	return int64(n)
}
