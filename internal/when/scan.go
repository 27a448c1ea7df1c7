package when

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The forms of a day, and of a time of day.
var (
	yearFirst = regexp.MustCompile(`^([0-9]{4})([-/.])([0-9]{1,2})([-/.])([0-9]{1,2})$`)
	yearLast  = regexp.MustCompile(`^([0-9]{1,2})([-/.])([0-9]{1,2})([-/.])([0-9]{2}|[0-9]{4})$`)
	noYear    = regexp.MustCompile(`^([0-9]{1,2})/([0-9]{1,2})$`)
	compact   = regexp.MustCompile(`^(20[0-9]{2})([0-9]{2})([0-9]{2})$`)
	clockForm = regexp.MustCompile(`^([0-9]{1,2})[:.]([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?$`)
)

// scan takes the tokens for the parts of a moment.
func (p *parser) scan() error {
	for i := 0; i < len(p.tokens); {
		var used int
		var err error
		switch t := p.tokens[i]; t.kind {
		case number:
			used, err = p.number(i)
		case word:
			used, err = p.word(i)
		default:
			used, err = p.offset(i)
		}
		if err != nil {
			return err
		}
		i += used
	}
	return nil
}

// setDays notes the days that were given.
func (p *parser) setDays(days ...civil) error {
	if len(p.days) > 0 || p.dayWhy != "" {
		return fmt.Errorf("%s has two days in it; write one", p.quoted())
	}
	for _, d := range days {
		if d.exists() && !slices.Contains(p.days, d) {
			p.days = append(p.days, d)
		}
	}
	if len(p.days) == 0 {
		return fmt.Errorf("%s has a day in it that is not in the calendar; write one such as 2027-03-01", p.quoted())
	}
	if len(p.days) > 1 {
		p.dayWhy = "may mean several days"
	}
	return nil
}

// setClocks notes the times of day that were given.
func (p *parser) setClocks(clocks ...clock) error {
	if len(p.clocks) > 0 {
		return fmt.Errorf("%s has two times in it; write one", p.quoted())
	}
	for _, c := range clocks {
		if c.hour > 24 || c.minute > 59 || c.second > 59 || c.hour == 24 && c.minute+c.second+c.fraction > 0 {
			return fmt.Errorf("%s has a time in it that no clock shows; hours are 0 to 23, and minutes 0 to 59", p.quoted())
		}
		if c.hour == 24 {
			c = clock{end: true}
		}
		p.clocks = append(p.clocks, c)
	}
	return nil
}

// number takes a number, and what stands around it.
func (p *parser) number(i int) (used int, err error) {
	text := p.tokens[i].text
	if m := yearFirst.FindStringSubmatch(text); m != nil && m[2] == m[4] {
		return 1, p.setDays(civil{whole(m[1]), time.Month(whole(m[3])), whole(m[5])})
	}
	if m := compact.FindStringSubmatch(text); m != nil {
		return 1, p.setDays(civil{whole(m[1]), time.Month(whole(m[2])), whole(m[3])})
	}
	if m := yearLast.FindStringSubmatch(text); m != nil && m[2] == m[4] {
		return 1, p.numericDay(whole(m[1]), whole(m[3]), m[5])
	}
	if m := noYear.FindStringSubmatch(text); m != nil {
		a, b := whole(m[1]), whole(m[2])
		return 1, p.setDays(p.soonest(time.Month(b), a), p.soonest(time.Month(a), b))
	}
	if m := clockForm.FindStringSubmatch(text); m != nil {
		fraction := (m[4] + "000000000")[:9]
		c := clock{hour: whole(m[1]), minute: whole(m[2]), second: whole(m[3]), fraction: whole(fraction)}
		c.whole = m[1][0] == '0' && len(m[1]) == 2 && c.hour > 0
		return 1, p.setClocks(c)
	}
	if strings.Trim(text, "0123456789") != "" {
		return 0, p.unreadable()
	}
	if used, err := p.monthDay(i, i); used > 0 || err != nil {
		return used, err
	}
	if used, err := p.partOfHour(i); used > 0 || err != nil {
		return used, err
	}
	if slices.Contains(suffixes, p.at(i+1).text) {
		return 0, fmt.Errorf("%s has a day without its month; write one such as 2027-03-01", p.quoted())
	}
	return p.plainNumber(i, text)
}

