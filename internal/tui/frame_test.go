package tui

import (
	"strings"
	"testing"
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
		{"Put away until the next", "  Put away until t…"},
	} {
		m.notice = tt.notice
		if got := strings.TrimRight(bottom(m), " "); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.notice, got, tt.want)
		}
	}
}
