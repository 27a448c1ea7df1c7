package site

import (
	"fmt"
	"slices"
	"testing"
)

func TestAListHasEachPageOnceInTheReadersLanguage(t *testing.T) {
	home, about, amdanom := &Page{Name: "index", Title: "Home"}, &Page{Name: "about", Title: "About"}, &Page{Name: "cy/about", Title: "Amdanom"}
	news, older := &Page{Name: "2026/news", Title: "News"}, &Page{Name: "2025/news", Title: "News"}
	hafan := &Page{Name: "index", Title: "News"} // a title that others have in English
	s := New(Parts{
		Settings: Settings{Title: "T"},
		Pages:    []*Page{home, amdanom, about, news, {Name: "search", Title: "Home", Unlisted: true}, older},
		Translations: map[*Page]map[string]*Page{
			home: {"cy": hafan}, about: {"cy": amdanom}, amdanom: {"en": about},
		},
	})
	for language, want := range map[string][]string{
		"en": {"Home", "About", "News (2026/news)", "News (2025/news)"},
		"cy": {"News (index)", "Amdanom", "News (2026/news)", "News (2025/news)"},
		"de": {"Home", "Amdanom", "About", "News (2026/news)", "News (2025/news)"},
	} {
		for range 2 { // it is kept
			var got []string
			for _, e := range s.List(language) {
				text := e.Page.Title
				if e.Ambiguous {
					text = fmt.Sprintf("%s (%s)", text, e.Page.Name)
				}
				got = append(got, text)
			}
			if !slices.Equal(got, want) {
				t.Errorf("in %s: %q, want %q", language, got, want)
			}
		}
	}
	if a, b := s.List("de"), s.List("fr"); &a[0] != &b[0] {
		t.Error("a language that nothing is translated into has a list of its own")
	}
}
