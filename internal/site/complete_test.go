package site

import (
	"slices"
	"strings"
	"testing"
)

func addressesOf(names ...string) *Site {
	var p Parts
	for _, name := range names {
		p.Pages = append(p.Pages, &Page{Name: name, Title: name})
	}
	return New(p)
}

func TestAnAddressIsCompletedAsFarAsAllGoOnAlike(t *testing.T) {
	s := addressesOf("index", "events/2026/cardiff", "events/2026/leeds", "tŷ", "tŵr")
	for begun, want := range map[string]string{
		"": "", "i": "index", "e": "events/2026/", "events/2026/l": "events/2026/leeds", "events/2026/cardiff": "events/2026/cardiff",
		"z": "z", "a": "a", "events/2026/leeds/": "events/2026/leeds/", "t": "t", "tŷ": "tŷ",
	} {
		if got := s.Complete(begun); got != want {
			t.Errorf("%q is completed to %q, want %q", begun, got, want)
		}
	}
}

func FuzzComplete(f *testing.F) {
	f.Add("e", "events/2026", "events/2027", "about")
	f.Add("t\xc5", "t\xc5\xb7", "t\xc5\xb5", "\xff")
	f.Fuzz(func(t *testing.T, begun, a, b, c string) {
		names := []string{"index", a, b, c}
		var begin []string
		for _, name := range names {
			if strings.HasPrefix(name, begun) {
				begin = append(begin, name)
			}
		}
		got := addressesOf(names...).Complete(begun)
		if len(begin) == 0 && got != begun {
			t.Fatalf("%q is completed to %q, and nothing begins so", begun, got)
		}
		for _, name := range begin {
			if !strings.HasPrefix(name, got) && strings.ToValidUTF8(name, "") == name {
				t.Fatalf("%q is completed to %q, which %q does not begin with", begun, got, name)
			}
		}
		if len(begin) > 0 && strings.ToValidUTF8(begun, "") == begun && !strings.HasPrefix(got, begun) {
			t.Fatalf("%q is completed to %q, of %q", begun, got, slices.Sorted(slices.Values(begin)))
		}
	})
}
