package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

func TestNothingIsBehindTheKiosk(t *testing.T) {
	for _, tt := range []struct {
		keys []string
		want string
	}{
		{[]string{"ctrl+z"}, "Nothing is behind this: q leaves"},
		{[]string{"c", "ctrl+z"}, "Nothing is behind this: Q leaves"},
		{[]string{"ctrl+k", "ctrl+z"}, "Nothing is behind this: Ctrl-C leaves"},
		{[]string{"ctrl+q"}, "  q leaves"},
		{[]string{"ctrl+x"}, "  q leaves"},
	} {
		m := reader(seed(t), 80, 24)
		if press(m, tt.keys...) || !strings.Contains(text(m), tt.want) {
			t.Errorf("%v: it says\n%s", tt.keys, text(m))
		}
	}
	if m := reader(seed(t), 80, 24); !press(m, "ctrl+\\") {
		t.Error("Ctrl-\\ does not leave")
	}
	if m := reader(seed(t), 80, 24); !press(m, "/", "ctrl+\\") {
		t.Error("Ctrl-\\ does not leave from a prompt")
	}
}

// Ctrl-S and Ctrl-Q stop the text and let it go on where a terminal or a hand is used to
// it, and some terminals send them by themselves.
func TestFlowControlDoesNoHarm(t *testing.T) {
	for _, before := range [][]string{nil, {"c"}, {"1"}, {"space"}} {
		m := reader(seed(t), 80, 24)
		press(m, before...)
		m.notice = ""
		want := text(m)
		for range 3 {
			if press(m, "ctrl+s", "ctrl+q") {
				t.Fatal("Ctrl-Q leaves")
			}
		}
		if got := text(m); got != want && len(m.panels) > 0 || m.typing != nothing || m.search.active() {
			t.Errorf("after %v they lead to\n%s", before, got)
		}
	}
	for _, cancel := range []string{"ctrl+g", "esc", "ctrl+q"} {
		for _, keys := range [][]string{{"/", "w", "e"}, {"s", "w", "e"}, {":", "w", "e"}, {"p", "/", "w", "e"}} {
			m := reader(twoPages(t), 80, 24)
			press(m, keys...)
			if press(m, cancel); m.typing != nothing {
				t.Errorf("%s does not cancel %v", cancel, keys)
			}
		}
	}
}

// speech is what a computer makes of words that were not meant for the kiosk.
const speech = "Quit 12 Zebras, QZZ ]/[:?<> x hjkl"

func TestSingleKeysAreTurnedOffAndOn(t *testing.T) {
	for _, keys := range [][]string{nil, {"c"}, {"1"}, {"?"}, {"tab"}, {"/", "w", "e", "enter"}, {"a"}} {
		m := reader(seed(t), 80, 24)
		press(m, keys...)
		press(m, "ctrl+k")
		before := screen(m)
		for range 3 {
			if say(m, speech); m.Over() {
				t.Fatalf("after %v, words leave", keys)
			}
		}
		got := screen(m)
		if !slices.Equal(got[:23], before[:23]) || m.typing != nothing || m.number != 0 {
			t.Errorf("after %v, words lead to\n%s", keys, strings.Join(got, "\n"))
		}
		if !strings.Contains(got[23], "Single keys are off: Ctrl-K turns them on") {
			t.Errorf("it says %q", got[23])
		}
		if press(m, "ctrl+k"); !strings.Contains(screen(m)[23], "Single keys are on") {
			t.Errorf("it says %q", screen(m)[23])
		}
		if press(m, "Q"); !m.Over() {
			t.Errorf("after %v, single keys do not come back", keys)
		}
	}
	for _, columns := range []int{20, 40} {
		for _, code := range words.Codes() {
			w, _ := words.In(code, false)
			m := readerOf(seed(t), columns, 12, terminal.Profile{}, w)
			if press(m, "ctrl+k"); !strings.Contains(screen(m)[11], "Ctrl-K: ") {
				t.Errorf("at %d columns it says %q", columns, screen(m)[11])
			}
		}
	}
}

