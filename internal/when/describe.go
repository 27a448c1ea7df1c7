package when

import (
	"fmt"
	"strings"
	"time"
)

// ZoneName is what the time of a moment is called there: "BST". Where it has no name it
// is its distance from UTC: "UTC+05:45".
func ZoneName(t time.Time) string {
	name, offset := t.Zone()
	if name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == "" {
		return name
	}
	if offset%60 != 0 { // as before there were zones
		return t.Format("UTC-07:00:00")
	}
	return t.Format("UTC-07:00")
}

// At is a moment in words, in its own zone, as somebody needs it at a moment now: "13:30
// BST", or "13:30 BST on Sunday 28 March" on another day. Midnight is the end of a day:
// "midnight tonight BST", or "midnight BST at the end of Sunday 28 March".
func At(t, now time.Time) string {
	today := dayOf(now.In(t.Location()))
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && !t.Equal(now) {
		if day := t.Add(-time.Second); dayOf(day) != today {
			return midnight + " " + ZoneName(t) + " at the end of " + dayText(day, now)
		}
		return midnight + " tonight " + ZoneName(t)
	}
	clock := t.Format("15:04")
	if t.Second() != 0 {
		clock = t.Format("15:04:05")
	}
	text := clock + " " + ZoneName(t)
	if dayOf(t) != today {
		text += " on " + dayText(t, now)
	}
	return text
}

// Until is [At] with how far it is away: "13:30 BST, in 25 minutes"; "13:30 BST, 2 hours
// ago".
func Until(t, now time.Time) string {
	away := t.Sub(now)
	if away < 0 {
		return At(t, now) + ", " + Rough(-away) + " ago"
	}
	return At(t, now) + ", in " + Rough(away)
}

// Since is a moment that is past, to the second, with how long ago it was: "13:30:05 BST on
// Sunday 28 March, 2 hours ago".
func Since(t, now time.Time) string {
	return fmt.Sprintf("%s %s on %s, %s ago", t.Format("15:04:05"), ZoneName(t), dayText(t, now), Rough(now.Sub(t)))
}

// dayText is a day in words, with its year where that is not the present one.
func dayText(t, now time.Time) string {
	if t.Year() != now.In(t.Location()).Year() {
		return t.Format("Monday 2 January 2006")
	}
	return t.Format("Monday 2 January")
}

// Rough is a length of time in words, in the largest units that say enough: "25 minutes",
// "1 hour 40 minutes", "3 days". What is negative is taken as nothing.
func Rough(d time.Duration) string {
	const day = 24 * time.Hour
	d = max(d, 0)
	switch {
	case d < 90*time.Second:
		return counted(int((d+time.Second/2)/time.Second), "second")
	case d < time.Hour-time.Minute/2:
		return counted(int((d+time.Minute/2)/time.Minute), "minute")
	case d < 10*time.Hour:
		d = d.Round(time.Minute)
		text := counted(int(d/time.Hour), "hour")
		if rest := int(d % time.Hour / time.Minute); rest > 0 {
			text += " " + counted(rest, "minute")
		}
		return text
	case d < 2*day:
		return counted(int((d+time.Hour/2)/time.Hour), "hour")
	}
	return counted(int((d+day/2)/day), "day")
}

// counted is a number with its unit.
func counted(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