// plainNumber takes a number that is no day: "1330", "930", "8".
func (p *parser) plainNumber(i int, text string) (used int, err error) {
	if next := p.at(i + 1).text; next == "oclock" || next == "hrs" || next == "hours" {
		p.explained, used = true, 1
	}
	used++
	n := whole(text)
	switch {
	case len(text) == 4:
		c, ok := digits(text)
		if !ok {
			return 0, p.unreadable()
		}
		if y := p.now.Year(); len(p.days) == 0 && len(p.tokens) == 1 && (n == y || n == y+1) {
			return used, p.unclear("may be a year or a time of day", append([]Reading{{startOf(civil{n + 1, 1, 1}, p.now.Location()), fmt.Sprintf("%d-12-31", n)}}, p.next(c)...)...)
		}
		c.whole = text[0] == '0' && c.hour > 0
		return used, p.setClocks(c)
	case len(text) == 3:
		c, ok := digits(text)
		if !ok {
			return 0, p.unreadable()
		}
		return used, p.setHalves(c)
	case len(text) > 2:
		return 0, p.unreadable()
	}
	if n > 24 {
		if len(p.tokens) == 1 {
			return 0, fmt.Errorf("%s has no unit; write %dm for minutes", p.quoted(), n)
		}
		return 0, p.unreadable()
	}
	if len(p.tokens) == 1 && n == 0 {
		return 0, fmt.Errorf("%s may be midnight or no time at all; write midnight if that is meant", p.quoted())
	}
	if len(p.tokens) == 1 {
		p.extra = append(p.extra, Reading{p.now.Add(time.Duration(n) * time.Minute).Truncate(time.Second), fmt.Sprintf("%dm", n)})
	}
	return used, p.setHalves(clock{hour: n})
}

// setHalves notes a time of day that was written without its half of the day, and so
// may be of either. Hours that only a clock of 24 shows may not.
func (p *parser) setHalves(c clock) error {
	switch {
	case c.hour > 12 || c.hour == 0:
		c.whole = true
		return p.setClocks(c)
	case c.hour == 12 && c.minute == 0:
		p.clockWhy = "may be noon or midnight"
		return p.setClocks(c, clock{end: true})
	case c.hour == 12:
		return p.setClocks(clock{minute: c.minute}, c)
	}
	later := c
	later.hour += 12
	return p.setClocks(c, later)
}

// numericDay takes a day that ends in its year. Which of the other numbers is the month is
// not said.
func (p *parser) numericDay(a, b int, year string) error {
	if len(year) == 4 {
		return p.setDays(civil{whole(year), time.Month(b), a}, civil{whole(year), time.Month(a), b})
	}
	y := 2000 + whole(year)
	days := []civil{{y, time.Month(b), a}, {y, time.Month(a), b}, {2000 + a, time.Month(b), whole(year)}}
	err := p.setDays(days...)
	p.dayWhy = "has a year of two digits"
	return err
}

// soonest is the next time that a month has a day: in this year, unless it is past.
func (p *parser) soonest(month time.Month, day int) civil {
	today := dayOf(p.now)
	d := civil{today.year, month, day}
	if month < today.month || month == today.month && day < today.day {
		d.year++
	}
	return d
}

// monthDay takes a day with the name of its month, which stand from token i on: "1 March",
// "1st of March 2027", "March 1". Either may be first; at is where the number may be.
func (p *parser) monthDay(i, at int) (used int, err error) {
	var month time.Month
	end := at + 1
	if slices.Contains(suffixes, p.at(end).text) {
		end++
	}
	if i == at { // the number is first
		if p.at(end).text == "of" {
			end++
		}
		month = months[p.at(end).text]
		end++
	} else {
		month = months[p.at(i).text]
	}
	n := p.at(at)
	if month == 0 || n.kind != number || len(n.text) > 2 || strings.Trim(n.text, "0123456789") != "" {
		return 0, nil
	}
	day := whole(n.text)
	if y := p.at(end); y.kind == number && len(y.text) == 4 && strings.Trim(y.text, "0123456789") == "" && strings.HasPrefix(y.text, "2") && whole(y.text) >= firstYear {
		year := whole(y.text)
		if c, ok := digits(y.text); ok && (year < p.now.Year()-1 || year > p.now.Year()+1) { // a year, or a time?
			return 0, fmt.Errorf("%s may have a year in it or a time; write %s, or %s", p.quoted(), civil{year, month, day}, p.soonest(month, day).String()+" "+c.String())
		}
		return end + 1 - i, p.setDays(civil{year, month, day})
	}
	d := p.soonest(month, day)
	for k := 0; k < 8 && !d.exists() && month == time.February && day == 29; k++ {
		d.year++
	}
	if err := p.setDays(d); err != nil {
		return 0, err
	}
	if d.year > p.now.Year() && time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC).Sub(p.now) > wrapDays*24*time.Hour {
		p.dayWhy = "is past this year"
	}
	return end - i, nil
}

// offset takes a distance from UTC behind a time: "+01:00".
func (p *parser) offset(i int) (used int, err error) {
	digits := strings.ReplaceAll(p.at(i+1).text, ":", "")
	if len(p.clocks) == 0 || len(digits) != 4 || strings.Trim(digits, "0123456789") != "" || p.zone != nil {
		return 0, p.unreadable()
	}
	const most = 15 * 3600 // seconds
	seconds := whole(digits[:2])*3600 + whole(digits[2:])*60
	if seconds > most || whole(digits[2:]) > 59 {
		return 0, p.unreadable()
	}
	if p.tokens[i].text == "-" {
		seconds = -seconds
	}
	p.zone = time.FixedZone("", seconds)
	return 2, nil
}

// whole is a number of a few digits; an empty text is 0.
func whole(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
