package webpage

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode returns b in UTF-8. The encoding is that of a byte order mark, else
// the one declared in the head, however late, else UTF-8 where b is valid, else
// windows-1252, which is also what ISO 8859-1 and ASCII mean (Encoding §4.2).
// A declaration of windows-1252 is not believed where b is valid UTF-8, nor one
// of UTF-8 where most of what is not ASCII is none.
func decode(b []byte) []byte {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return bytes.ToValidUTF8(b[3:], []byte("\ufffd"))
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return convert(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), b)
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return convert(unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), b)
	}
	enc, name := charset.Lookup(declared(b))
	if strings.HasPrefix(name, "utf-16") {
		name = "utf-8" // the declaration could be read as ASCII (HTML §13.2.3.2)
	}
	if enc == nil || name == "utf-8" || name == "windows-1252" || name == "replacement" || name == "x-user-defined" {
		if utf8.Valid(b) {
			return b
		}
		if name == "utf-8" && mostlyUTF8(b) {
			return bytes.ToValidUTF8(b, []byte("\ufffd"))
		}
		enc = charmap.Windows1252
	}
	return convert(enc, b)
}

func convert(enc encoding.Encoding, b []byte) []byte {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil { // decoders replace what they cannot read
		return bytes.ToValidUTF8(b, []byte("\ufffd"))
	}
	return out
}

// mostlyUTF8 reports whether b has more characters outside of ASCII than faults.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case r >= utf8.RuneSelf:
			good++
		}
		b = b[n:]
	}
	return bad < good
}

var (
	xmlEncoding = regexp.MustCompile(`^\s*<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([^"'>]{1,40})["']`)
	metaCharset = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([^\s"';]{1,40})`)
)

// declared returns the label of the encoding that b declares, or "". The whole
// head is looked at, not the first 1,024 bytes alone.
func declared(b []byte) string {
	z := html.NewTokenizer(bytes.NewReader(b))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return xmlDeclared(b)
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "head" {
				return xmlDeclared(b)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch string(name) {
			case "meta":
				if label := metaLabel(z, more); label != "" {
					return label
				}
			case "noscript":
				z.NextIsNotRawText()
			case "html", "head", "title", "link", "script", "style", "base", "template":
			default:
				return xmlDeclared(b)
			}
		}
	}
}

func metaLabel(z *html.Tokenizer, more bool) string {
	var label, content string
	var isType bool
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		switch string(k) {
		case "charset":
			label = string(v)
		case "content":
			content = string(v[:min(len(v), 200)])
		case "http-equiv":
			isType = strings.EqualFold(string(v), "content-type")
		}
	}
	if m := metaCharset.FindStringSubmatch(content); label == "" && isType && m != nil {
		label = m[1]
	}
	return strings.TrimSpace(label)
}

func xmlDeclared(b []byte) string {
	if m := xmlEncoding.FindSubmatch(b[:min(len(b), 300)]); m != nil {
		return string(m[1])
	}
	return ""
}
