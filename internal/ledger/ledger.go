// Package ledger holds which announcements there are, and which were withdrawn, so that
// several kiosks can agree on both whatever order they learn it in.
//
// What is known is a set of records, and never a sequence of events: an item is a file's
// name and content, which together are its identity; a withdrawal names an identity that
// is to be shown no more, and wins over the item. Two sets are merged by taking all of
// both. So merging is commutative, associative and idempotent, as long as no bound is met, and
// no clock decides. Beyond MaxItems the first by name stay, whichever were known
// before: kiosks that go on exchanging end with the same ones, and the others are gone.
//
// A withdrawal that is forgotten, because there are too many newer ones, can no longer keep
// its item away: a kiosk that was apart so long brings the item back, and then all have it.
//
// It does no I/O, and knows nothing of folders or of networks.
package ledger

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
)

// The most that is taken. What is beyond it is refused when it is read, and never kept.
const (
	MaxName        = 200     // bytes of a file's name
	MaxContent     = 8 << 10 // bytes of a file
	MaxItems       = 1000
	MaxWithdrawals = 1000    // the newest by count stay
	MaxExtra       = 1 << 10 // bytes of the fields of one record that this version does not know, as JSON
	MaxCount       = 1 << 53 // which JSON readers of all kinds keep exactly
)

// ID is the identity of an item: the first half of the SHA-256 of its name, a zero byte,
// and its content. As text and in JSON it is 32 hexadecimal digits.
type ID [16]byte

// Item is a file that is announced. Its content never changes; another one is another item.
type Item struct {
	Name    string    `json:"name"`
	Content []byte    `json:"content"`
	Made    time.Time `json:"made"` // when the file was written, in whole seconds; the earliest that anybody knows

	// Extra are the fields that a newer kiosk has given it, which are kept and passed on.
	Extra map[string]json.RawMessage `json:"-"`
}

// Withdrawal says that an item is to be shown no more.
type Withdrawal struct {
	ID    ID     `json:"id"`
	Name  string `json:"name"` // of the item, for its number is not to be given again
	Count uint64 `json:"count"`

	Extra map[string]json.RawMessage `json:"-"` // as Item's
}

// Records are items and withdrawals, in no order.
type Records struct {
	Items     []Item       `json:"items,omitempty"`
	Withdrawn []Withdrawal `json:"withdrawn,omitempty"`
}

// Empty reports whether there are none.
func (r Records) Empty() bool { return len(r.Items) == 0 && len(r.Withdrawn) == 0 }

// Ledger is what one kiosk knows. The zero Ledger is not usable; New makes one. It is not
// safe for concurrent use. It keeps the slices and maps that it is given and returns its
// own: nobody may write to them.
type Ledger struct {
	items     map[ID]Item       // live ones alone
	withdrawn map[ID]Withdrawal // the newest MaxWithdrawals by (Count, ID)
	tags      map[ID]Tag        // of both; no ID is in both
	sorted    Tags              // all of tags; nil when they have changed since
	digest    Digest            // of sorted, unless that is nil
}

// Change is what a ledger has learned.
type Change struct {
	Changed bool         // anything at all, so that the digest is another
	Added   []Item       // live now, and not before
	Gone    []Item       // live before, and not now
	New     []Withdrawal // remembered now, and not before, whether their items were known or not
	Refused int          // items for which there is no room, known before or not
}

// Errors of Add.
var (
	ErrFull      = errors.New("there is no room for another item")
	ErrWithdrawn = errors.New("the item was withdrawn")
)

// New makes a ledger in which nothing is known.
func New() *Ledger {
	return &Ledger{items: map[ID]Item{}, withdrawn: map[ID]Withdrawal{}, tags: map[ID]Tag{}}
}

