package site

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/ast"
)

func TestEmojiAreReadByTheirNames(t *testing.T) {
	for markdown, want := range map[string]string{
		"# :smile: :+1: :heart:":               "😄 👍 ❤️",
		"# :nosuch: :octocat: : :: a:b:c":      ":nosuch: :octocat: : :: a:b:c",
		"# `:smile:` \\:smile: :smile :SMILE:": ":smile: :smile: :smile :SMILE:",
		"# *:smile:*:smile::smile: よ:smile:よ":  "😄😄😄 よ😄よ",
		"# a:b:c 8:100:5 :100:5 8:100:":        "a:b:c 8:100:5 :100:5 8:100:",
		"# [:smile:](x)":                       "😄",
	} {
		if got := load(t, markdown).Headings[0].Text; got != want {
			t.Errorf("%q: %q, want %q", markdown, got, want)
		}
	}
}

func TestWhatALinkIsCalled(t *testing.T) {
	type row struct{ Title, URL string }
	const base = "https://example.org/a/"
	for _, tt := range []struct {
		name, markdown string
		want           []row
	}{
		{"a picture that is all of a link", "[![Logo](logo.svg)](b)", []row{{"Logo", base + "b"}}},
		{"on lines of its own", "[\n![Logo](logo.svg)\n](b)", []row{{"Logo", base + "b"}}},
		{"a picture without a text that is all of a link", "[![](c/my%20logo.svg?x=1)](b)", []row{{"my logo.svg", base + "b"}}},
		{"a picture and a text", "[![Logo](logo.svg) Home](b)", []row{{"Logo Home", base + "b"}, {"Logo", base + "logo.svg"}}},
		{"two pictures", "[![One](c) ![Two](d)](b)", []row{{"One Two", base + "b"}, {"One", base + "c"}, {"Two", base + "d"}}},
		{"a picture that is emphasised", "[*![One](c)*](b)", []row{{"One", base + "b"}, {"One", base + "c"}}},
		{"a picture in a picture", "![One ![two](c)](b)", []row{{"One two", base + "b"}, {"two", base + "c"}}},
		{"a link in a picture", "![One [two](c)](b)", []row{{"One two", base + "b"}, {"two", base + "c"}}},
		{"a link without a text", "[](https://e.org/x)", []row{{"https://e.org/x", "https://e.org/x"}}},
		{"a picture without a text", "![](c/pic.png)", []row{{"pic.png", base + "c/pic.png"}}},
		{"a picture without a text on a web site", "![](https://e.org/c/pic.png?a#b)", []row{{"pic.png", "https://e.org/c/pic.png?a#b"}}},
		{"a picture without a name", "![](https://e.org/)", []row{{"https://e.org/", "https://e.org/"}}},
		{"nothing at all", "[]() ![]()", []row{{"link without a text", base + "page"}, {"link without a text", base + "page"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := load(t, tt.markdown)
			var got []row
			for _, r := range p.Resources[:p.TextResources] {
				got = append(got, row{r.Title, r.URL})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			document, links := Parse([]byte(tt.markdown)), 0
			_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
				if entering && IsLink(n) {
					links++
				}
				return ast.WalkContinue, nil
			})
			if links != len(got) || len(Links(document)) != links {
				t.Errorf("%d nodes are links, of %d resources", links, len(got))
			}
		})
	}
}
