package site

import (
	"slices"
	"strings"
)

// primary is the language of a tag of BCP 47 without its region or script: "pt" of
// "pt-br".
func primary(tag string) string {
	code, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return code
}

// LanguageOf is the language that a page is in, as ISO 639 writes it: "cy". It is empty
// where it is not known.
func (s *Site) LanguageOf(p *Page) string {
	if p.Language != "" {
		return primary(p.Language)
	}
	return primary(s.Language)
}

// Versions are a page and its translations, by language; of two in one language, the
// first by its name. A page without translations is the only one, and so is one whose
// language is not known.
func (s *Site) Versions(p *Page) []*Page {
	original := p
	if o := s.index.original[p]; o != nil {
		original = o
	}
	versions := []*Page{original}
	for _, v := range s.index.versions[original] {
		versions = append(versions, v)
	}
	slices.SortFunc(versions, func(a, b *Page) int {
		if c := strings.Compare(s.LanguageOf(a), s.LanguageOf(b)); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return slices.CompactFunc(versions, func(a, b *Page) bool { return s.LanguageOf(a) == s.LanguageOf(b) })
}

// Version is a page in a language, or nil where it is not there in it. Unlike In, it
// finds the page that a translation was made of.
func (s *Site) Version(p *Page, language string) *Page {
	if s.LanguageOf(p) == primary(language) {
		return p
	}
	for _, v := range s.Versions(p) {
		if s.LanguageOf(v) == primary(language) {
			return v
		}
	}
	return nil
}

// Languages are those of the site and those into which any page is translated, as
// LanguageOf has them, in alphabetical order.
func (s *Site) Languages() []string {
	var codes []string
	if own := s.LanguageOf(s.Home()); own != "" {
		codes = append(codes, own)
	}
	for tag := range s.index.languages {
		codes = append(codes, primary(tag))
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
