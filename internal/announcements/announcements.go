// Package announcements holds what the organisers tell everyone: "Lunch is served
// in the foyer", until half past one. It keeps them as files in a folder, so that
// a restart loses none, and several kiosks that share the folder show the same.
//
// A file is Markdown, and says what its first paragraph or heading says, as plain
// text. It may have front matter with one key, when it is over:
//
//	---
//	until: 2026-11-25 13:30
//	---
//	Lunch is served in the foyer.
//
// A time without a zone is in the time zone of the process (TZ, or the machine's).
// Files whose names do not end in ".md" or begin with "." or "_", and README.md,
// are passed over, as they are among the pages. No link is followed out of the
// folder.
//
// An announcement's number comes from its file's name alone, so all who read the
// folder agree on it: "0002.md", "2-lunch.md" and "2 lunch.md" are number 2. Any
// other name, as people choose them, has a number of five digits made of it. Of
// two that would have the same number, the first by name has it.
//
// What is over is not shown, and its file stays: clocks differ, and people wrote
// it.
//
// Kiosks that are one have a folder each, and the same announcements: see
// [OpenReplicated]. The package knows nothing of SSH, of networks or of terminals.
package announcements

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"hackday.example/kiosk/internal/watch"
)

// The most that is taken.
const (
	MaxText      = 200                  // characters of one announcement
	MaxAtOnce    = 20                   // announcements that hold
	MaxAhead     = 366 * 24 * time.Hour // from now to an end that Add is given; in a file it may be any
	MaxFileBytes = 8 << 10
	MaxFiles     = 1000 // in the folder, those that are over included
)

const (
	// settle is how long the folder is left to rest before it is read. People are
	// to see what is announced within a second.
	settle = 100 * time.Millisecond

	// poll is how often the folder is looked at where the system gives no notice
	// of changes, as on network volumes, by which replicas share it.
	poll = 500 * time.Millisecond

	// longest is how long the next end is waited for at a time. A clock may be
	// set, and a machine may sleep, which timers do not notice.
	longest = time.Minute
)

// Announcement is one thing that the organisers tell everyone.
type Announcement struct {
	// Number is that by which it is withdrawn, unique in its folder. Add never
	// gives one a second time while a file tells that it was given.
	Number int
	Text   string    // on one line, cleaned, 1 to MaxText characters
	Until  time.Time // when it is over; zero if it stays until it is withdrawn
	Made   time.Time // when its file was last written; of several kiosks' files, the first time
}

// holds reports whether it is still to be shown.
func (a Announcement) holds(now time.Time) bool { return a.Until.IsZero() || now.Before(a.Until) }

// Board is a folder of announcements. It is safe for concurrent use, by several
// processes too.
type Board struct {
	folder  string
	now     func() time.Time
	watched *watch.Folder
	shared  *replicated   // what is exchanged with other kiosks; nil where there are none
	news    chan struct{} // holds a value when all was changed and Run was not told

	files  sync.Mutex // held while Add and Withdraw write, and while what is there is noted
	writes int        // how often they did; under files

	mu      sync.Mutex // guards what follows
	all     []entry    // what holds and what is over, the oldest first
	known   bool       // the folder was read
	found   *survey    // what the last reload found; nil before the first
	problem func(error)
}

// entry is an announcement and its file.
type entry struct {
	Announcement
	file string // its name in the folder
}

// Open makes a Board of a folder, which may not be there yet: Add makes it. It
// does no I/O; what the folder holds is known from Run or the first Add on.
func Open(folder string, now func() time.Time) *Board {
	b := &Board{folder: folder, now: now, news: make(chan struct{}, 1)}
	b.watched = watch.New(folder, watch.Options{Settle: settle, Poll: poll, Problem: b.report})
	return b
}

// Current is what holds now, the oldest first. It looks at no file.
func (b *Board) Current() []Announcement {
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []Announcement
	for _, e := range b.all {
		if e.holds(now) && len(list) < MaxAtOnce {
			list = append(list, e.Announcement)
		}
	}
	return list
}

