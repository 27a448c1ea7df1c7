package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Tag tells one state of one record from all others, to say what is known in few bytes:
// the first 8 bytes of a hash of all that is in it.
type Tag [8]byte

// Tags are the tags of all records, in ascending order, each once. In JSON they are one
// string in base64 (RFC 4648 §4): 8 bytes each.
type Tags []Tag

// Digest is the same where the same is known: a hash of all tags. As text and in JSON it
// is 64 hexadecimal digits.
type Digest [32]byte

// String is the digest in hexadecimal digits.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText is String.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes, and nothing else.
func (d *Digest) UnmarshalText(text []byte) error { return unhex(d[:], text) }

// String is the ID in hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText is String.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText writes, and nothing else.
func (id *ID) UnmarshalText(text []byte) error { return unhex(id[:], text) }

// unhex reads exactly as many hexadecimal digits as fill to, in lower case. Where they are
// bad, to stays as it was.
func unhex(to, text []byte) error {
	read := make([]byte, hex.DecodedLen(len(text)))
	if _, err := hex.Decode(read, text); err != nil || len(read) != len(to) || !bytes.Equal(text, bytes.ToLower(text)) {
		return fmt.Errorf("these are not %d hexadecimal digits in lower case", 2*len(to))
	}
	copy(to, read)
	return nil
}

// MarshalJSON writes the tags in base64.
func (t Tags) MarshalJSON() ([]byte, error) {
	all := make([]byte, 0, len(t)*len(Tag{}))
	for _, tag := range t {
		all = append(all, tag[:]...)
	}
	return json.Marshal(all)
}

// UnmarshalJSON reads what MarshalJSON writes: MaxItems + MaxWithdrawals at most, sorted.
func (t *Tags) UnmarshalJSON(data []byte) error {
	var all base64Text
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	const size = len(Tag{})
	if all == nil || len(all)%size != 0 || len(all)/size > MaxItems+MaxWithdrawals {
		return errors.New("these are no tags, or too many")
	}
	tags := make(Tags, 0, len(all)/size)
	for part := range slices.Chunk(all, size) {
		tag := Tag(part)
		if n := len(tags); n > 0 && compare(tags[n-1], tag) >= 0 {
			return errors.New("the tags are not sorted, or one is there twice")
		}
		tags = append(tags, tag)
	}
	*t = tags
	return nil
}

func compare(a, b Tag) int { return bytes.Compare(a[:], b[:]) }

// Tags are those of all records.
func (l *Ledger) Tags() Tags {
	if l.sorted == nil {
		l.sorted = slices.AppendSeq(make(Tags, 0, len(l.tags)), maps.Values(l.tags))
		slices.SortFunc(l.sorted, compare)
		l.sorted = slices.Compact(l.sorted)
		h := sha256.New()
		for _, t := range l.sorted {
			h.Write(t[:])
		}
		h.Sum(l.digest[:0])
	}
	return l.sorted
}

// Digest is of all records.
func (l *Ledger) Digest() Digest {
	l.Tags()
	return l.digest
}

// Missing are records whose tags are not among some: first withdrawals, the newest first,
// then items, the earliest first, as many as take mostBytes as JSON; at least one if there
// is any.
func (l *Ledger) Missing(has Tags, mostBytes int) Records {
	var r Records
	left := mostBytes - len(`{"items":[],"withdrawn":[]}`)
	fits := func(id ID, record json.Marshaler) (lacking, ok bool) {
		if _, known := slices.BinarySearchFunc(has, l.tags[id], compare); known {
			return false, true
		}
		text, err := json.Marshal(record)
		if err != nil { // none was taken that cannot be written
			return false, true
		}
		left -= len(text) + len(",")
		return true, left >= 0 || r.Empty()
	}
	for _, w := range l.Withdrawn() {
		lacking, ok := fits(w.ID, w)
		if !ok {
			return r
		}
		if lacking {
			r.Withdrawn = append(r.Withdrawn, w)
		}
	}
	for id, i := range l.All() {
		lacking, ok := fits(id, i)
		if !ok {
			return r
		}
		if lacking {
			r.Items = append(r.Items, i)
		}
	}
	return r
}
