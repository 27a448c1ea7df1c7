// Package watch tells when a folder has changed and has come to rest, so that
// what is read from it is whole. It knows nothing of what the files hold.
//
// The system's notices (inotify, kqueue) are quick, and not to be relied on: a
// network volume has none, a mounted volume is changed by swapping a link that
// stands elsewhere, and there may be no watches left. So the folder is looked at
// now and then as well, and what a look finds is what counts.
package watch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// The defaults of Options.
const (
	DefaultSettle = 200 * time.Millisecond
	DefaultPoll   = time.Second
)

// Patience is how long a folder may go on changing before Read gives up and Run
// says so.
const Patience = 10 * time.Second

// soon is the part of Settle after which a look is made where a notice may mean
// something.
const soon = 10

// Options say how a folder is watched. All may be left out.
type Options struct {
	// Settle is how long nothing may change before the folder is taken to be
	// whole. Programs write a file in place in several steps (it is empty, it is
	// half, it is whole), and many files one after the other.
	Settle time.Duration
	// Poll is how often the folder is looked at, whatever notices come. Where a
	// look takes long it is made more seldom: it takes 1 % of the time at most.
	Poll time.Duration
	// Skip are files and folders that are passed over, by their paths relative to
	// the folder, with slashes. Names that begin with "." are passed over anyway.
	Skip []string
	// Problem is told, from Run's goroutine, what keeps it from noticing changes,
	// once for each reason; nil if nobody wants to know.
	Problem func(error)
}

// Folder is a folder that is read, and watched for changes. It is safe for
// concurrent use; of Run there may be one.
type Folder struct {
	path    string
	options Options
	watcher func() (*fsnotify.Watcher, error)
	bound   time.Duration // Patience

	mu      sync.Mutex // guards what follows
	looked  bool
	print   [sha256.Size]byte // what the last look found
	changed time.Time         // when it was last found to have changed
	taken   [sha256.Size]byte // what the last Read read
	stirred bool              // there was notice of a change since then
	cost    time.Duration     // what the last look took
	dirs    []directory       // what the last look went through
	full    bool              // it did not look at everything
}

// New makes a Folder. It does no I/O; the folder may not be there yet.
func New(path string, o Options) *Folder {
	if o.Settle <= 0 {
		o.Settle = DefaultSettle
	}
	if o.Poll <= 0 {
		o.Poll = DefaultPoll
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute // so that its parent can be named, and notices compared
	}
	return &Folder{path: path, options: o, watcher: fsnotify.NewWatcher, bound: Patience}
}

// Read calls read once the folder has rested for Settle, and again if the folder
// changed meanwhile: what was read last is of one state of the folder, and so is
// its error. A folder that rests already, as it mostly does, is read at once.
//
// The error is read's; or ctx's; or says that the folder did not rest within
// Patience.
func (f *Folder) Read(ctx context.Context, read func() error) error {
	deadline := time.Now().Add(f.bound)
	for {
		before, wait := f.look(time.Now())
		if wait > 0 {
			left := time.Until(deadline)
			if left <= 0 {
				return f.restless()
			}
			if err := sleep(ctx, min(wait, left)); err != nil {
				return err
			}
			continue
		}
		f.calm()
		err := read()
		if after, _ := f.look(time.Now()); after == before {
			f.mu.Lock()
			f.taken = after
			f.mu.Unlock()
			return err
		}
	}
}

