package when

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The parts of the day that tell one half of it from the other, and the hours that they
// have, by a clock of 12.
var parts = map[string]struct {
	pm          bool
	first, last int
}{
	"am": {false, 1, 12}, "pm": {true, 1, 12},
	"morning": {false, 1, 11}, "afternoon": {true, 1, 6}, "evening": {true, 4, 11}, "tonight": {true, 5, 11},
}

// word takes a word, and what stands around it.
func (p *parser) word(i int) (used int, err error) {
	w := p.tokens[i].text
	today := dayOf(p.now)
	switch {
	case slices.Contains(fillers, w):
		p.explained = p.explained || w == "at"
		if w == "the" && p.at(i+1).text == "day" && p.at(i+2).text == "after" && p.at(i+3).text == "tomorrow" {
			return 4, p.setDays(today.plus(2))
		}
		return 1, nil
	case w == "today":
		return 1, p.setDays(today)
	case w == "tomorrow", w == "tmrw":
		return 1, p.setDays(today.plus(1))
	case w == "yesterday", w == "last", w == "ago":
		return 0, fmt.Errorf("%s is past; write one such as %s", p.quoted(), examples)
	case w == "now":
		return 0, fmt.Errorf("%s has now in it, and the end has to be later than now; write one such as 20m or 13:30", p.quoted())
	case w == "day" && p.at(i+1).text == "after" && p.at(i+2).text == "tomorrow":
		return 3, p.setDays(today.plus(2))
	case w == "tonight":
		if err := p.setPart(w); err != nil {
			return 0, err
		}
		return 1, p.setDays(today)
	case w == "noon", w == "midday":
		return 1, p.setClocks(clock{hour: 12, whole: true})
	case w == midnight:
		if len(p.tokens) > 1 {
			p.clockWhy = "may be the night before or the one after"
			return 1, p.setClocks(clock{whole: true}, clock{end: true})
		}
		return 1, p.setClocks(clock{end: true})
	case w == "this" || w == "in":
		next := p.at(i + 1).text
		if next == "the" && w == "in" {
			used, next = 1, p.at(i+2).text
		}
		if part, ok := parts[next]; ok && len(next) > 2 && part.last > 0 {
			if w == "this" {
				err = p.setDays(today)
			}
			return used + 1, err
		}
		if _, ok := weekdays[next]; ok && w == "this" {
			p.relation = w
			return 1, nil
		}
	case w == "next", w == "coming":
		if _, ok := weekdays[p.at(i+1).text]; ok {
			p.relation = w
			return 1, nil
		}
	case parts[w].last > 0:
		return 1, p.setPart(w)
	case months[w] > 0:
		if used, err := p.monthDay(i, i+1); used > 0 || err != nil {
			return used, err
		}
		return 0, fmt.Errorf("%s has a month without its day; write one such as 2027-03-01", p.quoted())
	case w == "half" || w == "quarter" || numerals[w] != "":
		if used, err := p.partOfHour(i); used > 0 || err != nil {
			return used, err
		}
		if n := numerals[w]; n != "" && len(w) > 2 {
			return p.plainNumber(i, n)
		}
	case len(p.clocks) > 0 && (w == "h" || w == "hrs" || w == "hours"):
		return 1, nil
	}
	if day, ok := weekdays[w]; ok && p.weekday == nil {
		p.weekday = &day
		return 1, nil
	}
	if len(p.clocks) > 0 && p.zone == nil && p.zoneName == "" {
		if ok, err := p.namedZone(w); ok || err != nil {
			return 1, err
		}
	}
	return 0, p.unknown(w)
}

// setPart notes which half of the day is meant.
func (p *parser) setPart(w string) error {
	if p.part != "" && (parts[p.part].pm != parts[w].pm || len(p.part) == len(w)) {
		return fmt.Errorf("%s says twice which half of the day is meant; write one such as 13:30", p.quoted())
	}
	if len(p.part) != 2 { // am and pm say it best
		p.part = w
	}
	return nil
}

// partOfHour takes "half past three", "quarter to 4" and "ten past 3", which stand from
// token i on; used is 0 if there is none. "Half three" is half past three to some, and half
// past two to others.
func (p *parser) partOfHour(i int) (used int, err error) {
	minutes := 0
	switch w := p.at(i).text; {
	case w == "half":
		minutes = 30
	case w == "quarter":
		minutes = 15
	case p.at(i).kind == number && len(w) <= 2:
		minutes = whole(w)
	default:
		minutes = whole(numerals[w])
	}
	how, at := p.at(i+1).text, i+2
	hour := p.at(at)
	if how != "past" && how != "to" {
		if p.at(i).text != "half" {
			return 0, nil
		}
		how, at = "", i+1
		hour = p.at(at)
	}
	n := numerals[hour.text]
	if hour.kind == number {
		n = hour.text
	}
	h := whole(n)
	if h < 1 || h > 12 || len(n) > 2 || minutes < 1 || minutes > 59 {
		return 0, nil
	}
	c := clock{hour: h, minute: minutes}
	if how == "to" {
		c = clock{hour: (h+10)%12 + 1, minute: 60 - minutes}
	}
	used = at + 1 - i
	if how != "" {
		return used, p.setHalves(c)
	}
	before := clock{hour: (h+10)%12 + 1, minute: minutes}
	late, later := c, before
	late.hour, later.hour = c.hour%12+12, before.hour%12+12
	p.clockWhy = "is half past the hour to some, and half an hour before it to others"
	return used, p.setClocks(clock{hour: before.hour % 12, minute: minutes}, clock{hour: c.hour % 12, minute: minutes}, later, late)
}

// namedZone takes a zone behind a time: UTC, or what the zone of the kiosk calls its time.
func (p *parser) namedZone(w string) (ok bool, err error) {
	if w == "z" || w == "utc" {
		p.zone = time.UTC
		return true, nil
	}
	name := strings.ToUpper(w)
	if slices.Contains(p.zoneNames(), name) || name == "GMT" {
		p.zoneName = name
		return true, nil
	}
	if slices.Contains(otherZones, name) {
		return false, fmt.Errorf("%s is in a zone that is not read here; write its distance from UTC, as in 2027-03-01T09:00+01:00", p.quoted())
	}
	return false, nil
}

// otherZones are names of zones that people write. Some of them mean several.
var otherZones = []string{"BST", "CET", "CEST", "EET", "EEST", "WET", "WEST", "IST", "MSK", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "JST", "AEST", "AEDT", "NZST", "NZDT"}

// zoneNames are what the zone calls its time, in winter and in summer.
func (p *parser) zoneNames() (names []string) {
	for month := range 12 {
		name := ZoneName(time.Date(p.now.Year(), time.Month(month+1), 1, 0, 0, 0, 0, p.now.Location()))
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
