package site

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tabStop is the width of a tab, as CommonMark 2.2 has it.
const tabStop = 4

// Clean makes text from a content folder safe to send to a terminal: every
// character that could steer one, or hide or reorder what is read, is taken
// out, and tabs become blanks. Line feeds stay.
func Clean(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r == '\t' || unsafe(r) }) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	column := 0
	for _, r := range text {
		switch {
		case r == '\n':
			column = -1
		case r == '\t':
			blanks := tabStop - column%tabStop
			b.WriteString(strings.Repeat(" ", blanks))
			column += blanks
			continue
		case unsafe(r):
			continue
		}
		b.WriteRune(r)
		column++
	}
	return b.String()
}

// cleanLine is Clean for a value that has to stand on one line.
func cleanLine(text string) string {
	return strings.Join(strings.Fields(Clean(text)), " ")
}

// unsafe reports whether a character may not reach a terminal.
func unsafe(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7F, r == '\n': // nearly all there is
		return false
	case unicode.IsControl(r): // C0, DEL and C1 (ECMA-48 §5.2, §5.3)
		return true
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069: // bidirectional embeddings, overrides and isolates (UAX #9)
		return true
	case r == 0x2028, r == 0x2029: // line and paragraph separators
		return true
	case r == 0x00AD, r == 0x200B, r == 0x2060, r == 0xFEFF: // invisible, and terminals disagree on their width
		return true
	case r >= 0xE0000 && r <= 0xE007F: // invisible tag characters
		return true
	case r >= 0xFDD0 && r <= 0xFDEF, r&0xFFFE == 0xFFFE: // noncharacters; layout uses some as its own marks
		return true
	case r == utf8.RuneError:
		return false // shown as what it is
	}
	return false
}

// A numeric character reference, as html.UnescapeString reads it: the
// semicolon may be missing.
var numericReference = regexp.MustCompile(`&#(?:[xX][0-9a-fA-F]+|[0-9]+);?`)

// cleanMarkdown is Clean, and replaces the references that would become an
// unsafe character again when the Markdown is rendered. They are not taken out,
// lest what stands on either side becomes another.
func cleanMarkdown(text string) string {
	text = Clean(text)
	if !strings.Contains(text, "&#") {
		return text
	}
	return numericReference.ReplaceAllStringFunc(text, func(reference string) string {
		if strings.ContainsFunc(html.UnescapeString(reference), unsafe) {
			return string(utf8.RuneError)
		}
		return reference
	})
}

// origin is the byte of a line of content that became byte n of the line when
// it went through cleanMarkdown.
func origin(raw string, n int) int {
	cleaned := Clean(raw)
	// Back over the references that were replaced,
	for _, m := range numericReference.FindAllStringIndex(cleaned, -1) {
		if m[0] >= n {
			break
		}
		if !strings.ContainsFunc(html.UnescapeString(cleaned[m[0]:m[1]]), unsafe) {
			continue
		}
		replaced := utf8.RuneLen(utf8.RuneError)
		if n < m[0]+replaced {
			n = m[0]
			break
		}
		n += m[1] - m[0] - replaced
	}
	// and then over what Clean took out, and its tabs.
	at, column := 0, 0
	for i, r := range raw {
		bytes, columns := utf8.RuneLen(r), 1
		switch {
		case r == '\t':
			columns = tabStop - column%tabStop
			bytes = columns
		case unsafe(r):
			continue
		}
		if n < at+bytes {
			return i
		}
		at += bytes
		column += columns
	}
	return len(raw)
}

// invalidUTF8 finds the first byte of text that is not UTF-8, as a 1-based
// line and column.
func invalidUTF8(text string) (line, column int, found bool) {
	if utf8.ValidString(text) {
		return 0, 0, false
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			line, column = position(text, i)
			return line, column, true
		}
		i += size
	}
	return 0, 0, false
}

// position is the 1-based line and column, in characters, of a byte offset.
func position(text string, offset int) (line, column int) {
	before := text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}
