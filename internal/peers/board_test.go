package peers

import (
	"bytes"
	"slices"
	"sync"
	"time"

	"hackday.example/kiosk/internal/ledger"
)

// memory is a Board that keeps its ledger in memory, where the kiosk's has files.
type memory struct {
	mu      sync.Mutex
	ledger  *ledger.Ledger
	changes chan struct{}
}

func newMemory() *memory { return &memory{ledger: ledger.New(), changes: make(chan struct{}, 1)} }

// do calls f with the ledger, and tells of a change if there was one.
func (m *memory) do(f func(*ledger.Ledger)) (changed bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.ledger.Digest()
	f(m.ledger)
	if changed = m.ledger.Digest() != before; changed {
		select {
		case m.changes <- struct{}{}:
		default:
		}
	}
	return changed
}

func (m *memory) Changes() <-chan struct{} { return m.changes }

func (m *memory) Tags() (tags ledger.Tags) {
	m.do(func(l *ledger.Ledger) { tags = slices.Clone(l.Tags()) })
	return tags
}

func (m *memory) Digest() (d ledger.Digest) {
	m.do(func(l *ledger.Ledger) { d = l.Digest() })
	return d
}

func (m *memory) Missing(has ledger.Tags, most int) (r ledger.Records) {
	m.do(func(l *ledger.Ledger) { r = l.Missing(has, most) })
	return r
}

func (m *memory) Merge(r ledger.Records) bool {
	return m.do(func(l *ledger.Ledger) { _, _ = l.Merge(r) })
}

// announce adds an item of some bytes.
func (m *memory) announce(name string, size int) ledger.Item {
	i := ledger.Item{Name: name, Content: bytes.Repeat([]byte("x"), size), Made: time.Unix(1, 0).UTC()}
	if !m.Merge(ledger.Records{Items: []ledger.Item{i}}) {
		panic("not announced: " + name)
	}
	return i
}

// withdraw withdraws an item.
func (m *memory) withdraw(i ledger.Item) {
	m.do(func(l *ledger.Ledger) { l.Withdraw(i.ID()) })
}

// names are those of the items that are not withdrawn, sorted.
func (m *memory) names() (names []string) {
	m.do(func(l *ledger.Ledger) {
		for _, i := range l.Items() {
			names = append(names, i.Name)
		}
	})
	slices.Sort(names)
	return names
}
