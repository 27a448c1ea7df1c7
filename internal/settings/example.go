package settings

import (
	"fmt"
	"strings"

	"hackday.example/kiosk/internal/frontmatter"
)

// lineWidth is how many columns an explanation takes in an Example.
const lineWidth = 88

// Example is a settings file that explains every key and sets none: each stands there as a
// comment, with its sample or else its default. head is what the file begins with,
// a line each.
func Example(head []string, keys []Key) string {
	var b strings.Builder
	for _, line := range head {
		b.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
	for _, k := range keys {
		b.WriteString("\n")
		for _, line := range wrap(k.Help, lineWidth-len("# ")) {
			b.WriteString("# " + line + "\n")
		}
		fmt.Fprintf(&b, "#%s: %s\n", k.Name, k.example())
	}
	return b.String()
}

// example is a key's value as YAML has it.
func (k Key) example() string {
	text := k.Sample
	if text == "" {
		text = k.Default
	}
	if k.Form != List {
		return quote(text)
	}
	entries := strings.Split(text, ",")
	for i, e := range entries {
		entries[i] = quote(e)
	}
	return "[" + strings.Join(entries, ", ") + "]"
}

// quote writes a text in quotes, unless YAML reads it as it stands.
func quote(text string) string {
	tree, issues := frontmatter.Whole("a: [" + text + "]").StrictTree("")
	if items := tree.Get("a").Items; len(issues) == 0 && len(items) == 1 && items[0].IsScalar() && items[0].Text == text {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

// wrap breaks a text into lines of at most so many bytes, or of one word.
func wrap(text string, most int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > most {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	return append(lines, line)
}