// Add announces a text, until a time or, where that is zero, until it is
// withdrawn. Its file is there, whole, when Add returns, and Current has it. The
// error says in a few words what was wrong, and what to do.
func (b *Board) Add(text string, until time.Time) (Announcement, error) {
	now := b.now()
	text, err := checkText(text)
	if err != nil {
		return Announcement{}, err
	}
	if err := checkUntil(until, now); err != nil {
		return Announcement{}, err
	}
	if !until.IsZero() {
		until = until.In(now.Location()).Round(0) // as it is read back
	}
	b.files.Lock()
	defer b.files.Unlock()
	if b.shared != nil {
		return b.addShared(text, until, now)
	}
	there := b.read().all // whoever shares the folder may have been faster than a watch
	if err := checkHolding(there, now); err != nil {
		return Announcement{}, err
	}
	shown := b.shown(there)
	e, err := b.write(text, until)
	if err != nil {
		return Announcement{}, err
	}
	b.wrote()
	b.set(append(shown, e))
	return e.Announcement, nil
}

// wrote notes that a file was written or removed here, which is known before the folder is
// read again. It is to be read in any case: somebody may undo it before the next look,
// which then finds the folder as it was. b.files must be held.
func (b *Board) wrote() {
	b.writes++
	b.watched.Stir()
}

// shown is what is known of the folder. That a look found more is for Run to say,
// when the folder has come to rest: a file may be half written now.
func (b *Board) shown(there []entry) []entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.known {
		return there
	}
	return slices.Clone(b.all)
}

// Withdraw takes an announcement back, and removes its file, whoever wrote it. It returns
// what was taken back; its Text is empty where nothing of it was shown.
func (b *Board) Withdraw(number int) (Announcement, error) {
	b.files.Lock()
	defer b.files.Unlock()
	if b.shared != nil {
		return b.withdrawShared(number)
	}
	there := b.read().all
	i := slices.IndexFunc(there, func(e entry) bool { return e.Number == number })
	if i < 0 {
		return Announcement{}, fmt.Errorf("there is no announcement %d; %s", number, numbers(there, b.now()))
	}
	if err := b.remove(there[i]); err != nil {
		return Announcement{}, err
	}
	b.wrote()
	b.set(slices.DeleteFunc(b.shown(there), func(e entry) bool { return e.Number == number }))
	return there[i].Announcement, nil
}

// Run keeps the board up to date until ctx ends: with what is written to the
// folder, by anyone, and with what is over. It calls changed, from one goroutine,
// with what holds, first at once and then whenever that is something else; and
// problem, from one goroutine at a time, with what is wrong in the folder, as
// file:line:column where there is one, once for each thing until it is put right. The
// bad files are left out. What is right, and yet not as somebody may mean it, is an
// [*Advice]: so is, once, that an announcement is over.
func (b *Board) Run(ctx context.Context, changed func([]Announcement), problem func(error)) {
	reports := reports{to: problem}
	b.mu.Lock()
	b.problem = reports.tell
	b.mu.Unlock()
	b.reload(ctx, &reports)

	watching := make(chan struct{})
	go func() {
		defer close(watching)
		b.watched.Run(ctx, func() { b.reload(ctx, &reports) })
	}()
	defer func() { <-watching }()
	if b.shared != nil {
		storing := make(chan struct{})
		go func() {
			defer close(storing)
			b.keepStored(ctx)
		}()
		defer func() { <-storing }()
	}

	next := time.NewTimer(longest)
	defer next.Stop()
	var ended past
	for told, first := []Announcement(nil), true; ; first = false {
		if list := b.Current(); first || !same(list, told) {
			told = list
			changed(slices.Clone(list))
		}
		if advice := ended.more(b.over()); advice != nil {
			reports.tell(advice)
		}
		next.Reset(b.wait())
		select {
		case <-ctx.Done():
			return
		case <-b.news:
		case <-next.C:
			b.checkUnwritten()
		}
	}
}

