package tui

import (
	"strings"
	"testing"

	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

func TestTheHelpHasEveryKeyAndItsWords(t *testing.T) {
	for _, size := range []terminal.Size{{Columns: 20, Rows: 5}, {Columns: 40, Rows: 12}, {Columns: 80, Rows: 24}, {Columns: 200, Rows: 60}} {
		for _, code := range words.Codes() {
			w, _ := words.In(code, false)
			m := readerOf(events(t), size.Columns, size.Rows, terminal.Profile{}, w)
			press(m, "?")
			if l := m.panel().list; l.chosen != 1 {
				t.Fatalf("at %v what is chosen does nothing", size)
			}
			all := ""
			for range m.panel().list.count {
				all += strings.Join(strings.Fields(text(m)), " ") + " "
				press(m, "down")
			}
			for _, b := range bindings {
				if b.shown != "" && !strings.Contains(all, m.keyName(b.shown)) {
					t.Errorf("at %v the help lacks %s", size, b.shown)
				}
			}
			if size.Columns >= 80 {
				for name, does := range w.Help {
					if !strings.Contains(all, does) {
						t.Errorf("at %v the help lacks %s: %s", size, name, does)
					}
				}
			}
		}
	}
}

func TestTheHelpIsChosenFrom(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, "?", "up", "enter")
	if p := m.panel(); p == nil || p.kind != help || !strings.Contains(text(m), words.English.Bar.OnlyAGroup) {
		t.Errorf("Enter on a group leads to\n%s", text(m))
	}
	press(m, "/")
	say(m, "all pages")
	press(m, "enter")
	if p := m.panel(); p == nil || p.kind != pages && p.kind != results {
		t.Errorf("what is chosen by its words leads to\n%s", text(m))
	}
	m = reader(events(t), 80, 24)
	press(m, "?")
	if got := screen(m); !strings.HasPrefix(got[0], "  Keys") && !strings.HasPrefix(got[0], "Keys") || !strings.Contains(got[2], "> ") {
		t.Errorf("the help is\n%s", text(m))
	}
	press(m, "?")
	if m.panel() != nil {
		t.Error("? does not close it")
	}
	for _, key := range []string{"f1", "ctrl+o", "h"} {
		if press(m, key); m.panel() == nil || m.panel().kind != help {
			t.Errorf("%s does not open it", key)
		}
		press(m, "esc")
	}
	press(m, "p", "?", "G", "up", "enter") // q
	if m.Over() || len(m.panels) > 0 {
		t.Errorf("q from the help, over a list, leads to\n%s", text(m))
	}
}
