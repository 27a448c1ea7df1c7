package site

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
)

func TestBareAddressesAreFound(t *testing.T) {
	for _, tt := range []struct{ name, markdown, want string }{ // addresses as the page has them, a blank between them
		{"at the beginning", "https://e.org/a", "https://e.org/a"},
		{"behind a blank", "see http://e.org and ftp://e.org/b", "http://e.org ftp://e.org/b"},
		{"without a scheme", "www.e.org/a?b#c www.e.org.", "http://www.e.org/a?b#c http://www.e.org"},
		{"in capitals", "Https://E.org Www.e.org", "Https://E.org http://Www.e.org"},
		{"in other scripts", "https://bwyd.example/tŷ-coch https://例え.jp/パス https://उदाहरण.भारत/हिन्दी", "https://bwyd.example/tŷ-coch https://例え.jp/パス https://उदाहरण.भारत/हिन्दी"},
		{"with a port", "https://e.org:8080/a", "https://e.org:8080/a"},
		{"what is no port", "https://e.org:8080:1 https://e.org: https://e.org:a/b", "https://e.org:8080 https://e.org https://e.org"},
		{"with a user's name", "https://git@e.org/a https://a.b:c@e.org", "https://git@e.org/a https://a.b:c@e.org"},
		{"behind the domain", "(https://e.org)-based https://e.org|b https://e.org\"c https://e.org^", "https://e.org https://e.org https://e.org https://e.org"},
		{"a number", "http://127.0.0.1/a", "http://127.0.0.1/a"},
		{"whatever is no blank", "https://e.org/a|b^c`d\\e{f}[g]\"h", "https://e.org/a|b^c`d\\e{f}[g]\"h"},
		{"up to a tag", "https://e.org/a<br>b", "https://e.org/a"},
		{"before punctuation", "https://e.org/a. https://e.org/b?! https://e.org/c: https://e.org/d', https://e.org/e\"", "https://e.org/a https://e.org/b https://e.org/c https://e.org/d https://e.org/e"},
		{"before a semicolon", "https://e.org/a; b", "https://e.org/a"},
		{"in parentheses", "(https://e.org/a) (https://e.org/a(b)) https://e.org/a(b)c) (see www.e.org/(a)).", "https://e.org/a https://e.org/a(b) https://e.org/a(b)c http://www.e.org/(a)"},
		{"before an entity", "https://e.org/?a&copy; https://e.org/?a&copy=1 https://e.org&hl;.", "https://e.org/?a https://e.org/?a&copy=1 https://e.org"},
		{"emphasised", "**https://e.org/** *www.e.org/a* ~~https://e.org/b~~ __https://e.org/c__", "https://e.org/ http://www.e.org/a https://e.org/b https://e.org/c"},
		{"in quotes", "\"https://e.org/a\", 'www.e.org'. “https://e.org/b” »https://e.org/c«", "https://e.org/a http://www.e.org https://e.org/b https://e.org/c"},
		{"in East Asian parentheses", "（https://e.example/） 「www.e.example」", "https://e.example/ http://www.e.example"},
		{"before East Asian punctuation", "https://e.example/。次 https://e.example/a、b https://e.example/人々", "https://e.example/ https://e.example/a https://e.example/人々"},
		{"without blanks", "詳細はhttps://e.example/とwww.e.example。www.e.orgの https://例え.jpの https://e.例えの", "https://e.example/とwww.e.example http://www.e.org https://例え.jp https://e.例えの"},
		{"before a danda", "https://e.example/अ। और", "https://e.example/अ"},
		{"behind a letter", "xhttps://e.org 1http://e.org xwww.e.org a.www.e.org/b", ""},
		{"one address in another", "https://web.example/https://e.org/a", "https://web.example/https://e.org/a"},
		{"another scheme", "git://e.org mailto:a ssh://www.e.org", ""},
		{"no domain", "http:// http://localhost/ http://. http://.. http://a. https://a_b.org/ https://a.b_c/ www. www.a", ""},
		{"an underscore further to the left", "http://a_b.c.org http://a_b.c.org. http://a..b.org http://a_b.c.", "http://a_b.c.org http://a_b.c.org"},
		{"in code", "`https://e.org`", ""},
		{"in brackets", "<https://e.org/a>", "https://e.org/a"},
		{"in a link", "[https://e.org/a](https://e.org/b)", "https://e.org/b"},
		{"escaped", "https\\://e.org www\\.e.org", ""},
		{"in a table", "|a|\n|-|\n|https://e.org/a|\n|www.e.org|", "https://e.org/a http://www.e.org"},
		{"on lines", "https://e.org/a\nhttps://e.org/b  \nwww.e.org\\\nhttps://e.org/c", "https://e.org/a https://e.org/b http://www.e.org https://e.org/c"},
		{"mail", "a@e.org (b.c@e.org) *d@e.org*", "a@e.org b.c@e.org d@e.org"},
		{"mail in an address", "www.e.org/a@b.org https://e.org/a@b.org", "http://www.e.org/a@b.org https://e.org/a@b.org"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source := []byte(tt.markdown)
			var got []string
			for _, link := range Links(Parse(source)) {
				address := string(linkDestination(link, source))
				got = append(got, address)
				bare, ok := link.(*ast.AutoLink)
				if !ok || bare.AutoLinkType == ast.AutoLinkEmail {
					continue
				}
				if at := nodeOffset(link, source); !strings.HasPrefix(tt.markdown[at:], string(bare.Label(source))) && tt.markdown[at] != '<' {
					t.Errorf("%s stands at byte %d", address, at)
				}
			}
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestTheTextAroundABareAddressStays(t *testing.T) {
	p := load(t, "# See:https://e.org/a, and（www.e.org）はhttps://e.org/b。次 www.x http:x")
	if want := "See:https://e.org/a, and（www.e.org）はhttps://e.org/b。次 www.x http:x"; p.Headings[0].Text != want {
		t.Error(p.Headings[0].Text)
	}
}
