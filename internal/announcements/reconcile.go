package announcements

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/ledger"
	"hackday.example/kiosk/internal/report"
)

// reconcile brings the ledger and the folder together: what people did in the folder, as the
// survey found it, goes into the ledger, and what the ledger has is written to the folder.
// b.files must be held since the survey, or nothing may have been written here since.
func (b *Board) reconcile(s *survey) {
	r := b.shared
	if !s.unread {
		b.noteRecords(s)
		b.learn(func(l *ledger.Ledger) ledger.Change {
			f := folderChange{r: r, l: l, s: s, folder: b.folder, first: !r.read}
			f.noteFiles()
			f.noteGone()
			return f.change
		})
		r.read = true
		b.store(s)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	s.all = r.entries(b)
	b.adviseOnNumbers(s)
	if r.full && len(r.ledger.Items()) < ledger.MaxItems {
		r.full = false
	}
	if r.full {
		s.fault(b.folder, report.Place{}, fmt.Sprintf("all kiosks together have more than %d announcements, those that are over included, and not all of them are here", ledger.MaxItems), "withdraw old ones")
	}
}

// noteRecords takes the withdrawals in that have files.
func (b *Board) noteRecords(s *survey) {
	r := b.shared
	for id := range r.kept {
		if !s.records[id] {
			delete(r.kept, id) // somebody removed its file, and it is written again
		}
	}
	for part := range slices.Chunk(s.read, ledger.MaxWithdrawals) {
		b.learn(func(l *ledger.Ledger) ledger.Change {
			c, _ := l.Merge(ledger.Records{Withdrawn: part}) // each was checked when it was read
			return c
		})
	}
	for _, w := range s.read {
		r.kept[w.ID] = w.Tag()
	}
}

// folderChange is what people did in the folder. r.mu is held while it is found out.
type folderChange struct {
	r      *replicated
	l      *ledger.Ledger
	s      *survey
	folder string
	first  bool // the folder was not read before
	change ledger.Change

	still bool              // a file is there that was there before, and nobody touched it
	fresh map[string][]byte // contents of files that are new, by their names
}

// noteFiles takes the files in that are good.
func (f *folderChange) noteFiles() {
	named := map[string]ledger.ID{}
	for _, i := range f.l.Items() {
		named[i.Name] = i.ID()
	}
	f.fresh = map[string][]byte{}
	for _, g := range f.s.good {
		id := ledger.IDOf(g.name, g.content)
		before, seen := f.r.seen[id]
		if seen && before == g.identity {
			f.still = true
		}
		if f.l.IsWithdrawn(id) {
			f.noteWithdrawn(id, g.name)
			continue
		}
		_, live := f.l.Item(id)
		if was, ok := named[g.name]; ok && was != id && !live {
			if _, seen := f.r.seen[was]; seen { // it was edited
				f.withdraw(was)
			}
		}
		if err := f.l.Add(ledger.Item{Name: g.name, Content: g.content, Made: g.made}); err != nil {
			f.s.fault(filepath.Join(f.folder, g.name), report.Place{}, fmt.Sprintf("this cannot be told to the other kiosks, and is not shown: %v", err), adviceOn(err))
			continue
		}
		if !live {
			f.fresh[g.name] = g.content
		}
		named[g.name] = id
		f.r.seen[id] = g.identity
	}
}

func adviceOn(err error) string {
	if errors.Is(err, ledger.ErrFull) {
		return "withdraw old ones"
	}
	return "give it another name, such as 1-lunch.md"
}

// noteWithdrawn sees to a file whose item was withdrawn. It is to be removed if that was
// learned just now, or while the kiosk was away; otherwise somebody has made it again.
func (f *folderChange) noteWithdrawn(id ledger.ID, name string) {
	if _, doomed := f.r.doomed[id]; f.first || doomed {
		f.r.doomed[id] = name
		return
	}
	f.s.advise(madeAgain, filepath.Join(f.folder, name), report.Place{}, "an announcement of this name with the same words was withdrawn, and so this is not shown", "change its words or its name")
}

// noteGone withdraws items whose files were there and are not. Where no file has stayed, the
// folder was emptied, and is to be filled again.
func (f *folderChange) noteGone() {
	emptied := ""
	for id := range f.r.seen {
		i, live := f.l.Item(id)
		switch {
		case !live:
			delete(f.r.seen, id)
		case f.s.names[i.Name]: // it is there, if only as a file that somebody is editing
		case f.still || f.renamed(i):
			f.withdraw(id)
		default:
			delete(f.r.seen, id)
			emptied = i.Name
		}
	}
	if emptied != "" && !f.r.told {
		f.r.told = true
		f.s.once = append(f.s.once, &Advice{fmt.Sprintf("%s was emptied, and the announcements are written there again; withdraw them by their numbers, as in: withdraw %d",
			report.Name(f.folder), numbersOf(f.l.Names())[emptied])})
	}
}

// renamed reports whether a file is new that has an item's content.
func (f *folderChange) renamed(i ledger.Item) bool {
	for name, content := range f.fresh {
		if name != i.Name && bytes.Equal(content, i.Content) {
			return true
		}
	}
	return false
}

func (f *folderChange) withdraw(id ledger.ID) {
	if w, ok := f.l.Withdraw(id); ok {
		f.change.New = append(f.change.New, w)
		delete(f.r.seen, id)
	}
}

// addedName is a name that Add gives: of two with one number, nobody chose it.
var addedName = regexp.MustCompile(`^[0-9]{4}-[0-9a-f]{8}\.md$`)

// adviseOnNumbers says of files that they have not the numbers that their names begin with.
func (b *Board) adviseOnNumbers(s *survey) {
	for _, e := range s.all {
		if own := numberOf(e.file); own > 0 && own != e.Number && s.names[e.file] && !addedName.MatchString(e.file) {
			s.advise(oneNumber, b.path(e.file), report.Place{}, fmt.Sprintf("number %d is another announcement's, and so this one is number %d", own, e.Number), "begin its name with another number")
		}
	}
}

// storeShared writes what Merge took in, if the folder was read before. What cannot be
// written is said when the folder is read the next time.
func (b *Board) storeShared() {
	if b.shared == nil {
		return
	}
	b.files.Lock()
	defer b.files.Unlock()
	if b.shared.read {
		b.store(&survey{})
	}
}

// storeUnstored is storeShared for the end of Run.
func (b *Board) storeUnstored() {
	select {
	case <-b.unstored():
		b.storeShared()
	default:
	}
}

// store writes to the folder what the ledger has and the folder has not, and removes the
// files of items that were withdrawn. Each step leaves what a board can begin with: a file
// goes only after it is written why, and an item that has another name has its new file
// before its old one goes. b.files must be held.
func (b *Board) store(s *survey) {
	r := b.shared
	items, withdrawn, doomed := r.known()
	if len(items) == 0 && len(withdrawn) == 0 && len(r.kept) == 0 {
		return // no folder is made for nothing
	}
	t := trouble{}
	later := b.storeItems(items, &t)
	b.storeRecords(withdrawn, &t)
	if b.removeDoomed(doomed, &t) {
		b.storeItems(later, &t)
	}
	if t.wrote {
		b.wrote()
	}
	if t.err != nil {
		s.fault(b.folder, report.Place{}, fmt.Sprintf("what all kiosks announce cannot be kept here: %v", files.Reason(t.err)), "let the kiosk write there, or name another folder with --announcements; it is shown all the same")
	}
}

// trouble is what came of writing to the folder.
type trouble struct {
	wrote bool
	err   error // the first
}

// note notes what came of one step.
func (t *trouble) note(err error) {
	if t.wrote = t.wrote || err == nil; t.err == nil {
		t.err = err
	}
}

// storeItems writes the files of items that have none. Those whose names are taken are
// returned.
func (b *Board) storeItems(items []ledger.Item, t *trouble) (taken []ledger.Item) {
	for _, i := range items {
		if _, seen := b.shared.seen[i.ID()]; seen {
			continue
		}
		err := os.MkdirAll(b.folder, 0o755)
		if err == nil {
			err = b.createFile(i)
		}
		if !errors.Is(err, fs.ErrExist) {
			t.note(err)
			continue
		}
		// It may be the same, from another kiosk that shares the folder. If not, it is
		// read, and what is wrong with it is said, when the folder rests.
		if taken = append(taken, i); b.isThere(i) {
			taken = taken[:len(taken)-1]
		}
	}
	return taken
}

// isThere reports whether an item's file is in the folder, and notes it.
func (b *Board) isThere(i ledger.Item) bool {
	root, err := os.OpenRoot(b.folder)
	if err != nil {
		return false
	}
	defer func() { _ = root.Close() }()
	content, err := readRegular(root, i.Name, MaxFileBytes)
	if err != nil || !bytes.Equal(content, i.Content) {
		return false
	}
	info, err := root.Stat(i.Name)
	if err != nil {
		return false
	}
	b.shared.seen[i.ID()], _ = files.IdentityOf(info)
	return true
}

// storeRecords writes the withdrawals that are not in the folder as they are known, and
// removes those that are known no more.
func (b *Board) storeRecords(withdrawn []ledger.Withdrawal, t *trouble) {
	remembered := make(map[ledger.ID]bool, len(withdrawn))
	for _, w := range withdrawn {
		remembered[w.ID] = true
		if tag, ok := b.shared.kept[w.ID]; ok && tag == w.Tag() {
			continue
		}
		err := os.MkdirAll(b.folder, 0o755)
		if err == nil {
			err = b.writeRecord(w)
		}
		t.note(err)
	}
	for id := range b.shared.kept {
		if remembered[id] {
			continue
		}
		err := os.Remove(b.path(recordName(id)))
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			delete(b.shared.kept, id)
		} else {
			t.note(err)
		}
	}
}

// removeDoomed removes the files of items that were withdrawn, where it is kept that they
// were.
func (b *Board) removeDoomed(doomed map[ledger.ID]string, t *trouble) (removed bool) {
	if len(doomed) == 0 {
		return false
	}
	root, err := os.OpenRoot(b.folder)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			t.note(err)
		}
		return false
	}
	defer func() { _ = root.Close() }()
	var done []ledger.ID
	for id, name := range doomed {
		if _, kept := b.shared.kept[id]; !kept {
			continue
		}
		gone, err := removeFile(root, id, name)
		if gone || err != nil {
			t.note(err)
		}
		if err == nil {
			done = append(done, id)
		}
		removed = removed || gone
	}
	b.shared.mu.Lock()
	defer b.shared.mu.Unlock()
	for _, id := range done {
		delete(b.shared.doomed, id)
	}
	return removed
}
