package announcements

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// What may be announced is read back as it was, and can steer no terminal;
// whatever else is in a file does not, either.
func FuzzAnnouncement(f *testing.F) {
	for _, text := range []string{
		"Lunch is served.", "# a", "1. b", "- c", "---\nuntil: 2026-11-25 13:30\n---\nd", "a\x1b[2J", "&#27;[2J", "[a](b)\\", "    e", "<b>\n", "*_`~|",
		"![\xff](", "\u202ea", "a\tb", "\ufeffa", strings.Repeat("[", 200), "https://a_b.example/*",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, given string) {
		if read, _, problem := parse("x.md", []byte(given)); problem == nil {
			steersNothing(t, read.Text)
		}
		text, err := checkText(given)
		if err != nil {
			return
		}
		steersNothing(t, text)
		if n := utf8.RuneCountInString(text); n < 1 || n > MaxText {
			t.Errorf("%d characters were taken", n)
		}
		source, err := compose(text, time.Time{})
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if len(source) > MaxFileBytes {
			t.Errorf("%q makes a file of %d bytes", text, len(source))
		}
	})
}

func steersNothing(t *testing.T, text string) {
	t.Helper()
	if i := strings.IndexFunc(text, unicode.IsControl); i >= 0 {
		t.Errorf("a control character is in %q", text)
	}
}
