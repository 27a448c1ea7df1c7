package words

import (
	"fmt"
	"strings"
)

// Fill fills in what stands in braces: pairs are a name and what to put in its
// place, one after the other. What is put in is not looked at again.
func Fill(text string, pairs ...any) string {
	var b strings.Builder
	for {
		before, rest, opened := strings.Cut(text, "{")
		b.WriteString(before)
		if !opened {
			return b.String()
		}
		name, behind, closed := strings.Cut(rest, "}")
		i := 0
		for i < len(pairs) && pairs[i] != name {
			i += 2
		}
		if closed && i < len(pairs) {
			fmt.Fprint(&b, pairs[i+1])
			text = behind
		} else {
			b.WriteByte('{')
			text = rest
		}
	}
}
