package search

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"weak"

	"hackday.example/kiosk/internal/site"
)

const (
	// firstReport is when Find reports for the first time, from its turn on, and
	// nextReport how long after a report the next one comes. With each, others have their
	// turns.
	firstReport = 10 * time.Millisecond
	nextReport  = 50 * time.Millisecond

	// yieldEvery is how many bytes are looked through, about, before other goroutines
	// have the processor.
	yieldEvery = 256 << 10
)

// Finder is how one session uses an Engine. It is safe for concurrent use.
type Finder struct {
	engine *Engine
	ctx    context.Context
	source string

	mu   sync.Mutex // guards last
	last narrowing
}

// narrowing is the pages that a search has found. Whatever has more letters of the same
// words is on no others. It takes a bit for each page.
type narrowing struct {
	site     weak.Pointer[site.Site]
	language string
	words    []string
	pages    []uint64 // a bit for each place in the list; nil if nothing was searched for
}

// holds reports whether all that has the words is among the pages of n.
func (n *narrowing) holds(s *site.Site, language string, words []string) bool {
	if n.pages == nil || n.site.Value() != s || n.language != language {
		return false
	}
	for _, before := range n.words {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, before) }) {
			return false
		}
	}
	return true
}

// Find looks for a query on all pages of lists and of documents, in the caller's goroutine. It tells report
// what was found so far, after some 10 ms and then every 50 ms, and at last when it is
// done; report must return at once. A query without words is on no page.
//
// The pages are in the order in which readers want them: those with the query in their
// title, with all its words there, with all in the title and headings, with the query in
// a heading, with it in the text, with one of its words in the title, with all in
// headings, and the rest; where words begin with the query's before others; the home page,
// then shorter ones, then as the list has them.
//
// The error is ErrBusy where too many wait, or the one of ctx or of the session's context,
// whose end gives the search up within a page. report may have been called even so.
func (f *Finder) Find(ctx context.Context, s *site.Site, query, language string, report func(Results)) error {
	words := Words(query)
	if len(words) == 0 {
		report(Results{Query: query, Done: true})
		return nil
	}
	turn, err := f.Take(ctx)
	if err != nil {
		return err
	}
	defer turn.Give()

	list := s.Searched(language)
	r := run{engine: f.engine, x: f.engine.index(), q: newQuery(words), list: list, typed: query}
	f.mu.Lock()
	before := f.last
	f.mu.Unlock()
	if !before.holds(s, language, words) {
		before.pages = nil
	}
	after := narrowing{site: weak.Make(s), language: language, words: words, pages: make([]uint64, (len(list)+63)/64)}
	next, looked := time.Now().Add(firstReport), 0
	for i := range list {
		if before.pages != nil && before.pages[i/64]&(1<<(i%64)) == 0 {
			continue
		}
		if err := f.ended(ctx); err != nil {
			return err
		}
		if r.look(i) {
			after.pages[i/64] |= 1 << (i % 64)
		}
		if looked += len(list[i].Page.Markdown); looked >= yieldEvery {
			looked = 0
			runtime.Gosched()
		}
		if time.Now().After(next) {
			if !r.results(func() bool { return f.ended(ctx) != nil }) {
				return f.ended(ctx)
			}
			report(r.found(false))
			if err := turn.Pause(func() {}); err != nil {
				return err
			}
			next = time.Now().Add(nextReport)
		}
	}
	f.mu.Lock()
	f.last = after
	f.mu.Unlock()
	if !r.results(func() bool { return f.ended(ctx) != nil }) {
		return f.ended(ctx)
	}
	report(r.found(true))
	return nil
}

// ended is the error of the context that has ended, if one has.
func (f *Finder) ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return f.ctx.Err()
}

// run is one search.
type run struct {
	engine *Engine
	x      *index // may be nil
	q      *query
	list   []site.Entry
	typed  string

	pages    int
	top      []uint64 // keys of the best pages, the best first
	excerpts map[int]Hit
	room     []byte
}

// look looks for the query on the i-th page of the list.
func (r *run) look(i int) bool {
	p := r.list[i].Page
	rank := 0
	if k, words := r.kept(p); k.text != nil {
		rank = r.q.rankKept(k, &words)
	} else {
		r.q.room = appendFolded(r.q.room[:0], r.room)
		rank = r.q.rankFolded(r.q.room)
	}
	if rank == nowhere {
		return false
	}
	r.pages++
	k := key(rank, i, len(p.Markdown))
	if at, _ := slices.BinarySearch(r.top, k); at < MaxHits {
		if len(r.top) == MaxHits {
			r.top = r.top[:MaxHits-1]
		}
		r.top = slices.Insert(r.top, at, k)
	}
	return true
}

// kept is what is kept of a page, which is kept from now on; where it cannot be, its
// text is nil and r.room is the page's visible text.
func (r *run) kept(p *site.Page) (kept, vocabulary) {
	if r.x != nil {
		k, words, known := r.x.get(p)
		if k.text != nil {
			return k, words
		}
		r.room = visible(p)
		if known && !k.seen {
			r.x.add(p, r.room)
			k, words, _ = r.x.get(p)
		}
		return k, words
	}
	r.room = visible(p)
	return kept{}, vocabulary{}
}

// key orders pages: a smaller one is better. The home page is the first of the list.
func key(rank, place, length int) uint64 {
	const placeBits, lengthBits = 20, 24
	k := uint64(bestRank-rank) << 1
	if place > 0 {
		k |= 1
	}
	return (k<<lengthBits|uint64(min(length, 1<<lengthBits-1)))<<placeBits | uint64(place)
}

func placeOf(key uint64) int { return int(key & (1<<20 - 1)) }

// results makes the excerpts of the best pages; false if it was to give up.
func (r *run) results(ended func() bool) bool {
	if r.excerpts == nil {
		r.excerpts = make(map[int]Hit, len(r.top))
	}
	for _, k := range r.top {
		i := placeOf(k)
		if _, made := r.excerpts[i]; made {
			continue
		}
		if ended() {
			return false
		}
		h := Hit{Page: r.list[i].Page}
		if k, words := r.kept(h.Page); k.text != nil {
			r.room = words.appendText(r.room[:0], k.text, false)
		}
		h.Excerpt, h.Marks = r.q.excerpt(r.room)
		r.excerpts[i] = h
	}
	return true
}

// found is what was found so far, when its excerpts are made.
func (r *run) found(done bool) Results {
	all := Results{Query: r.typed, Pages: r.pages, Done: done, Hits: make([]Hit, len(r.top))}
	for i, k := range r.top {
		all.Hits[i] = r.excerpts[placeOf(k)]
		all.Hits[i].Marks = slices.Clone(all.Hits[i].Marks)
	}
	return all
}
