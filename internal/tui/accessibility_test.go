package tui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// These tests hold what accessibility.md says, as far as others do not. Their names are
// in it.

// colours are the parameters of SGR that colour text and what is behind it.
var colours = regexp.MustCompile(`^(3[0-9]|4[0-9]|9[0-7]|10[0-7])$`)

// attributes is a line with its SGR, of which the colours are taken out.
func attributes(line string) string {
	return regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllStringFunc(line, func(sgr string) string {
		var rest []string
		parameters := strings.Split(strings.Trim(sgr, "\x1b[m"), ";")
		for i := 0; i < len(parameters); i++ {
			switch p := parameters[i]; {
			case (p == "38" || p == "48") && i+1 < len(parameters) && parameters[i+1] == "5":
				i += 2
			case (p == "38" || p == "48") && i+1 < len(parameters) && parameters[i+1] == "2":
				i += 4
			case !colours.MatchString(p):
				rest = append(rest, p)
			}
		}
		if len(rest) == 0 {
			return ""
		}
		return "\x1b[" + strings.Join(rest, ";") + "m"
	})
}

func TestWhatIsChosenIsSeenInEveryThemeAndWithoutColours(t *testing.T) {
	for _, name := range theme.Names {
		for _, depth := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256, colorprofile.ANSI, colorprofile.Ascii} {
			t.Run(fmt.Sprint(name, " ", depth), func(t *testing.T) {
				m := readerOf(events(t), 80, 24, terminal.Profile{Depth: depth, Colours: depth > colorprofile.Ascii}, words.English)
				m.use(name)
				lines := func() []string { return slices.Clone(m.Frame().Lines) }
				changed := func(before, after []string) (n int) {
					for i := range before[:len(before)-1] {
						if attributes(before[i]) != attributes(after[i]) {
							n++
						}
					}
					return n
				}
				plain := lines()
				press(m, "tab")
				first := lines()
				press(m, "tab")
				if second := lines(); changed(plain, first) != 1 || changed(first, second) == 0 {
					t.Errorf("a link that is chosen looks like any other: %q and %q", plain, first)
				}
				for _, key := range []string{"c", "r", "p", "m", "?"} {
					press(m, "esc", "esc", key)
					before := lines()
					if l := m.panel().list; l.n() < 2 {
						continue
					}
					press(m, "down")
					if changed(before, lines()) < 2 {
						t.Errorf("behind %s what is chosen looks like all others: %q", key, before)
					}
					if n := strings.Count("\n"+text(m), "\n> ") + strings.Count("\n"+text(m), "\n  > "); n != 1 {
						t.Errorf("behind %s there are %d signs:\n%s", key, n, text(m))
					}
				}
			})
		}
	}
}

func TestTheChosenEntryCoversNoOther(t *testing.T) {
	for _, size := range []terminal.Size{{Columns: 20, Rows: 12}, {Columns: 40, Rows: 24}, {Columns: 80, Rows: 24}} {
		m := reader(seed(t), size.Columns, size.Rows)
		press(m, "r")
		l := m.panel().list
		for range l.n() {
			shown := text(m)
			for k := l.top; k <= l.chosen; k++ { // those above, and itself
				if number := fmt.Sprint(" ", l.at(k)+1, " "); !strings.Contains(shown, number) {
					t.Errorf("at %v entry %s is covered:\n%s", size, number, shown)
				}
			}
			if next := fmt.Sprint(" ", l.chosen+2, " "); l.chosen+1 < l.n() && len(m.chosenLines(l))+l.chosen-l.top < m.listRows() && !strings.Contains(shown, next) {
				t.Errorf("at %v the entry behind what is chosen is covered:\n%s", size, shown)
			}
			press(m, "down")
		}
	}
}

func TestNothingBlinks(t *testing.T) {
	blinks := regexp.MustCompile("\x1b\\[([0-9;]*;)?[56](;[0-9;]*)?m")
	for _, name := range theme.Names {
		for _, depth := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI, colorprofile.Ascii} {
			for role := range theme.Role(theme.Roles) {
				styled := theme.New(name, depth).Render(role, "x")
				if blinks.MatchString(regexp.MustCompile("[34]8;(5;[0-9]+|2;[0-9]+;[0-9]+;[0-9]+)").ReplaceAllString(styled, "")) {
					t.Errorf("%s blinks: %q", name, styled)
				}
			}
		}
	}
	if !blinks.MatchString("\x1b[1;5m") || blinks.MatchString("\x1b[1;35m") {
		t.Error("what blinks is not found")
	}
}

