package pdf

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"D:20260314093000Z":       "2026-03-14T09:30:00Z",
		"D:20260314093000+01'00'": "2026-03-14T09:30:00+01:00",
		"D:20260314093000-05'30":  "2026-03-14T09:30:00-05:30",
		"D:20260314093000Z00'00'": "2026-03-14T09:30:00Z",
		"20260314":                "2026-03-14T00:00:00Z",
		"D:2026":                  "2026-01-01T00:00:00Z",
		"D:202603140930":          "2026-03-14T09:30:00Z",
		"":                        "",
		"D:":                      "",
		"D:20260230":              "",
		"D:20261314":              "",
		"D:20260314250000":        "",
		"D:20260314093000+99'00'": "",
		"Saturday":                "",
		"D:00000101":              "",
	} {
		got, ok := parseDate(text)
		switch {
		case ok != (want != ""):
			t.Errorf("%q is %v", text, got)
		case ok && got.Format(time.RFC3339) != want:
			t.Errorf("%q is %s, want %s", text, got.Format(time.RFC3339), want)
		}
	}
}

func FuzzDate(f *testing.F) {
	f.Add("D:20260314093000+01'00'")
	f.Fuzz(func(t *testing.T, text string) {
		date, ok := parseDate(text)
		if ok == date.IsZero() || ok && (date.Year() < 1 || date.Year() > 9999) {
			t.Errorf("%q is %v, %v", text, date, ok)
		}
	})
}

func FuzzURL(f *testing.F) {
	f.Add("https://example.org/a?b=c#d")
	f.Add("https://example.org/\x1b[m")
	f.Fuzz(func(t *testing.T, text string) {
		if !isURL(text) {
			return
		}
		for i := range len(text) {
			if c := text[i]; c <= ' ' || c == 0x7f {
				t.Errorf("%q is an address", text)
			}
		}
	})
}
