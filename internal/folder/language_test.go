package folder_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest/twolanguages"
	"hackday.example/kiosk/internal/site"
)

func TestASiteIsCalledOtherwiseInEachLanguage(t *testing.T) {
	s := loadFolder(t, twolanguages.Files())
	for code, want := range map[string]site.Name{
		"en": {Title: "Hack Day", Tagline: "People who care"},
		"cy": {Title: "Diwrnod Hacio", Tagline: "Pobl sy’n malio"},
		"fr": {Title: "Hack Day", Tagline: "People who care"},
		"":   {Title: "Hack Day", Tagline: "People who care"},
	} {
		if got := s.Called(code); got != want {
			t.Errorf("in %q it is called %+v, want %+v", code, got, want)
		}
	}
	home := s.Home()
	for code, want := range map[string][]string{
		"en": {"Discussion", "https://talk.example/en", "GitHub", "https://github.com/hackday"},
		"cy": {"Trafodaeth", "https://talk.example/cy", "GitHub", "https://github.com/hackday"},
	} {
		var got []string
		for _, r := range s.In(home, code).Resources {
			if r.Origin == site.FromSocial {
				got = append(got, r.Title, r.URL)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("in %q the social links are %q, want %q", code, got, want)
		}
	}
}

func TestVersionsOfPages(t *testing.T) {
	s := loadFolder(t, twolanguages.Files())
	home := s.Home()
	welsh := s.In(home, "cy")
	for _, tt := range []struct {
		name     string
		page     *site.Page
		language string
		versions []*site.Page
	}{
		{"original", home, "en", []*site.Page{welsh, home}},
		{"translation", welsh, "cy", []*site.Page{welsh, home}},
		{"English alone", s.Page("english"), "en", []*site.Page{s.Page("english")}},
		{"Welsh alone", s.Page("cymraeg"), "cy", []*site.Page{s.Page("cymraeg")}},
	} {
		if got := s.LanguageOf(tt.page); got != tt.language {
			t.Errorf("%s: in %q, want %q", tt.name, got, tt.language)
		}
		if !slices.Equal(s.Versions(tt.page), tt.versions) {
			t.Errorf("%s: the versions are %v", tt.name, s.Versions(tt.page))
		}
	}
	if s.Version(welsh, "en") != home || s.Version(home, "cy") != welsh || s.Version(home, "fr") != nil || s.Version(home, "en-gb") != home {
		t.Error("a version is not found")
	}
	if got := s.Languages(); !slices.Equal(got, []string{"cy", "en"}) {
		t.Errorf("the languages are %v", got)
	}
}

// What the pages are in that say nothing is said by site.yaml, or else it is English.
func TestTheLanguageOfPagesThatDoNotSayTheirs(t *testing.T) {
	for _, tt := range []struct{ name, settings, page, want string }{
		{"nothing is said", "", "---\ntitle: P\n---\n", "en"},
		{"settings", "language: cy\n", "---\ntitle: P\n---\n", "cy"},
		{"settings with a region", "language: en-GB\n", "---\ntitle: P\n---\n", "en"},
		{"page", "language: cy\n", "---\ntitle: P\nlang: fr\n---\n", "fr"},
	} {
		s := loadFolder(t, fstest.MapFS{"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n" + tt.settings)}, "page.md": {Data: []byte(tt.page)}})
		if got := s.LanguageOf(s.Home()); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	built := loadFolder(t, fstest.MapFS{"index.html": {Data: []byte("<!doctype html><title>T</title><main><h1>T</h1><p>Words.</main>")}})
	if got := built.LanguageOf(built.Home()); got != "" {
		t.Errorf("a built page that does not say it is in %q", got)
	}
}

func loadFolder(t *testing.T, files fstest.MapFS) *site.Site {
	t.Helper()
	s, err := folder.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
