package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The earliest and the latest time at which an item may be made.
var (
	firstMade = time.Unix(0, 0).UTC()
	lastMade  = time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
)

// IDOf is the identity of an item.
func IDOf(name string, content []byte) (id ID) {
	h := sha256.New()
	h.Write([]byte(name))
	h.Write([]byte{0})
	h.Write(content)
	copy(id[:], h.Sum(nil))
	return id
}

// ID is the item's identity.
func (i Item) ID() ID { return IDOf(i.Name, i.Content) }

// MadeAt is a time as an item has it: in whole seconds, in UTC, from 1970 to 9999.
func MadeAt(t time.Time) time.Time {
	t = t.UTC().Truncate(time.Second)
	if t.Before(firstMade) {
		return firstMade
	}
	if t.After(lastMade) {
		return lastMade
	}
	return t
}

// CheckName says why an item cannot have a name; nil if it can. Such a name is one of a
// file in a folder wherever it is used, which is passed over by none that shows announcements.
func CheckName(name string) error {
	switch {
	case name == "" || len(name) > MaxName:
		return fmt.Errorf("a name has 1 to %d bytes", MaxName)
	case !utf8.ValidString(name):
		return errors.New("the name is not UTF-8")
	case name[0] == '.' || name[0] == '_':
		return errors.New(`the name begins with "." or "_"`)
	case !strings.HasSuffix(name, ".md"):
		return errors.New("the name does not end in .md")
	case strings.EqualFold(name, "README.md"):
		return errors.New("README.md is no announcement")
	case strings.ContainsFunc(name, barred):
		return errors.New("the name has a slash or a character in it that cannot be shown")
	}
	return nil
}

// barred reports whether a character may not be in a name: slashes, controls, characters of
// format (bidirectional and invisible ones are among them), separators of lines, and
// noncharacters.
func barred(r rune) bool {
	return r == '/' || r == '\\' || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) ||
		r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE
}

// checked is the item as it is kept, or what is wrong with it.
func (i Item) checked() (Item, error) {
	if err := CheckName(i.Name); err != nil {
		return Item{}, err
	}
	if n := len(i.Content); n == 0 || n > MaxContent {
		return Item{}, fmt.Errorf("an item has 1 to %d bytes of content", MaxContent)
	}
	if !i.Made.Equal(MadeAt(i.Made)) {
		return Item{}, errors.New("made is not in whole seconds, or not from 1970 to 9999")
	}
	i.Made = MadeAt(i.Made)
	var err error
	i.Extra, err = checkedExtra(i.Extra, itemKeys)
	return i, err
}

// checked is the withdrawal as it is kept, or what is wrong with it.
func (w Withdrawal) checked() (Withdrawal, error) {
	if err := CheckName(w.Name); err != nil {
		return Withdrawal{}, err
	}
	if w.Count == 0 || w.Count > MaxCount {
		return Withdrawal{}, fmt.Errorf("a count is 1 to %d", uint64(MaxCount))
	}
	var err error
	w.Extra, err = checkedExtra(w.Extra, withdrawalKeys)
	return w, err
}

// checked are the records as they are kept, or what is wrong with one of them.
func (r Records) checked() (kept Records, err error) {
	if len(r.Items) > MaxItems || len(r.Withdrawn) > MaxWithdrawals {
		return Records{}, errors.New("there are too many records")
	}
	for _, i := range r.Items {
		if i, err = i.checked(); err != nil {
			return Records{}, fmt.Errorf("item: %w", err)
		}
		kept.Items = append(kept.Items, i)
	}
	for _, w := range r.Withdrawn {
		if w, err = w.checked(); err != nil {
			return Records{}, fmt.Errorf("withdrawal: %w", err)
		}
		kept.Withdrawn = append(kept.Withdrawn, w)
	}
	return kept, nil
}

// The fields that this version knows, sorted.
var (
	itemKeys       = []string{"content", "made", "name"}
	withdrawalKeys = []string{"count", "id", "name"}
)

// checkedExtra are fields that are not among those known, in the form in which they are
// written. They are nil where there are none.
func checkedExtra(extra map[string]json.RawMessage, known []string) (map[string]json.RawMessage, error) {
	if len(extra) == 0 {
		return nil, nil
	}
	kept := make(map[string]json.RawMessage, len(extra))
	for key, value := range extra {
		if slices.Contains(known, key) {
			return nil, fmt.Errorf("%q is there twice", key)
		}
		// Marshal compacts a value and escapes what HTML has a meaning for.
		text, err := json.Marshal(value)
		if err != nil || !utf8.Valid(text) || !utf8.ValidString(key) {
			return nil, errors.New("a field that is not known here is not JSON")
		}
		kept[key] = text
	}
	if sizeOf(kept) > MaxExtra {
		return nil, fmt.Errorf("the fields that are not known here take more than %d bytes", MaxExtra)
	}
	return kept, nil
}

// sizeOf is how many bytes fields take as JSON.
func sizeOf(fields map[string]json.RawMessage) (size int) {
	for key, value := range fields {
		size += fieldSize(key, value)
	}
	return size
}