// Add takes an item in. The error is ErrFull or ErrWithdrawn, or says what is wrong with
// the item; nothing has changed then. Where the item is known, the earlier Made counts.
func (l *Ledger) Add(i Item) error {
	i, err := i.checked()
	if err != nil {
		return err
	}
	id := i.ID()
	if _, known := l.tags[id]; !known && len(l.items) >= MaxItems {
		return ErrFull
	}
	return l.add(id, i)
}

// add is Add for an item that was checked, and has an ID, whether there is room or not.
func (l *Ledger) add(id ID, i Item) error {
	if _, ok := l.withdrawn[id]; ok {
		return ErrWithdrawn
	}
	known, ok := l.items[id]
	if !ok {
		known = i
	}
	if i.Made.Before(known.Made) {
		known.Made = i.Made
	}
	known.Extra = union(known.Extra, i.Extra)
	l.items[id] = known
	l.tag(id, known.Tag())
	return nil
}

// Withdrawal is what Withdraw would note of a live item. It changes nothing. It is not ok
// if there is no such item, or if MaxWithdrawals newer ones are known already, as can be
// when somebody has used up all counts.
func (l *Ledger) Withdrawal(id ID) (w Withdrawal, ok bool) {
	i, ok := l.items[id]
	if !ok {
		return Withdrawal{}, false
	}
	w = Withdrawal{ID: id, Name: i.Name, Count: 1}
	older := false // there is one to forget instead
	for _, other := range l.withdrawn {
		w.Count = max(w.Count, min(other.Count+1, MaxCount))
	}
	for _, other := range l.withdrawn {
		older = older || newer(w, other) < 0
	}
	return w, older || len(l.withdrawn) < MaxWithdrawals
}

// Withdraw takes an item back. It is not ok if Withdrawal is not, and nothing has changed
// then.
func (l *Ledger) Withdraw(id ID) (w Withdrawal, ok bool) {
	if w, ok = l.Withdrawal(id); ok {
		l.withdraw(w)
		l.forget()
	}
	return w, ok
}

// withdraw takes a checked withdrawal in; forget is to be called afterwards.
func (l *Ledger) withdraw(w Withdrawal) {
	if known, ok := l.withdrawn[w.ID]; ok {
		w.Name, w.Count, w.Extra = max(w.Name, known.Name), max(w.Count, known.Count), union(w.Extra, known.Extra)
	}
	l.withdrawn[w.ID] = w
	l.tag(w.ID, w.Tag())
}

// forget keeps the newest withdrawals alone, and takes away the items that these withdraw,
// which it returns.
func (l *Ledger) forget() (gone []Item) {
	if len(l.withdrawn) > MaxWithdrawals {
		all := l.Withdrawn()
		for _, w := range all[MaxWithdrawals:] {
			delete(l.withdrawn, w.ID)
			if i, live := l.items[w.ID]; live {
				l.tag(w.ID, i.Tag())
			} else {
				l.tag(w.ID, Tag{})
			}
		}
	}
	for id := range l.withdrawn {
		if i, ok := l.items[id]; ok {
			gone = append(gone, i)
			delete(l.items, id)
		}
	}
	return gone
}

// tag notes the tag of a record; the zero Tag if there is none any more.
func (l *Ledger) tag(id ID, t Tag) {
	if l.tags[id] == t {
		return
	}
	l.sorted = nil
	if t == (Tag{}) {
		delete(l.tags, id)
	} else {
		l.tags[id] = t
	}
}

