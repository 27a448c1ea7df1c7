package when

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestZones(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "zone")
	if err := os.WriteFile(file, []byte("no zone"), 0o600); err != nil {
		t.Fatal(err)
	}
	summer := time.Date(2027, time.July, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		tz, want string // what it is called in July, or a part of the error
		ok       bool
	}{
		{"", "UTC", true},
		{":", "UTC", true},
		{"UTC", "UTC", true},
		{"Europe/London", "BST", true},
		{":Europe/London", "BST", true},
		{"Asia/Kolkata", "IST", true},
		{"Asia/Kathmandu", "UTC+05:45", true},
		{"EST5EDT", "EDT", true}, // a name in the database, too
		{"GMT0BST", "did you mean TZ=Europe/London?", false},
		{"europe/london", "did you mean TZ=Europe/London?", false},
		{"America/New York", "did you mean TZ=America/New_York?", false},
		{"utc", "did you mean TZ=UTC?", false},
		{" Europe/London ", "did you mean TZ=Europe/London?", false},
		{"NZST-12NZDT,M9.5.0,M4.1.0/3", "rules are not read; write a name", false},
		{"Europe/Lodnon", "write a name of the time zone database", false},
		{"Local", "write a name of the time zone database", false},
		{"../../etc/passwd", "write a name of the time zone database", false},
		{file, "is no file of a time zone", false},
		{filepath.Join(folder, "none"), "no such file or directory", false},
		{"\x1b[2J" + strings.Repeat("x", 500), "is not known", false},
	} {
		zone, err := Zone(tt.tz, true)
		switch {
		case err == nil && (!tt.ok || ZoneName(summer.In(zone)) != tt.want):
			t.Errorf("TZ=%q is %s, want %s", tt.tz, ZoneName(summer.In(zone)), tt.want)
		case err != nil && (tt.ok || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("TZ=%q: %v, want %s", tt.tz, err, tt.want)
		case err != nil && (len(err.Error()) > 300 || strings.Contains(err.Error(), "\x1b")):
			t.Errorf("the error is %q", err)
		}
	}
	if zone, err := Zone("", false); zone != nil || err != nil {
		t.Errorf("without a TZ it is %v, %v", zone, err)
	}
}

func TestTimesInWords(t *testing.T) {
	kathmandu, err := time.LoadLocation("Asia/Kathmandu")
	if err != nil {
		t.Fatal(err)
	}
	july := time.Date(2027, time.July, 1, 13, 5, 0, 0, london)
	for _, tt := range []struct {
		at, now time.Time
		want    string
	}{
		{july.Add(25 * time.Minute), july, "13:30 BST, in 25 minutes"},
		{july.Add(5 * time.Second), july, "13:05:05 BST, in 5 seconds"},
		{july.Add(100 * time.Minute), july, "14:45 BST, in 1 hour 40 minutes"},
		{july.Add(10*time.Hour + 55*time.Minute), july, "midnight tonight BST, in 11 hours"},
		{july.Add(24 * time.Hour), july, "13:05 BST on Friday 2 July, in 24 hours"},
		{july.Add(200 * 24 * time.Hour), july, "12:05 GMT on Monday 17 January 2028, in 200 days"},
		{july.Add(-time.Hour), july, "12:05 BST, 1 hour ago"},
		{july.In(kathmandu), july, "17:50 UTC+05:45, in 0 seconds"},
		{spring.Add(time.Hour), spring, "02:30 BST, in 1 hour"},
		{autumn.Add(2 * time.Hour), autumn, "01:30 GMT, in 2 hours"},
	} {
		if got := Until(tt.at, tt.now); got != tt.want {
			t.Errorf("%v at %v is %q, want %q", tt.at, tt.now, got, tt.want)
		}
	}
	if got, want := Since(july, july.Add(3*time.Minute)), "13:05:00 BST on Thursday 1 July, 3 minutes ago"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
