package watch

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"
)

// How many times longer than a look the time between looks is, at least: where
// notices tell of every change, and where they do not.
const (
	seldom = 100
	often  = 10
)

// finding is what a look says.
type finding struct {
	print   [sha256.Size]byte
	changed bool          // since the look before
	wait    time.Duration // how long the folder is to be left to rest; 0 if it has rested
}

// look looks at the folder now. It is thorough as often as that takes 1 % of the
// time.
func (f *Folder) look() finding {
	f.looking.Lock()
	defer f.looking.Unlock()
	begin := time.Now()
	thorough := begin.Sub(f.thorough) >= seldom*f.whole
	s := f.tree.scan(thorough)
	now := time.Now()
	if thorough {
		f.thorough, f.whole = now, now.Sub(begin)
	}

	f.mu.Lock()
	defer f.mu.Unlock()
	first, changed := f.looked.IsZero(), s.print != f.found.print
	switch {
	case first:
		// Nothing is known of it yet but what the files say themselves.
		f.changed = now
		if s.newest.Before(now) {
			f.changed = s.newest
		}
	case changed && !(f.noticed && f.changed.After(f.looked)): // else that is what the notice was of
		f.changed = now
	}
	if first || !slices.EqualFunc(s.dirs, f.found.dirs, sameDirectory) {
		f.generation++
	}
	f.spent(now.Sub(begin), thorough)
	f.looked, f.found = now, s
	return finding{s.print, changed && !first, f.left(now)}
}

// spent notes what a look took. One that was held up, on a busy machine, is no reason to
// look away a hundred times as long: of two looks that follow one another the shorter
// counts. Thorough ones take longer than most, and count where they do not. f.mu must be
// held.
func (f *Folder) spent(took time.Duration, thorough bool) {
	cost := min(took, cmp.Or(f.lastCost, took))
	if f.cost == 0 || !thorough || cost < f.cost {
		f.cost = cost
	}
	f.lastCost = took
}

// recent is look, or the last one if it has only just been made.
func (f *Folder) recent() finding {
	f.mu.Lock()
	now := time.Now()
	if !f.looked.IsZero() && now.Sub(f.looked) < f.options.Settle/soon {
		defer f.mu.Unlock()
		return finding{print: f.found.print, wait: f.left(now)}
	}
	f.mu.Unlock()
	return f.look()
}

// left is how long the folder has still to rest. f.mu must be held.
func (f *Folder) left(now time.Time) time.Duration {
	return max(f.options.Settle-now.Sub(f.changed), 0)
}

// Rested looks at the folder, and returns for how long nothing in it has changed,
// as far as looks and notices tell.
func (f *Folder) Rested() time.Duration {
	f.recent()
	f.mu.Lock()
	defer f.mu.Unlock()
	return max(time.Since(f.changed), 0)
}

// Files is how many files the last look found; 0 before the first.
func (f *Folder) Files() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.found.files
}

// Stir notes that somebody changed the folder just now, and knows it better than a look:
// what was written and was removed again before the next look leaves no trace. Run calls
// changed after the next look, whatever it finds.
func (f *Folder) Stir() { f.stir() }

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
	return f.stirred || f.found.print != f.taken
}

// pause is how long there has to be between looks, where there is notice of every
// change, and where there is not.
func (f *Folder) pause(noticed bool) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	if noticed {
		return seldom * f.cost
	}
	return often * f.cost
}

// follow has notice given of what happens in the folders that the last look found.
func (f *Folder) follow(n *notices) (more bool) {
	f.mu.Lock()
	dirs, files, generation := f.found.dirs, f.found.files, f.generation
	f.mu.Unlock()
	more = n.follow(dirs, files, generation)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.noticed = n.complete()
	return more
}

// settle is how long after the last notice a look is made. Where a look finds a
// change by itself it has to rest for Settle from then on; a notice makes a look in
// between needless, and the rest no shorter.
func (f *Folder) settle() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.noticed {
		return 2 * f.options.Settle
	}
	return f.options.Settle
}

func (f *Folder) restless() error {
	return fmt.Errorf("the folder %s has been changing for %v; it is read when it rests", f.path, f.bound)
}

func (f *Folder) sayIfFull(problem func(error)) {
	f.mu.Lock()
	full := f.found.full
	f.mu.Unlock()
	if full {
		b := f.tree.bounds
		problem(fmt.Errorf("the folder %s holds more than %d files or %d folders, or folders more than %d deep; changes in the rest of them are not noticed", f.path, b.files, b.folders, b.depth))
	}
}
