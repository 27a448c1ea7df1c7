package announcements

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"hackday.example/kiosk/internal/ledger"
)

// addShared is Add for a board that is replicated, of what was checked. The file's name has
// the next number and random digits: two kiosks that announce at the same moment write two
// files. b.files must be held.
func (b *Board) addShared(text string, until, now time.Time) (Announcement, error) {
	b.readFirst()
	r := b.shared
	r.mu.Lock()
	there, names, items := r.entries(b), r.ledger.Names(), len(r.ledger.Items())
	r.mu.Unlock()
	if err := checkHolding(there, now); err != nil {
		return Announcement{}, err
	}
	if items >= ledger.MaxItems {
		return Announcement{}, fmt.Errorf("there are %d announcements, those that are over included, which is the most; withdraw old ones", items)
	}
	source, err := compose(text, until)
	if err != nil {
		return Announcement{}, err
	}
	if err := os.MkdirAll(b.folder, 0o755); err != nil {
		return Announcement{}, b.unwritable(err)
	}
	inFolder, _, err := b.names()
	if err != nil {
		return Announcement{}, err
	}
	if len(inFolder) >= MaxFiles {
		return Announcement{}, fmt.Errorf("there are %d files in %s, which is the most; remove old ones", len(inFolder), b.folder)
	}
	number, err := b.nextNumber(append(names, inFolder...))
	if err != nil {
		return Announcement{}, err
	}
	item, err := b.createNumbered(number, source, now)
	if err != nil {
		return Announcement{}, b.unwritable(err)
	}
	b.wrote()
	b.learn(func(l *ledger.Ledger) (c ledger.Change) {
		if err = l.Add(item); errors.Is(err, ledger.ErrFull) { // others were faster
			c.Refused = 1
		}
		return c
	})
	if err != nil {
		_ = os.Remove(b.path(item.Name))
		return Announcement{}, fmt.Errorf("the announcement cannot be told to the other kiosks: %w; withdraw old ones", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return Announcement{Number: numbersOf(r.ledger.Names())[item.Name], Text: text, Until: until, Made: item.Made}, nil
}

// createNumbered writes a new announcement's file.
func (b *Board) createNumbered(number int, source []byte, now time.Time) (ledger.Item, error) {
	for {
		var digits [4]byte
		_, _ = rand.Read(digits[:]) // it never fails
		i := ledger.Item{Name: fmt.Sprintf("%04d-%s.md", number, hex.EncodeToString(digits[:])), Content: source, Made: ledger.MadeAt(now)}
		if err := b.createFile(i); !errors.Is(err, fs.ErrExist) {
			return i, err
		}
	}
}

// nextNumber is the number after the largest that any of some names or a tombstone has, or,
// after the last, the first one that none has.
func (b *Board) nextNumber(names []string) (int, error) {
	last, err := b.lastNumber(names)
	if err != nil {
		return 0, err
	}
	if last < mostGiven {
		return last + 1, nil
	}
	taken := make(map[int]bool, len(names))
	for _, name := range names {
		taken[numberOf(name)] = true
	}
	for n := 1; n <= mostGiven; n++ {
		if !taken[n] {
			return n, nil
		}
	}
	return 0, fmt.Errorf("number %d was the last one; remove old files from %s", mostGiven, b.folder)
}

// withdrawShared is Withdraw for a board that is replicated. The withdrawal is written
// before anybody learns of it. b.files must be held.
func (b *Board) withdrawShared(number int) (Announcement, error) {
	b.readFirst()
	r := b.shared
	r.mu.Lock()
	there, given, items := r.entries(b), numbersOf(r.ledger.Names()), r.ledger.Items()
	r.mu.Unlock()
	for _, i := range items {
		if given[i.Name] == number {
			a := Announcement{Number: number}
			if k := slices.IndexFunc(there, func(e entry) bool { return e.Number == number }); k >= 0 {
				a = there[k].Announcement
			}
			return a, b.withdrawItem(i)
		}
	}
	return Announcement{}, fmt.Errorf("there is no announcement %d; %s", number, numbers(there, b.now()))
}

func (b *Board) withdrawItem(i ledger.Item) error {
	r := b.shared
	r.mu.Lock()
	w, ok := r.ledger.Withdrawal(i.ID())
	already := r.ledger.IsWithdrawn(i.ID()) // somebody was faster
	r.mu.Unlock()
	switch {
	case already:
		return nil
	case !ok:
		return errors.New("the withdrawal cannot be remembered, since too many newer ones are; end all kiosks, and empty their folders of announcements")
	}
	if err := os.MkdirAll(b.folder, 0o755); err != nil {
		return b.unwritable(err)
	}
	if err := b.writeRecord(w); err != nil {
		return b.unwritable(err)
	}
	b.wrote()
	b.learn(func(l *ledger.Ledger) ledger.Change {
		c, _ := l.Merge(ledger.Records{Withdrawn: []ledger.Withdrawal{w}}) // the ledger made it
		return c
	})
	b.store(&survey{}) // what cannot be removed is said when the folder is read the next time
	return nil
}

// readFirst reads the folder, if it was not read before. b.files must be held.
func (b *Board) readFirst() {
	if !b.shared.read {
		b.reconcile(b.read())
	}
}
