package extract

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode is a text file's text in UTF-8 with line feeds alone at the ends of lines. It is
// read as its byte order mark says, else as UTF-8, else as Windows-1252, of which Latin-1
// is a part but for control characters. It is not ok for what is no text: NUL stands in
// none of these.
func decode(b []byte) (text string, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xFE")), bytes.HasPrefix(b, []byte("\xFE\xFF")):
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b)
		if err != nil {
			return "", false
		}
		text = strings.ToValidUTF8(string(decoded), string(utf8.RuneError))
	case utf8.Valid(b):
		text = strings.TrimPrefix(string(b), "\uFEFF")
	default:
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(b)
		if err != nil {
			return "", false
		}
		text = string(decoded)
	}
	if strings.IndexByte(text, 0) >= 0 {
		return "", false
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.ReplaceAll(text, "\r", "\n"), true
}
