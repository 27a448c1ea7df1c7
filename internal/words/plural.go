package words

import (
	"errors"

	"golang.org/x/text/feature/plural"
)

// Plural is a text with a number in it, {count}, in each form that numbers ask for in its
// language: the plural categories of CLDR (Unicode Technical Standard #35, Part 3).
// English has One and Other; Welsh all six, Few being 3 and Many 6. A language's file
// gives Other, and those of its categories in which the text differs from it; or the
// text alone where all numbers have the same. Words.Count picks the form.
type Plural struct {
	Zero, One, Two, Few, Many string // empty where the text is that of Other
	Other                     string
}

// UnmarshalYAML reads the forms of a text, or one text for all numbers.
func (p *Plural) UnmarshalYAML(read func(any) error) error {
	if read(&p.Other) == nil {
		return nil
	}
	type forms Plural // which has no UnmarshalYAML
	if err := read((*forms)(p)); err != nil {
		return err
	}
	if p.Other == "" {
		return errors.New(`plural forms have to have "other"`)
	}
	return nil
}

// form is the text of a category; that of Other where it has none of its own.
func (p *Plural) form(f plural.Form) string {
	text := ""
	switch f {
	case plural.Zero:
		text = p.Zero
	case plural.One:
		text = p.One
	case plural.Two:
		text = p.Two
	case plural.Few:
		text = p.Few
	case plural.Many:
		text = p.Many
	}
	if text == "" {
		return p.Other
	}
	return text
}

// Count fills in a text in the form that n asks for: n as {count}, and the pairs as Fill
// does.
func (w *Words) Count(p Plural, n int, pairs ...any) string {
	form := plural.Cardinal.MatchPlural(w.tag, max(n, -n), 0, 0, 0, 0)
	return Fill(p.form(form), append([]any{"count", n}, pairs...)...)
}

// Counted is a number of things in English, in the form that it asks for: "1 page",
// "2 pages". many is the plural, where it is not one with another "s". Organisers are
// spoken to in English.
func Counted(n int, one string, many ...string) string {
	p := Plural{One: "{count} " + one, Other: "{count} " + one + "s"}
	if len(many) > 0 {
		p.Other = "{count} " + many[0]
	}
	return English.Count(p, n)
}
