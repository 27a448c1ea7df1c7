package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escaper writes text so that it is read as text, with a backslash only where the
// text around makes it one of Markdown's signs.
type escaper struct {
	cell     bool
	stars    bool // more asterisks than one, or emphasis
	lines    bool // more underscores than one, or emphasis
	ticks    bool // more backticks than one
	tildes   bool // more tildes than one
	brackets bool // what could be links
}

// observe looks at all of a block's text.
func (c *composer) observe(w *writer) {
	ticks, tildes, stars, lines := 0, 0, 0, 0
	var before byte
	c.cell = c.where == inCell
	for _, s := range c.segments {
		if s.style&struck != 0 {
			tildes = 2
		}
		if s.style&(bold|italic) != 0 {
			stars, lines = 2, 2
		}
		switch s.kind {
		case codeToken:
			ticks++
			c.brackets = c.brackets || bytes.Contains(c.arena[s.start:s.end], []byte("]:"))
		case textToken, pictureToken:
			for _, b := range c.arena[s.start:s.end] {
				switch {
				case b == '`':
					ticks++
				case b == '~':
					tildes++
				case b == '*':
					stars++
				case b == '_':
					lines++
				case before == ']' && (b == '(' || b == ':'):
					c.brackets = true
				}
				before = b
			}
			if s.link != nil {
				before = 0
			}
		}
	}
	if w.pieces != nil { // links and notes may be defined elsewhere
		c.brackets = true
	}
	alone := 1
	if c.where == inTerm { // several terms are one paragraph until their meaning follows
		alone, c.brackets = 0, true
	}
	c.ticks, c.tildes, c.stars, c.lines = ticks > alone, tildes > alone, stars > alone, lines > alone
}