// Merge takes records in. One that is bad refuses them all: nothing has changed then, and
// the error says what is wrong. Where there are more items than MaxItems then, the first by
// Name and ID stay.
func (l *Ledger) Merge(r Records) (Change, error) {
	r, err := r.checked()
	if err != nil {
		return Change{}, err
	}
	var c Change
	before := l.Digest()
	var unknown []ID
	for _, w := range r.Withdrawn {
		if _, ok := l.withdrawn[w.ID]; !ok {
			unknown = append(unknown, w.ID)
		}
		l.withdraw(w)
	}
	c.Gone = l.forget()
	for _, id := range unknown {
		if w, ok := l.withdrawn[id]; ok && !slices.ContainsFunc(c.New, func(o Withdrawal) bool { return o.ID == id }) {
			c.New = append(c.New, w)
		}
	}
	items := make([]identified, 0, len(r.Items))
	for _, i := range r.Items {
		items = append(items, identified{i.ID(), i})
	}
	var added []identified
	for _, i := range sorted(items) {
		_, known := l.items[i.id]
		if l.add(i.id, i.Item) == nil && !known {
			added = append(added, i)
		}
	}
	over := l.cut()
	c.Refused = len(over)
	for _, i := range added {
		if _, ok := over[i.id]; !ok {
			c.Added = append(c.Added, i.Item)
		}
		delete(over, i.id)
	}
	c.Gone = slices.AppendSeq(c.Gone, maps.Values(over))
	c.Changed = l.Digest() != before
	return c, nil
}

// cut takes away the items beyond MaxItems, the last by Name and ID, and returns them.
func (l *Ledger) cut() (over map[ID]Item) {
	over = map[ID]Item{}
	if len(l.items) <= MaxItems {
		return over
	}
	for _, i := range l.named()[MaxItems:] {
		over[i.id] = i.Item
		delete(l.items, i.id)
		l.tag(i.id, Tag{})
	}
	return over
}

// named are the live items by Name, then by ID: an order in which no clock has a part, for
// what all kiosks have to decide alike.
func (l *Ledger) named() []identified {
	items := make([]identified, 0, len(l.items))
	for id, i := range l.items {
		items = append(items, identified{id, i})
	}
	slices.SortFunc(items, func(a, b identified) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), bytes.Compare(a.id[:], b.id[:]))
	})
	return items
}

// Items are the live ones, by Made, then by ID.
func (l *Ledger) Items() []Item {
	items := make([]Item, 0, len(l.items))
	for _, i := range l.All() {
		items = append(items, i)
	}
	return items
}

// All are Items with their IDs, which need not be found anew.
func (l *Ledger) All() iter.Seq2[ID, Item] {
	items := make([]identified, 0, len(l.items))
	for id, i := range l.items {
		items = append(items, identified{id, i})
	}
	return func(yield func(ID, Item) bool) {
		for _, i := range sorted(items) {
			if !yield(i.id, i.Item) {
				return
			}
		}
	}
}

// identified is an item with its ID, which takes long to find.
type identified struct {
	id ID
	Item
}

// sorted are items by Made, then by ID.
func sorted(items []identified) []identified {
	slices.SortFunc(items, func(a, b identified) int {
		return cmp.Or(a.Made.Compare(b.Made), bytes.Compare(a.id[:], b.id[:]))
	})
	return items
}

// Withdrawn are those that are remembered, the newest first.
func (l *Ledger) Withdrawn() []Withdrawal { return slices.SortedFunc(maps.Values(l.withdrawn), newer) }

// Item is a live one.
func (l *Ledger) Item(id ID) (i Item, ok bool) { i, ok = l.items[id]; return i, ok }

// IsWithdrawn reports whether it is remembered that an item was withdrawn.
func (l *Ledger) IsWithdrawn(id ID) bool { _, ok := l.withdrawn[id]; return ok }

// Tag is that of a record; not ok if there is none of this ID.
func (l *Ledger) Tag(id ID) (t Tag, ok bool) { t, ok = l.tags[id]; return t, ok }

// Names are those of all items and withdrawals, sorted, each once: what numbers are made of.
func (l *Ledger) Names() []string {
	names := make([]string, 0, len(l.tags))
	for _, i := range l.items {
		names = append(names, i.Name)
	}
	for _, w := range l.withdrawn {
		names = append(names, w.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// newer orders withdrawals, the newest first.
func newer(a, b Withdrawal) int {
	return cmp.Or(cmp.Compare(b.Count, a.Count), bytes.Compare(b.ID[:], a.ID[:]))
}
