package reflow

import (
	"strings"
	"unicode/utf8"
)

// escape writes text so that it comes out as it is where the kiosk reads it as Markdown,
// wherever in a line it stands (see site.Parse). Addresses on the web and of mail become
// links.
func escape(text string) string {
	if !strings.ContainsAny(text, "\\`*_{}[]<>&:|~@.") {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		blank := strings.IndexByte(text, ' ')
		token, rest := text, ""
		if blank >= 0 {
			token, rest = text[:blank], text[blank:blank+1]
			text = text[blank+1:]
		} else {
			text = ""
		}
		escapeToken(&b, token)
		b.WriteString(rest)
	}
	return b.String()
}

// escapeToken writes what stands between blanks.
func escapeToken(b *strings.Builder, token string) {
	if before, address, after := bareAddress(token); address != "" {
		escapeRunes(b, before)
		switch {
		case strings.HasPrefix(address, "www."):
			b.WriteString("[" + address + "](<http://" + address + ">)")
		default:
			b.WriteString("<" + address + ">")
		}
		escapeRunes(b, after)
		return
	}
	escapeRunes(b, token)
}

// bareAddress finds the address in a token that is to be a link, and what stands around
// it. It is of plain characters, so that nothing in it has to be escaped.
func bareAddress(token string) (before, address, after string) {
	if len(token) > maxURL {
		return token, "", ""
	}
	start := strings.IndexFunc(token, func(r rune) bool { return r < utf8.RuneSelf && isAlphaNumeric(byte(r)) })
	if start < 0 {
		return token, "", ""
	}
	rest := token[start:]
	end := 0
	for end < len(rest) && (isAlphaNumeric(rest[end]) || strings.IndexByte("-._~:/?#@!$&'()*+,;=%", rest[end]) >= 0) {
		end++
	}
	for end > 0 && strings.IndexByte("?!.,:;*_~'-", rest[end-1]) >= 0 {
		end--
	}
	for end > 0 && rest[end-1] == ')' && strings.Count(rest[:end], ")") > strings.Count(rest[:end], "(") {
		end--
	}
	address = rest[:end]
	lower := strings.ToLower(address)
	for _, scheme := range []string{"https://", "http://", "ftp://"} {
		if strings.HasPrefix(lower, scheme) && isHost(address[len(scheme):]) {
			return token[:start], address, rest[end:]
		}
	}
	if strings.HasPrefix(address, "www.") && isHost(address) && !strings.ContainsAny(address, "*_~") {
		return token[:start], address, rest[end:]
	}
	if user, host, ok := strings.Cut(address, "@"); ok && user != "" && strings.Contains(host, ".") && isPlain(user, "._-+") && isPlain(host, ".-") && isHost(host) {
		return token[:start], address, rest[end:]
	}
	return token, "", ""
}

// isHost reports whether an address without its scheme begins as a host's name does:
// words of letters and digits that full stops part.
func isHost(rest string) bool {
	if end := strings.IndexAny(rest, "/?#:"); end >= 0 {
		rest = rest[:end]
	}
	if len(rest) > 253 || !isPlain(rest, ".-") || !strings.Contains(rest, ".") {
		return false
	}
	for label := range strings.SplitSeq(rest, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return true
}

// isPlain reports whether text has only letters and digits of ASCII and some others.
func isPlain(text, others string) bool {
	for i := range len(text) {
		if !isAlphaNumeric(text[i]) && strings.IndexByte(others, text[i]) < 0 {
			return false
		}
	}
	return text != ""
}

// escapeRunes escapes what could mean something to Markdown.
func escapeRunes(b *strings.Builder, text string) {
	for i := range len(text) {
		c := text[i]
		switch c {
		case '\\', '`', '*', '[', ']', '<', '~', '{', '|', '@':
			b.WriteByte('\\')
		case '_':
			if i == 0 || i+1 == len(text) || !isAlphaNumeric(text[i-1]) || !isAlphaNumeric(text[i+1]) {
				b.WriteByte('\\')
			}
		case ':': // an emoji's name, or an address
			if strings.HasPrefix(text[i:], "://") || (i == 0 || !isAlphaNumeric(text[i-1])) && mayName(text[i+1:]) {
				b.WriteByte('\\')
			}
		case '.':
			if i >= 3 && strings.EqualFold(text[i-3:i], "www") && i+1 < len(text) {
				b.WriteByte('\\')
			}
		case '&':
			if i+1 < len(text) && text[i+1] == '#' { // what cleans Markdown knows no backslash
				b.WriteString("&amp;")
				continue
			}
			if i+1 < len(text) && isAlphaNumeric(text[i+1]) {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(c)
	}
}

// mayName reports whether text may go on as the name of an emoji does, up to its colon
// or, where the text ends, in what stands behind it.
func mayName(text string) bool {
	end := 0
	for end < len(text) && (isAlphaNumeric(text[end]) || strings.IndexByte("_+-", text[end]) >= 0) {
		end++
	}
	return end > 0 && (end == len(text) || text[end] == ':')
}

// escapeLabel escapes the text of a link, in which no address becomes a link.
func escapeLabel(text string) string {
	var b strings.Builder
	escapeRunes(&b, text)
	return strings.NewReplacer(`\@`, "@", `\://`, "://", `\.`, ".").Replace(b.String())
}

// escapeStart escapes what means something at the beginning of a line.
func escapeStart(line string) string {
	if line == "" {
		return line
	}
	switch line[0] {
	case '#', '>', '+', '-', '=', ':', '!':
		return `\` + line
	}
	digits := 0
	for digits < len(line) && line[digits] >= '0' && line[digits] <= '9' {
		digits++
	}
	if digits > 0 && digits < len(line) && (line[digits] == '.' || line[digits] == ')') {
		return line[:digits] + `\` + line[digits:]
	}
	return line
}

// escapeHeading escapes what means something at the end of a heading.
func escapeHeading(line string) string {
	if bare := strings.TrimRight(line, "#"); len(bare) < len(line) {
		return bare + strings.Repeat(`\#`, len(line)-len(bare))
	}
	return line
}

func isAlphaNumeric(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
