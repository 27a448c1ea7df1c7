package command

import (
	"strings"
	"testing"
	"time"
)

func TestTheEndOfAnAnnouncementIsCutOut(t *testing.T) {
	now := time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ line, text, until string }{
		{"Lunch is served --until 13:30", "Lunch is served", "13:30"},
		{`--until="13:30" Lunch`, "Lunch", "13:30"},
		{`--until '16:00 Paris'`, "", "16:00 Paris"}, // which is refused later, as the next is
		{`x --until '16:00 Paris' y`, "x y", "16:00 Paris"},
		{`"Use --until 13:30 here"`, "Use --until 13:30 here", ""},
		{`"Lunch's here" --until "2026-11-25 13:30"`, "Lunch's here", "2026-11-25 13:30"},
		{"Lunch --until tomorrow 9:00", "Lunch", "tomorrow 9:00"},
		{"Lunch --until=tomorrow 9:00", "Lunch", "tomorrow 9:00"},
		{"Lunch --until in 20 minutes", "Lunch", "in 20 minutes"},
		{"Lunch --until Saturday at 9am", "Lunch", "Saturday at 9am"},
		{"Lunch —until 13:30", "Lunch", "13:30"},
		{"Lunch –until=13:30", "Lunch", "13:30"},
		{"Lunch --until 8 tonight", "Lunch", "8 tonight"},
		{"Lunch --until half past three", "Lunch", "half past three"}, // which is refused later
		{"Lunch --until heute 13 Uhr", "Lunch", "heute 13 Uhr"},
		{"Lunch until 13:30 --until 13:30", "Lunch until 13:30", "13:30"},
		{"-- Lunch until 13:30", "Lunch until 13:30", ""},
		{"-- Use --help", "Use --help", ""},
		{"-- Lunch until 13:30 --until 13:30", "Lunch until 13:30", "13:30"},
		{`"Lunch until 13:30"`, "Lunch until 13:30", ""},
		{"Open until the food is gone", "Open until the food is gone", ""},
		{"Not until further notice", "Not until further notice", ""},
		{"Wait until", "Wait until", ""},
		{"Lunch for you —all of you", "Lunch for you —all of you", ""},
		{"-- --all", "--all", ""},
		{"the -untilled field -- and --- a dash", "the -untilled field -- and --- a dash", ""},
		{`"Lunch" is "served"`, `"Lunch" is "served"`, ""},
		{`'a' and 'b`, `'a' and 'b`, ""},
		{`"`, `"`, ""},
		{"", "", ""},
	} {
		if l, wrong := readAnnouncement(tt.line, now); l != (announcementLine{text: tt.text, until: tt.until}) || wrong != "" {
			t.Errorf("%q is %+v, %s", tt.line, l, wrong)
		}
	}
	for line, want := range map[string]string{
		"Lunch --until":          "--until needs a time behind it",
		"Lunch --until=":         "--until needs a time behind it",
		`Lunch --until ""`:       "--until needs a time behind it",
		"Lunch --untill 13:30":   `there is no flag "--untill" (did you mean --until?)`,
		"Lunch --Until=13:30":    `there is no flag "--Until=13:30" (did you mean --until?)`,
		"Lunch —untill 13:30":    `there is no flag "—untill" (did you mean --until?)`,
		"Lunch --til 13:30":      `there is no flag "--til" (did you mean --until?)`,
		"Lunch --until=1 --x=\a": `there is no flag "--x="`,
		"--all Lunch":            "an announcement is always shown everywhere; leave --all out",
		"—all Lunch":             "an announcement is always shown everywhere; leave --all out",
		"Lunch --all":            "an announcement is always shown everywhere; leave --all out",
		"--replica web-1 Lunch":  "an announcement is always shown everywhere; leave --replica out",
		"Lunch —replica=web-1":   "an announcement is always shown everywhere; leave --replica out",
	} {
		if l, wrong := readAnnouncement(line, now); wrong != want || l != (announcementLine{}) {
			t.Errorf("%q is %+v, %q, want %q", line, l, wrong, want)
		}
	}
}

