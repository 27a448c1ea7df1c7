// Package watch tells when a folder has changed and has come to rest, so that
// what is read from it is whole. It knows nothing of what the files hold.
//
// The system's notices (inotify, kqueue) are quick, and not to be relied on: a
// network volume has none, a mounted volume is changed by swapping a link that
// stands elsewhere, and there may be no watches left. So the folder is looked at
// now and then as well, and what a look finds is what counts.
//
// A look at 20,000 files takes 40 to 65 ms of one core, and 50 to 200 where it is
// thorough. So with notices a change of one file costs two looks, and is read half
// a second later. Where watches are lacking there is a look every second. Where
// notices are promised and do not come (a network volume that somebody else
// writes) the first change may take 7 s to be found, and those after it a second.
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
	// look takes long it is made more seldom: looks take 1 % of the time, and 10 %
	// where there are no notices of all changes. One at 20,000 files takes 50 ms.
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
	add     func(path string) error // asks for a watch, in tests; nil for the watcher's
	bound   time.Duration           // Patience

	looking  sync.Mutex // one look at a time; taken before mu
	tree     tree
	thorough time.Time     // when the last thorough look was made
	whole    time.Duration // what it took

	mu         sync.Mutex        // guards what follows
	looked     time.Time         // when the last look was over; zero before the first
	found      scanned           // by it
	generation int               // of the folders in found.dirs: others have another one
	cost       time.Duration     // what a look takes that is not thorough; zero before the first
	lastCost   time.Duration     // what the last one took
	changed    time.Time         // when the folder was last found to have changed
	taken      [sha256.Size]byte // what the last Read read
	stirred    bool              // there was notice of a change since then
	noticed    bool              // notices tell of every change, as far as is known
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
	return &Folder{path: path, options: o, watcher: fsnotify.NewWatcher, bound: Patience,
		tree: tree{root: path, skip: o.Skip, bounds: usualBounds}}
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
		before := f.recent()
		if wait := before.wait; wait > 0 {
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
		if after := f.look(); after.print == before.print {
			f.mu.Lock()
			f.taken = after.print
			f.mu.Unlock()
			return err
		}
	}
}

// Run calls changed, from its own goroutine, whenever the folder has changed
// since the last Read and rests again; changed is to Read it. It returns when
// ctx ends, and leaves nothing behind.
func (f *Folder) Run(ctx context.Context, changed func()) {
	n := newNotices(f.watcher, f.path, f.options.Poll, f.report())
	defer n.close()
	if f.add != nil {
		n.add = f.add
	}

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
				n.heard = true
				f.stir()
				await(f.settle())
			case possible:
				n.heard = true
				if !waiting {
					await(max(f.options.Settle/soon, f.pause(false))) // there may be more of them
				}
			}
		case err, ok := <-n.errors():
			if !ok {
				n.lost()
				continue
			}
			// With more changes at once than the system keeps notices of, some are lost,
			// perhaps of folders that went with their watches. The look finds them.
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				n.problem(fmt.Errorf("some notices of changes in %s were lost: %w", f.path, err))
			}
			n.heard = true
			n.restart()
			f.stir()
			await(f.options.Settle)
		case <-poll.C:
			// A change that is seen here has still to be seen to be over.
			now := f.look()
			n.looked(now.changed)
			if (now.wait > 0 || f.due()) && !waiting {
				await(now.wait)
			}
			if f.follow(n) && !waiting {
				await(f.options.Settle)
			}
			f.sayIfFull(n.problem)
			poll.Reset(max(f.options.Poll, f.pause(n.complete() && !n.deaf)))
		case <-rest.C:
			waiting = false
			wait := f.look().wait
			if f.follow(n) {
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
