package dialect

import (
	"bytes"
	"slices"
	"strings"
)

// edit replaces a part of a text.
type edit struct {
	span
	with string
}

// apply makes edits. One that begins within another is left out, and of those that
// begin together the longest is made, behind those that only put something in. A part that has line ends keeps them behind what
// replaces it. Blanks at the ends of a line that an edit bares go, since they would
// mean something.
func apply(text string, edits []edit) string {
	if len(edits) == 0 {
		return text
	}
	slices.SortStableFunc(edits, func(a, b edit) int {
		switch {
		case a.start != b.start:
			return a.start - b.start
		case (a.end == a.start) != (b.end == b.start):
			return a.end - b.end
		}
		return b.end - a.end
	})
	out := make([]byte, 0, len(text))
	at, line := 0, 0 // line is where the last one begins in out
	add := func(text string) {
		if i := strings.LastIndexByte(text, '\n'); i >= 0 {
			line = len(out) + i + 1
		}
		out = append(out, text...)
	}
	for _, e := range edits {
		if e.start < at {
			continue
		}
		add(text[at:e.start])
		at = e.end
		lines := max(0, strings.Count(text[e.start:e.end], "\n")-strings.Count(e.with, "\n"))
		add(e.with)
		if e.with != "" && lines == 0 {
			continue
		}
		head := out[line:]
		tail := text[at:]
		blanks := len(tail) - len(strings.TrimLeft(tail, " \t"))
		atEnd := blanks == len(tail) || tail[blanks] == '\n' || tail[blanks] == '\r'
		if lines > 0 || atEnd {
			out = out[:len(out)-len(head)+len(bytes.TrimRight(head, " \t"))]
		}
		if lines > 0 || atEnd || len(bytes.TrimLeft(head, " \t>")) == 0 {
			at += blanks
		}
		add(strings.Repeat("\n", lines))
	}
	return string(append(out, text[at:]...))
}
