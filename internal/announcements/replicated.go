package announcements

import (
	"time"

	"hackday.example/kiosk/internal/ledger"
)

// OpenReplicated is Open for a kiosk that is one of several, each of which may have a folder
// of its own: what is announced and withdrawn is exchanged with theirs by the methods Digest,
// Tags, Missing, Merge and Changes.
func OpenReplicated(folder string, now func() time.Time) *Board { return Open(folder, now) }

// Digest is of all that is known.
func (b *Board) Digest() ledger.Digest { return ledger.Digest{} }

// Tags are those of all that is known.
func (b *Board) Tags() ledger.Tags { return nil }

// Missing are records whose tags are not among some.
func (b *Board) Missing(has ledger.Tags, most int) ledger.Records { return ledger.Records{} }

// Merge takes records in.
func (b *Board) Merge(ledger.Records) (changed bool) { return false }

// Changes holds a value when something changed since it was last received.
func (b *Board) Changes() <-chan struct{} { return nil }
