package site

import (
	"maps"
	"slices"
	"strings"
)

// Complete is what all addresses of pages that begin with a text begin with: at least the
// text. Names and redirects are such addresses. It takes some steps for each doubling of
// the number of pages.
func (s *Site) Complete(begun string) string {
	s.addressesOnce.Do(func() { s.addresses = slices.Sorted(maps.Keys(s.index.exact)) })
	first, _ := slices.BinarySearch(s.addresses, begun)
	some := s.addresses[first:]
	end, _ := slices.BinarySearchFunc(some, begun, func(address, begun string) int {
		if strings.HasPrefix(address, begun) {
			return -1
		}
		return strings.Compare(address, begun)
	})
	if end == 0 {
		return begun
	}
	// Whatever the first and the last of them begin with, all do.
	common, last := some[0], some[end-1]
	n := 0
	for n < len(common) && n < len(last) && common[n] == last[n] {
		n++
	}
	return strings.ToValidUTF8(common[:n], "")
}
