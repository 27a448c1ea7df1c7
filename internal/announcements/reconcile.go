package announcements

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

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
	for id, i := range f.l.All() {
		named[i.Name] = id
	}
	f.fresh = map[string][]byte{}
	for _, g := range f.s.good {
		id := ledger.IDOf(g.name, g.content)
		before, seen := f.r.seen[id]
		if seen && before.identity == g.identity {
			f.still = true
		}
		if f.l.IsWithdrawn(id) && f.isDoomed(id, g.name) {
			continue
		}
		if seen && f.r.isForgotten(id) { // its file was not removed yet
			continue
		}
		_, live := f.l.Item(id)
		if was, ok := named[g.name]; ok && was != id && !live {
			if _, seen := f.r.seen[was]; seen { // it was edited
				f.withdraw(was)
			}
		}
		if f.l.IsWithdrawn(id) {
			f.s.advise(madeAgain, filepath.Join(f.folder, g.name), report.Place{}, "an announcement of this name with the same words was withdrawn, and so this is not shown", "change its words or its name")
			continue
		}
		if err := f.l.Add(ledger.Item{Name: g.name, Content: g.content, Made: g.made}); err != nil {
			f.s.fault(filepath.Join(f.folder, g.name), report.Place{}, fmt.Sprintf("this cannot be told to the other kiosks, and is not shown: %v", err), adviceOn(err))
			continue
		}
		if !live {
			f.fresh[g.name] = g.content
		}
		named[g.name] = id
		f.r.seen[id] = seenFile{g.name, g.identity}
	}
}

func adviceOn(err error) string {
	if errors.Is(err, ledger.ErrFull) {
		return "withdraw old ones"
	}
	return "give it another name, such as 1-lunch.md"
}

// isDoomed reports whether the file of an item that was withdrawn is to be removed: that was
// learned just now, or while the kiosk was away. Otherwise somebody has made it again.
func (f *folderChange) isDoomed(id ledger.ID, name string) bool {
	if f.first {
		f.r.doomed[id] = name
	}
	_, doomed := f.r.doomed[id]
	return doomed
}

// noteGone withdraws items whose files were there and are not. Where no file has stayed, the
// folder was emptied, and is to be filled again.
func (f *folderChange) noteGone() {
	emptied := ""
	for id, file := range f.r.seen {
		i, live := f.l.Item(id)
		switch {
		case !live && f.s.names[file.name]: // store removes it
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

// adviseOnNumbers says of files that they have not the numbers that their names begin with.
func (b *Board) adviseOnNumbers(s *survey) {
	for _, e := range s.all {
		if s.names[e.file] {
			s.adviseOnNumber(b.path(e.file), e.file, e.Number)
		}
	}
}
