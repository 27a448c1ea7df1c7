package site

import "strings"

// Complete is what all addresses of pages that begin with a text begin with: at least the
// text. Names and redirects are such addresses.
func (s *Site) Complete(begun string) string {
	common, first := begun, true
	for address := range s.index.exact {
		if !strings.HasPrefix(address, begun) {
			continue
		}
		if first {
			common, first = address, false
			continue
		}
		n := 0
		for n < len(common) && n < len(address) && common[n] == address[n] {
			n++
		}
		common = common[:n]
	}
	return strings.ToValidUTF8(common, "")
}
