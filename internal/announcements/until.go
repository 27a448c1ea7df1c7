package announcements

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// dates are the forms of a day and a time, beside RFC 3339, which has a zone.
var dates = []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"}

// maxUntil bounds what is looked at, in bytes. An RFC 3339 time has up to 35.
const maxUntil = 64

// ParseUntil reads when an announcement is over: "13:30" is today,
// "2026-11-25 13:30" is any day, "+45m" is from now. RFC 3339 is read too. A time
// without a zone is in now's, which is the process's if now is time.Now's. A time
// that is not after now, or that Add would not take, is an error.
func ParseUntil(text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(text)
	until, err := parseUntil(text, now)
	if err != nil {
		return time.Time{}, err
	}
	if until.IsZero() {
		return time.Time{}, unreadable(text)
	}
	if err := checkUntil(until, now); err != nil {
		return time.Time{}, err
	}
	return until, nil
}

func parseUntil(text string, now time.Time) (time.Time, error) {
	switch {
	case text == "":
		return time.Time{}, errors.New("there is no time; write one such as 13:30, \"2026-11-25 13:30\" or +45m")
	case text[0] == '+':
		d, err := time.ParseDuration(text[1:])
		if err != nil || len(text) > maxUntil {
			return time.Time{}, unreadable(text)
		}
		if d <= 0 {
			return time.Time{}, fmt.Errorf("%s is no time from now; write one such as +45m or +1h30m", shorten(text))
		}
		return now.Add(d).Truncate(time.Second), nil
	}
	if clock, err := time.Parse("15:04", text); err == nil {
		y, m, d := now.Date()
		until := time.Date(y, m, d, clock.Hour(), clock.Minute(), 0, 0, now.Location())
		if !until.After(now) {
			return time.Time{}, fmt.Errorf("%s is past; for another day write it with its date, for example %q", text, until.AddDate(0, 0, 1).Format(dates[0]))
		}
		return until, nil
	}
	return parseDate(text, now.Location())
}

// parseDate reads a day and a time.
func parseDate(text string, in *time.Location) (time.Time, error) {
	if len(text) <= maxUntil {
		if until, err := time.Parse(time.RFC3339, text); err == nil {
			return until, nil
		}
		for _, form := range dates {
			if until, err := time.ParseInLocation(form, text, in); err == nil {
				return until, nil
			}
		}
	}
	return time.Time{}, unreadable(text)
}

func unreadable(text string) error {
	return fmt.Errorf("%q is no time that can be read; write one such as 13:30, \"2026-11-25 13:30\" or +45m", shorten(text))
}

// shorten keeps an error short, whatever was written.
func shorten(text string) string {
	if len(text) > maxUntil {
		return text[:maxUntil] + "…"
	}
	return text
}

// checkUntil says what is wrong with an end; nil if nothing is. Zero is no end.
func checkUntil(until, now time.Time) error {
	switch {
	case until.IsZero():
		return nil
	case !until.After(now):
		return fmt.Errorf("%s is past; it is %s now", until.In(now.Location()).Format(dates[0]), now.Format(dates[0]))
	case until.Sub(now) > MaxAhead:
		return fmt.Errorf("%s is too far away; %d days from now is the most", until.In(now.Location()).Format(dates[0]), MaxAhead/(24*time.Hour))
	}
	return nil
}
