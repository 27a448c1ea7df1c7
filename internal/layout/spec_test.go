package layout

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest/module"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// example is a text in Markdown and the HTML that it is.
type example struct{ name, markdown, html string }

// examples are those of the CommonMark specification, and goldmark's own of that
// and of what GitHub adds to it. They lie beside goldmark's source.
func examples(t *testing.T) (all []example) {
	t.Helper()
	dir := module.Dir(t, "github.com/yuin/goldmark")
	content, err := os.ReadFile(filepath.Join(dir, "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var spec []struct {
		Markdown, HTML string
		Example        int
	}
	if err := json.Unmarshal(content, &spec); err != nil {
		t.Fatal(err)
	}
	for _, e := range spec {
		all = append(all, example{fmt.Sprintf("CommonMark %d", e.Example), e.Markdown, e.HTML})
	}
	for _, file := range []string{
		"_test/extra.txt", "extension/_test/table.txt", "extension/_test/strikethrough.txt", "extension/_test/tasklist.txt",
		"extension/_test/linkify.txt", "extension/_test/footnote.txt", "extension/_test/definition_list.txt",
	} {
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		const begin, end = "//- - - - - - - - -//\n", "//= = ="
		for i, part := range strings.Split(string(content), end) {
			// What has Go's escapes in it is meant for another reader.
			if pieces := strings.Split(part, begin); len(pieces) == 3 && !goEscape.MatchString(part) {
				all = append(all, example{fmt.Sprintf("%s %d", filepath.Base(file), i+1), pieces[1], pieces[2]})
			}
		}
	}
	return all
}

var goEscape = regexp.MustCompile(`\\[nrtxuU]`)

// lettersOf is the letters and digits of a text alone.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, text)
}

// lettersOfHTML is the letters and digits that a browser would show.
func lettersOfHTML(source string) string {
	var b strings.Builder
	tags := html.NewTokenizer(strings.NewReader(source))
	hidden := false
	for kind := tags.Next(); kind != html.ErrorToken; kind = tags.Next() {
		token := tags.Token()
		switch {
		case kind == html.TextToken && !hidden:
			b.WriteString(token.Data)
		case token.DataAtom == atom.Script, token.DataAtom == atom.Style, token.DataAtom == atom.Sup: // the last is a note's number
			hidden = kind == html.StartTagToken
		case token.DataAtom == atom.Img:
			for _, a := range token.Attr {
				if a.Key == "alt" {
					b.WriteString(a.Val)
				}
			}
		}
	}
	return lettersOf(b.String())
}

// lettersOfPage is the letters and digits of the page's text as they stand in its
// lines, without what the layout adds.
func lettersOfPage(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		for _, s := range l.spans {
			if !s.aside && !s.whole {
				b.WriteString(lettersOf(s.text))
			}
		}
	}
	return b.String()
}

// codeOf is the lines of all blocks of code, as they have to be shown.
func codeOf(source []byte) (lines []string) {
	_ = ast.Walk(site.Parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Kind() != ast.KindCodeBlock && n.Kind() != ast.KindFencedCodeBlock || !entering {
			return ast.WalkContinue, nil
		}
		for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
			text, _ := expand(strings.TrimSuffix(string(l.Value(source)), "\n"), 0, clean.Text)
			if text = strings.TrimRight(text, " "); text != "" {
				lines = append(lines, text)
			}
		}
		return ast.WalkContinue, nil
	})
	return lines
}

// codeShown is the lines of code among lines of a page, whole where they were broken.
func codeShown(lines []line) (code []string) {
	for _, l := range lines {
		var b strings.Builder
		for _, s := range l.spans {
			if s.style&theme.CodeBlock != 0 {
				b.WriteString(s.text)
			}
		}
		switch {
		case b.Len() == 0:
		case l.tight && len(code) > 0:
			code[len(code)-1] += b.String()
		default:
			code = append(code, b.String())
		}
	}
	for i, l := range code {
		code[i] = strings.TrimRight(l, " ")
	}
	return code
}

var wholeNumber = regexp.MustCompile(`^ ?(\[\d+\]|\[\^\d+\]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$`)

// checkPage holds a layout against what is true of all.
func checkPage(t *testing.T, name string, p *site.Page, l *Layout) {
	t.Helper()
	at := fmt.Sprintf("%s at %d columns", name, l.spec.Measure)
	for i, line := range l.draft.lines {
		text := ""
		for _, s := range line.spans {
			text += s.text
			if s.whole && !wholeNumber.MatchString(s.text) {
				t.Errorf("%s: line %d has a part of a number: %q", at, i, s.text)
			}
		}
		if w := cells.Width(text); w > l.spec.Measure || w != line.width {
			t.Errorf("%s: line %d is %d columns wide, counted as %d: %q", at, i, w, line.width, text)
		}
	}
	for i, r := range l.Resources[:p.TextResources] {
		if r.Empty() {
			t.Errorf("%s: link %d, %q, stands nowhere", at, i+1, p.Resources[i].Title)
		}
	}
	body := l.draft.lines[l.Body.First:l.Body.End]
	if diff := cmp.Diff(codeOf([]byte(p.Markdown)), codeShown(body)); diff != "" {
		t.Errorf("%s: code is not verbatim (-want +got):\n%s", at, diff)
	}
}

// readOtherwise are the examples in whose text HTML is read otherwise than by
// CommonMark when a page is loaded, and the letters that they have then.
var readOtherwise = map[string]string{
	// A tag is a tag, though one of its lines looks like that under a heading.
	"CommonMark 91": "Foo",
	// What people type into is not shown.
	"CommonMark 171": "",
	// Tags that are indented in a table are no code.
	"CommonMark 191": "Hi",
	// An address in angle brackets with more behind it is still an address.
	"CommonMark 201": "foo",
	"CommonMark 494": "abcabca",
	// Names in angle brackets that are no elements of HTML are text.
	"CommonMark 491": "linkfoobar",
	"CommonMark 524": "foobarattr",
	"CommonMark 536": "foobarattr",
	"CommonMark 613": "babc2c",
	"CommonMark 614": "b2",
	"CommonMark 615": "b2datafoo",
	"CommonMark 617": "Fooresponsiveimagesrcfoojpg",
	"extra.txt 24":   "aaa",
}

func TestExamplesOfTheSpecificationsKeepAllTheirText(t *testing.T) {
	loaded := 0
	for _, e := range examples(t) {
		s, err := folder.Load(fstest.MapFS{
			"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
			"page.md":   {Data: []byte("---\ntitle: P\n---\n" + e.markdown)},
		})
		if err != nil {
			continue // an address that no visitor may be handed, or too deep
		}
		loaded++
		want, ok := readOtherwise[e.name]
		if !ok {
			want = lettersOfHTML(e.html)
		} else if want == lettersOfHTML(e.html) {
			t.Errorf("%s is read as by CommonMark", e.name)
		}
		for _, measure := range []int{80, 40, 20} {
			l := render(t, s, Spec{Measure: measure, Theme: dark})
			checkPage(t, e.name, s.Home(), l)
			got := lettersOfPage(l.draft.lines[l.Body.First:l.Body.End])
			if got != want && !strings.Contains(e.markdown, "[](") { // which is shown by its address
				t.Errorf("%s at %d columns has the letters\n%q, want\n%q\n%s", e.name, measure, got, want, e.markdown)
			}
		}
	}
	t.Logf("%d examples", loaded)
	if loaded < 600 {
		t.Errorf("only %d examples load", loaded)
	}
}
