package reflow

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// hyphens knows the words that a document writes with a hyphen within a line, in small
// letters, so that one of them keeps it where it is broken at a line's end.
type hyphens map[string]bool

// note notes the words of a line.
func (h hyphens) note(words []word) {
	for i := range words {
		if text := words[i].text; strings.ContainsAny(text, "-\u2010") {
			if text = hyphenated(text); text != "" {
				h[text] = true
			}
		}
	}
}

// hyphenated is a word with a hyphen as it is looked up; empty for what is none.
func hyphenated(text string) string {
	text = strings.ToLower(strings.TrimFunc(strings.ReplaceAll(text, "\u2010", "-"), func(r rune) bool { return !isWordRune(r) }))
	if !strings.Contains(text, "-") {
		return ""
	}
	return text
}

// isBroken reports whether a word at a line's end goes on in the next line: it ends in a
// hyphen that follows a letter.
func isBroken(w *word) bool {
	stem, ok := stem(w)
	return ok && isWordRune(lastRune(stem))
}

// stem is a word without the hyphen at its end.
func stem(w *word) (string, bool) {
	for _, hyphen := range []string{"-", "\u2010", "\u00AD"} {
		if s, ok := strings.CutSuffix(w.text, hyphen); ok && s != "" {
			return s, true
		}
	}
	return w.text, false
}

// cut is the text of the last word of a line, without the hyphen where the line was
// broken within a word.
func (h hyphens) cut(text string, last *word, next *line) string {
	s, ok := stem(last)
	if !ok || !isWordRune(lastRune(s)) {
		return text
	}
	after := next.words[0].text
	r := firstRune(after)
	if !unicode.IsLower(r) && unicode.IsLetter(r) && !unicode.In(r, unicode.Lu, unicode.Lt) {
		return s // of a script without small letters
	}
	if !unicode.IsLower(r) || strings.HasSuffix(last.text, "\u00AD") {
		if strings.HasSuffix(last.text, "\u00AD") {
			return s
		}
		return text
	}
	if unicode.IsDigit(lastRune(s)) || utf8.RuneCountInString(s) == 1 && unicode.IsUpper(firstRune(s)) {
		return text // "A-frame", "20-year"
	}
	if h[hyphenated(text+after)] {
		return text
	}
	return s
}
