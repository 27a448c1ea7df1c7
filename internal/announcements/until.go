package announcements

import (
	"fmt"
	"time"

	"hackday.example/kiosk/internal/when"
)

// ParseUntil reads when an announcement is over, as people type it at a moment now: see
// [when.Parse]. A time that is not after now, or that Add would not take, is an error.
func ParseUntil(text string, now time.Time) (time.Time, error) {
	until, err := when.Parse(text, now)
	if err != nil {
		return time.Time{}, err
	}
	if err := checkUntil(until, now); err != nil {
		return time.Time{}, err
	}
	return until, nil
}

// checkUntil says what is wrong with an end; nil if nothing is. Zero is no end.
func checkUntil(until, now time.Time) error {
	switch {
	case until.IsZero():
		return nil
	case !until.After(now):
		return fmt.Errorf("%s is past; it is %s now", when.At(until.In(now.Location()), now), when.At(now.Truncate(time.Second), now))
	case until.Sub(now) > MaxAhead:
		return fmt.Errorf("%s is too far away; %d days from now is the most", when.At(until.In(now.Location()), now), MaxAhead/(24*time.Hour))
	}
	return nil
}
