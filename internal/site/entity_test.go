package site

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnEntityHasASemicolon(t *testing.T) {
	for text, want := range map[string]string{
		"&copy; &copy &COPY;":               "© &copy ©",
		"&copy=2;":                          "&copy=2;",
		"&copyright;":                       "&copyright;",
		"&lt=3 &lt;":                        "&lt=3 <",
		"&notit; &notin;":                   "&notit; ∉",
		"&nosuch; &; &#; &#x; &#x;&":        "&nosuch; &; &#; &#x; &#x;&",
		"&#65; &#x41; &#X4a; &#65":          "A A J &#65",
		"&#0000065; &#00000065; &#x000041;": "A &#00000065; A",
		"&#x0000041; &#6a; &#xg;":           "&#x0000041; &#6a; &#xg;",
		"&#0; &#xD800; &#x110000;":          "\uFFFD \uFFFD \uFFFD",
		"&#150;":                            "–",
		"&CounterClockwiseContourIntegral; &NotEqualTilde;": "∳ ≂̸",
		"\\&copy; &amp;copy; \\*a\\b \\\\":                  "&copy; &copy; *a\\b \\",
		"&ŷ; &a b;":                                         "&ŷ; &a b;",
	} {
		if got := Unescape(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestAnAddressIsReadAsItsAuthorWroteIt(t *testing.T) {
	p := load(t, "[a](https://e.org/?a=1&copy=2) [b](https://e.org/?a=1&copy=2;b=3) [c](https://e.org/?a&lt=3) [d](https://e.org/?a&amp;b=\\*) [e]\n\n[e]: <https://e.org/?a&reg=1&#38;c>")
	var got []string
	for _, r := range p.Resources[:p.TextResources] {
		got = append(got, r.URL)
	}
	want := []string{"https://e.org/?a=1&copy=2", "https://e.org/?a=1&copy=2;b=3", "https://e.org/?a&lt=3", "https://e.org/?a&b=*", "https://e.org/?a&reg=1&c"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
