package when

import (
	"fmt"
	"slices"
	"time"
)

// resolve puts together what was scanned.
func (p *parser) resolve() (time.Time, error) {
	if err := p.applyPart(); err != nil {
		return time.Time{}, err
	}
	if err := p.applyWeekday(); err != nil {
		return time.Time{}, err
	}
	if len(p.days) == 0 && len(p.clocks) == 0 {
		return time.Time{}, p.unreadable()
	}
	if len(p.clocks) == 0 {
		if p.part != "" {
			return time.Time{}, fmt.Errorf("%s has no hour in it; write one such as 21:00 or midnight", p.quoted())
		}
		p.clocks = []clock{{end: true}}
	}
	if p.explained && len(p.extra) > 0 {
		p.extra = nil // it is an hour, and no number of minutes
	}
	if len(p.days) == 0 {
		return p.withoutDay()
	}
	return p.withDay()
}

// applyPart narrows the times of day down to the half that was said.
func (p *parser) applyPart() error {
	if p.part == "" || len(p.clocks) == 0 {
		return nil
	}
	part := parts[p.part]
	wrong := fmt.Errorf("%s has a time in it that is not of the half of the day that it names; write one such as 13:30", p.quoted())
	var narrowed []clock
	for _, c := range p.clocks {
		switch {
		case c.end && part.pm && len(p.part) > 2: // "midnight tonight"
			narrowed = append(narrowed, c)
			continue
		case c.end:
			continue
		case c.hour == 0 && len(p.clocks) == 1:
			return wrong
		}
		twelve := (c.hour+11)%12 + 1
		if c.hour > 12 && !part.pm || twelve < part.first || twelve > part.last && !(twelve == 12 && p.part == "afternoon") {
			continue
		}
		c.hour, c.whole = twelve%12, true
		if part.pm {
			c.hour += 12
		}
		if !slices.Contains(narrowed, c) {
			narrowed = append(narrowed, c)
		}
	}
	if len(narrowed) == 0 {
		return wrong
	}
	if len(p.part) == 2 && len(narrowed) == 1 && narrowed[0].hour%12 == 0 && narrowed[0].minute == 0 && narrowed[0].second == 0 {
		// In the United Kingdom and in the United States 12 am and 12 pm are taken both ways
		// by enough people that the standards bodies advise against them.
		narrowed = []clock{{hour: 12, whole: true}, {end: true}}
		p.clockWhy = "may be noon or midnight"
	} else if len(narrowed) == 1 {
		p.clockWhy = ""
	}
	p.clocks = narrowed
	return nil
}

// applyWeekday turns a weekday into the days that it may be.
func (p *parser) applyWeekday() error {
	if p.weekday == nil {
		return nil
	}
	if len(p.days) > 0 {
		if d := p.days[0]; len(p.days) == 1 && d.weekday() != *p.weekday {
			return fmt.Errorf("%s names a day that is a %s, and no %s; write the day alone, %s", p.quoted(), d.weekday(), *p.weekday, d)
		}
		p.days = slices.DeleteFunc(p.days, func(d civil) bool { return d.weekday() != *p.weekday })
		if len(p.days) == 0 {
			return p.unreadable()
		}
		if len(p.days) == 1 && p.dayWhy == "may mean several days" {
			p.dayWhy = ""
		}
		return nil
	}
	today := dayOf(p.now)
	ahead := (int(*p.weekday) - int(today.weekday()) + 7) % 7
	switch {
	case p.relation == "this" || p.relation == "coming" && ahead > 0:
		p.days = []civil{today.plus(ahead)}
	case p.relation == "coming":
		p.days = []civil{today.plus(7)}
	case p.relation == "next" && ahead == 0:
		p.days, p.dayWhy = []civil{today.plus(7), today.plus(14)}, "may be a week from today or the one after"
	case p.relation == "next":
		p.days, p.dayWhy = []civil{today.plus(ahead), today.plus(ahead + 7)}, "may be the one that comes or the one of the week after"
	case ahead == 0:
		p.days, p.dayWhy = []civil{today, today.plus(7)}, "may be today or in a week"
	default:
		p.days = []civil{today.plus(ahead)}
	}
	return nil
}

// withDay is the moment, or the moments, of the days and times that may be meant.
func (p *parser) withDay() (time.Time, error) {
	// "midnight today" is the one that comes.
	if len(p.clocks) == 2 && p.clockWhy != "" && p.clocks[1].end && p.clocks[0] == (clock{whole: true}) && len(p.days) == 1 && p.days[0] == dayOf(p.now) {
		p.clocks, p.clockWhy = p.clocks[1:], ""
	}
	var readings []Reading
	for _, d := range p.days {
		for _, c := range p.clocks {
			more, err := p.readings(d, c)
			if err != nil && len(p.days)*len(p.clocks) == 1 {
				return time.Time{}, err
			}
			readings = append(readings, more...)
		}
	}
	if len(p.days) > 1 && slices.ContainsFunc(readings, func(r Reading) bool { return r.At.After(p.now) }) {
		readings = slices.DeleteFunc(readings, func(r Reading) bool { return !r.At.After(p.now) })
	}
	return p.only(readings)
}

