package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// inEachState calls a function with a reader in every state that keys lead to.
func inEachState(t *testing.T, f func(t *testing.T, m *Model)) {
	for _, keys := range []string{"", "?", "c", "r", "p", "1", "1v", "i", "a", "/we", "s", ":", "p/x", "?/x", "\t"} {
		t.Run("behind "+keys, func(t *testing.T) {
			m := reader(seed(t), 80, 24)
			m.Update(reading.AnnounceMsg{Texts: []string{"Lunch"}})
			for _, c := range keys {
				if c == '\t' {
					press(m, "tab")
					continue
				}
				press(m, string(c))
			}
			f(t, m)
		})
	}
	t.Run("in a lobby that was stopped", func(t *testing.T) {
		m := lobbyOf(seed(t), 80, 24)
		press(m, "j")
		f(t, m)
	})
}

func TestEveryKeyStaysWhenTheReaderIsAboutToEnd(t *testing.T) {
	inEachState(t, func(t *testing.T, m *Model) {
		m.notice, m.flash.End = "", 0
		before := text(m)
		for _, b := range bindings {
			for _, k := range b.keys {
				if k == "ctrl+c" || strings.HasPrefix(k, "alt+") || strings.HasPrefix(k, "shift+") {
					continue
				}
				m.Update(reading.IdleMsg{Left: 59500 * time.Millisecond})
				if got := text(m); !strings.Contains(got, "60 s") || !strings.Contains(got, "any key stays, q too") {
					t.Fatalf("the notice is\n%s", got)
				}
				if press(m, k) {
					t.Fatalf("%s leaves", k)
				}
				if got := text(m); got != before {
					t.Fatalf("%s does more than to stay:\n%s\nbefore:\n%s", k, got, before)
				}
			}
		}
		m.Update(reading.IdleMsg{Left: time.Second})
		if m.Update(tea.PasteMsg{Content: "words"}); text(m) != before {
			t.Errorf("pasted text does more than to stay:\n%s", text(m))
		}
		m.Update(reading.IdleMsg{Left: time.Second})
		if !press(m, "ctrl+c") {
			t.Error("Ctrl-C does not leave")
		}
	})
}

// The notice is unlike what else stands on the bottom line: all of that is reversed, or
// on a ground of its own, and holds no key that would do something else now.
func TestTheIdleNoticeTakesTheBottomLineAndCountsDown(t *testing.T) {
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		for columns := terminal.MinUsable.Columns; columns <= 130; columns++ {
			m := readerOf(seed(t), columns, 24, terminal.Profile{}, w)
			rows := m.rows()
			for _, left := range []int{60, 59, 1} {
				m.Update(reading.IdleMsg{Left: time.Duration(left) * time.Second})
				lines := m.Frame().Lines
				last := lines[len(lines)-1]
				if !strings.Contains(ansi.Strip(last), fmt.Sprint(left, " s")) {
					t.Fatalf("%s, %d columns: %q", code, columns, last)
				}
				if ansi.StringWidth(last) != columns-1 || last != m.theme.Render(theme.Banner, ansi.Strip(last)) {
					t.Fatalf("%s: the notice takes %d of %d columns: %q", code, ansi.StringWidth(last), columns, last)
				}
			}
			if m.rows() != rows {
				t.Fatal("the notice moves the text")
			}
		}
	}
}

func TestWhoIsAboutToBeLeftIsToldInAWindowThatIsTooSmall(t *testing.T) {
	m := reader(seed(t), 19, 4)
	m.Update(reading.IdleMsg{Left: 9 * time.Second})
	if got := text(m); !strings.Contains(got, "9 s") {
		t.Errorf("it says\n%s", got)
	}
	if press(m, "q") {
		t.Error("q leaves")
	}
}
