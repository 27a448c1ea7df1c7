package layout

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest/twolanguages"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// inTwo lays a page out in English and in Welsh.
func inTwo(t *testing.T, s *site.Site, spec Spec) (english, welsh *Layout) {
	t.Helper()
	lay := func(code string) *Layout {
		spec.Words, _ = words.In(code, spec.ASCII)
		l, err := Render(s, s.In(s.Home(), code), spec)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	return lay("en"), lay("cy")
}

func TestTheTopLineNamesTheLanguages(t *testing.T) {
	s := twolanguages.Site(t)
	for _, tt := range []struct {
		name           string
		spec           Spec
		english, welsh string // how the top line ends
	}{
		{"colours", Spec{Measure: 76, Theme: dark}, "Cymraeg / English", "Cymraeg / English"},
		{"no colours", Spec{Measure: 76, Theme: plain}, "Cymraeg / [English]", "[Cymraeg] / English"},
		{"ASCII", Spec{Measure: 76, Theme: plain, ASCII: true}, "Cymraeg / [English]", "[Cymraeg] / English"},
		{"narrow, where the tagline goes first", Spec{Measure: 40, Theme: plain}, "Cymraeg / [English]", "[Cymraeg] / English"},
	} {
		english, welsh := inTwo(t, s, tt.spec)
		for _, l := range []struct{ got, want string }{{english.Lines[0], tt.english}, {welsh.Lines[0], tt.welsh}} {
			if got := ansi.Strip(l.got); !strings.HasSuffix(got, " "+l.want) || ansi.StringWidth(got) != tt.spec.Measure {
				t.Errorf("%s: the top line is %q, want it to end with %q", tt.name, got, l.want)
			}
		}
	}
	english, _ := inTwo(t, s, Spec{Measure: 76, Theme: dark})
	if !strings.Contains(english.Lines[0], ";1mEnglish") {
		t.Errorf("the page's language is told by its colour alone: %q", english.Lines[0])
	}
	for _, spec := range []Spec{{Measure: 20, Theme: dark}, {Measure: 76, Theme: plain, Form: Text}, {Measure: 76, Theme: plain, Form: Spoken}} {
		if l, _ := inTwo(t, s, spec); strings.Contains(l.Lines[0], "Cymraeg") {
			t.Errorf("the top line of %+v is %q", spec, l.Lines[0])
		}
	}
}

func TestAPageOfOneLanguageNamesNone(t *testing.T) {
	s := twolanguages.Site(t)
	welsh, _ := words.In("cy", false)
	l, err := Render(s, s.Page("english"), Spec{Measure: 60, Theme: plain, Words: welsh})
	if err != nil {
		t.Fatal(err)
	}
	head := ansi.Strip(strings.Join(l.Lines[:l.Body.First], "\n"))
	if strings.Contains(head, "/ ") || !strings.Contains(head, "Only here\nSaesneg yw iaith y dudalen hon.\n") {
		t.Errorf("the head is\n%s", head)
	}
}

// Text is found again in a translation: by its heading, or else by how far down it is.
func TestCounterparts(t *testing.T) {
	s := twolanguages.Site(t)
	for _, measure := range []int{20, 40, 76} {
		english, welsh := inTwo(t, s, Spec{Measure: measure, Theme: plain})
		for i, h := range english.Headings {
			if got := welsh.Counterpart(english, h.First); got != welsh.Headings[i].First {
				t.Errorf("at %d columns heading %d is at line %d, want %d", measure, i+1, got, welsh.Headings[i].First)
			}
			within := welsh.Counterpart(english, h.First+3)
			if i+1 < len(welsh.Headings) && (within < welsh.Headings[i].First || within >= welsh.Headings[i+1].First) {
				t.Errorf("at %d columns a line of section %d is at line %d", measure, i+1, within)
			}
		}
		if got := welsh.Counterpart(english, 0); got != 0 {
			t.Errorf("the top is at line %d", got)
		}
		last := 0
		for i := range len(english.Lines) + 5 {
			at := welsh.Counterpart(english, i)
			if at < last || at >= len(welsh.Lines) {
				t.Fatalf("at %d columns line %d is at %d of %d, behind %d", measure, i, at, len(welsh.Lines), last)
			}
			last = at
		}
	}
}

func TestCounterpartsWithoutTheSameHeadings(t *testing.T) {
	s, err := folder.Load(fstest.MapFS{
		"home.md":    {Data: []byte("---\ntitle: H\n---\n" + strings.Repeat("Words.\n\n", 50))},
		"home.cy.md": {Data: []byte("---\ntitle: H\n---\n" + strings.Repeat("Geiriau.\n\n## Pennawd\n\n", 50))},
		"site.yaml":  {Data: []byte("title: T\nhome: home\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	english, welsh := inTwo(t, s, Spec{Measure: 60, Theme: plain})
	middle := (english.Body.First + english.Body.End) / 2
	if at, want := welsh.Counterpart(english, middle), (welsh.Body.First+welsh.Body.End)/2; abs(at-want) > 2 {
		t.Errorf("the middle is at line %d, want %d", at, want)
	}
}
