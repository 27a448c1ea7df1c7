package command

import "testing"

func TestTheEndOfAnAnnouncementIsCutOut(t *testing.T) {
	for _, tt := range []struct{ line, text, until string }{
		{"Lunch is served --until 13:30", "Lunch is served", "13:30"},
		{"--until=13:30 Lunch", "Lunch", "13:30"},
		{`"Lunch's here" --until "2026-11-25 13:30"`, "Lunch's here", "2026-11-25 13:30"},
		{"Lunch --until 2026-11-25 13:30 in the foyer", "Lunch in the foyer", "2026-11-25 13:30"},
		{"Talks --until 2026-11-25 in hall 2", "Talks in hall 2", "2026-11-25"},
		{"the -untilled field -- and --- a dash", "the -untilled field -- and --- a dash", ""},
		{`"Lunch" is "served"`, `"Lunch" is "served"`, ""},
		{`'a' and 'b`, `'a' and 'b`, ""},
		{`"`, `"`, ""},
		{"", "", ""},
	} {
		text, until, wrong := cutUntil(tt.line)
		if text != tt.text || until != tt.until || wrong != "" {
			t.Errorf("%q is %q until %q, %s", tt.line, text, until, wrong)
		}
	}
	for line, want := range map[string]string{
		"Lunch --until":          "--until needs a time behind it",
		"Lunch --until=":         "--until needs a time behind it",
		`Lunch --until ""`:       "--until needs a time behind it",
		"Lunch --untill 13:30":   `there is no flag "--untill"`,
		"Lunch --until=1 --x=\a": `there is no flag "--x="`,
	} {
		if text, until, wrong := cutUntil(line); wrong != want || text != "" || until != "" {
			t.Errorf("%q is %q until %q, %q, want %q", line, text, until, wrong, want)
		}
	}
}
