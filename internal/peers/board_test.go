package peers

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"hackday.example/kiosk/internal/ledger"
)

// memory is a Board that keeps what it takes in memory: the union of all items and
// withdrawals, by the rules of package ledger.
type memory struct {
	mu      sync.Mutex
	items   map[ledger.ID]ledger.Item
	gone    map[ledger.ID]ledger.Withdrawal
	changes chan struct{}
}

func newMemory() *memory {
	return &memory{
		items: make(map[ledger.ID]ledger.Item), gone: make(map[ledger.ID]ledger.Withdrawal),
		changes: make(chan struct{}, 1),
	}
}

func idOf(i ledger.Item) (id ledger.ID) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s", i.Name, i.Content))
	return ledger.ID(sum[:16])
}

func tagOf(record any) ledger.Tag {
	b, _ := json.Marshal(record)
	sum := sha256.Sum256(b)
	return ledger.Tag(sum[:8])
}

func (m *memory) Changes() <-chan struct{} { return m.changes }

func (m *memory) changed() {
	select {
	case m.changes <- struct{}{}:
	default:
	}
}

func (m *memory) tags() ledger.Tags {
	var all ledger.Tags
	for _, i := range m.items {
		all = append(all, tagOf(i))
	}
	for _, w := range m.gone {
		all = append(all, tagOf(w))
	}
	slices.SortFunc(all, func(a, b ledger.Tag) int { return bytes.Compare(a[:], b[:]) })
	return all
}

func (m *memory) Tags() ledger.Tags {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tags()
}

func (m *memory) Digest() ledger.Digest {
	h := sha256.New()
	for _, tag := range m.Tags() {
		h.Write(tag[:])
	}
	return ledger.Digest(h.Sum(nil))
}

func (m *memory) Missing(has ledger.Tags, most int) (r ledger.Records) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := make(map[ledger.Tag]bool)
	for _, tag := range has {
		known[tag] = true
	}
	size := func(record any) int { b, _ := json.Marshal(record); return len(b) + 1 }
	for _, w := range m.gone {
		if most -= size(w); !known[tagOf(w)] && (most >= 0 || r.Empty()) {
			r.Withdrawn = append(r.Withdrawn, w)
		}
	}
	for _, i := range m.items {
		if known[tagOf(i)] {
			continue
		}
		if most -= size(i); most < 0 && !r.Empty() {
			break
		}
		r.Items = append(r.Items, i)
	}
	return r
}

func (m *memory) Merge(r ledger.Records) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	changed := false
	for _, i := range r.Items {
		if _, known := m.items[idOf(i)]; known || len(i.Content) > ledger.MaxContent {
			continue
		}
		m.items[idOf(i)] = i
		changed = true
	}
	for _, w := range r.Withdrawn {
		if old, known := m.gone[w.ID]; !known || old.Count < w.Count {
			m.gone[w.ID] = w
			changed = true
		}
	}
	if changed {
		m.changed()
	}
	return changed
}

// announce adds an item of some bytes.
func (m *memory) announce(name string, size int) ledger.Item {
	i := ledger.Item{Name: name, Content: bytes.Repeat([]byte("x"), size), Made: time.Unix(1, 0).UTC()}
	m.Merge(ledger.Records{Items: []ledger.Item{i}})
	return i
}

// withdraw withdraws an item.
func (m *memory) withdraw(i ledger.Item) {
	var count uint64
	m.mu.Lock()
	for w := range maps.Values(m.gone) {
		count = max(count, w.Count)
	}
	m.mu.Unlock()
	m.Merge(ledger.Records{Withdrawn: []ledger.Withdrawal{{ID: idOf(i), Name: i.Name, Count: count + 1}}})
}

// names are those of the items that are not withdrawn, sorted.
func (m *memory) names() (names []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, i := range m.items {
		if _, gone := m.gone[id]; !gone {
			names = append(names, i.Name)
		}
	}
	slices.Sort(names)
	return names
}
