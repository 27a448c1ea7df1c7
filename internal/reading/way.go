package reading

import (
	"fmt"
	"strings"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// Way is what to type to come back to a part of a page:
// "ssh -t hackday.example events/cardiff#supporters". No shell gives a meaning to any
// character of the address, and none is taken for a command's name or a flag. For the
// home page it is join, and it is empty where that is.
func Way(join string, s *site.Site, p *site.Page, fragment string) string {
	if join == "" || p.Name == s.Home().Name && fragment == "" {
		return join
	}
	address := escaped(p.Name)
	_, isCommand := words.English.Commands[p.Name]
	switch {
	case p.Name == s.Home().Name:
		address = "/"
	case isCommand || strings.HasPrefix(address, "-"):
		address = "/" + address
	}
	if fragment != "" {
		address += "#" + escaped(fragment)
	}
	program, host, _ := strings.Cut(join, " ")
	return program + " -t " + host + " " + address
}

// escaped is a text with all characters encoded, as in a URL, that any shell might give a
// meaning to.
func escaped(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._/+", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
