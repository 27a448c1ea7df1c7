package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
)

func TestAnAnnouncementStandsAboveTheBottomLineAndTakesNoKey(t *testing.T) {
	for _, size := range []terminal.Size{{Columns: 20, Rows: 5}, {Columns: 40, Rows: 12}, {Columns: 80, Rows: 24}, {Columns: 200, Rows: 60}} {
		t.Run(fmt.Sprintf("%dx%d", size.Columns, size.Rows), func(t *testing.T) {
			m := reader(seed(t), size.Columns, size.Rows)
			press(m, "space")
			read := screen(m)[0]
			m.Update(reading.AnnounceMsg{Texts: []string{"Lunch is served in the foyer"}})
			got := screen(m)
			if len(got) != size.Rows || got[0] != read {
				t.Errorf("%d rows, the first %q, want %d and %q as before", len(got), got[0], size.Rows, read)
			}
			banner := strings.Join(got[size.Rows-1-len(m.banner.lines):size.Rows-1], "\n")
			if !strings.Contains(banner, "Lunch is serv") {
				t.Errorf("the banner is %q", banner)
			}
			top := m.top
			press(m, "j")
			if m.top != top+1 || len(m.panels) > 0 {
				t.Errorf("j went to line %d, with %d panels open", m.top, len(m.panels))
			}
			m.Update(reading.AnnounceMsg{})
			if got := text(m); strings.Contains(got, "organisers") || m.rows() != size.Rows-1 {
				t.Errorf("the banner is still there:\n%s", got)
			}
		})
	}
}

func TestAnnouncementsThatDoNotFitAreShownWholeByAKey(t *testing.T) {
	m := reader(seed(t), 40, 12)
	press(m, "a")
	if got := text(m); !strings.Contains(got, "say nothing") {
		t.Errorf("nothing is announced:\n%s", got)
	}
	long := strings.Repeat("one two three four five ", 8) + "the end"
	m.Update(reading.AnnounceMsg{Texts: []string{"the first of all", long}})
	got := screen(m)
	if l := got[10]; l != " one two three four five one… a: 1 more" {
		t.Errorf("the banner is %q", l)
	}
	if len(m.banner.lines) != 1 {
		t.Errorf("a banner of %d rows", len(m.banner.lines))
	}
	press(m, "a")
	all := text(m)
	press(m, "G")
	all += text(m)
	if !strings.Contains(all, "the first of all") || !strings.Contains(all, "the end") {
		t.Errorf("the panel shows\n%s", all)
	}
	m.Update(reading.AnnounceMsg{Texts: []string{"another"}})
	if got := text(m); strings.Contains(got, "the first of all") || !strings.Contains(got, "another") {
		t.Errorf("the panel shows\n%s", got)
	}
	m.Update(reading.AnnounceMsg{})
	if m.panel() != nil {
		t.Error("a panel without announcements stays open")
	}
}

func TestTheNoticeOfADrainCountsDownAndLeavesTheText(t *testing.T) {
	m := reader(seed(t), 80, 24)
	press(m, "space", "j")
	m.Update(reading.AnnounceMsg{Texts: []string{"Lunch"}})
	m.Update(reading.DrainMsg{Left: 19500 * time.Millisecond})
	first := screen(m)
	if !strings.Contains(strings.Join(first, "\n"), "closes in 20 s") || !strings.Contains(strings.Join(first, "\n"), "Lunch") {
		t.Errorf("%s", strings.Join(first, "\n"))
	}
	m.Update(reading.DrainMsg{Left: 9 * time.Second})
	got := screen(m)
	if !strings.Contains(strings.Join(got, "\n"), "closes in 9 s") || got[0] != first[0] {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

func TestANoticeThatTakesAllRoomTellsOfTheAnnouncements(t *testing.T) {
	for _, tt := range []struct {
		columns, rows int
		want          string // the banner's last line
	}{
		{20, 5, "Closes: 20 s … a"},
		{30, 7, "Closes: 20 s  a: all"},
		{80, 6, "This kiosk closes in 20 s. Come back in a moment  a: all"},
		{80, 24, "From the organisers: Lunch                                             x: hide"},
	} {
		m := reader(seed(t), tt.columns, tt.rows)
		m.Update(reading.DrainMsg{Left: 20 * time.Second})
		without := screen(m)[tt.rows-2]
		m.Update(reading.AnnounceMsg{Texts: []string{"Lunch"}})
		if got := strings.TrimSpace(screen(m)[tt.rows-2]); got != tt.want {
			t.Errorf("%dx%d: %q, want %q", tt.columns, tt.rows, got, tt.want)
		}
		press(m, "a")
		if !strings.Contains(text(m), "Lunch") {
			t.Errorf("%dx%d: a shows\n%s", tt.columns, tt.rows, text(m))
		}
		press(m, "esc")
		m.Update(reading.AnnounceMsg{})
		if got := screen(m)[tt.rows-2]; got != without {
			t.Errorf("%dx%d: without one again: %q, want %q", tt.columns, tt.rows, got, without)
		}
	}
}

func TestTheLobbyShowsAnnouncementsToo(t *testing.T) {
	m := lobbyOf(seed(t), 80, 24)
	m.Update(reading.AnnounceMsg{Texts: []string{"Lunch is served in the foyer"}})
	if got := screen(m); len(got) != 24 || !strings.Contains(strings.Join(got, "\n"), "Lunch is served") || !strings.Contains(strings.Join(got, "\n"), "ssh hackday.example") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	m.Update(TurnMsg{})
	if got := text(m); !strings.Contains(got, "Lunch is served") {
		t.Errorf("%s", got)
	}
}

func TestABannerAtEverySize(t *testing.T) {
	m := reader(seed(t), 80, 24)
	m.Update(reading.AnnounceMsg{Texts: []string{strings.Repeat("ab cdefghi ", 18), "short", strings.Repeat("x", 200)}})
	m.Update(reading.DrainMsg{Left: time.Minute})
	for _, columns := range []int{1, 19, 20, 31, 40, 59, 60, 80, 132, 200, 300} {
		for _, rows := range []int{1, 4, 5, 6, 8, 12, 24, 60, 100} {
			m.Update(tea.WindowSizeMsg{Width: columns, Height: rows})
			f := m.Frame()
			if len(f.Lines) > rows {
				t.Fatalf("%d lines at %dx%d", len(f.Lines), columns, rows)
			}
			for _, l := range screen(m) {
				if len([]rune(l)) > columns {
					t.Fatalf("%q is too long for %d columns", l, columns)
				}
			}
		}
	}
}
