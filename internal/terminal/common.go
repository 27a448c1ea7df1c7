package terminal

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// commonStart is how many bytes two lines have in common at their start, and
// the style that is in force behind them. It ends before any hyperlink, and
// between two ASCII characters, where no character can be cut in two.
func commonStart(a, b string) (n int, style string) {
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; {
		if a[i] != ansi.ESC {
			i++
			if at(a, i) < 0x80 && at(b, i) < 0x80 && a[i-1] < 0x80 {
				n = i
			}
			continue
		}
		end := strings.IndexByte(a[i:], 'm') + i + 1
		if at(a, i+1) != '[' || end <= i || end > len(b) || a[i:end] != b[i:end] {
			return n, style
		}
		if a[i:end] == resetStyle {
			style = ""
		} else {
			style += a[i:end]
		}
		i, n = end, end
	}
	return n, style
}

// at is the byte at i, or 0 behind the end.
func at(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return 0
}

// commonEnd is how many bytes two texts have in common at their end, cut
// between two ASCII characters.
func commonEnd(a, b string) (n int) {
	for i := 1; i <= len(a) && i <= len(b) && a[len(a)-i] == b[len(b)-i]; i++ {
		if a[len(a)-i] < 0x80 {
			n = i
		}
	}
	return n
}

// isText reports whether s holds no escape sequence.
func isText(s string) bool { return strings.IndexByte(s, ansi.ESC) < 0 }
