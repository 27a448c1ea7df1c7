package tui

import (
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
)

func TestAHintThatIsTooLongLeavesItsRoomToTheNext(t *testing.T) {
	hints := []hint{{"↑↓", "scroll", 4}, {"/", "find", 5}, {"s", "search all", 3}, {"?", "keys", 2}, {"q", "quit", 1}}
	for _, tt := range []struct {
		room int
		want string
	}{
		{60, "↑↓ / s ? q"},
		{45, "↑↓ s ? q"},
		{31, "s ? q"},
		{28, "↑↓ ? q"}, // s is too long
		{25, "/ ? q"},
		{16, "? q"},
		{8, "q"},
		{7, ""},
	} {
		var keys []string
		m := &Model{}
		kept := m.fitting(hints, tt.room)
		for _, h := range kept {
			keys = append(keys, h.key)
		}
		if got := strings.Join(keys, " "); got != tt.want || m.width(kept) > tt.room {
			t.Errorf("in %d columns %q, want %q", tt.room, got, tt.want)
		}
	}
}

func TestWhatTheBottomLineSaysIsWholeOrSaysThatItIsCut(t *testing.T) {
	m := reader(seed(t), 20, 5)
	for _, tt := range []struct{ notice, want string }{
		{"words: 2 of 24", "  words: 2 of 24"}, // in place of how far the page is read
		{"Hidden until the next", "  Hidden until the…"},
	} {
		m.notice = tt.notice
		if got := strings.TrimRight(bottom(m), " "); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.notice, got, tt.want)
		}
	}
}

func TestWhatIsSaidStandsApartFromTheHints(t *testing.T) {
	m := reader(seed(t), 80, 24)
	for n := 1; n < 90; n++ {
		m.notice = strings.Repeat("x", n)
		_, behind, _ := strings.Cut(bottom(m), "x")
		if behind = strings.TrimLeft(behind, "x"); !strings.HasPrefix(behind, "   ") && strings.Contains(strings.TrimSpace(behind), "  ") {
			t.Errorf("behind %d columns there stands %q", n, behind)
		}
	}
}

func TestTheTitleOfTheChosenEntryGoesOnBelowUncut(t *testing.T) {
	m := reader(seed(t), 20, 8)
	press(m, "?")
	got := strings.Join(strings.Fields(text(m)), " ")
	if !strings.Contains(got, "↓ j one line down") {
		t.Errorf("the first key's entry is not whole:\n%s", text(m))
	}
}

func TestGoodbyeBreaksNoWord(t *testing.T) {
	for columns := 20; columns <= 100; columns++ {
		m := reader(seed(t), columns, 24)
		goodbye := m.Goodbye()
		if !strings.Contains(goodbye, "https://nhshackday.com") {
			t.Errorf("in %d columns the address is broken: %q", columns, goodbye)
		}
		for line := range strings.SplitSeq(goodbye, "\n") {
			if len(line) > max(columns, len("https://nhshackday.com")) {
				t.Errorf("in %d columns %q is for the terminal to break", columns, line)
			}
		}
	}
}

func TestASitesNameIsNotSaidAboveATitleThatIsTheSame(t *testing.T) {
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: Riverside Makers\ntagline: We mend things by the river\n")},
		"index.md":  {Data: []byte("---\ntitle: Riverside Makers\n---\nCome in.\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for columns, want := range map[int]int{20: 1, 30: 1, 80: 2} { // with its tagline it says more
		if got := text(reader(s, columns, 12)); strings.Count(got, "Riverside Makers") != want {
			t.Errorf("in %d columns the name stands there other than %d times:\n%s", columns, want, got)
		}
	}
}
