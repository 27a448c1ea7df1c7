// Package when reads the times that people type, "1pm", "tomorrow 9:00", "20m", and
// writes times for people, with their zone. It reads no clock and no variable: the moment
// and the zone are given.
//
// A wrong guess is worse than a refusal: an announcement that ends at the wrong time is
// noticed by nobody. So a text that may mean several moments is refused with all of
// them, each with a way to write just that ([Unclear]). Hours that are written with two
// digits of minutes and without "am" or "pm" are those of 24. A day without a time
// lasts to its end. A weekday is the next one.
package when

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/nearest"
)

// The bounds of what is read.
const (
	// MaxText is the longest text that is read as a time, in bytes.
	MaxText = 64

	// MaxLength is the longest length of time that is read: a year.
	MaxLength = 366 * 24 * time.Hour

	// The years of a day that is read.
	firstYear, lastYear = 2000, 2999

	// wrapDays is how far ahead a day without a year may be, where it is past in this
	// year. In December "3 January" is the next one; in March it is a slip.
	wrapDays = 183
)

// Reading is one thing that a text may mean.
type Reading struct {
	At    time.Time
	Write string // means this moment and no other, when Parse reads it at the same time
}

// Unclear is the error of a text that may mean several moments, or one that can hardly be
// meant.
type Unclear struct {
	Text     string // as it was typed, safe to be shown
	Why      string // goes on after the text: "may mean several times"
	Readings []Reading

	now time.Time
}

// Error names every reading, and how to write it.
func (u *Unclear) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", u.Text, u.Why)
	for i, r := range u.Readings {
		switch {
		case i == 0:
			b.WriteString("; write ")
		case i == len(u.Readings)-1:
			b.WriteString(", or ")
		default:
			b.WriteString(", ")
		}
		write := r.Write
		if strings.Contains(write, " ") {
			write = `"` + write + `"`
		}
		fmt.Fprintf(&b, "%s for %s", write, At(r.At, u.now))
	}
	return b.String()
}

// Parse reads the moment that a text means at a moment now, in the zone of now. A text
// without a day means a moment after now. One with a day may mean a moment before. The
// error says what to write instead; it is an [*Unclear] where the text may mean several
// moments.
func Parse(text string, now time.Time) (time.Time, error) {
	p := &parser{text: strings.TrimSpace(text), now: now}
	if p.text == "" {
		return time.Time{}, errors.New("there is no time; write one such as " + examples)
	}
	if err := p.lex(); err != nil {
		return time.Time{}, err
	}
	if err := p.decimalComma(); err != nil {
		return time.Time{}, err
	}
	if at, ok, err := p.length(); ok || err != nil {
		return at, err
	}
	if err := p.scan(); err != nil {
		return time.Time{}, err
	}
	return p.resolve()
}

// examples are times as they may be written.
const examples = `13:30, 1:30pm, 45m, "tomorrow 9:00" or "2026-11-25 13:30"`

// parser reads one text.
type parser struct {
	text   string // without blanks around it
	now    time.Time
	tokens []token

	days      []civil // that may be meant; none where no day was given
	dayWhy    string  // why one of them may not be meant, though there is no other
	weekday   *time.Weekday
	relation  string // "next" or "this", before a weekday
	clocks    []clock
	clockWhy  string
	part      string         // am, pm, or a part of the day
	zone      *time.Location // nil where none was given
	zoneName  string
	extra     []Reading // what else may be meant
	explained bool      // a word before the number tells that it is an hour
}

// quoted is the text as errors name it.
func (p *parser) quoted() string { return clean.Quote(p.text) }

// unreadable is the error of a text that means nothing here.
func (p *parser) unreadable() error {
	return fmt.Errorf("%s is no time that can be read; write one such as %s", p.quoted(), examples)
}

// unknown is the error of a word that is not known.
func (p *parser) unknown(word string) error {
	if english, ok := foreign[word]; ok {
		return fmt.Errorf("%s is not read here, where times are English: %s is %s; write one such as %s", p.quoted(), clean.Quote(word), english, examples)
	}
	if near := nearest.Name(word, vocabulary); near != "" && near != word && len(word) > 2 { // a word that is known stands in the wrong place
		return fmt.Errorf("%s is no time that can be read: there is no %s; did you mean %s?", p.quoted(), clean.Quote(word), clean.Quote(near))
	}
	return p.unreadable()
}

// unclear is an [*Unclear] for the text.
func (p *parser) unclear(why string, readings ...Reading) error {
	return &Unclear{Text: p.quoted(), Why: why, Readings: readings, now: p.now}
}
