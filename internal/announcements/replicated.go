package announcements

import (
	"maps"
	"slices"
	"sync"
	"time"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/ledger"
)

// replicated is what a board knows that exchanges announcements with other kiosks. What is
// shown comes from the ledger. The folder is where announcements come from and are kept.
type replicated struct {
	changes  chan struct{} // Changes
	unstored chan struct{} // holds a value when Merge took something in that Run is to write

	// The following are used with Board.files held.
	read bool                     // the folder was
	seen map[ledger.ID]seenFile   // items whose files were seen in the folder, or written there, and not removed here
	kept map[ledger.ID]ledger.Tag // withdrawals that have files, as they are in these
	told bool                     // that the folder was emptied

	mu     sync.Mutex // guards what follows; taken after Board.files and before Board.mu, and not held while the folder is used
	ledger *ledger.Ledger
	parsed map[ledger.ID]parsedItem
	doomed map[ledger.ID]string // files by name that are to be removed, for their items were withdrawn
	shown  bool                 // Current has what is known
	full   bool                 // there was no room for an item
}

// seenFile is an item's file as it was seen in the folder, or written there.
type seenFile struct {
	name     string
	identity files.Identity
}

// parsedItem is what an item announces; not ok if that is nothing.
type parsedItem struct {
	made time.Time
	a    Announcement
	ok   bool
}

// OpenReplicated is Open for a kiosk that is one of several, each of which may have a folder
// of its own: what is announced and withdrawn is exchanged with theirs by the methods Digest,
// Tags, Missing, Merge and Changes. Of a board that Open made, these know nothing.
//
// A file that is removed by hand is withdrawn everywhere, and one that is edited is changed
// everywhere, if Run has seen it before and other files stay. A folder that is empty, or
// not there, or has been emptied, is a new one: Run writes there what is known. A file whose
// announcement was withdrawn is removed when the board learns that, and by a board that
// begins.
//
// Several kiosks may share a folder as well. A withdrawal is a file there, too, whose name
// begins with a dot.
func OpenReplicated(folder string, now func() time.Time) *Board {
	b := Open(folder, now)
	b.shared = &replicated{
		changes:  make(chan struct{}, 1),
		unstored: make(chan struct{}, 1),
		seen:     map[ledger.ID]seenFile{},
		kept:     map[ledger.ID]ledger.Tag{},
		ledger:   ledger.New(),
		parsed:   map[ledger.ID]parsedItem{},
		doomed:   map[ledger.ID]string{},
	}
	return b
}

// Digest is of all that is known.
func (b *Board) Digest() ledger.Digest {
	if b.shared == nil {
		return ledger.Digest{}
	}
	b.shared.mu.Lock()
	defer b.shared.mu.Unlock()
	return b.shared.ledger.Digest()
}

// Tags are those of all that is known.
func (b *Board) Tags() ledger.Tags {
	if b.shared == nil {
		return nil
	}
	b.shared.mu.Lock()
	defer b.shared.mu.Unlock()
	return slices.Clone(b.shared.ledger.Tags())
}

// Missing are records that are known and whose tags are not among some, withdrawals first,
// as many as take a number of bytes as JSON; at least one if there is any.
func (b *Board) Missing(has ledger.Tags, most int) ledger.Records {
	if b.shared == nil {
		return ledger.Records{}
	}
	b.shared.mu.Lock()
	defer b.shared.mu.Unlock()
	return b.shared.ledger.Missing(has, most)
}

// Merge takes records in, and has Run write them to the folder. It uses no file itself, so
// that nobody waits for a slow folder. Current has them when it returns. It is false if all
// of them were known, or could not be taken.
func (b *Board) Merge(records ledger.Records) (changed bool) {
	if b.shared == nil || records.Empty() {
		return false
	}
	c := b.learn(func(l *ledger.Ledger) ledger.Change {
		c, err := l.Merge(records)
		if err != nil { // nothing of them was taken
			return ledger.Change{}
		}
		return c
	})
	if c.Changed {
		signal(b.shared.unstored)
	}
	if c.Changed || c.Refused > 0 {
		b.watched.Stir() // what is wrong with what is known is said with what is wrong in the folder
	}
	return c.Changed
}

// Changes holds a value when something changed since it was last received, by whomever.
func (b *Board) Changes() <-chan struct{} {
	if b.shared == nil {
		return nil
	}
	return b.shared.changes
}

func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// learn has the ledger changed, and shows what is in it then.
func (b *Board) learn(change func(*ledger.Ledger) ledger.Change) ledger.Change {
	r := b.shared
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.ledger.Digest()
	c := change(r.ledger)
	more := r.ledger.Resolve()
	for _, w := range slices.Concat(c.New, more.New) {
		r.doomed[w.ID] = w.Name
	}
	maps.DeleteFunc(r.doomed, func(id ledger.ID, _ string) bool { return !r.ledger.IsWithdrawn(id) })
	r.full = r.full || c.Refused > 0
	c.Changed = r.ledger.Digest() != before
	if c.Changed || !r.shown {
		b.set(r.entries(b))
		r.shown = true
	}
	if c.Changed {
		signal(r.changes)
	}
	return c
}

// entries are the announcements that the ledger has, the oldest first. r.mu must be held.
func (r *replicated) entries(b *Board) []entry {
	given := numbersOf(r.ledger.Names())
	parsed := make(map[ledger.ID]parsedItem, len(r.parsed))
	var all []entry
	for id, i := range r.ledger.All() {
		p, known := r.parsed[id]
		if !known || !p.made.Equal(i.Made) {
			p = parsedItem{made: i.Made}
			p.a, p.ok = b.understandItem(i)
		}
		parsed[id] = p
		if p.ok {
			p.a.Number = given[i.Name]
			all = append(all, entry{p.a, i.Name})
		}
	}
	r.parsed = parsed
	sortEntries(all)
	return all
}

// understandItem is what an item announces. What is wrong with it is said of its file.
func (b *Board) understandItem(i ledger.Item) (a Announcement, ok bool) {
	defer func() { // what others send must not end the program
		if recover() != nil {
			a, ok = Announcement{}, false
		}
	}()
	return b.understand(&survey{}, i.Name, i.Content, i.Made)
}

// made is when an item was made whose file was written at some time: as it is known, or
// earlier.
func (r *replicated) made(name string, content []byte, written time.Time) time.Time {
	written = ledger.MadeAt(written)
	r.mu.Lock()
	defer r.mu.Unlock()
	if i, ok := r.ledger.Item(ledger.IDOf(name, content)); ok && i.Made.Before(written) {
		return i.Made
	}
	return written
}

// known is a copy of what is to be in the folder, and of what is not: forgotten are files by
// name whose items had to make room for others, or were withdrawn, which was forgotten before
// the files were removed. Board.files must be held.
func (r *replicated) known() (items []ledger.Item, withdrawn []ledger.Withdrawal, doomed, forgotten map[ledger.ID]string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	forgotten = map[ledger.ID]string{}
	for id, file := range r.seen {
		if r.isForgotten(id) {
			forgotten[id] = file.name
		}
	}
	return r.ledger.Items(), r.ledger.Withdrawn(), maps.Clone(r.doomed), forgotten
}

// isForgotten reports whether an item is not live, and it is not remembered that it was
// withdrawn. r.mu must be held.
func (r *replicated) isForgotten(id ledger.ID) bool {
	_, live := r.ledger.Item(id)
	return !live && !r.ledger.IsWithdrawn(id)
}
