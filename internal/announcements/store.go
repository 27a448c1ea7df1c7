package announcements

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"time"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/ledger"
	"hackday.example/kiosk/internal/report"
)

// keepStored writes what Merge takes in, until ctx ends, and what could not be written
// before, once a minute.
func (b *Board) keepStored(ctx context.Context) {
	again := time.NewTicker(longest)
	defer again.Stop()
	for {
		select {
		case <-b.shared.unstored:
			b.storeMerged()
		case <-again.C:
			b.storeMerged()
		case <-ctx.Done():
			select {
			case <-b.shared.unstored:
				b.storeMerged()
			default:
			}
			return
		}
	}
}

// storeMerged is store for a folder that was read before. What cannot be written is said
// when the folder is read the next time.
func (b *Board) storeMerged() {
	b.files.Lock()
	defer b.files.Unlock()
	if b.shared.read {
		b.store(&survey{})
	}
}

// store writes to the folder what the ledger has and the folder has not, and removes the
// files of items that were withdrawn. Each step leaves what a board can begin with: a file
// goes only after it is written why, and an item that has another name has its new file
// before its old one goes. b.files must be held.
func (b *Board) store(s *survey) {
	r := b.shared
	items, withdrawn, doomed, forgotten := r.known()
	if len(items) == 0 && len(withdrawn) == 0 && len(r.kept) == 0 && len(forgotten) == 0 {
		return // no folder is made for nothing
	}
	t := trouble{}
	later := b.storeItems(items, &t)
	b.storeRecords(withdrawn, &t)
	if b.removeDoomed(doomed, forgotten, &t) {
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
	switch {
	case err == nil:
		t.wrote = true
	case t.err == nil:
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
	b.shared.sawFile(i.ID(), i.Name, info)
	return true
}

// sawFile notes an item's file. Board.files must be held.
func (r *replicated) sawFile(id ledger.ID, name string, info fs.FileInfo) {
	identity, _ := files.IdentityOf(info)
	r.seen[id] = seenFile{name, identity}
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
// were, or forgotten by now.
func (b *Board) removeDoomed(doomed, forgotten map[ledger.ID]string, t *trouble) (removed bool) {
	gone := maps.Clone(forgotten)
	for id, name := range doomed {
		if _, kept := b.shared.kept[id]; kept {
			gone[id] = name
		}
	}
	if len(gone) == 0 {
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
	for id, name := range gone {
		was, err := removeFile(root, id, name)
		if was || err != nil {
			t.note(err)
		}
		if err == nil {
			done = append(done, id)
			delete(b.shared.seen, id) // if the item comes back, its file is written again
		}
		removed = removed || was
	}
	b.shared.mu.Lock()
	defer b.shared.mu.Unlock()
	for _, id := range done {
		delete(b.shared.doomed, id)
	}
	return removed
}
