package when

import (
	"fmt"
	"slices"
	"time"
)

// civil is a day of the calendar. Its day of the month may be one that the month does not
// have, as in package time.
type civil struct {
	year  int
	month time.Month
	day   int
}

func dayOf(t time.Time) civil {
	y, m, d := t.Date()
	return civil{y, m, d}
}

// plus is the day some days later.
func (c civil) plus(days int) civil {
	return dayOf(time.Date(c.year, c.month, c.day+days, 12, 0, 0, 0, time.UTC))
}

// exists reports whether the month has such a day, in a year that is read.
func (c civil) exists() bool {
	return c.year >= firstYear && c.year <= lastYear && c.month >= 1 && c.month <= 12 && c.day >= 1 && c.plus(0) == c
}

func (c civil) weekday() time.Weekday {
	return time.Date(c.year, c.month, c.day, 12, 0, 0, 0, time.UTC).Weekday()
}

func (c civil) String() string { return fmt.Sprintf("%04d-%02d-%02d", c.year, int(c.month), c.day) }

// midnight is how the end of a day is typed and said.
const midnight = "midnight"

// clock is a time of day.
type clock struct {
	hour, minute, second int
	fraction             int  // nanoseconds
	end                  bool // the end of the day, whatever its clocks show then
	whole                bool // it was said which half of the day is meant
}

func (c clock) String() string {
	switch {
	case c.end:
		return midnight
	case c.second > 0 || c.fraction > 0:
		return fmt.Sprintf("%02d:%02d:%02d", c.hour, c.minute, c.second)
	}
	return fmt.Sprintf("%02d:%02d", c.hour, c.minute)
}

// digits reads three or four digits as hours and minutes.
func digits(text string) (c clock, ok bool) {
	n := 0
	for _, r := range text {
		if r < '0' || r > '9' {
			return c, false
		}
		n = n*10 + int(r-'0')
	}
	c = clock{hour: n / 100, minute: n % 100}
	return c, len(text) >= 3 && len(text) <= 4 && c.hour < 24 && c.minute < 60
}

// instants are the moments at which clocks in a zone show a time on a day, the first
// first. There is one; none where the clocks are put forward over it, and two where they
// are put back. Where there is none, gap holds the two moments that it would be by the
// zone's time before and after.
func instants(d civil, c clock, zone *time.Location) (moments, gap []time.Time) {
	if c.end {
		return []time.Time{startOf(d.plus(1), zone)}, nil
	}
	shown := time.Date(d.year, d.month, d.day, c.hour, c.minute, c.second, c.fraction, time.UTC)
	// No zone is farther than 15 hours from UTC, and none changes its time twice in two days.
	for _, around := range []time.Time{shown.Add(-24 * time.Hour), shown.Add(24 * time.Hour)} {
		_, seconds := around.In(zone).Zone()
		at := shown.Add(-time.Duration(seconds) * time.Second).In(zone)
		switch _, own := at.Zone(); {
		case own == seconds && !slices.ContainsFunc(moments, at.Equal):
			moments = append(moments, at)
		case own != seconds:
			gap = append(gap, at)
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	slices.SortFunc(gap, time.Time.Compare)
	if len(moments) > 0 {
		gap = nil
	}
	return moments, gap
}

// startOf is the first moment of a day. Where midnight is passed over it is later, and
// where it comes twice it is the first.
func startOf(d civil, zone *time.Location) time.Time {
	moments, gap := instants(d, clock{}, zone)
	if len(moments) > 0 {
		return moments[0]
	}
	_, end := gap[0].ZoneBounds() // gap[0] is before the change, by the time that is after it
	if end.IsZero() || end.After(gap[1]) {
		return gap[1]
	}
	return end
}

// wallTrouble is the error of a time of day that its day does not have, or has twice.
func (p *parser) wallTrouble(moments, gap []time.Time) error {
	if len(moments) > 1 {
		return p.unclear(fmt.Sprintf("comes twice on %s, when the clocks are put back", p.dayName(moments[0])), p.stamped(moments)...)
	}
	_, end := gap[0].ZoneBounds()
	before := end.Add(-time.Nanosecond)
	_, was := before.Zone()
	return p.unclear(fmt.Sprintf("is not there on %s, when the clocks are put forward from %s %s to %s %s", p.dayName(end),
		end.In(time.FixedZone("", was)).Format("15:04"), ZoneName(before), end.Format("15:04"), ZoneName(end)), p.stamped(gap)...)
}

// stamped are moments as readings with their distance from UTC, or without where that
// is clear.
func (p *parser) stamped(moments []time.Time) (readings []Reading) {
	for _, at := range moments {
		form := "2006-01-02 15:04"
		if at.Second() > 0 {
			form += ":05"
		}
		if same, _ := instants(dayOf(at), clockOf(at), at.Location()); len(same) != 1 {
			form += "Z07:00"
		}
		readings = append(readings, Reading{at, at.Format(form)})
	}
	return readings
}

func clockOf(t time.Time) clock {
	h, m, s := t.Clock()
	return clock{hour: h, minute: m, second: s, fraction: t.Nanosecond()}
}

func (p *parser) dayName(t time.Time) string { return dayText(t, p.now) }
