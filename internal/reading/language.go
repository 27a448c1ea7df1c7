package reading

import (
	"slices"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// Languages are those that a reader of a page can choose from: those that the kiosk speaks,
// and those that the page is there in, in alphabetical order of their codes.
func Languages(s *site.Site, p *site.Page) []string {
	codes := words.Codes()
	for _, v := range s.Versions(p) {
		if code := s.LanguageOf(v); code != "" {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// NextLanguage is the one of Languages that comes after another; behind the last one comes
// the first.
func NextLanguage(s *site.Site, p *site.Page, code string) string {
	codes := Languages(s, p)
	for _, c := range codes {
		if c > code {
			return c
		}
	}
	return codes[0]
}

// Version is a page for readers of a language: in it, where it is there, and else as it is
// shown to anybody.
func Version(s *site.Site, p *site.Page, code string) *site.Page {
	if v := s.Version(p, code); v != nil {
		return v
	}
	if named := s.Page(p.Name); named != nil {
		return s.In(named, code)
	}
	return p
}
