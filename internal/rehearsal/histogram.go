package rehearsal

import (
	"math/bits"
	"sync"
)

// Histogram counts values, and tells their quantiles to within 1 %, in the same
// memory however many there are: each power of two is divided into 64 equal
// parts. It is safe for concurrent use; the zero value is empty.
//
// It is the log-linear histogram of Gil Tene's HdrHistogram, without all that
// is not needed here.
type Histogram struct {
	mu     sync.Mutex // guards what follows
	counts [(64 - partBits + 2) << (partBits - 1)]uint64
	count  uint64
	most   uint64
}

// partBits is how many bits of a value are kept: its highest one, and those
// that tell 64 parts apart.
const partBits = 7

// bucket is where a value is counted.
func bucket(v uint64) int {
	shift := max(bits.Len64(v)-partBits, 0)
	return shift<<(partBits-1) + int(v>>shift)
}

// middle is the value in the middle of a bucket.
func middle(b int) uint64 {
	shift := max(b>>(partBits-1)-1, 0)
	low := uint64(b-shift<<(partBits-1)) << shift
	return low + (1<<shift)/2
}

// Add counts a value.
func (h *Histogram) Add(v uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts[bucket(v)]++
	h.count++
	h.most = max(h.most, v)
}

// Quantiles are some of a Histogram's, in its values' unit; 0 where there is
// none.
type Quantiles struct {
	Count              uint64
	P50, P95, P99, Max uint64
}

// Quantiles tells them at one moment.
func (h *Histogram) Quantiles() Quantiles {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Quantiles{Count: h.count, P50: h.quantile(50), P95: h.quantile(95), P99: h.quantile(99), Max: h.most}
}

// quantile is the value below or at which so many in a hundred are.
func (h *Histogram) quantile(percent uint64) uint64 {
	rank := (h.count*percent + 99) / 100
	var below uint64
	for b, n := range h.counts {
		if below += n; n > 0 && below >= rank {
			return min(middle(b), h.most)
		}
	}
	return 0
}