func TestEveryPageTitlesItsWindow(t *testing.T) {
	s := events(t)
	m := reader(s, 80, 24)
	titles := map[string]bool{}
	for _, p := range s.Pages {
		m.openPage(p, "")
		if got := m.Title(); !strings.HasPrefix(got, p.Title) || titles[got] {
			t.Errorf("the window of %s is called %q", p.Name, got)
		}
		titles[m.Title()] = true
		if !strings.Contains(text(m), p.Title) {
			t.Errorf("%s does not begin with its title:\n%s", p.Name, text(m))
		}
	}
}

func TestChoosingAndTypingOpenNothing(t *testing.T) {
	m := reader(events(t), 80, 24)
	page := m.page
	same := func(what string, panels int) {
		t.Helper()
		if m.page != page || len(m.panels) != panels || m.Over() {
			t.Errorf("%s opens something:\n%s", what, text(m))
		}
	}
	press(m, "tab", "tab", "shift+tab", "tab")
	same("choosing a link", 0)
	press(m, "esc")
	for _, key := range []string{"c", "r", "p", "m", "?"} {
		press(m, key, "down", "down", "up", "space", "G", "g", "tab")
		same("choosing behind "+key, 1)
		press(m, "/")
		say(m, "cardiff")
		same("filtering behind "+key, 1)
		press(m, "esc", "esc", "esc")
	}
	for _, key := range []string{":", "s"} {
		press(m, key)
		say(m, "events/2026/cardiff")
		press(m, "down", "up")
		same("typing behind "+key, 1)
		press(m, "esc")
	}
	press(m, "/")
	say(m, "words")
	same("finding", 0)
}

func TestHelpIsAtOnePlace(t *testing.T) {
	m := reader(events(t), 80, 24)
	for _, p := range m.site.Pages {
		m.openPage(p, "")
		if got := screen(m)[23]; !strings.HasSuffix(got, "? keys  q quit") {
			t.Errorf("on %s the bottom line is %q", p.Name, got)
		}
	}
	inEachState(t, func(t *testing.T, m *Model) {
		if m.typing != nothing { // where characters are text
			press(m, "enter")
		}
		if p := m.panel(); p != nil && p.kind == help {
			return
		}
		if press(m, "ctrl+o"); m.panel() == nil || m.panel().kind != help {
			t.Errorf("the help is not\n%s", text(m))
		}
	})
}

func TestEveryPromptSaysWhatItIsFor(t *testing.T) {
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		for _, tt := range []struct{ keys, label string }{
			{"/", w.Bar.Find}, {"p/", w.Bar.Filter}, {":", w.Bar.GoTo}, {"s", w.Bar.Search},
		} {
			for _, columns := range []int{20, 40, 80} {
				m := readerOf(events(t), columns, 12, terminal.Profile{}, w)
				for _, c := range tt.keys {
					press(m, string(c))
				}
				label := strings.TrimSpace(words.Fill(tt.label, "query", ""))
				bottom := screen(m)[11]
				if !strings.HasPrefix(strings.TrimSpace(bottom), label) {
					t.Errorf("%s, %d columns: the prompt is %q, want %q", code, columns, bottom, label)
				}
				if columns == 80 && (!strings.Contains(bottom, "Enter") && tt.keys == "p/" || !strings.Contains(bottom, "Esc")) {
					t.Errorf("%s: the prompt does not say what ends it: %q", code, bottom)
				}
			}
		}
	}
}

func TestNothingIsTypedTwice(t *testing.T) {
	m := reader(seed(t), 80, 24)
	press(m, "/")
	say(m, "we want")
	press(m, "enter", "g", "/", "enter")
	if m.search.query != "we want" || len(m.search.matches) == 0 {
		t.Errorf("/ and Enter look for %q", m.search.query)
	}
	m.Update(tea.WindowSizeMsg{Width: 60, Height: 20})
	if press(m, "n"); m.search.query != "we want" {
		t.Errorf("in another window %q is looked for", m.search.query)
	}
}

func TestAttributesAreWhatIsLeftWithoutColours(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[1;38;5;74mx\x1b[m":           "\x1b[1mx\x1b[m",
		"\x1b[38;2;1;4;7;48;5;1mx":         "x",
		"\x1b[4;34;103mx":                  "\x1b[4mx",
		"\x1b[7mx\x1b[m" + ansi.ResetStyle: "\x1b[7mx\x1b[m" + ansi.ResetStyle,
		"\x1b]8;id=1;https://e.org\x1b\\x": "\x1b]8;id=1;https://e.org\x1b\\x",
	} {
		if got := attributes(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
