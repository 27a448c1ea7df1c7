package deploy

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quoteSystemd writes a word of a unit file: in double quotes, with specifiers
// taken literally (systemd.syntax(7), systemd.unit(5) "Specifiers"). The word is
// printable.
func quoteSystemd(word string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%").Replace(word) + `"`
}

// quoteYAML writes a string as a double-quoted scalar (YAML 1.2.2 §5.7), with
// everything escaped that cannot be printed.
func quoteYAML(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quoteCompose is quoteYAML where $ would have a variable put in.
func quoteCompose(text string) string {
	return quoteYAML(strings.ReplaceAll(text, "$", "$$"))
}

// quoteKubernetes is quoteYAML for the value of a variable, where $( would have
// another one put in.
func quoteKubernetes(text string) string {
	return quoteYAML(strings.ReplaceAll(text, "$", "$$"))
}

// blockYAML writes a text as the value of a key that is indented by 2: as a
// literal block, in which people can edit it, or where that would not give the
// same text back, in double quotes. The text is UTF-8.
func blockYAML(text string) string {
	body := strings.TrimRight(text, "\n")
	if body == "" || !plainLines(body) {
		return quoteYAML(text)
	}
	var b strings.Builder
	b.WriteByte('|')
	if strings.HasPrefix(body, " ") || strings.HasPrefix(body, "\n") {
		b.WriteByte('2') // how far it is indented does not show
	}
	switch len(text) - len(body) {
	case 0:
		b.WriteByte('-')
	case 1:
	default:
		b.WriteByte('+')
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		b.WriteByte('\n')
		if line != "" {
			b.WriteString("    " + line)
		}
	}
	return b.String()
}

// plainLines reports whether a literal block can hold a text: it is printable,
// no line of blanks would be taken for an empty one, no blank at its end be lost,
// and no tab at a line's beginning be taken for indentation, as some parsers do.
func plainLines(text string) bool {
	if !utf8.ValidString(text) || strings.TrimRight(text, " \t") != text {
		return false
	}
	for line := range strings.SplitSeq(text, "\n") {
		if trimmed := strings.TrimLeft(line, " "); line != "" && (trimmed == "" || trimmed[0] == '\t') {
			return false
		}
		for _, r := range line {
			if r != '\t' && !unicode.IsPrint(r) {
				return false
			}
		}
	}
	return true
}