func TestPromptsTakeTextWhileSingleKeysAreOff(t *testing.T) {
	m := reader(seed(t), 80, 24)
	press(m, "ctrl+k", "ctrl+s")
	if say(m, "we want"); m.search.query != "we want" {
		t.Fatalf("%q is looked for", m.search.query)
	}
	press(m, "enter")
	first := m.search.current
	if press(m, "f3"); m.search.current == first {
		t.Error("F3 does not go on")
	}
	if say(m, "n"); m.typing != nothing || m.search.current != first+1 {
		t.Error("n goes on")
	}
}

// What can be done with single keys can be done without (WCAG 2.2 2.1.4): from the help,
// by arrows and Enter alone.
func TestEverythingCanBeDoneWithoutSingleKeys(t *testing.T) {
	for i := range bindings {
		b := &bindings[i]
		if b.worksOff() || b.action == number { // a link is chosen with Tab, an entry with arrows
			continue
		}
		if b.shown == "" || len(b.keys) == 0 {
			t.Errorf("action %d is in no help", b.action)
			continue
		}
		by, from := reader(events(t), 80, 24), reader(events(t), 80, 24)
		press(by, b.keys[0])
		press(from, "ctrl+k", "ctrl+o")
		for rows := from.helpRows(); rows[from.panel().list.chosen].binding != b; {
			was := from.panel().list.chosen
			if press(from, "down"); from.panel().list.chosen == was {
				t.Fatalf("%s is not in the help", b.shown)
			}
		}
		press(from, "enter")
		same := by.Over() == from.Over() && by.page.Name == from.page.Name && by.top == from.top && len(by.panels) == len(from.panels) &&
			by.typing == from.typing && by.notice == from.notice && by.theme == from.theme && by.copied == from.copied
		if !same || len(by.panels) > 0 && by.panel().kind != from.panel().kind {
			t.Errorf("%s from the help leads to\n%s\nand the key to\n%s", b.shown, text(from), text(by))
		}
	}
}

func TestTheBottomLineShowsKeysThatWork(t *testing.T) {
	for _, keys := range [][]string{nil, {"c"}, {"1"}, {"ctrl+o"}, {"tab"}, {"a"}, {"p"}, {"/", "w", "enter"}} {
		m := reader(events(t), 200, 24)
		press(m, keys...)
		press(m, "ctrl+k", "ctrl+l")
		v, here := m.here()
		hints := m.hints(v, here)
		if len(hints) == 0 {
			t.Errorf("after %v nothing is shown", keys)
		}
		for _, h := range hints {
			if !works(h.key) || h.key == "1-9" {
				t.Errorf("after %v the bottom line shows %s, which does nothing", keys, h.key)
			}
		}
		if v == onPage && !strings.HasSuffix(screen(m)[23], "Ctrl-O keys  Ctrl-C quit") {
			t.Errorf("on the page it shows %q", screen(m)[23])
		}
	}
}

func TestAKeyIsACharacterWhateverTheTerminalCallsIt(t *testing.T) {
	for _, tt := range []struct {
		key  tea.KeyPressMsg
		want bool
	}{
		{tea.KeyPressMsg{Code: 'q', Text: "q"}, true},
		{tea.KeyPressMsg{Code: 'q', Text: "Q", Mod: tea.ModShift}, true},
		{tea.KeyPressMsg{Code: ' ', Text: " "}, true},
		{tea.KeyPressMsg{Code: ' ', Text: " ", Mod: tea.ModShift}, true},
		{tea.KeyPressMsg{Code: '7', Text: "7"}, true},
		{tea.KeyPressMsg{Code: 'ŵ', Text: "ŵ"}, true},
		{tea.KeyPressMsg{Code: 'k', Mod: tea.ModCtrl}, false},
		{tea.KeyPressMsg{Code: 'v', Mod: tea.ModAlt}, false},
		{tea.KeyPressMsg{Code: tea.KeyF1}, false},
		{tea.KeyPressMsg{Code: tea.KeyEnter}, false},
		{tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}, false},
	} {
		if got := isCharacter(tt.key); got != tt.want {
			t.Errorf("%v: %v", tt.key, got)
		}
	}
}
