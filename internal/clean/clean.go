// Package clean makes text safe to send to a terminal: text from content, and
// from clients. What could steer a terminal, or hide or reorder what is read, is
// taken out, or said by its name.
package clean

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tabStop is the width of a tab, as CommonMark 2.2 has it.
const tabStop = 4

// Text makes text safe to send to a terminal, whoever wrote it: every
// character that could steer one, or hide or reorder what is read, is taken
// out, and tabs become blanks. So are the marks on one letter beyond [MaxMarks]. Line
// feeds stay, and so do the tag characters of a [Flag].
func Text(text string) string { return safe(text, false) }

// safe is Text, which leaves tabs as they are if asked to.
func safe(text string, tabs bool) string {
	var pile marks
	if !strings.ContainsFunc(text, func(r rune) bool { return r == '\t' && !tabs || r != '\t' && Unsafe(r) || pile.tooHigh(r) }) {
		return text
	}
	pile = 0
	var b strings.Builder
	b.Grow(len(text))
	column, tags := 0, 0 // tags is where those of the last flag end
	for i, r := range text {
		switch {
		case i < tags:
			b.WriteRune(r)
			continue
		case r == '\n':
			column = -1
		case r == '\t' && tabs:
		case r == '\t':
			pile = 0
			blanks := tabStop - column%tabStop
			b.WriteString(strings.Repeat(" ", blanks))
			column += blanks
			continue
		case Unsafe(r):
			continue // what stands behind it comes to stand on the letter before
		}
		if pile.tooHigh(r) {
			continue
		}
		if n := Flag(text[i:]); n > 0 {
			tags = i + n
		}
		b.WriteRune(r)
		column++
	}
	return b.String()
}

// Line is Text for a value that has to stand on one line.
func Line(text string) string {
	return strings.Join(strings.Fields(Text(text)), " ")
}

// Unsafe reports whether a character may not reach a terminal. A tag character may
// all the same where it is part of a [Flag].
func Unsafe(r rune) bool {
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
	case r >= 0xFDD0 && r <= 0xFDEF, r&0xFFFE == 0xFFFE: // noncharacters
		return true
	case r == utf8.RuneError:
		return false // shown as what it is
	}
	return false
}

// NumericReference is a numeric character reference, as html.UnescapeString reads
// it: the semicolon may be missing.
var NumericReference = regexp.MustCompile(`&#(?:[xX][0-9a-fA-F]+|[0-9]+);?`)

// Markdown makes a page's Markdown safe, as Text does; its tabs stay, since they
// mean something in Markdown and in code. It replaces the references that would
// become an unsafe character again when the Markdown is rendered. They are not
// taken out, lest what stands on either side becomes another.
func Markdown(text string) string {
	text = safe(text, true)
	if !strings.Contains(text, "&#") {
		return text
	}
	return NumericReference.ReplaceAllStringFunc(text, func(reference string) string {
		if strings.ContainsFunc(html.UnescapeString(reference), Unsafe) {
			return string(utf8.RuneError)
		}
		return reference
	})
}

// Origin is the byte of a line of content that became byte n of the line when
// it went through Markdown.
func Origin(raw string, n int) int {
	cleaned := safe(raw, true)
	// Back over the references that were replaced,
	for _, m := range NumericReference.FindAllStringIndex(cleaned, -1) {
		if m[0] >= n {
			break
		}
		if !strings.ContainsFunc(html.UnescapeString(cleaned[m[0]:m[1]]), Unsafe) {
			continue
		}
		replaced := utf8.RuneLen(utf8.RuneError)
		if n < m[0]+replaced {
			n = m[0]
			break
		}
		n += m[1] - m[0] - replaced
	}
	// and then over what was taken out.
	at, tags := 0, 0
	var pile marks
	for i, r := range raw {
		bytes := utf8.RuneLen(r)
		if i >= tags && (r != '\t' && Unsafe(r) || pile.tooHigh(r)) {
			continue
		}
		if n < at+bytes {
			return i
		}
		if flag := Flag(raw[i:]); flag > 0 {
			tags = i + flag
		}
		at += bytes
	}
	return len(raw)
}

// Short is Text for somebody else's words, cut off after a number of characters.
func Short(text string, most int) string {
	text = Text(strings.ToValidUTF8(text, "?"))
	if runes := []rune(text); len(runes) > most {
		text = Text(string(runes[:most])) + "…" // for a flag that was cut
	}
	return text
}

// Quote is somebody else's word in quotes, short and with nothing in it that a
// terminal could obey.
func Quote(word string) string { return strconv.Quote(Short(word, 40)) }
