package layout

import "weak"

// weakMap finds values for as long as somebody else holds them. Its zero value is
// empty.
type weakMap[K comparable, V any] struct {
	values  map[K]weak.Pointer[V]
	sweepAt int // the length at which it is rid of values that nobody holds
}

// get returns the value of a key, or nil.
func (m *weakMap[K, V]) get(k K) *V { return m.values[k].Value() }

func (m *weakMap[K, V]) set(k K, v *V) {
	if m.values == nil {
		m.values = map[K]weak.Pointer[V]{}
	}
	if len(m.values) >= m.sweepAt {
		for k, v := range m.values {
			if v.Value() == nil {
				delete(m.values, k)
			}
		}
		m.sweepAt = 2*len(m.values) + 100
	}
	m.values[k] = weak.Make(v)
}

func (m *weakMap[K, V]) remove(k K) { delete(m.values, k) }

// keepOnly drops the values of all other keys.
func (m *weakMap[K, V]) keepOnly(kept func(K) bool) {
	for k := range m.values {
		if !kept(k) {
			delete(m.values, k)
		}
	}
}