// same reports whether two lists say the same. When a file was written again with
// the same words, nobody is to be told.
func same(a, b []Announcement) bool {
	return slices.EqualFunc(a, b, func(a, b Announcement) bool {
		return a.Number == b.Number && a.Text == b.Text && a.Until.Equal(b.Until)
	})
}

// wait is how long to wait for what is over next, or until a file that is empty has had
// its time to be written.
func (b *Board) wait() time.Duration {
	wait := longest
	now := b.now()
	for _, a := range b.Current() {
		if !a.Until.IsZero() {
			wait = min(wait, a.Until.Sub(now))
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.found != nil && !b.found.unwritten.IsZero() {
		wait = min(wait, time.Until(b.found.unwritten))
	}
	return max(wait, 0)
}

// checkUnwritten has the folder read again when a file that was empty has had its time: no
// change tells of a file that stays empty.
func (b *Board) checkUnwritten() {
	b.mu.Lock()
	due := b.found != nil && !b.found.unwritten.IsZero() && !time.Now().Before(b.found.unwritten)
	if due {
		b.found.unwritten = time.Time{}
	}
	b.mu.Unlock()
	if due {
		b.watched.Stir()
	}
}

// reload reads the folder, when it rests.
func (b *Board) reload(ctx context.Context, reports *reports) {
	for {
		var found *survey
		writes := -1
		err := b.watched.Read(ctx, func() error {
			b.files.Lock()
			defer b.files.Unlock()
			writes = b.writes
			found = b.read()
			return nil
		})
		if err != nil {
			if ctx.Err() == nil {
				reports.say([]error{err})
			}
			return
		}
		if b.take(found, writes) {
			for _, advice := range found.once {
				reports.tell(advice)
			}
			reports.say(found.told())
			return
		}
	}
}

// take is set, unless Add or Withdraw wrote something since the folder was read.
func (b *Board) take(found *survey, writes int) bool {
	b.files.Lock()
	defer b.files.Unlock()
	if b.writes != writes {
		return false
	}
	if b.shared != nil {
		b.reconcile(found)
	}
	found.finish(b.folder, b.now())
	b.mu.Lock()
	b.found = found
	b.mu.Unlock()
	if b.shared == nil { // otherwise what is known is set already, and may be more by now
		b.set(found.all)
	}
	return true
}

// set notes what is in the folder, and has Run look.
func (b *Board) set(all []entry) {
	sortEntries(all)
	b.mu.Lock()
	b.all, b.known = all, true
	b.mu.Unlock()
	select {
	case b.news <- struct{}{}:
	default:
	}
}

// sortEntries sorts them, the oldest first.
func sortEntries(all []entry) {
	slices.SortStableFunc(all, func(a, b entry) int {
		if c := a.Made.Compare(b.Made); c != 0 {
			return c
		}
		return a.Number - b.Number
	})
}

func (b *Board) report(err error) {
	b.mu.Lock()
	problem := b.problem
	b.mu.Unlock()
	problem(err)
}

// holding is how many hold.
func holding(all []entry, now time.Time) int {
	held := 0
	for _, e := range all {
		if e.holds(now) {
			held++
		}
	}
	return held
}

// checkHolding says why there may be no announcement more; nil if there may.
func checkHolding(there []entry, now time.Time) error {
	if held := holding(there, now); held >= MaxAtOnce {
		return fmt.Errorf("there are %d announcements already, and %d is the most; withdraw one first", held, MaxAtOnce)
	}
	return nil
}

// numbers says which announcements there are.
func numbers(all []entry, now time.Time) string {
	var list []string
	for _, e := range all {
		if e.holds(now) {
			list = append(list, fmt.Sprint(e.Number))
		}
	}
	switch len(list) {
	case 0:
		return "there is none at all"
	case 1:
		return "the only one is " + list[0]
	}
	return "there are " + strings.Join(list, ", ")
}
