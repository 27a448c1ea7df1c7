package site

import (
	"fmt"
	"strings"
)

// PageName is the name of the page that has a part of the file's text, from 1 to Parts.
func (f *File) PageName(part int) string {
	if part == 1 {
		return f.Page
	}
	return fmt.Sprintf("%s/%d", f.Path, part)
}

// DocumentFragment is the place in a document that the fragment of its address names, as
// the document's page has it. Browsers open a PDF at "#page=12" (RFC 8118 §3), which is
// "page-12" here.
func DocumentFragment(fragment string) string {
	for parameter := range strings.SplitSeq(fragment, "&") {
		key, value, _ := strings.Cut(parameter, "=")
		switch strings.ToLower(key) {
		case "page":
			return "page-" + value
		case "nameddest":
			return value
		}
	}
	return fragment
}

// inParts is the part of a document that has a fragment's place, and the fragment; the
// page itself where it is no document's, or none has it.
func (s *Site) inParts(p *Page, fragment string) (*Page, string) {
	if p == nil || p.Source == nil || fragment == "" {
		return p, fragment
	}
	fragment = DocumentFragment(fragment)
	for part := 1; part <= p.Source.Parts; part++ {
		if q := s.Page(p.Source.PageName(part)); q != nil && q.Source == p.Source && (q.Anchor(fragment) >= 0 || q.Section(fragment) >= 0) {
			return q, fragment
		}
	}
	return p, fragment
}