func isSpace(r rune) bool       { return unicode.IsSpace(r) }
func isPunctuation(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
func isWord(r rune) bool        { return !isSpace(r) && !isPunctuation(r) }

func isLetter(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
func isAlphanumeric(b byte) bool { return isLetter(b) || b >= '0' && b <= '9' }

func isAlphanumericRune(r rune) bool { return r < utf8.RuneSelf && isAlphanumeric(byte(r)) }

// isASCIIPunctuation reports whether a backslash before a byte means that byte.
func isASCIIPunctuation(b byte) bool {
	return b > ' ' && b < 0x7F && !isAlphanumeric(b)
}

// special are the bytes that may need a backslash.
const special = "\\*_`[]<&~!:.|@"

// escape adds text. before and after are the characters around it, a blank where
// there are none. Text in a label is that of a link or a picture.
func (e *escaper) escape(out, text []byte, before, after rune, labelled bool) []byte {
	for i := 0; i < len(text); {
		n := bytes.IndexAny(text[i:], special)
		if n < 0 {
			return append(out, text[i:]...)
		}
		out = append(out, text[i:i+n]...)
		i += n
		previous, next := before, after
		if i > 0 {
			previous, _ = utf8.DecodeLastRune(text[:i])
		}
		if i+1 < len(text) {
			next, _ = utf8.DecodeRune(text[i+1:])
		}
		c := text[i]
		escaped := false
		switch c {
		case '\\':
			escaped = i+1 == len(text) || isASCIIPunctuation(text[i+1])
		case '*':
			escaped = e.stars && (!isSpace(previous) || !isSpace(next))
		case '_':
			escaped = e.lines && !(isWord(previous) && isWord(next)) && !(isSpace(previous) && isSpace(next))
		case '`':
			escaped = e.ticks
		case '~':
			escaped = e.tildes && !(isSpace(previous) && isSpace(next))
		case '[':
			escaped = labelled || e.brackets || next == '^' || next == '!' && len(out) == 0 || len(out) == 0 && isTask(text[i:])
		case ']':
			escaped = labelled || e.brackets
		case '<':
			escaped = i+1 == len(text) && !isSpace(next) || i+1 < len(text) && (isLetter(text[i+1]) || strings.IndexByte("/!?", text[i+1]) >= 0 || isMail(text[i+1:]))
		case '!':
			escaped = i+1 == len(text) && next == '['
		case '|':
			escaped = e.cell
		case ':':
			escaped = !labelled && breaksAddress(text, i, after) || isEmoji(text, i, previous, after)
		case '.':
			escaped = !labelled && breaksAddress(text, i, after)
		case '@':
			escaped = !labelled && !isSpace(before) && beginsMail(text[:i])
		case '&':
			if n := entityLength(text[i:]); n > 0 {
				// Not "\&#", since whoever cleans Markdown takes that for a reference.
				out = append(out, "&amp;"...)
				i++
				continue
			}
			escaped = i+1 == len(text) && !isSpace(next)
		}
		if escaped {
			out = append(out, '\\')
		}
		out = append(out, c)
		i++
	}
	return out
}

// isTask reports whether text begins as a task does.
func isTask(text []byte) bool {
	return len(text) >= 3 && text[2] == ']' && (len(text) == 3 || isBlank(text[3])) && (text[1] == ' ' || text[1] == 'x' || text[1] == 'X')
}

// entityLength is the length of what would be read as an entity; 0 if nothing would.
func entityLength(text []byte) int {
	const longest = 34
	for i := 1; i < min(len(text), longest); i++ {
		switch c := text[i]; {
		case c == ';':
			if i > 1 {
				return i + 1
			}
			return 0
		case !isAlphanumeric(c) && !(c == '#' && i == 1):
			return 0
		}
	}
	return 0
}

// isEmoji reports whether the colon at i begins what may be the name of an emoji.
func isEmoji(text []byte, i int, previous, after rune) bool {
	const longest = 64
	if previous < utf8.RuneSelf && isAlphanumeric(byte(previous)) {
		return false
	}
	j := i + 1
	for j < len(text) && j-i < longest && (isAlphanumeric(text[j]) || strings.IndexByte("_+-", text[j]) >= 0) {
		j++
	}
	if j == len(text) {
		return after == ':' || isAlphanumericRune(after)
	}
	return j > i+1 && text[j] == ':'
}

// breaksAddress reports whether the colon or full stop at i belongs to a bare address
// that Markdown would take as a link, and in which something would have to be escaped,
// though nothing can be.
func breaksAddress(text []byte, i int, after rune) bool {
	begins := false
	if text[i] == ':' {
		if !bytes.HasPrefix(text[i:], []byte("://")) {
			return false
		}
		for _, scheme := range []string{"http", "https", "ftp"} {
			begins = begins || endsInFold(text[:i], scheme)
		}
	} else {
		begins = endsInFold(text[:i], "www")
	}
	if !begins {
		return false
	}
	const longest = 1 << 10 // bytes; what is longer is no link
	for j := i + 1; j < len(text); j++ {
		c := text[j]
		if j-i > longest {
			return true
		}
		if isBlank(c) {
			return false
		}
		if strings.IndexByte("*`[]<>\\|~&!", c) >= 0 || c == '_' && !(isAlphanumeric(text[j-1]) && j+1 < len(text) && isAlphanumeric(text[j+1])) || c == ':' && isEmoji(text, j, rune(text[j-1]), after) {
			return true
		}
	}
	return !isSpace(after)
}

// beginsMail reports whether all of a text could be the name in an address of mail, in
// which Markdown would see delimiters before the text as well.
func beginsMail(text []byte) bool {
	for i := len(text) - 1; i >= max(0, len(text)-maxMailName); i-- {
		if !isMailName(text[i]) {
			return false
		}
	}
	return true
}

// isMail reports whether text begins with the name in an address of mail and "@".
func isMail(text []byte) bool {
	for i := range min(len(text), maxMailName) {
		if text[i] == '@' {
			return i > 0
		}
		if !isMailName(text[i]) {
			return false
		}
	}
	return false
}

const maxMailName = 64 // bytes; RFC 5321 §4.5.3.1.1

// isMailName reports whether a byte may be in the name of an address of mail.
func isMailName(b byte) bool {
	return isAlphanumeric(b) || strings.IndexByte(".!#$%&'*+/=?^_`{|}~-", b) >= 0
}

// endsInFold reports whether text ends in a word in either letter case.
func endsInFold(text []byte, word string) bool {
	return len(text) >= len(word) && strings.EqualFold(string(text[len(text)-len(word):]), word)
}

// lineEscape is where a line of a paragraph needs a backslash, lest it begin another
// block; -1 where it needs none. first is false for the paragraph's later lines, which
// may underline the first.
func lineEscape(line []byte, first bool) int {
	if len(line) == 0 {
		return -1
	}
	blankAt := func(i int) bool { return i >= len(line) || line[i] == ' ' || line[i] == '\t' }
	switch c := line[0]; c {
	case '#':
		n := 1
		for n < len(line) && line[n] == '#' {
			n++
		}
		if n <= 6 && blankAt(n) {
			return 0
		}
	case '>':
		return 0
	case '-', '+', '*', ':', '_', '=', '|', '~', '`':
		if strings.IndexByte("-+*:", c) >= 0 && blankAt(1) {
			return 0
		}
		if c == '-' || c == '*' || c == '_' { // a rule
			if rest := bytes.Trim(line, string(c)+" \t"); len(rest) == 0 && bytes.Count(line, []byte{c}) >= 3 && line[0] == c {
				return 0
			}
		}
		if !first && (c == '-' || c == '=') && len(bytes.Trim(line, string(c)+" ")) == 0 {
			return 0
		}
		if !first && len(bytes.Trim(line, "-|: ")) == 0 && bytes.IndexByte(line, '-') >= 0 { // of a table
			return 0
		}
		if (c == '~' || c == '`') && len(line) >= 3 && line[1] == c && line[2] == c {
			if c == '~' || bytes.IndexByte(bytes.TrimLeft(line, "`"), '`') < 0 {
				return 0
			}
		}
	default:
		if c < '0' || c > '9' {
			break
		}
		n := 1
		for n < len(line) && n < 10 && line[n] >= '0' && line[n] <= '9' {
			n++
		}
		if n < 10 && n < len(line) && (line[n] == '.' || line[n] == ')') && blankAt(n+1) {
			return n
		}
	}
	return -1
}

// headingEscape is where a heading's text needs a backslash, lest its end be taken
// for the end of its mark or for attributes; -1 where it needs none.
func headingEscape(text []byte) int {
	if bare := bytes.TrimRight(text, "#"); len(bare) < len(text) && (len(bare) == 0 || bare[len(bare)-1] == ' ') {
		return len(bare)
	}
	if n := len(text); n > 0 && text[n-1] == '}' {
		if i := bytes.LastIndexByte(text, '{'); i >= 0 && (i-len(bytes.TrimRight(text[:i], `\`)))%2 == 0 {
			return i
		}
	}
	return -1
}

// appendDestination writes the address of a link so that it is read as it is.
func appendDestination(out []byte, address string, cell bool) []byte {
	level, balanced := 0, true
	for i := range len(address) {
		switch address[i] {
		case '(':
			level++
		case ')':
			if level--; level < 0 {
				balanced = false
			}
		}
	}
	balanced = balanced && level == 0
	for i := range len(address) {
		switch c := address[i]; {
		case c <= ' ' || c == '<' || c == '>' || c == '\\' || c == 0x7F || c == '`' || c == '|' && cell || (c == '(' || c == ')') && !balanced:
			const hex = "0123456789ABCDEF"
			out = append(out, '%', hex[c>>4], hex[c&15])
		case c == '&' && entityLength([]byte(address[i:min(len(address), i+40)])) > 0:
			out = append(out, "&amp;"...)
		default:
			out = append(out, c)
		}
	}
	return out
}