func TestATimeAmongTheWordsIsAskedAbout(t *testing.T) {
	now := time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)
	for line, want := range map[string]string{
		"Lunch is served until 16:00":          "announce Lunch is served --until 16:00\n",
		"Lunch is served till 4pm.":            "announce Lunch is served --until 4pm\n",
		"Doors are open UNTIL 16:00 in hall 2": "announce Doors are open in hall 2 --until 16:00\n",
		"Lunch (until 16:00)":                  "announce Lunch --until 16:00\n",
		"Lunch -until 16:00":                   "announce Lunch --until 16:00\n",
		"Lunch -untill 16:00":                  "announce Lunch --until 16:00\n",
		"Lunch -until=16:00 in hall 2":         "announce Lunch in hall 2 --until 16:00\n",
		"Lunch until: tomorrow 9:00":           "announce Lunch --until tomorrow 9:00\n",
		"Quiet until 8":                        "announce Quiet --until 8\n",       // which would be asked about in its turn
		"Sold out until 9:00":                  "announce Sold out --until 9:00\n", // which is past
	} {
		l, wrong := readAnnouncement(line, now)
		if wrong != "" || l.until != "" || !strings.HasPrefix(l.asks, "nothing is announced yet: did you mean --until ") || !strings.Contains(l.asks, want) {
			t.Errorf("%q is %+v, %q", line, l, wrong)
		}
		_, again, _ := strings.Cut(l.asks, "until it is taken back: announce ")
		if l, wrong := readAnnouncement(again, now); l.asks != "" || wrong != "" || l.text != line {
			t.Errorf("%q is %+v, %q", again, l, wrong)
		}
	}
}

func TestWordsBehindTheTimeAreAskedAbout(t *testing.T) {
	now := time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)
	for line, want := range map[string][]string{
		"x --until 16:00 Paris":                       {`"16:00 Paris" is no time that can be read`, "announce x Paris --until 16:00", "announce x --until 16:00"},
		"x --until '16:00 Paris":                      {`is no time that can be read`, "announce x Paris --until 16:00", "announce x --until 16:00"},
		"x --until 16.30 Uhr":                         {`"16.30 Uhr" is not read here, where times are English: "uhr" is o'clock, as in 13:00`, "announce x Uhr --until 16.30", "announce x --until 16.30"},
		"x --until=16:00 please come":                 {`"16:00 please come" is no time that can be read`, "announce x please come --until 16:00", "announce x --until 16:00"},
		"Lunch --until 2026-11-25 13:30 in the foyer": {"is no time that can be read", "announce Lunch in the foyer --until 2026-11-25 13:30", "announce Lunch --until 2026-11-25 13:30"},
		"--until=13:30 Lunch":                         {`"13:30 Lunch" is no time that can be read`, "announce Lunch --until 13:30"},
		"-- x --until 16:00 --help":                   {"is no time that can be read", "announce -- x --help --until 16:00", "announce -- x --until 16:00"},
	} {
		l, wrong := readAnnouncement(line, now)
		answer := strings.Split(l.asks, "\n")
		if wrong != "" || l.until != "" || len(answer) != len(want) || !strings.HasPrefix(l.asks, "nothing is announced yet: ") {
			t.Errorf("%q is %+v, %q", line, l, wrong)
			continue
		}
		for i, part := range want {
			if !strings.HasSuffix(answer[i], part) {
				t.Errorf("%q: %q, want %q at its end", line, answer[i], part)
			}
			if _, again, ok := strings.Cut(answer[i], ": announce "); ok {
				if l, wrong := readAnnouncement(again, now); l.asks != "" || wrong != "" || l.until == "" || l.text == "" {
					t.Errorf("%q is %+v, %q", again, l, wrong)
				}
			}
		}
	}
}

// FuzzAnnouncementLine reads any line: it is understood, or refused, or asked about, and
// then what is proposed for its words says them.
func FuzzAnnouncementLine(f *testing.F) {
	for _, line := range []string{"Lunch until 16:00", "-- x --until 8", `"a" --until "b c"`, "—until", "until until 9 until"} {
		f.Add(line)
	}
	now := time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, line string) {
		if len(line) > maxCommandBytes {
			t.Skip("no command is as long")
		}
		l, wrong := readAnnouncement(line, now)
		if wrong != "" && l != (announcementLine{}) {
			t.Errorf("%q is refused, and is %+v", line, l)
		}
		if l.asks != "" && (l.until != "" || l.text == "") {
			t.Errorf("%q is asked about, and is %+v", line, l)
		}
	})
}