func fieldSize(key string, value json.RawMessage) int {
	name, _ := json.Marshal(key)
	return len(name) + len(":") + len(value) + len(",")
}

// union is the fields of both: of two values the one with the larger bytes. Where they take
// more than MaxExtra, those stay whose keys are first: so all kiosks that go on exchanging
// end with the same.
func union(a, b map[string]json.RawMessage) map[string]json.RawMessage {
	if len(b) == 0 {
		return a
	}
	all := maps.Clone(b)
	for key, value := range a {
		if bytes.Compare(value, all[key]) > 0 {
			all[key] = value
		}
	}
	size := 0
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if size += fieldSize(key, all[key]); size > MaxExtra {
			delete(all, key)
		}
	}
	return all
}

// MarshalJSON writes the item's fields and Extra's, sorted by their keys. So a version that
// knows a field writes the same as one that only keeps it, and their tags are the same.
func (i Item) MarshalJSON() ([]byte, error) {
	return object(i.Extra, itemKeys, i.Content, MadeAt(i.Made), i.Name)
}

// MarshalJSON writes the withdrawal's fields and Extra's, sorted by their keys.
func (w Withdrawal) MarshalJSON() ([]byte, error) {
	return object(w.Extra, withdrawalKeys, w.Count, w.ID, w.Name)
}

func object(extra map[string]json.RawMessage, keys []string, values ...any) ([]byte, error) {
	all := make(map[string]any, len(extra)+len(keys))
	for key, value := range extra {
		all[key] = value
	}
	for n, key := range keys {
		all[key] = values[n]
	}
	return json.Marshal(all) // which sorts them
}

// Tag is the tag of the item as it is.
func (i Item) Tag() Tag { return tagOf("item", i) }

// Tag is the tag of the withdrawal as it is.
func (w Withdrawal) Tag() Tag { return tagOf("withdrawal", w) }

func tagOf(kind string, record json.Marshaler) Tag {
	text, _ := record.MarshalJSON() // a checked record can be written
	sum := sha256.Sum256(slices.Concat([]byte(kind), []byte{0}, text))
	return Tag(sum[:8])
}

// UnmarshalJSON reads an item, and refuses one that is bad.
func (i *Item) UnmarshalJSON(data []byte) error {
	fields, err := fieldsOf(data)
	if err != nil {
		return err
	}
	var read Item
	if err := errors.Join(take(fields, "name", &read.Name), take(fields, "content", (*base64Text)(&read.Content)), take(fields, "made", &read.Made)); err != nil {
		return err
	}
	read.Extra = fields
	if read, err = read.checked(); err == nil {
		*i = read
	}
	return err
}

// UnmarshalJSON reads a withdrawal, and refuses one that is bad.
func (w *Withdrawal) UnmarshalJSON(data []byte) error {
	fields, err := fieldsOf(data)
	if err != nil {
		return err
	}
	var read Withdrawal
	if err := errors.Join(take(fields, "id", &read.ID), take(fields, "name", &read.Name), take(fields, "count", &read.Count)); err != nil {
		return err
	}
	read.Extra = fields
	if read, err = read.checked(); err == nil {
		*w = read
	}
	return err
}

// UnmarshalJSON reads records, and refuses all if one is bad or if there are too many.
// Other fields than the two are passed over.
func (r *Records) UnmarshalJSON(data []byte) error {
	fields, err := fieldsOf(data)
	if err != nil {
		return err
	}
	var read Records
	if err := errors.Join(takeList(fields, "items", MaxItems, &read.Items), takeList(fields, "withdrawn", MaxWithdrawals, &read.Withdrawn)); err != nil {
		return err
	}
	*r = read
	return nil
}

// fieldsOf are the fields of a JSON object, in which none is there twice.
func fieldsOf(data []byte) (map[string]json.RawMessage, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("this is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("this is no JSON object")
	}
	fields := map[string]json.RawMessage{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		if _, twice := fields[key]; twice {
			return nil, fmt.Errorf("%q is there twice", key)
		}
		fields[key] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON object")
	}
	return fields, nil
}

// base64Text is bytes that JSON has in base64 alone, and not as a list of numbers, which
// package json reads as well.
type base64Text []byte

func (b *base64Text) UnmarshalJSON(data []byte) error {
	if len(data) == 0 || data[0] != '"' {
		return errors.New("this is no base64")
	}
	return json.Unmarshal(data, (*[]byte)(b))
}

// take takes a field out, which has to be there.
func take(fields map[string]json.RawMessage, key string, to any) error {
	value, ok := fields[key]
	if !ok || string(value) == "null" {
		return fmt.Errorf("%q is not there", key)
	}
	delete(fields, key)
	if err := json.Unmarshal(value, to); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

// takeList is take for a list, which may be left out.
func takeList[T any](fields map[string]json.RawMessage, key string, most int, to *[]T) error {
	value, ok := fields[key]
	if !ok {
		return nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(value, &list); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	if len(list) > most {
		return fmt.Errorf("there are more than %d %s", most, key)
	}
	for _, text := range list {
		var record T
		if err := json.Unmarshal(text, &record); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		*to = append(*to, record)
	}
	return nil
}
