package sshd

import "testing"

func TestTheEndOfAnAnnouncementIsCutOut(t *testing.T) {
	for _, tt := range []struct{ line, text, until string }{
		{"Lunch is served --until 13:30", "Lunch is served", "13:30"},
		{"--until=13:30 Lunch", "Lunch", "13:30"},
		{`"Lunch's here" --until "2026-11-25 13:30"`, "Lunch's here", "2026-11-25 13:30"},
		{"Lunch --until 2026-11-25 13:30 in the foyer", "Lunch in the foyer", "2026-11-25 13:30"},
		{"Talks --until 2026-11-25 in hall 2", "Talks in hall 2", "2026-11-25"},
		{"the --untilled field", "the --untilled field", ""},
		{`'a' and 'b`, `'a' and 'b`, ""},
		{`"`, `"`, ""},
		{"", "", ""},
	} {
		text, until, ok := cutUntil(tt.line)
		if text != tt.text || until != tt.until || !ok {
			t.Errorf("%q is %q until %q, %v", tt.line, text, until, ok)
		}
	}
	for _, line := range []string{"Lunch --until", "Lunch --until=", `Lunch --until ""`} {
		if _, _, ok := cutUntil(line); ok {
			t.Errorf("%q has a time", line)
		}
	}
}
