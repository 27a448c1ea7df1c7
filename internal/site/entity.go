package site

import (
	"bytes"
	"html"

	"github.com/yuin/goldmark/util"
)

// Unescape undoes Markdown's backslash escapes and HTML's entities in the text
// of a node (CommonMark §2.4, §2.5). What comes out may be anything: Clean it.
func Unescape(text string) string {
	return string(unescape([]byte(text)))
}

func unescape(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 && bytes.IndexByte(b, '&') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '\\' && i+1 < len(b) && util.IsPunct(b[i+1]):
			i++
		case b[i] == '&':
			if text, n := entity(b[i:]); n > 0 {
				out = append(out, text...)
				i += n - 1
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}

// entity is what the entity or the numeric character reference at the beginning of
// b stands for, and its length; 0 if there is none. As CommonMark §2.5 has it, the
// semicolon is part of each: "&copy=2" in an address is no entity. As HTML has it,
// numbers of C1 controls are Windows' characters: "&#150;" is a dash.
func entity(b []byte) (text string, n int) {
	const longest = len("&CounterClockwiseContourIntegral;")
	end := bytes.IndexByte(b[:min(len(b), longest)], ';')
	if end < 0 {
		return "", 0
	}
	name := b[1:end]
	digits, numeric := bytes.CutPrefix(name, []byte("#"))
	if !numeric {
		if e, ok := util.LookUpHTML5EntityByName(string(name)); ok {
			return string(e.Characters), end + 1
		}
		return "", 0
	}
	most, isDigit := 7, util.IsNumeric
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, most, isDigit = digits[1:], 6, util.IsHexDecimal
	}
	if len(digits) == 0 || len(digits) > most {
		return "", 0
	}
	for _, d := range digits {
		if !isDigit(d) {
			return "", 0
		}
	}
	return html.UnescapeString(string(b[:end+1])), end + 1
}
