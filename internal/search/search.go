// Package search finds words in all pages of a site, the best pages first.
//
// An [Engine] keeps the words of a site's pages as numbers of pieces that the pages share
// (vocabulary.go, index.go), which takes about a fourth of the text, and looks through
// all of them for each query (query.go): every text as it is read, without markup
// (visible.go), whatever its script. There is no list of pages by word: a part of a word
// is looked for as it is typed, and a page that was edited is all that a reload looks at.
// Searches take turns by where they come from (package turns), as they cost more than other
// keys. What is searched for is neither logged nor counted.
//
// It knows neither layouts nor terminals; what it finds on a page is what
// layout.Layout.Find finds there.
package search

import (
	"context"
	"runtime"
	"sync"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/turns"
)

// MaxHits is how many pages a search shows at most; it counts all.
const MaxHits = 100

// The most searches that wait for their turn, in all and of one source. One more is told
// ErrBusy. A session has one search at a time, as the letters come.
const (
	MaxWaiting         = 4096
	MaxWaitingOfSource = 512
)

// ErrBusy says that too many search already.
var ErrBusy = turns.ErrFull

// Engine searches sites for all sessions. It is safe for concurrent use.
type Engine struct {
	turnstile *turns.Turnstile

	mu   sync.Mutex // guards what follows
	x    *index     // of the site that SetSite named; nil before
	stop chan struct{}
	wait sync.WaitGroup // for the goroutine that makes the index
}

// NewEngine makes an engine. Half of the cores search at a time, or the only one.
func NewEngine() *Engine { return &Engine{turnstile: newTurnstile(max(runtime.GOMAXPROCS(0)/2, 1))} }

func newTurnstile(atOnce int) *turns.Turnstile {
	return turns.NewTurnstile(atOnce, MaxWaiting, MaxWaitingOfSource)
}

// SetSite has the engine be ready for a site, and let go of what it kept of pages that
// are not of it; nil is for none. It returns at once: a goroutine looks at the pages a
// little at a time, and ends when it is done or when SetSite is called again. Find
// answers meanwhile, and looks at the pages that it needs first.
func (e *Engine) SetSite(s *site.Site) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stop != nil {
		close(e.stop)
		e.wait.Wait()
		e.stop = nil
	}
	if s == nil {
		e.x = nil
		return
	}
	x := newIndex(s, e.x)
	e.x = x
	if _, todo := x.size(); todo == 0 {
		return
	}
	stop := make(chan struct{})
	e.stop = stop
	e.wait.Go(func() { x.build(s.All(), stop) })
}

// Stats returns how many bytes the engine keeps, about, and how many pages it has not
// looked at yet.
func (e *Engine) Stats() (bytes, pending int) {
	if x := e.index(); x != nil {
		return x.size()
	}
	return 0, 0
}

func (e *Engine) index() *index {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.x
}

// For is a finder for a session that ends with ctx and comes from a source, any string.
// It takes turns with all other sessions of that source.
func (e *Engine) For(ctx context.Context, source string) *Finder {
	return &Finder{engine: e, ctx: ctx, source: source}
}

// Range is the bytes of a text from First up to, but not including, End.
type Range struct{ First, End int }

// Hit is a page on which all words of a query are.
type Hit struct {
	Page *site.Page // in the reader's language
	// Excerpt is what stands around the first match, on one line and without markup, some
	// 150 characters long; "…" is where it was cut. Marks are where in it the words are,
	// from the left to the right. Both are empty where only the page's title matches.
	Excerpt string
	Marks   []Range
}

// Results is what was found. It is the receiver's, but for the pages.
type Results struct {
	Query string
	Hits  []Hit // the best first, MaxHits at most
	Pages int   // how many pages were found, with those that Hits leaves out
	Done  bool  // all pages were looked at
}
