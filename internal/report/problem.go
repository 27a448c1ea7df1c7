package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/clean"
)

// Severity is how much a problem matters.
type Severity string

// The severities of a problem.
const (
	Fault  Severity = "error"  // what was looked at cannot be used
	Advice Severity = "advice" // it can, and could be better
)

// Problem is one thing that is wrong with a folder. None of its texts holds a
// control character or a line feed.
type Problem struct {
	File     string // relative to the folder; "." is the folder itself
	Line     int    // 1-based; 0 where the whole file is meant
	Column   int    // 1-based, in characters; 0 where the whole line is meant
	Severity Severity
	Kind     Kind
	Message  string // what is wrong
	Fix      string // what to do
}

// Kind is what sort of thing is wrong, in a few words: problems are counted by it. It
// is empty for an error.
type Kind string

// String is the problem as compilers write theirs: file:line:column: severity:
// what is wrong; what to do.
func (p Problem) String() string {
	place := p.File
	if p.Line > 0 {
		place += ":" + strconv.Itoa(p.Line)
		if p.Column > 0 {
			place += ":" + strconv.Itoa(p.Column)
		}
	}
	return fmt.Sprintf("%s: %s: %s; %s", place, p.Severity, p.Message, p.Fix)
}

// Problems is a list of problems.
type Problems []Problem

// Sort orders problems by file, line and column.
func (ps Problems) Sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// Error is why a folder cannot be used. It holds at least one problem, and every
// one is a Fault.
type Error struct {
	Problems Problems
	Unlisted int // how many more there are
}

func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Place is where in a file something stands; zero is the whole file.
type Place struct {
	Line, Column int // as in Problem
}

// Top is where a file begins, and where what is missing in it belongs.
var Top = Place{1, 1}

// Quote writes a piece of content in quotes, in one line, and not too long.
func Quote(text string) string {
	const longest = 60 // characters; an address that people write is shorter
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest]) + "…"
	}
	return strconv.Quote(text)
}

// Name is the name of a file as it may be shown.
func Name(name string) string {
	return strings.Map(func(r rune) rune {
		if clean.Unsafe(r) || r == '\n' {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(name, string(utf8.RuneError)))
}
