package markdown_test

import (
	"strings"
	"testing"

	east "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/markdown"
	"hackday.example/kiosk/internal/site"
)

// body parses HTML as a page has it in its body.
func body(t testing.TB, source string) []*html.Node {
	t.Helper()
	nodes, err := html.ParseFragmentWithOptions(strings.NewReader(source), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}, html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Skip(err)
	}
	return nodes
}

func convert(t testing.TB, source string) markdown.Text {
	t.Helper()
	text, err := markdown.FromHTML(body(t, source), markdown.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// shown is the text of Markdown as the kiosk reads it: blocks, items and cells are
// parted by line feeds.
func shown(source string) string {
	var b strings.Builder
	text := []byte(source)
	_ = ast.Walk(site.Parse(text), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Type() == ast.TypeBlock {
			b.WriteByte('\n')
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
			b.Write(n.Lines().Value(text))
		case *ast.Text:
			s := string(n.Segment.Value(text))
			if !n.IsRaw() {
				s = site.Unescape(s)
			} else if _, ok := n.Parent().Parent().(*extast.TableCell); ok {
				s = strings.ReplaceAll(s, `\|`, "|")
			}
			b.WriteString(s)
			if n.HardLineBreak() || n.SoftLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.AutoLink:
			b.Write(n.Label(text))
		case *ast.String:
			b.Write(n.Value)
		case *ast.RawHTML:
			b.WriteByte('\n')
		case *east.Emoji:
			b.WriteString("EMOJI")
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }
