package site

import (
	"fmt"
	"strings"
)

// Problem is one thing that is wrong with a content folder.
type Problem struct {
	File    string // relative to the folder
	Line    int    // 1-based; 0 where the whole file is meant
	Column  int    // 1-based, in characters; 0 where the whole line is meant
	Message string // what is wrong and what to do
}

// String is the problem as compilers write theirs: file:line:column: message.
func (p Problem) String() string {
	switch {
	case p.Line == 0:
		return fmt.Sprintf("%s: %s", p.File, p.Message)
	case p.Column == 0:
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// Problems is a list of problems in the order in which they were found.
type Problems []Problem

func (ps *Problems) add(p Problem) { *ps = append(*ps, p) }

func (ps *Problems) addf(file, format string, args ...any) {
	ps.add(Problem{File: file, Message: fmt.Sprintf(format, args...)})
}

// Error is why a folder did not load. It holds at least one problem.
type Error struct {
	Problems Problems
}

func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}