// only is the one moment that can be meant, or the error that names all.
func (p *parser) only(readings []Reading) (time.Time, error) {
	readings = append(readings, p.extra...)
	why := p.dayWhy
	switch {
	case why == "" && p.clockWhy != "":
		why = p.clockWhy
	case why == "":
		why = "may mean several times"
	}
	if len(readings) == 1 && p.dayWhy == "" {
		return readings[0].At, nil
	}
	if len(readings) == 0 {
		return time.Time{}, p.unreadable()
	}
	return time.Time{}, p.unclear(why, readings...)
}

// readings are the moments of a time on a day, by the zone that was given, with how to
// write each.
func (p *parser) readings(d civil, c clock) ([]Reading, error) {
	zone := p.zone
	if zone == nil {
		zone = p.now.Location()
	}
	moments, gap := instants(d, c, zone)
	if p.zone != nil {
		at := moments[0].In(p.now.Location())
		return []Reading{{at, at.Format(time.RFC3339)}}, nil
	}
	if p.zoneName != "" && len(moments) > 0 {
		named := slices.DeleteFunc(slices.Clone(moments), func(t time.Time) bool { return ZoneName(t) != p.zoneName })
		if len(named) == 0 {
			return p.otherTime(d, c, moments)
		}
		moments = named
	}
	if len(moments) != 1 {
		return p.stamped(append(moments, gap...)), p.wallTrouble(moments, gap)
	}
	return []Reading{{moments[0], p.write(d, c)}}, nil
}

// otherTime is the error of a time that is named as of winter in summer, or the other way
// round: people write GMT all the year.
func (p *parser) otherTime(d civil, c clock, moments []time.Time) ([]Reading, error) {
	readings := p.stamped(moments)
	for _, around := range []time.Duration{-190 * 24 * time.Hour, 190 * 24 * time.Hour} {
		there := moments[0].Add(around)
		_, seconds := there.Zone()
		if name := ZoneName(there); name != p.zoneName && p.zoneName != "GMT" {
			continue
		} else if p.zoneName == "GMT" {
			seconds = 0
		}
		day := time.Date(d.year, d.month, d.day, c.hour, c.minute, c.second, 0, time.FixedZone("", seconds))
		if c.end {
			day = day.AddDate(0, 0, 1)
		}
		readings = append(readings, p.stamped([]time.Time{day.In(p.now.Location())})...)
		break
	}
	return readings, p.unclear(fmt.Sprintf("names %s, and it is %s here then", p.zoneName, ZoneName(moments[0])), readings...)
}

// write is how a time on a day is written.
func (p *parser) write(d civil, c clock) string {
	if c.end {
		return d.String()
	}
	return d.String() + " " + c.String()
}

// next are the next moments, today or tomorrow, at which clocks show a time.
func (p *parser) next(c clock) []Reading {
	today := dayOf(p.now)
	if list, _ := p.readings(today, c); len(list) > 0 && slices.ContainsFunc(list, func(r Reading) bool { return r.At.After(p.now) }) {
		if len(list) == 1 && p.zone == nil && p.zoneName == "" {
			list[0].Write = c.String()
		}
		return list
	}
	list, _ := p.readings(today.plus(1), c)
	if len(list) == 1 && p.zone == nil && p.zoneName == "" {
		list[0].Write = "tomorrow " + c.String()
	}
	return list
}

// withoutDay is the next moment at which clocks show the time. One that is past today is
// refused: it may be a slip of half a day.
func (p *parser) withoutDay() (time.Time, error) {
	if len(p.clocks) == 1 {
		c := p.clocks[0]
		if p.zone == nil && !c.end && c.hour+c.minute+c.second+c.fraction == 0 { // the midnight that comes, as 24:00 is
			c = clock{end: true}
		}
		list, err := p.readings(dayOf(p.now), c)
		if err != nil && (len(list) == 0 || slices.ContainsFunc(list, func(r Reading) bool { return r.At.After(p.now) })) {
			return time.Time{}, err
		}
		if len(list) == 1 && list[0].At.After(p.now) {
			return p.only(p.next(c))
		}
		readings := p.next(c)
		if !c.whole && c.hour < 12 {
			c.hour += 12
			if list, err := p.readings(dayOf(p.now), c); err == nil && list[0].At.After(p.now) {
				readings = append([]Reading{{list[0].At, c.String()}}, readings...)
			}
		}
		return time.Time{}, p.unclear(fmt.Sprintf("is past, for it is %s", At(p.now.Truncate(time.Second), p.now)), readings...)
	}
	var readings []Reading
	for _, c := range p.clocks {
		readings = append(readings, p.next(c)...)
	}
	slices.SortStableFunc(readings, func(a, b Reading) int { return a.At.Compare(b.At) })
	return p.only(readings)
}
