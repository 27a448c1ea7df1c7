// Package gallery has the pictures of the pages as lines of a terminal. It has them
// decoded in the background, one at a time, by a child process (package confined), each
// once, and scales each once for a size, for all readers together; sources take turns at
// that. Small copies and lines share one bound of memory; what was used least recently
// goes, and is made again when somebody looks at it.
//
// Readers hold no lines: they ask with every frame, and show a picture's text while it is
// not here. The gallery does not know which page shows a picture.
package gallery

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/turns"
)

const (
	// MaxBytes bounds the memory of all thumbnails and lines: room for 800 thumbnails of
	// photographs, of 20 kB, or for as many lines of 250 in 24 bits at 80 x 24, of 65 kB.
	MaxBytes = 16 << 20

	// maxAhead bounds how many pictures are decoded before anybody looks at them: the first
	// of the site, as far as they have room.
	maxAhead = 400

	// tellEvery is the least time between two calls of Options.Ready.
	tellEvery = time.Second
)

// Options say where pictures come from and who is told. Read has to be set.
type Options struct {
	// Read is the content of a picture's file. Run calls it.
	Read func(ctx context.Context, f *picture.File) ([]byte, error)
	// Ready is called when a picture is here that Lines was asked for in vain, at most once
	// a second. While it runs, it is not called again.
	Ready func()
	// Failed is called for each picture that cannot be shown, from the goroutine of Run. The
	// error says why and what to do about it, as that of picture.Decode does.
	Failed func(f *picture.File, err error)
	// NoRoom is set where the memory has no room for the child: no picture is shown then.
	NoRoom bool
	// Command starts the child; nil for this program with CommandName. Environment is what
	// it has beside its own.
	Command, Environment []string
	// Turn is when there may be a child; nil where nobody else has one.
	Turn *confined.Turn
	Log  *slog.Logger // nil for none
}

// Gallery has pictures. It is safe for concurrent use; of Run there may be one. A nil
// Gallery shows none.
type Gallery struct {
	options Options
	child   confined.Worker // of Run alone
	rest    time.Duration   // starvedRest, but for tests

	scaling *turns.Turnstile // one picture is scaled at a time
	wake    chan struct{}    // has a place for one: there is something to decode
	news    chan struct{}    // has a place for one: Ready is to be called

	mu      sync.Mutex // guards what follows; no other lock is taken within it
	records map[*picture.File]*record
	cache   cache
	asked   uint64 // how often a picture was asked for in vain
	unable  bool   // no child can be started, or there is no room for it
	counts  Counts
}

// record is what is known of a picture of the site.
type record struct {
	file   *picture.File
	place  int    // in the order in which the site shows them
	asked  uint64 // when it was asked for last in vain, by Gallery.asked; 0 if it was not
	tried  bool   // it was decoded once, and may have been evicted
	failed bool
}

// Counts are what a gallery has done, and what it holds.
type Counts struct {
	Decoded, Failed int // pictures, since the start
	Scaled          int // to a size, since the start
	Bytes           int // of thumbnails and lines
}

// New makes a gallery without pictures.
func New(o Options) *Gallery {
	if o.Turn == nil {
		o.Turn = confined.NewTurn()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Ready == nil {
		o.Ready = func() {}
	}
	if o.Failed == nil {
		o.Failed = func(*picture.File, error) {}
	}
	return &Gallery{
		options: o,
		child:   confined.Worker{Command: o.Command, Environment: o.Environment, Name: CommandName, Greeting: greeting},
		rest:    starvedRest,
		scaling: turns.NewTurnstile(1, 0, 0), // which refuses nobody: see View.Lines
		wake:    make(chan struct{}, 1),
		news:    make(chan struct{}, 1),
		records: map[*picture.File]*record{},
		cache:   newCache(MaxBytes),
		unable:  o.NoRoom,
	}
}

// Refuse is Options.NoRoom for who learns of it later.
func (g *Gallery) Refuse() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.unable = true
}

// Shows reports whether pictures can be shown here at all.
func (g *Gallery) Shows() bool {
	if g == nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.unable
}

// Show has the gallery have these pictures and no others, in the order in which they are
// wanted.
func (g *Gallery) Show(files []*picture.File) {
	g.mu.Lock()
	defer g.mu.Unlock()
	records := make(map[*picture.File]*record, len(files))
	for i, f := range files {
		r := g.records[f]
		if r == nil {
			r = &record{file: f}
		}
		r.place = i
		records[f] = r
	}
	g.records = records
	g.cache.keepOnly(func(f *picture.File) bool { return records[f] != nil })
	g.signal(g.wake)
}

func (g *Gallery) signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // that is known
	}
}

// Size is how a picture is to be written.
type Size struct {
	Columns, Rows int
	Depth         colorprofile.Profile
	ASCII         bool
}

// Here reports whether Lines would return something now, without scaling it; if not, the
// picture is wanted.
func (g *Gallery) Here(f *picture.File, size Size) bool {
	if g == nil || f == nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.cache.has(f, size) {
		return true
	}
	g.want(f)
	return false
}

// Lost reports whether a picture cannot be shown, whatever is tried.
func (g *Gallery) Lost(f *picture.File) bool {
	if g == nil || f == nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.records[f]
	return r != nil && r.failed
}

// want notes that somebody looks at a picture that is not here. g.mu must be held.
func (g *Gallery) want(f *picture.File) {
	r := g.records[f]
	if r == nil || r.failed || g.unable {
		return
	}
	g.asked++
	r.asked = g.asked
	g.signal(g.wake)
}

// Counts says what the gallery has done so far.
func (g *Gallery) Counts() Counts {
	if g == nil {
		return Counts{}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	c := g.counts
	c.Bytes = g.cache.bytes
	return c
}

// next is the picture to decode now: the one that somebody looked for last, or else the
// first that was not decoded yet; nil if there is none.
func (g *Gallery) next() *picture.File {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.unable {
		return nil
	}
	var best *record
	for _, r := range g.records {
		if r.failed || g.cache.thumbnails[r.file] != nil {
			continue
		}
		ahead := !r.tried && r.place < maxAhead && g.cache.bytes < g.cache.maxThumbnails()
		switch {
		case r.asked == 0 && !ahead:
		case best == nil, r.asked > best.asked, r.asked == best.asked && r.place < best.place:
			best = r
		}
	}
	if best == nil {
		return nil
	}
	return best.file
}

// settle notes what became of a picture.
func (g *Gallery) settle(f *picture.File, t *picture.Thumbnail) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.records[f]
	if r == nil { // it is no longer shown
		return
	}
	r.tried = true
	if t == nil {
		r.failed, r.asked = true, 0
		g.counts.Failed++
		return
	}
	g.counts.Decoded++
	g.cache.addThumbnail(f, t)
	if r.asked > 0 {
		r.asked = 0
		g.signal(g.news)
	}
}

// Put has a picture that somebody decoded already.
func (g *Gallery) Put(f *picture.File, t *picture.Thumbnail) { g.settle(f, t) }
