package reading

import (
	"regexp"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/site"
)

func TestTheWayBack(t *testing.T) {
	home := &site.Page{Name: "index", Title: "Home"}
	pages := []*site.Page{home}
	for _, name := range []string{"events/2026/03/cardiff", "search", "help", "lang", "-x", "a/search", "tŷ", "q&a (old)", "it's", "50%", "a.md", "c#", "$HOME", "~x", "a b.md", "a*b!;`c`"} {
		pages = append(pages, &site.Page{Name: name, Title: name})
	}
	s := site.New(site.Parts{Pages: pages})
	for _, tt := range []struct{ join, page, fragment, want string }{
		{"ssh hackday.example", "index", "", "ssh hackday.example"},
		{"ssh -p 2222 localhost", "index", "", "ssh -p 2222 localhost"},
		{"ssh -p 2222 localhost", "index", "why", "ssh -t -p 2222 localhost /#why"},
		{"ssh -p 2222 localhost", "events/2026/03/cardiff", "", "ssh -t -p 2222 localhost events/2026/03/cardiff"},
		{"ssh hackday.example", "events/2026/03/cardiff", "supporters", "ssh -t hackday.example events/2026/03/cardiff#supporters"},
		{"ssh hackday.example", "search", "", "ssh -t hackday.example /search"},
		{"ssh hackday.example", "help", "", "ssh -t hackday.example /help"},
		{"ssh hackday.example", "lang", "", "ssh -t hackday.example /lang"},
		{"ssh hackday.example", "-x", "", "ssh -t hackday.example /-x"},
		{"ssh hackday.example", "a/search", "", "ssh -t hackday.example a/search"},
		{"ssh hackday.example", "tŷ", "pwy ydy'r", "ssh -t hackday.example t%C5%B7#pwy%20ydy%27r"},
		{"ssh hackday.example", "q&a (old)", "", "ssh -t hackday.example q%26a%20%28old%29"},
		{"", "search", "", ""},
	} {
		if got := Way(tt.join, s, s.Page(tt.page), tt.fragment); got != tt.want {
			t.Errorf("%s, %s, %s: %s, want %s", tt.join, tt.page, tt.fragment, got, tt.want)
		}
	}
	plain := regexp.MustCompile(`^ssh -t h /?[A-Za-z0-9%._+/-]+#[A-Za-z0-9%]+$`)
	for _, p := range pages[1:] {
		way := Way("ssh h", s, p, "é 'x'")
		_, address, _ := strings.Cut(way, " h ")
		found, fragment, _ := s.Resolve(address, "en")
		if found != p || fragment != "é 'x'" || !plain.MatchString(way) {
			t.Errorf("%s leads to %v, %q; want %s", way, found, fragment, p.Name)
		}
	}
}
