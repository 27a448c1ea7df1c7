package reflow

import (
	"fmt"
	"strings"

	"hackday.example/kiosk/internal/document"
)

// maxURL bounds the bytes of a link's address. Longer ones are left out.
const maxURL = 2000

// schemes are what a link of a document may lead to.
var schemes = []string{"http://", "https://", "ftp://", "mailto:", "tel:"}

// target is where a link of the page leads, as Markdown has it between "<" and ">"; empty
// where it leads nowhere that the kiosk shows.
func (w *writer) target(link int32) string {
	if link <= 0 || int(link) > len(w.links) {
		return ""
	}
	l := &w.links[link-1]
	if l.URL == "" {
		if l.Page < 1 || l.Page > w.pages {
			return ""
		}
		return fmt.Sprintf("#page-%d", l.Page)
	}
	return address(l.URL)
}

// address is an address as Markdown has it; empty for what is none of the web, of mail, or
// of a document beside this one.
func address(url string) string {
	url = strings.TrimSpace(url)
	if len(url) > maxURL {
		return ""
	}
	if hasPrefixFold(url, "www.") {
		url = "http://" + url
	}
	known := false
	for _, s := range schemes {
		known = known || hasPrefixFold(url, s) && len(url) > len(s)
	}
	if !known && !isBeside(url) {
		return ""
	}
	var b strings.Builder
	for i := range len(url) {
		switch c := url[i]; {
		case c <= ' ' || c >= 0x7F || strings.IndexByte("<>\\\"`{}|^", c) >= 0:
			fmt.Fprintf(&b, "%%%02X", c)
		case c == '&': // no reference, and none that cleaning would take for one
			b.WriteString("&amp;")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// isBeside reports whether an address is relative, and that of a document or a page: "plan.pdf",
// "../index.html#part". One that may be a host's, since PDFs have such without their
// scheme, is not taken for a path: "example.org/plan.pdf".
func isBeside(url string) bool {
	file, _, _ := strings.Cut(url, "#")
	if document.FormatOf(file) == 0 || strings.ContainsAny(file, ":?\\") || strings.HasPrefix(file, "/") {
		return false
	}
	first, _, deeper := strings.Cut(file, "/")
	return !deeper || first == "." || first == ".." || !strings.Contains(first, ".")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
