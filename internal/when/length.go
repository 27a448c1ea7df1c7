package when

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Length reads a length of time: "30s", "2 minutes", "1h30m", "half an hour". It is 0 to
// MaxLength. A number alone has no unit, and is refused, but for 0. There are no days:
// where the clocks change they are not all as long.
func Length(text string) (time.Duration, error) {
	p := &parser{text: strings.TrimSpace(text), now: time.Unix(0, 0).UTC()}
	wrong := fmt.Errorf("%s is no length of time that can be read; write one such as 30s, 2m or 1h30m", p.quoted())
	if p.text == "" {
		return 0, errors.New("there is no length of time; write one such as 30s, 2m or 1h30m")
	}
	if p.lex() != nil {
		return 0, wrong
	}
	if n, err := strconv.Atoi(p.text); err == nil && n != 0 && len(p.tokens) == 1 {
		return 0, fmt.Errorf("%s has no unit; write %ds for seconds, or %[2]dm for minutes", p.quoted(), n)
	} else if err == nil && n == 0 {
		return 0, nil
	}
	tokens := p.tokens
	if first := tokens[0]; first.kind == sign && first.text == "+" || first.text == "in" {
		tokens = tokens[1:]
	}
	l, err := readLength(tokens)
	switch {
	case errors.Is(err, errTooLong):
		return 0, fmt.Errorf("%s is longer than a year; write one such as 30s, 2m or 1h30m", p.quoted())
	case err != nil, l.days > 0, l.loose != "":
		return 0, wrong
	}
	return l.time, nil
}

// length is a length of time. Days are of the calendar.
type length struct {
	days  int
	time  time.Duration
	loose string // a number of minutes without a unit, behind hours
}

var (
	errNoLength = errors.New("this is no length of time")
	errTooLong  = errors.New("this is too long")
)

// readLength reads all tokens as a length of time.
func readLength(tokens []token) (l length, err error) {
	if len(tokens) == 0 {
		return l, errNoLength
	}
	for len(tokens) > 0 {
		n, used := count(tokens)
		if used == 0 {
			return l, errNoLength
		}
		tokens = tokens[used:]
		if len(tokens) == 0 {
			last, err := strconv.Atoi(n)
			if err == nil && len(n) == 2 && last < 60 && l.time > 0 && l.time%time.Hour == 0 && l.days == 0 {
				l.loose = n
				return l, nil
			}
			return l, errNoLength
		}
		if err := l.add(n, tokens[0].text); err != nil {
			return l, err
		}
		if tokens = tokens[1:]; len(tokens) > 1 && tokens[0].text == "and" {
			tokens = tokens[1:]
		}
	}
	return l, nil
}

// count is the number that tokens begin with, and how many of them it takes; 0 if there is
// none.
func count(tokens []token) (n string, used int) {
	first := tokens[0]
	switch {
	case first.text == "half" && len(tokens) > 1 && (tokens[1].text == "an" || tokens[1].text == "a"):
		return "0.5", 2
	case first.kind == number:
		return first.text, 1
	}
	if n := numerals[first.text]; n != "" {
		if len(n) == 2 && n[1] == '0' && len(tokens) > 1 { // twenty five
			if ones := numerals[tokens[1].text]; len(ones) == 1 && len(tokens[1].text) > 2 {
				return n[:1] + ones, 2
			}
		}
		return n, 1
	}
	return "", 0
}

// add adds a number of units.
func (l *length) add(n, unit string) error {
	const most = 8 // digits, with a point
	if len(n) > most && (units[unit] > 0 || longUnits[unit] > 0) {
		return errTooLong
	}
	if days := longUnits[unit]; days > 0 {
		k, err := strconv.Atoi(n)
		if err != nil {
			return errNoLength
		}
		l.days += k * days
	} else if u := units[unit]; u > 0 {
		k, err := strconv.ParseFloat(n, 64)
		if err != nil {
			return errNoLength
		}
		if k*u.Hours() > MaxLength.Hours() {
			return errTooLong
		}
		l.time += time.Duration(k * float64(u))
	} else {
		return errNoLength
	}
	if time.Duration(l.days) > MaxLength/(24*time.Hour) || l.time > MaxLength {
		return errTooLong
	}
	return nil
}