// Run calls changed, from its own goroutine, whenever the folder has changed
// since the last Read and rests again; changed is to Read it. It returns when
// ctx ends, and leaves nothing behind.
func (f *Folder) Run(ctx context.Context, changed func()) {
	n := newNotices(f.watcher, f.report())
	defer n.close()

	rest := time.NewTimer(0) // fires when the folder may have come to rest
	defer rest.Stop()
	poll := time.NewTimer(f.options.Poll)
	defer poll.Stop()
	waiting := true // for rest
	await := func(d time.Duration) {
		waiting = true
		rest.Reset(d)
	}
	var since time.Time // when the present unrest began; zero while there is none
	said := false       // that it takes long

	for {
		select {
		case <-ctx.Done():
			return
		case e, ok := <-n.events():
			if !ok {
				n.lost()
				continue
			}
			n.gone(e)
			switch f.meaning(e) {
			case certain:
				f.stir()
				await(f.options.Settle)
			case possible:
				if !waiting {
					await(f.options.Settle / soon) // of which there may be more
				}
			}
		case err, ok := <-n.errors():
			if !ok {
				n.lost()
				continue
			}
			n.problem(fmt.Errorf("some notices of changes in %s were lost: %w", f.path, err))
			f.stir()
			await(f.options.Settle)
		case <-poll.C:
			// A change that is seen here has still to be seen to be over.
			if _, wait := f.look(time.Now()); (wait > 0 || f.due()) && !waiting {
				await(wait)
			}
			if n.follow(f.path, f.directories()) && !waiting {
				await(f.options.Settle)
			}
			f.sayIfFull(n.problem)
			poll.Reset(f.pause())
		case <-rest.C:
			waiting = false
			_, wait := f.look(time.Now())
			if n.follow(f.path, f.directories()) {
				wait = max(wait, f.options.Settle)
			}
			switch {
			case wait > 0:
				if since.IsZero() {
					since, said = time.Now(), false
				} else if !said && time.Since(since) > f.bound {
					said = true
					n.problem(f.restless())
				}
				await(wait)
			default:
				since = time.Time{}
				if f.due() {
					changed()
				}
			}
		}
	}
}

// look scans the folder, and returns its fingerprint and how long it is to be
// left to rest from now on; 0 if it has rested.
func (f *Folder) look(now time.Time) (print [sha256.Size]byte, wait time.Duration) {
	begin := time.Now()
	s := scan(f.path, f.options.Skip)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cost = time.Since(begin)
	f.dirs, f.full = s.dirs, s.full
	switch {
	case !f.looked:
		// Nothing is known of it yet but what the files say themselves.
		f.looked = true
		f.changed = now
		if s.newest.Before(now) {
			f.changed = s.newest
		}
	case s.print != f.print:
		f.changed = now
	}
	f.print = s.print
	return s.print, max(f.options.Settle-now.Sub(f.changed), 0)
}

// stir notes that something in the folder was changed just now, though a look
// may not show it: two changes within a tick of the file system's clock leave the
// same time.
func (f *Folder) stir() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stirred = true
	f.changed = time.Now()
}

// calm forgets the notices so far: what comes of them is about to be read.
func (f *Folder) calm() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stirred = false
}

// due reports whether there is something that was not read yet.
func (f *Folder) due() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stirred || f.print != f.taken
}

// pause is how long to wait until the next look.
func (f *Folder) pause() time.Duration {
	const seldom = 100 // times what a look takes
	f.mu.Lock()
	defer f.mu.Unlock()
	return max(f.options.Poll, seldom*f.cost)
}

func (f *Folder) directories() []directory {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.dirs
}

func (f *Folder) restless() error {
	return fmt.Errorf("the folder %s has been changing for %v; it is read when it rests", f.path, f.bound)
}

func (f *Folder) sayIfFull(problem func(error)) {
	f.mu.Lock()
	full := f.full
	f.mu.Unlock()
	if full {
		problem(fmt.Errorf("the folder %s holds more than %d files or %d folders, or folders more than %d deep; changes in the rest of them are not noticed", f.path, maxEntries, maxDirs, maxDepth))
	}
}

// report is Problem, at most once for each thing it is told.
func (f *Folder) report() func(error) {
	said := map[string]bool{}
	return func(err error) {
		if text := err.Error(); !said[text] && f.options.Problem != nil {
			said[text] = true
			f.options.Problem(err)
		}
	}
}

// sleep waits, or returns why it did not.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return errors.Join(errors.New("waiting for the folder to rest"), ctx.Err())
	}
}
