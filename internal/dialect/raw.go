package dialect

import (
	"regexp"
	"strings"
)

// rawTag matches what keeps Liquid from reading a part of a text.
var rawTag = regexp.MustCompile(`\{%-?[ \t]*(?:end)?(?:raw|verbatim)[ \t]*-?%\}`)

// withoutRaw takes raw and endraw from code. Where one fills a line next to a fence,
// the two change places, so that no code gains an empty line.
func withoutRaw(text string, lines []line, spans []span) (string, bool) {
	if !strings.Contains(text, "raw") && !strings.Contains(text, "verbatim") {
		return text, false
	}
	var edits []edit
	for _, s := range spans {
		for _, m := range rawTag.FindAllStringIndex(text[s.start:s.end], -1) {
			edits = append(edits, edit{span{s.start + m[0], s.start + m[1]}, ""})
		}
	}
	if len(edits) == 0 {
		return text, false
	}
	// Code has its blanks: no edit here may take them, as apply would.
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(text[at:e.start])
		at = e.end
	}
	b.WriteString(text[at:])
	after := strings.Split(b.String(), "\n")
	for i, l := range lines {
		if l.kind != code || !rawTag.MatchString(text[l.start:l.end]) || strings.Trim(after[i], " \t\r>") != "" {
			continue
		}
		switch {
		case i > 0 && lines[i-1].kind == code && isFence(after[i-1]) && (i == 1 || lines[i-2].kind != code):
			after[i-1], after[i] = after[i], after[i-1]
		case i+1 < len(lines) && lines[i+1].kind == code && isFence(after[i+1]) && (i+2 == len(lines) || lines[i+2].kind != code):
			after[i+1], after[i] = after[i], after[i+1]
		}
	}
	return strings.Join(after, "\n"), true
}

func isFence(line string) bool {
	_, rest := quotation(line)
	_, rest = indentation(rest)
	return fenceLength(rest) > 0
}
