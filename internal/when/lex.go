package when

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a piece of a text, in small letters.
type token struct {
	kind kind
	text string
}

type kind int

const (
	word   kind = iota // of letters
	number             // digits, and what joins them to a day or a time: . : / -
	sign               // + or -
)

// pieces are what a text is cut into, besides blanks and commas. A number ends with a
// digit.
var pieces = regexp.MustCompile(`^(?:([0-9](?:[0-9.:/-]*[0-9])?)|([\p{L}][\p{L}\p{M}'’]*)|([+-]))`)

// dotted are abbreviations that are written with dots.
var dotted = strings.NewReplacer("a.m.", "am", "p.m.", "pm", "a.m", "am", "p.m", "pm", "@", " at ", "’", "'", "'", "")

// isoTime joins a day and a time in RFC 3339, and offset is what may stand behind a time.
var (
	isoTime = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})t([0-9])`)
	offset  = regexp.MustCompile(`^([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)-([0-9]{2}:?[0-9]{2})$`)
)

// lex cuts the text into tokens.
func (p *parser) lex() error {
	if len(p.text) > MaxText || !utf8.ValidString(p.text) {
		return p.unreadable()
	}
	rest := dotted.Replace(strings.ToLower(strings.Trim(p.text, `"'`)))
	rest = isoTime.ReplaceAllString(rest, "$1 $2")
	for {
		rest = strings.TrimLeftFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
		if rest == "" {
			break
		}
		m := pieces.FindStringSubmatch(rest)
		if m == nil {
			return p.unreadable()
		}
		rest = rest[len(m[0]):]
		switch {
		case m[2] != "":
			p.tokens = append(p.tokens, token{word, m[2]})
		case m[3] != "":
			p.tokens = append(p.tokens, token{sign, m[3]})
		default:
			if o := offset.FindStringSubmatch(m[1]); o != nil {
				p.tokens = append(p.tokens, token{number, o[1]}, token{sign, "-"}, token{number, o[2]})
				continue
			}
			p.tokens = append(p.tokens, token{number, m[1]})
		}
	}
	if len(p.tokens) == 0 {
		return p.unreadable()
	}
	return nil
}

// at is a token by its index; the zero token, an empty word, behind the last.
func (p *parser) at(i int) token {
	if i < 0 || i >= len(p.tokens) {
		return token{}
	}
	return p.tokens[i]
}