// length reads the text as a length of time from now on: "20m", "+45m", "in 20 minutes".
// ok is false if it is none.
func (p *parser) length() (at time.Time, ok bool, err error) {
	tokens := p.tokens
	explicit := tokens[0].text == "+" || tokens[0].text == "in"
	if explicit {
		tokens = tokens[1:]
	}
	if n := len(tokens); n > 2 && tokens[n-2].text == "from" && tokens[n-1].text == "now" {
		explicit, tokens = true, tokens[:n-2]
	}
	if explicit && len(tokens) == 1 && tokens[0].kind == number {
		return at, true, fmt.Errorf("%s has no unit; write %sm for minutes, or %[2]sh for hours", p.quoted(), tokens[0].text)
	}
	l, err := readLength(tokens)
	switch {
	case errors.Is(err, errTooLong):
		return at, true, fmt.Errorf("%s is more than a year ahead; write the day, as in 2027-03-01", p.quoted())
	case err != nil && explicit:
		return at, true, p.noLength(tokens)
	case err != nil && slices.ContainsFunc(tokens, func(t token) bool { return t.text == "ago" }):
		return at, true, fmt.Errorf("%s is past; write one such as %s", p.quoted(), examples)
	case err != nil && len(tokens) == 2 && (strings.HasPrefix(tokens[1].text, "month") || strings.HasPrefix(tokens[1].text, "year")):
		return at, true, fmt.Errorf("%s is not always as long; write the day, as in 2027-03-01", p.quoted())
	case err != nil:
		return at, false, nil
	case l.days == 0 && l.time < time.Second:
		return at, true, fmt.Errorf("%s is no time from now; write one such as 45m or 1h30m", p.quoted())
	}
	if at, err = p.after(l); err != nil {
		return at, true, err
	}
	return at, true, p.doubtLength(tokens, l, at, explicit)
}

// noLength is the error of what stands behind "in" or "+".
func (p *parser) noLength(tokens []token) error {
	for _, t := range tokens {
		if _, ok := foreign[t.text]; ok {
			return p.unknown(t.text)
		}
	}
	return p.unreadable()
}

// after is the moment that a length is over.
func (p *parser) after(l length) (time.Time, error) {
	at := p.now
	if l.days > 0 {
		y, m, d := p.now.Date()
		h, min, s := p.now.Clock()
		moments, gap := instants(civil{y, m, d + l.days}, clock{hour: h, minute: min, second: s}, p.now.Location())
		if len(moments) != 1 {
			return at, p.wallTrouble(moments, gap)
		}
		at = moments[0]
	}
	return at.Add(l.time).Truncate(time.Second), nil
}

// commaLength matches a number with a comma in it, and its unit.
var commaLength = regexp.MustCompile(`(?:^|[^0-9])([0-9]{1,4}),([0-9]{1,2})\s*(\p{L}+)`)

// decimalComma is the error of a length whose number has a comma where English has a point:
// "1,5h". It is nil for any other text: commas are blanks elsewhere.
func (p *parser) decimalComma() error {
	m := commaLength.FindStringSubmatch(strings.ToLower(p.text))
	if m == nil {
		return nil
	}
	if _, ok := foreign[m[3]]; ok {
		return p.unknown(m[3])
	}
	var l length
	number := m[1] + "." + m[2]
	if units[m[3]] == 0 || l.add(number, m[3]) != nil || l.time < time.Second {
		return nil
	}
	short := l.time.Truncate(time.Second).String()
	for _, none := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(short, none) {
			short = short[:len(short)-2]
		}
	}
	return fmt.Errorf("%s has a comma in its number; write %s", p.quoted(), short)
}

// doubtLength is an error where a length may be a time of day: "1h30", "16h" and "1330h".
// One digit of hours, as in "2h", is a length.
func (p *parser) doubtLength(tokens []token, l length, at time.Time, explicit bool) error {
	if l.loose != "" {
		minutes, _ := strconv.Atoi(l.loose)
		whole := l.time + time.Duration(minutes)*time.Minute
		hours := int(l.time / time.Hour)
		readings := []Reading{{p.now.Add(whole).Truncate(time.Second), fmt.Sprintf("%dh%dm", hours, minutes)}}
		if hours < 24 && !explicit {
			readings = append(readings, p.next(clock{hour: hours, minute: minutes})...)
		} else {
			return fmt.Errorf("%s has minutes without a unit; write %s", p.quoted(), readings[0].Write)
		}
		return p.unclear("may be a length of time or a time of day", readings...)
	}
	n := tokens[0].text
	if explicit || len(tokens) != 2 || units[tokens[1].text] != time.Hour {
		return nil
	}
	c, ok := digits(n)
	if hours, err := strconv.Atoi(n); len(n) == 2 && tokens[1].text == "h" && err == nil && hours <= 24 {
		c, ok = clock{hour: hours % 24, end: hours == 24}, true
	}
	if hours, minutes, point := strings.Cut(n, "."); point && len(minutes) == 2 && !slices.Contains([]string{"00", "25", "50", "75"}, minutes) {
		h, err := strconv.Atoi(hours)
		m, wrong := strconv.Atoi(minutes)
		if err == nil && wrong == nil && h < 24 && m < 60 { // 5.30h is half past five to many
			c, ok = clock{hour: h, minute: m}, true
		}
	}
	if !ok {
		return nil
	}
	return p.unclear("may be a time of day or a length of time", append(p.next(c), Reading{at, "+" + n + "h"})...)
}
