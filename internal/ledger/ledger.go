// Package ledger holds which announcements there are, and which were withdrawn, so that
// several kiosks can agree on both whatever order they learn it in.
//
// What is known is a set of records, and never a sequence of events: an item is a file's
// name and content, which together are its identity; a withdrawal names an identity that
// is to be shown no more, and wins over the item. Two sets are merged by taking all of
// both. So merging is commutative, associative and idempotent, and no clock decides.
//
// It does no I/O, and knows nothing of folders or of networks.
package ledger

import (
	"encoding/json"
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

// Tag tells one state of one record from all others, to say what is known in few bytes:
// the first 8 bytes of a hash of all that is in it.
type Tag [8]byte

// Tags are the tags of all records, in ascending order, each once. In JSON they are one
// string in base64 (RFC 4648 §4): 8 bytes each.
type Tags []Tag

// Digest is the same where the same is known: a hash of all tags. As text and in JSON it
// is 64 hexadecimal digits.
type Digest [32]byte
