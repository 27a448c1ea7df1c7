package ledger

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// Resolve ends with one live item of each name. Where two kiosks have made files of one
// name with different contents, the item with the smaller ID keeps the name. The other one
// is withdrawn, and added under a name that is made of its own and of its ID. All kiosks do
// so by themselves, and get the same items.
func (l *Ledger) Resolve() (c Change) {
	before := l.Digest()
	// An item's new name may be another item's, if somebody wanted it so, and then it moves
	// on: at most past all others.
	for range MaxItems {
		var losers []identified
		names := make(map[string]bool, len(l.items))
		for _, i := range l.named() {
			if names[i.Name] {
				losers = append(losers, i)
			}
			names[i.Name] = true
		}
		moved := false
		for _, loser := range losers {
			i := loser.Item
			w, ok := l.Withdraw(loser.id)
			if !ok {
				continue
			}
			moved = true
			c.Gone, c.New = append(c.Gone, i), append(c.New, w)
			i.Name = renamed(i)
			if l.add(i.ID(), i) == nil { // else it was withdrawn by its new name
				c.Added = append(c.Added, i)
			}
		}
		if !moved {
			break
		}
	}
	c.Changed = l.Digest() != before
	return c
}

// renamed is the name of an item whose own belongs to another. "_" is sorted behind ".", so
// that of two names with one number the old one has it.
func renamed(i Item) string {
	id := i.ID()
	tail := "_" + hex.EncodeToString(id[:4]) + ".md"
	stem := strings.TrimSuffix(i.Name, ".md")
	if most := MaxName - len(tail); len(stem) > most {
		for stem = stem[:most]; !utf8.ValidString(stem); {
			stem = stem[:len(stem)-1]
		}
	}
	return stem + tail
}
