package replica

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"hackday.example/kiosk/internal/clean"
)

// The most that stands in a message or an answer, beside its records. What is beyond it is
// refused where it is read, and cut where it is written.
const (
	MaxLine     = 255     // bytes of a name, a digest or a pseudonym
	MaxSentence = 4 << 10 // bytes of what is said to people
	MaxRows     = 100     // rows of a StatusReport
	MaxRow      = 2 << 10 // bytes of a row, its name and its value together
	MaxSeconds  = 3600    // of a drain's notice

	maxCells = 1 << 16 // columns and rows of a terminal
	maxTotal = 1 << 30 // sessions
)

var errTooLong = fmt.Errorf("more than %d bytes", MaxMessage)

// Encode is m as JSON: MaxMessage bytes at most, or an error. A host's and an organiser's
// name are cleaned, and cut to MaxLine.
func (m Message) Encode() ([]byte, error) {
	m.Host = line(m.Host)
	if m.Operation != nil {
		op := *m.Operation
		op.By = line(op.By)
		m.Operation = &op
	}
	return encode(m)
}

// Encode is a as JSON: MaxMessage bytes at most, or an error. What is beyond the bounds of a
// report is left out, and a report that is too large all the same becomes one that says so.
func (a Answer) Encode() ([]byte, error) {
	a.Host = line(a.Host)
	a.Error = cut(clean.Text(a.Error), MaxSentence)
	if a.Report != nil {
		r := a.Report.bounded()
		a.Report = &r
	}
	b, err := encode(a)
	if errors.Is(err, errTooLong) && a.Report != nil {
		a.Report = &Report{Error: "The report is too large to send."}
		return encode(a)
	}
	return b, err
}

func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	switch {
	case err != nil:
		return nil, fmt.Errorf("writing a message to a peer: %w", err)
	case len(b) > MaxMessage:
		return nil, fmt.Errorf("writing a message to a peer: %w", errTooLong)
	}
	return b, nil
}

// DecodeMessage reads a message, strictly: all that people may see of it is clean, and
// within the bounds. Fields that it does not know are passed over, and so a kind of
// operation that Known does not know is no error.
func DecodeMessage(payload []byte) (Message, error) {
	var m Message
	if err := decode(payload, &m, &m.Self); err != nil {
		return Message{}, fmt.Errorf("reading a peer's message: %w", err)
	}
	if err := m.check(); err != nil {
		return Message{}, fmt.Errorf("reading a peer's message: %w", err)
	}
	return m, nil
}

// DecodeAnswer reads an answer, as strictly as DecodeMessage.
func DecodeAnswer(payload []byte) (Answer, error) {
	var a Answer
	if err := decode(payload, &a, &a.Self); err != nil {
		return Answer{}, fmt.Errorf("reading a peer's answer: %w", err)
	}
	if err := a.check(); err != nil {
		return Answer{}, fmt.Errorf("reading a peer's answer: %w", err)
	}
	return a, nil
}

// decode reads JSON into v, of which self is a part.
func decode(payload []byte, v any, self *Self) error {
	if len(payload) > MaxMessage {
		return errTooLong
	}
	if err := json.Unmarshal(payload, v); err != nil {
		return err
	}
	return self.check()
}

func (s *Self) check() error {
	switch {
	case s.Version < max(Version-1, 1) || s.Version > Version+1:
		return fmt.Errorf("version %d, and this kiosk speaks %d", s.Version, Version)
	case !isInstance(s.Instance):
		return errors.New("the instance is not 32 hexadecimal digits")
	}
	return oneLine(&s.Host, "host")
}

// isInstance reports whether s is 32 hexadecimal digits, in lower case.
func isInstance(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == 32
}

func (m *Message) check() error {
	if (m.Exchange != nil) == (m.Operation != nil) {
		return errors.New("not one of an exchange and an operation")
	}
	if op := m.Operation; op != nil {
		if op.Seconds < 0 || op.Seconds > MaxSeconds {
			return fmt.Errorf("a notice of %d s", op.Seconds)
		}
		kind := string(op.Kind)
		if err := errors.Join(oneLine(&kind, "kind"), oneLine(&op.By, "by")); err != nil {
			return err
		}
		op.Kind = Kind(kind)
	}
	return nil
}

// Known reports whether this version has operations of a kind.
func (k Kind) Known() bool {
	switch k {
	case Status, Sessions, Reload, Drain:
		return true
	}
	return false
}

func (a *Answer) check() error {
	given := 0
	for _, there := range []bool{a.Exchange != nil, a.Report != nil, a.Error != ""} {
		if there {
			given++
		}
	}
	if given != 1 {
		return errors.New("not one of an exchange, a report and an error")
	}
	if a.Report != nil {
		return a.Report.check()
	}
	if err := sentence(&a.Error, "error"); err != nil {
		return err
	}
	if a.Exchange == nil && a.Error == "" {
		return errors.New("an error without words")
	}
	return nil
}

// oneLine cleans a value of one line.
func oneLine(s *string, what string) error {
	*s = clean.Line(*s)
	if len(*s) > MaxLine {
		return fmt.Errorf("%s: more than %d bytes", what, MaxLine)
	}
	return nil
}

// sentence cleans what is said to people.
func sentence(s *string, what string) error {
	*s = clean.Text(*s)
	if len(*s) > MaxSentence {
		return fmt.Errorf("%s: more than %d bytes", what, MaxSentence)
	}
	return nil
}

// count checks a number of something.
func count(n, most int, what string) error {
	if n < 0 || n > most {
		return fmt.Errorf("%s: %d", what, n)
	}
	return nil
}

// line is s, clean and of MaxLine bytes at most.
func line(s string) string { return cut(clean.Line(s), MaxLine) }

// cut is the beginning of s, of so many bytes at most, in whole characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
