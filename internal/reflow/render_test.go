package reflow

import (
	"bufio"
	"fmt"
	"html"
	"strings"
	"testing"

	east "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	renderer "github.com/yuin/goldmark/renderer/html"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/site"
)

// rendered is the text of Markdown as the kiosk reads it, without what parts blocks.
func rendered(markdown string) string {
	source := []byte(clean.Markdown(markdown))
	var b strings.Builder
	_ = ast.Walk(site.Parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.ListItem:
			if l := n.Parent().(*ast.List); l.IsOrdered() {
				at := 0
				for p := n.PreviousSibling(); p != nil; p = p.PreviousSibling() {
					at++
				}
				fmt.Fprintf(&b, " %d%c ", l.Start+at, l.Marker)
			}
		case *ast.FencedCodeBlock:
			b.Write(n.Lines().Value(source))
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			b.WriteString(unescaped(n, source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(source))
		case *east.Emoji:
			b.WriteString("EMOJI")
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// printed is a document of lines of text, each a paragraph of its own.
func printed(lines ...string) *press {
	p := newPress()
	for i, l := range lines {
		p.line(72, 72+float64(i)*30, l)
	}
	return p
}

// awkward are texts that mean something to Markdown.
var awkward = []string{
	"# no heading", "#hash", "1. one", "7) seven", "2024. A year", "- dash", "+ plus", "* star", "> quote", ">quote", "--- rule ---", "---", "***", "===", "___",
	"*a* **b** _c_ __d__ `e` ``f``", "snake_case_name", "~~gone~~ ~a~", "[x] task", "[a](b) ![c](d) [^1] [e]: f", "[ ] open", "<b>bold</b> <!-- note -->", "<https://e.example>",
	"&amp; &#35; &#x1F600; &copy; &lt;", "AT&T", ":smile: a:smile: :+1: 10:30 x:y:z", ": definition", "a | b", "--|--", "heading {#id}", "{.class}", `back\slash \* \\`, `end\`,
	"https://e.example/a_b*c", "see http://e.example/~user/x_y_z.", "www.e.example and WWW.e.example", "mail a@b.example, (c@d.example)", "ftp://f.example/(x)", "https://e.example/*a*", "http://", "x://y", "!important", "![", "~~~ fence", "``` fence", "    indented",
	"$x$ ^y^ ==z==", "https://é.example/", "a@b@c.example", "https://e.example/a)b(c", "www.e_x.example", "http://e.example:80/?a=1&b=2&copy=3#f", "http://-e.example", "😀 👍🏽 :100:",
}

func TestTextComesOutLiterally(t *testing.T) {
	for _, text := range awkward {
		for name, doc := range map[string]*press{
			"paragraph": printed(text), "with text before": printed("Words before", text), "within": printed("x " + text + " y"),
			"heading": headingPress(text), "link": linkPress(text), "bold": boldPress(text), "item": printed("• " + text), "lines": linesPress(text),
		} {
			got := rendered(doc.markdown())
			want := squeeze(doc.said())
			if strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "* ") { // they are bullets at the beginning
				got, want = letters(got), letters(want)
			}
			if squeeze(got) != want {
				t.Errorf("%s of %q: %q is read as %q, want %q", name, text, doc.markdown(), got, want)
			}
		}
	}
}

// said is all that a press printed, in the order of printing, without bullets.
func (p *press) said() string {
	var b strings.Builder
	for _, page := range p.doc.Pages {
		for _, g := range page.Glyphs {
			b.WriteRune(g.Rune)
		}
	}
	return strings.ReplaceAll(b.String(), "•", "")
}

func squeeze(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "•", "")), "")
}

func headingPress(text string) *press {
	p := newPress()
	p.size = 20
	p.line(72, 72, text)
	p.size = 10
	p.prose(72, 120, 400, strings.Repeat("Words of the body ", 30))
	return p
}

func linkPress(text string) *press {
	p := newPress()
	x := p.line(72, 72, "see ")
	end := p.line(x, 72, text)
	p.line(end, 72, " there")
	p.last().Links = []Link{{Box: Box{x, 60, end, 76}, URL: `https://e.example/<a>(b)\c"d'é&copy;[x]` + "`"}}
	return p
}

func boldPress(text string) *press {
	p := newPress()
	x := p.line(72, 72, "see (")
	p.look.Bold = true
	x = p.line(x, 72, text)
	p.look.Bold = false
	p.line(x, 72, ") there and more words of the body")
	return p
}

func linesPress(text string) *press {
	p := newPress()
	p.line(72, 72, "A line that is long enough to be the measure of all the others below")
	for i := range 3 {
		p.line(72, 84+float64(i)*12, text)
	}
	return p
}

// unescaped is a text as it is read.
func unescaped(n *ast.Text, source []byte) string {
	if n.IsRaw() {
		return string(n.Segment.Value(source))
	}
	var b strings.Builder
	w := bufio.NewWriter(&b)
	renderer.DefaultWriter.Write(w, n.Segment.Value(source))
	w.Flush()
	return html.UnescapeString(b.String())
}
