package search

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/site"
)

func FuzzFind(f *testing.F) {
	for _, seed := range [][2]string{{"nhs hack day", rich}, {"a b", "a&shy;b\u200d `a` b"}, {"東京", "東\n京"}, {"ß", "STRASSE"}, {"5 °", "5 °C ° °"}, {"e", strings.Repeat("é", 200)}, {"x", strings.Repeat("x", 300)}, {"a", strings.Repeat("ﷺ", 30)}, {"a b", "b`a` \u200d `a` b"}, {"\x01", "[](y)"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, query, markdown string) {
		markdown = clean.Markdown(markdown)
		text, over := site.Read(markdown)
		if over != nil {
			t.Skip()
		}
		p := &site.Page{Name: "index", Title: "Home", Markdown: markdown, Headings: text.Headings, Resources: text.Links, TextResources: len(text.Links)}
		s := siteOf(p)
		e := engineFor(t, s)
		seen := visible(p)
		k, words, _ := e.index().get(p)
		if got := words.appendText(nil, k.text, false); !bytes.Equal(got, seen) {
			t.Errorf("%q is kept as %q", seen, got)
		}
		if got, want := words.appendText(nil, k.text, true), appendFolded(nil, seen); !bytes.Equal(got, want) {
			t.Errorf("%q is kept folded as %q", want, got)
		}
		kept := find(t, e.For(context.Background(), ""), s, query)
		read := find(t, NewEngine().For(context.Background(), ""), s, query)
		if kept.Pages != read.Pages {
			t.Errorf("%q is on %d pages, or %d", query, kept.Pages, read.Pages)
		}
		for _, h := range append(kept.Hits, read.Hits...) {
			checkHit(t, query, h)
		}
	})
}
