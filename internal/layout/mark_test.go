package layout

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/theme"
)

// inLook is the text of a line's cells in a role's look, with a bar where others stand
// between.
func inLook(th theme.Theme, role theme.Role, line string) string {
	look := th.Mark(role, uv.Style{})
	var b strings.Builder
	for _, cells := range uv.NewStyledString(line).Lines(ansi.GraphemeWidth) {
		for _, c := range cells {
			attrs := look.Attrs
			if c.Style.Attrs&uv.AttrReverse != 0 { // in whose place nothing is bold
				attrs &^= uv.AttrBold
			}
			if c.Style.Bg == look.Bg && c.Style.Attrs&attrs == attrs && c.Style.Underline >= look.Underline {
				b.WriteString(c.Content)
			} else if c.Content != "" {
				b.WriteByte('|')
			}
		}
	}
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '|' }), "|")
}

// allMarked marks each line, checks that it says and leads to the same, and joins what
// is marked of all.
func allMarked(t *testing.T, l *Layout, role theme.Role, mark func(line int) string) string {
	t.Helper()
	var parts []string
	for i, before := range l.Lines {
		got := mark(i)
		if ansi.Strip(got) != ansi.Strip(before) {
			t.Errorf("line %d is %q, and was %q", i, got, before)
		}
		if links(got) != links(before) {
			t.Errorf("line %d leads to %q, and led to %q", i, links(got), links(before))
		}
		if part := inLook(l.spec.Theme, role, got); part != "" {
			parts = append(parts, strings.ReplaceAll(part, "\u00a0", " "))
		}
	}
	return strings.Join(parts, " / ")
}

// links are the sequences of a line that begin and end its links.
func links(line string) string {
	var found []string
	for _, part := range strings.SplitAfter(line, "\x1b\\") {
		if i := strings.Index(part, "\x1b]8;"); i >= 0 {
			found = append(found, part[i:])
		}
	}
	return strings.Join(found, "")
}

const marked = "# See [the *first*](/one) here\n\nText with [a link that is long enough for two lines](/two) and [日本語の文字](/three).\n\n" +
	"> [quoted](/four)\n\n| a | b |\n|---|---|\n| [in a cell](/five) | other |\n\n- ![a picture](/six.png)\n\n<https://example.org/seven>\n"

func TestMarkLink(t *testing.T) {
	s := page(t, marked)
	for _, tt := range []struct {
		number int
		want   string
	}{
		{1, "the first [1]"},
		{2, "a link that is long / enough for two lines [2]"},
		{3, "日本語の文字 [3]"},
		{4, "quoted [4]"},
		{5, "in a cell [5]"},
		{6, "Picture: a picture [6]"},
		{7, "https://example.org/seven [7]"},
		{8, ""},
		{0, ""},
	} {
		for name, spec := range map[string]Spec{
			"dark":  {Measure: 30, Theme: theme.New(theme.Dark, colorprofile.ANSI256), Links: true},
			"light": {Measure: 30, Theme: theme.New(theme.LightContrast, colorprofile.ANSI), Links: true},
			"plain": {Measure: 30, Theme: theme.New(theme.Plain, 0)},
		} {
			l := render(t, s, spec)
			if got := allMarked(t, l, theme.Chosen, func(line int) string { return l.MarkLink(line, tt.number) }); got != tt.want {
				t.Errorf("%s: of link %d %q is marked, want %q", name, tt.number, got, tt.want)
			}
		}
		l := render(t, s, Spec{Measure: 30, Theme: theme.New(theme.Plain, 0), ASCII: true})
		for i := range l.Lines {
			if got := l.MarkLink(i, tt.number); strings.ContainsFunc(got, func(r rune) bool { return r >= 0x80 }) {
				t.Errorf("line %d is %q", i, got)
			}
		}
	}
}

