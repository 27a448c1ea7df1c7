package layout

// Wrap breaks text into lines of at most width columns: at blanks, where the
// script of the text lets a line end, and within a word only where the word alone
// is wider. The text holds no escape sequence; a line feed in it ends a line.
func Wrap(text string, width int) []string {
	lines := new(setter).flow([]span{{text: text}}, width)
	if len(lines) == 0 {
		return []string{""}
	}
	texts := make([]string, len(lines))
	for i, l := range lines {
		if len(l.spans) > 0 {
			texts[i] = l.spans[0].text
		}
	}
	return texts
}
