package layout

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/theme"
)

// markedIn is the text of the cells that are marked as matches.
func markedIn(l *Layout, matches []Match) string {
	var b strings.Builder
	match := l.spec.Theme.Mark(theme.Match, uv.Style{})
	for i := range l.Lines {
		for _, cells := range uv.NewStyledString(l.Mark(i, matches, -1)).Lines(ansi.GraphemeWidth) {
			for _, c := range cells {
				if c.Style.Bg == match.Bg && c.Style.Underline == match.Underline {
					b.WriteString(c.Content)
				}
			}
		}
		b.WriteByte(' ')
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestFind(t *testing.T) {
	markdown := "# A heading about Doctorow\n\nCafé society, as Cory\nDoctorow explains it in this rather long sentence that wraps over several lines of text.\n\n> A quotation that is long enough to be wrapped over more than one line\n\n- item one\n- item two\n\n\"straight\" and “curly” quotes, we’re"
	l := render(t, page(t, markdown), Spec{Measure: 30, Theme: theme.New(theme.Plain, 0)})
	for _, tt := range []struct {
		query string
		want  int
	}{
		{"doctorow", 2}, {"DOCTOROW", 2}, {"cafe", 1}, {"CAFÉ", 1}, {"Cory Doctorow", 1}, {"Cory  doctorow explains", 1},
		{"rather long sentence that wraps over several lines", 1},
		{"quotation that is long enough to be wrapped over more than one", 1},
		{"heading about", 1}, {"item", 2}, {"\"curly\"", 1}, {"we're", 1}, {"we’re", 1},
		{"nothing of the kind", 0}, {"", 0}, {"   ", 0}, {"text. A quotation", 0}, // not over the end of a paragraph
	} {
		if got := l.Find(tt.query); len(got) != tt.want {
			t.Errorf("%q is found %d times, want %d", tt.query, len(got), tt.want)
		}
	}
}

func TestMatchesAreMarkedOverLineEnds(t *testing.T) {
	th := theme.New(theme.Dark, colorprofile.ANSI256)
	l := render(t, page(t, "One *two* [three](/x) four five six seven eight nine ten."), Spec{Measure: 20, Theme: th, Links: true})
	matches := l.Find("two three four five six") // a link's number does not part words
	if len(matches) != 1 {
		t.Fatalf("%d found in %q", len(matches), l.Lines)
	}
	if got := markedIn(l, matches); got != "two three [1] four five six" {
		t.Errorf("%q is marked", got)
	}
	matches = l.Find("e")
	for i := range l.Lines {
		if got := l.Mark(i, matches, 0); ansi.StringWidth(got) != ansi.StringWidth(l.Lines[i]) {
			t.Errorf("line %d was changed: %q", i, got)
		}
	}
	if l.Mark(0, nil, -1) != l.Lines[0] {
		t.Error("a line without a match was changed")
	}
}

func TestASCIILayoutsHoldNothingElse(t *testing.T) {
	s := page(t, "## Ŵyl — “fawr”\n\n> a quotation…\n\n- item • one\n\n| a | é |\n|---|---|\n| 1 | 日本 |\n\n`cöde`\n\n    blöck\n\n![ü](/ä.png) <https://example.org/é> ~~x~~ &eacute; *ç*\n\n---\n")
	for _, th := range []theme.Theme{theme.New(theme.Plain, 0), theme.New(theme.Dark, colorprofile.ANSI)} {
		for measure := MinMeasure; measure <= MaxMeasure; measure += 13 {
			l := render(t, s, Spec{Measure: measure, Theme: th, ASCII: true})
			for i, text := range l.Lines {
				if strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) || ansi.StringWidth(text) > measure {
					t.Errorf("line %d at %d is %q", i, measure, text)
				}
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("# Café\n\n> A *wrapped* quotation [of](/x) some\n> length", "cafe", 20)
	f.Add("e\u0301 | x\n-|-\n日本|\u00a0y", "E", 30)
	f.Fuzz(func(t *testing.T, markdown, query string, measure int) {
		s, err := folder.Load(fstest.MapFS{
			"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
			"page.md":   {Data: []byte("---\ntitle: P\n---\n" + markdown)},
		})
		if err != nil {
			return
		}
		l, err := Render(s, s.Home(), Spec{Measure: min(max(measure, MinMeasure), MaxMeasure), Theme: theme.New(theme.Dark, colorprofile.ANSI256)})
		if err != nil {
			return
		}
		matches := l.Find(query)
		for i := range l.Lines {
			if got := l.Mark(i, matches, len(matches)/2); ansi.Strip(got) != ansi.Strip(l.Lines[i]) {
				t.Errorf("line %d is %q, and was %q", i, got, l.Lines[i])
			}
		}
	})
}

func TestWhatIsBrokenOverLinesIsFound(t *testing.T) {
	code := "    prefix_that_is_long_enough_to_be_broken_somewhere_within_the_word\n"
	s := page(t, "A word: "+strings.Repeat("hippopotamus", 5)+" and 日本語のテキストは一つの文字が二桁を取ります。\n\n"+code+"\n| Head | Other |\n|---|---|\n| Cardiology | 28 |\n")
	for _, measure := range []int{20, 33, 80} {
		l := render(t, s, Spec{Measure: measure, Theme: dark})
		for _, query := range []string{strings.Repeat("hippopotamus", 5), "テキストは一つの", "long_enough_to_be_broken_somewhere", "cardiology", "head"} {
			found := l.Find(query)
			if len(found) != 1 {
				t.Errorf("at %d columns %q is found %d times", measure, query, len(found))
				continue
			}
			for i := range l.Lines { // marking changes no text
				if got := ansi.Strip(l.Mark(i, found, 0)); got != ansi.Strip(l.Lines[i]) {
					t.Errorf("at %d columns line %d is marked as %q, and is %q", measure, i, got, l.Lines[i])
				}
			}
		}
	}
}