func TestMarkLinkInThePagesFoot(t *testing.T) {
	s := page(t, "Text with [a link](/one).\n")
	foot := *s.Home()
	foot.Resources = append(foot.Resources[:1:1], foot.Resources[0], foot.Resources[0])
	foot.Resources[1].Number, foot.Resources[1].URL = 2, "https://example.org/a/permalink/of/two/lines"
	foot.Resources[2].Number, foot.Resources[2].URL = 3, "https://example.org/three"
	foot.TextResources = 1
	l, err := Render(s, &foot, Spec{Measure: 30, Theme: theme.New(theme.Plain, 0), Links: true})
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[int]string{
		1: "a link [1]",
		2: "[2] https://example.org/a/ / permalink/of/two/lines",
		3: "[3] https://example.org/three",
	} {
		if got := allMarked(t, l, theme.Chosen, func(line int) string { return l.MarkLink(line, number) }); got != want {
			t.Errorf("of link %d %q is marked, want %q, in\n%s", number, got, want, strings.Join(l.Lines, "\n"))
		}
	}
}

func TestMarkAll(t *testing.T) {
	s := page(t, marked)
	for name, th := range map[string]theme.Theme{"dark": theme.New(theme.Dark, colorprofile.ANSI256), "plain": theme.New(theme.Plain, 0)} {
		l := render(t, s, Spec{Measure: 40, Theme: th, Links: true})
		for line, want := range map[int]string{
			l.Headings[0].First:  "See the first [1] here",
			l.Resources[2].First: "and 日本語の文字 [3].",
			l.Resources[3].First: "quoted [4]",
			l.Body.First - 1:     "",
		} {
			if got := strings.ReplaceAll(inLook(th, theme.Match, l.MarkAll(line)), "\u00a0", " "); !strings.HasSuffix(got, want) || want == "" && got != "" {
				t.Errorf("%s: of %q %q is marked, want %q", name, ansi.Strip(l.Lines[line]), got, want)
			}
		}
		allMarked(t, l, theme.Match, l.MarkAll)
	}
}

func TestFindWords(t *testing.T) {
	l := render(t, page(t, "# The Cardiff event\n\nAn event in Cardiff, Cardiff event or\nnot, and cardiffian events. Élan.\n\n| event | place |\n|---|---|\n| x | y |\n"), Spec{Measure: 30, Theme: dark})
	for _, tt := range []struct {
		query string
		want  string
	}{
		{"cardiff event", "Cardiff event Cardiff event"},
		{"event cardiff", "Cardiffevent eventCardiffCardiff eventcardiff event event"},
		{"in Cardiff, Cardiff event or not", "in Cardiff, Cardiff event or not"}, // over a line's end
		{"cardiff cardiffian", "Cardiff CardiffCardiff cardiffian"},              // the longer one
		{"elan", "Élan"},
		{"elan nowhere", "Élan"},
		{"nowhere", ""},
		{"", ""},
	} {
		found := l.FindWords(search.Words(tt.query))
		if got := markedIn(l, found); got != tt.want {
			t.Errorf("%q: %q is found, want %q", tt.query, got, tt.want)
		}
		for i := 1; i < len(found); i++ {
			if found[i].start < found[i-1].end || found[i].Line < found[i-1].Line {
				t.Errorf("%q: match %d is not behind the one before", tt.query, i)
			}
		}
	}
	if got := l.FindWords([]string{"", "elan", ""}); len(got) != 1 {
		t.Errorf("empty words: %d are found", len(got))
	}
}

func TestFindWordsIsBounded(t *testing.T) {
	l := render(t, page(t, strings.Repeat("a b ", MaxMatches)), Spec{Measure: 80, Theme: dark})
	words := []string{"b", "a", "zebra"}
	for range 100 {
		words = append(words, "a")
	}
	if got := l.FindWords(words); len(got) != MaxMatches {
		t.Errorf("%d are found, want %d", len(got), MaxMatches)
	}
}
