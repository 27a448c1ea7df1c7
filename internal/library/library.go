// Package library has the texts of PDFs. It makes them in the background, one at a time,
// by a child process, and keeps them by the hash of the file's content in a cache folder,
// or in memory where there is none. It implements folder.Documents.
//
// The child is kiosk itself with a hidden command (package confined), so that PDFium and the
// memory that it takes are there only while something is read. What it answers is not
// trusted: see parseText.
//
// The library does not know what is done with a text, nor which page shows it.
package library

import (
	"context"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"hackday.example/kiosk/internal/capacity"
	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/files"
)

const (
	// maxQueue bounds how many documents wait to be read. The others are told to wait
	// and ask again, as they do when some are ready.
	maxQueue = 4096

	// maxRecords bounds how many versions of files are known: as many as a folder holds
	// files.
	maxRecords = files.MaxFiles

	// maxTries bounds how often a text is made in one run because it was not kept, and
	// how often a child is started for a document that ends it.
	maxTries = 2
)

// Options say where texts are kept and who is told. All may be left out.
type Options struct {
	// Folder is where texts are kept, within capacity.CacheBudget. It is made if it is not there.
	// Where it is empty or cannot be written to, they are kept in memory, as many bytes.
	Folder string
	// NoRoom is set where the memory has no room for the child. What is kept is still
	// shown; the rest is document.NoRoom.
	NoRoom bool
	// Open opens a file of the folder of pages; nil for the function that Text is given.
	// It is for folders that are closed when they were read.
	Open func(name string) (fs.File, error)
	// Changed is called when Text would answer otherwise than before, from the goroutine
	// of Run. It has to return at once.
	Changed func()
	// Converted is called for each document that was read, with what became of it; not for
	// those whose texts were kept.
	Converted func(document.State)
	// Command starts the child; nil for this program with CommandName. Environment is what
	// it has beside its own.
	Command, Environment []string
	// Turn is when there may be a child; nil where nobody else has one.
	Turn *confined.Turn
	Log  *slog.Logger // nil for none
}

// Counts are how many documents of a site there are.
type Counts struct {
	Ready   int
	Waiting int // to be read, or to be found in the cache
	Failed  int // cannot be read here
}

// Total is all of them.
func (c Counts) Total() int { return c.Ready + c.Waiting + c.Failed }

// Library has the texts of PDFs. It is safe for concurrent use. Nothing is read before
// Run is called.
type Library struct {
	options Options
	folder  func() *cacheFolder // nil where texts are kept in memory; decided at the first document

	mu      sync.Mutex // guards what follows
	records map[version]*record
	queue   queue
	asked   uint64        // how often Text was
	reading bool          // Run has taken a record out of the queue
	rests   chan struct{} // closed while there is nothing to do
	wake    chan struct{} // has a place for one: there is something to do
	shelf   *shelf
	unkept  bool // it was said that a text could not be kept
	round   round

	// What follows is of Run alone.
	child  confined.Worker
	inTurn bool           // see Options.Turn
	unable document.State // why no child can be started; Ready unless that is so
}

// round is what was done since there was nothing to do.
type round struct{ ready, failed, converted int }

// New makes a library.
func New(o Options) *Library {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Changed == nil {
		o.Changed = func() {}
	}
	if o.Converted == nil {
		o.Converted = func(document.State) {}
	}
	if o.Turn == nil {
		o.Turn = confined.NewTurn()
	}
	l := &Library{
		options: o,
		child:   confined.Worker{Command: o.Command, Environment: o.Environment, Name: CommandName, Greeting: helloText()},
		records: map[version]*record{},
		rests:   make(chan struct{}),
		wake:    make(chan struct{}, 1),
		shelf:   newShelf(capacity.CacheBudget),
	}
	close(l.rests)
	l.folder = sync.OnceValue(l.openFolder)
	return l
}

// Refuse is Options.NoRoom for who learns of it later: from the pages themselves. It must
// be called before Run.
func (l *Library) Refuse() { l.options.NoRoom = true }

// openFolder is the cache folder, or nil.
func (l *Library) openFolder() *cacheFolder {
	if l.options.Folder == "" {
		return nil
	}
	c, err := openCacheFolder(l.options.Folder, capacity.CacheBudget)
	if err != nil {
		l.options.Log.Warn("the texts of documents are kept in memory, and are made again at the next start", "cache", l.options.Folder, "error", err)
		return nil
	}
	return c
}

// Kept is the folder in which texts are kept; empty where they are kept in memory. It
// makes the folder if it is not there.
func (l *Library) Kept() string {
	if c := l.folder(); c != nil {
		return c.path
	}
	return ""
}

// Text implements folder.Documents.
func (l *Library) Text(name string, size int64, modified time.Time, open func() (fs.File, error), wanted int) document.Text {
	if size > document.MaxFileBytes {
		return document.Text{State: document.TooLarge}
	}
	if l.options.Open != nil {
		open = func() (fs.File, error) { return l.options.Open(name) }
	}
	v := version{name, size, modified.UnixNano()}
	first := document.Waiting
	if l.options.NoRoom && l.folder() == nil { // there is nothing to be found, and nothing to be made
		first = document.NoRoom
	}
	k, state := l.ask(v, first, open, wanted)
	if state != document.Ready {
		return document.Text{State: state}
	}
	if t, ok := l.kept(k); ok {
		return t
	}
	return document.Text{State: l.lost(v, open, wanted)}
}

// kept is the text that is kept under a key.
func (l *Library) kept(k key) (document.Text, bool) {
	l.mu.Lock()
	t, ok := l.shelf.get(k)
	l.mu.Unlock()
	if ok {
		return t, true
	}
	if c := l.folder(); c != nil {
		return c.get(k)
	}
	return document.Text{}, false
}

// keep keeps a text. What says more of the machine than of the document is kept for this
// run alone.
func (l *Library) keep(k key, t document.Text) {
	switch t.State {
	case document.TooSlow, document.NoRoom, document.Unsupported:
	default:
		c := l.folder()
		if c == nil {
			break
		}
		err := c.put(k, t)
		if err == nil {
			return
		}
		l.mu.Lock()
		said := l.unkept
		l.unkept = true
		l.mu.Unlock()
		if !said {
			l.options.Log.Warn("the text of a document is kept in memory, and is made again at the next start", "cache", l.options.Folder, "error", err)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shelf.put(k, t)
}

// Counts counts the documents that Text was asked for.
func (l *Library) Counts() Counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	var c Counts
	for _, r := range l.records {
		switch r.state {
		case document.Ready:
			c.Ready++
		case document.Waiting:
			c.Waiting++
		default:
			c.Failed++
		}
	}
	return c
}

// Wait waits until no document waits to be read, while Run runs. The error is ctx's.
func (l *Library) Wait(ctx context.Context) error {
	l.mu.Lock()
	rests := l.rests
	l.mu.Unlock()
	select {
	case <-rests:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
