package folder

import (
	"io"
	"io/fs"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/report"
)

// readAll reads what is left of a file, but no more than a byte past a bound. size is
// how many bytes are expected.
func readAll(f fs.File, size, most int64) ([]byte, error) {
	b := make([]byte, 0, min(max(size, 0), most)+1)
	for {
		n, err := f.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case err == io.EOF:
			return b, nil
		case err != nil:
			return nil, err
		case int64(len(b)) > most:
			return b, nil
		case len(b) == cap(b):
			b = append(b, 0)[:len(b)]
		}
	}
}

// readText reads a file of text within a bound. What is not UTF-8 is read as Windows
// wrote it once.
func (c *inspection) readText(t *tree, name string, most int64) (text string, ok bool) {
	b, bad := t.read(name, most)
	if bad != nil {
		c.advise(name, report.Place{}, notRead, bad.what, bad.fix)
		return "", false
	}
	return c.decode(name, b), true
}

// decode is a file's text in UTF-8, with line feeds alone at the ends of lines.
func (c *inspection) decode(name string, b []byte) string {
	text := strings.TrimPrefix(string(b), "\uFEFF")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if utf8.ValidString(text) {
		return text
	}
	line, column, _ := clean.InvalidUTF8(text)
	c.advise(name, report.Place{Line: line, Column: column}, badText, "this is not UTF-8 text, and is read as Windows-1252", "save the file as UTF-8")
	if decoded, err := charmap.Windows1252.NewDecoder().String(text); err == nil {
		return decoded
	}
	return strings.ToValidUTF8(text, string(utf8.RuneError))
}

// thousands writes a number as people read it: 65,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
