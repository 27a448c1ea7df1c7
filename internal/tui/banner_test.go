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
	"hackday.example/kiosk/internal/words"
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

func TestTheNewestTextTakesOneRowWhateverThereIsToSay(t *testing.T) {
	long := "The fire alarm is tested at noon, so please stay where you are and do not leave the building by the stairs"
	for _, tt := range []struct {
		columns int
		texts   []string
		want    string
	}{
		{80, []string{"Lunch"}, "From the organisers: Lunch                                             x: hide"},
		{80, []string{"Tea", "Lunch"}, "From the organisers: Lunch                                  a: 1 more  x: hide"},
		{80, []string{"Tea", "Lunch", long}, "The fire alarm is tested at noon, so please stay where you…  a: 2 more  x: hide"},
		{80, []string{long}, "The fire alarm is tested at noon, so please stay where you ar… a: all  x: hide"},
		{40, []string{"Lunch"}, "From the organisers: Lunch    x: hide"},
		{40, []string{"Tea", "Lunch"}, "From the organisers: Lunch   a: 1 more"},
		{40, []string{"Doors open at nine tomorrow morning"}, "Doors open at nine tomorrow morning"},
		{40, []string{long}, "The fire alarm is tested at no… a: all"},
		{20, []string{"Lunch"}, "Lunch      x: hide"},
		{20, []string{"Lunch at the bar"}, "Lunch at the bar"},
		{20, []string{long}, "The fire alarm… a"},
		{20, []string{"Tea", "Lunch"}, "Lunch    a: 1 more"},
		{20, []string{"Tea", "Lunch", long}, "The fire ala… +2 a"},
	} {
		for _, rows := range []int{5, 8, 24, 100} {
			m := reader(seed(t), tt.columns, rows)
			m.Update(reading.AnnounceMsg{Texts: tt.texts})
			if len(m.banner.lines) != 1 {
				t.Errorf("%dx%d: %d rows", tt.columns, rows, len(m.banner.lines))
			}
			if got := strings.Join(strings.Fields(screen(m)[rows-2]), " "); got != strings.Join(strings.Fields(tt.want), " ") {
				t.Errorf("%dx%d, %d texts: %q, want %q", tt.columns, rows, len(tt.texts), got, tt.want)
			}
			m.Update(reading.DrainMsg{Left: time.Minute})
			if most := map[bool]int{true: 2, false: 1}[rows >= twoRows]; len(m.banner.lines) > most {
				t.Errorf("%dx%d: %d rows with a drain", tt.columns, rows, len(m.banner.lines))
			}
		}
	}
}

func TestTheSecondsOfADrainAreNeverCut(t *testing.T) {
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		for columns := terminal.MinUsable.Columns; columns <= 100; columns++ {
			for _, rows := range []int{5, 24} {
				for _, left := range []int{3600, 300, 59, 1} {
					m := readerOf(seed(t), columns, rows, terminal.Profile{}, w)
					m.Update(reading.AnnounceMsg{Texts: []string{"Lunch is served in the foyer", "Tea"}})
					m.Update(reading.DrainMsg{Left: time.Duration(left) * time.Second})
					line := ansi.Strip(m.banner.lines[0])
					if !strings.Contains(line, fmt.Sprint(" ", left, " s")) && !strings.Contains(line, fmt.Sprint(" ", left, " eiliad")) {
						t.Errorf("%s, %dx%d: %q", code, columns, rows, line)
					}
					if rows == 5 && !strings.Contains(line, " a") && !strings.Contains(line, "a:") {
						t.Errorf("%s, %dx%d: %q does not tell of what is announced", code, columns, rows, line)
					}
				}
			}
		}
	}
}

func TestAnnouncementsArePutAwayUntilAnotherComes(t *testing.T) {
	m := reader(seed(t), 80, 24)
	if press(m, "x"); !strings.Contains(text(m), "say nothing") {
		t.Errorf("x without one says\n%s", text(m))
	}
	tell := func(texts ...string) { m.Update(reading.AnnounceMsg{Texts: texts}) }
	seen := func() bool { press(m, "ctrl+l"); return len(m.banner.lines) > 0 }
	tell("Tea", "Lunch")
	top := m.top
	if press(m, "x"); len(m.banner.lines) > 0 || m.top != top || !strings.Contains(text(m), "Hidden until the next: a opens") {
		t.Fatalf("x leads to\n%s", text(m))
	}
	for _, tt := range []struct {
		name  string
		texts []string
		want  bool
	}{
		{"the same", []string{"Tea", "Lunch"}, false},
		{"another order", []string{"Lunch", "Tea"}, false},
		{"the same twice", []string{"Lunch", "Tea", "Lunch"}, false},
		{"one is withdrawn", []string{"Tea"}, false},
		{"another", []string{"Tea", "The end"}, true},
	} {
		tell(tt.texts...)
		m.Update(reading.SiteMsg{Site: seed(t)})
		m.Update(tea.WindowSizeMsg{Width: 81, Height: 25})
		m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		if seen() != tt.want {
			t.Errorf("%s: shown is %v, want %v", tt.name, !tt.want, tt.want)
		}
		if marked := strings.Contains(screen(m)[23], "a announcements"); marked == tt.want {
			t.Errorf("%s: the bottom line is %q", tt.name, screen(m)[23])
		}
	}
	press(m, "a", "x")
	if m.panel() != nil || seen() {
		t.Error("x does not put away what is open")
	}
	if press(m, "a"); !strings.Contains(text(m), "The end") {
		t.Errorf("a does not open what was put away:\n%s", text(m))
	}
}

func TestAnnouncementsAreNotSaidTwice(t *testing.T) {
	m := reader(seed(t), 80, 24)
	m.Update(reading.AnnounceMsg{Texts: []string{"Lunch in the foyer", "Tea", "Lunch in the foyer"}})
	press(m, "space")
	before := text(m)
	for _, keys := range [][]string{{"a"}, {"a", "c", "esc"}} {
		press(m, keys...)
		if got := text(m); strings.Count(got, "Lunch in the foyer") != 1 || strings.Count(got, "Tea") != 1 {
			t.Errorf("%v shows\n%s", keys, got)
		}
		press(m, "esc")
		if got := text(m); got != before {
			t.Errorf("closed again it shows\n%s\nbefore:\n%s", got, before)
		}
	}
}

func TestALobbyShowsOneTextAfterAnother(t *testing.T) {
	m := lobbyOf(seed(t), 80, 24)
	m.Update(reading.AnnounceMsg{Texts: []string{"Lunch", "Tea", strings.Repeat("a long text ", 30)}})
	seen := ""
	for range 3 {
		if got := text(m); strings.Contains(got, "x: hide") || len(m.banner.lines) > 2 {
			t.Errorf("%d rows:\n%s", len(m.banner.lines), got)
		}
		seen += text(m)
		m.Update(TurnMsg{})
	}
	for _, want := range []string{"Lunch", "Tea", "a long text"} {
		if !strings.Contains(seen, want) {
			t.Errorf("%s is not shown", want)
		}
	}
}
