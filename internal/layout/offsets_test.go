package layout

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yuin/goldmark/ast"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest/constructs"
	"hackday.example/kiosk/internal/kiosktest/race"
	"hackday.example/kiosk/internal/site"
)

// looks are the forms in which a page is laid out, at a measure.
func looks(measure int) map[string]Spec {
	return map[string]Spec{
		"screen":                  {Measure: measure, Theme: dark, Links: true},
		"screen in ASCII":         {Measure: measure, Theme: dark, ASCII: true},
		"screen without a colour": {Measure: measure, Theme: plain, ASCII: true},
		"text":                    {Measure: measure, Theme: plain, Form: Text},
		"spoken":                  {Measure: measure, Theme: plain, Form: Spoken},
	}
}

// eachLook lays a page out at three measures and in all forms.
func eachLook(t *testing.T, s *site.Site, check func(t *testing.T, l *Layout)) {
	t.Helper()
	for _, measure := range []int{80, 40, 20} {
		for name, spec := range looks(measure) {
			t.Run(fmt.Sprintf("%s at %d columns", name, measure), func(t *testing.T) { check(t, render(t, s, spec)) })
		}
	}
}

// lineText is the text of the page in a line, and in those in which its last word goes
// on. In a table it is that of the row.
func lineText(l *Layout, line int) string {
	var b strings.Builder
	for i := line; i < l.Body.End; i++ {
		if d := l.draft.lines[i]; i > line && !d.tight && !d.inRow {
			break
		} else if i > line && !d.tight {
			b.WriteByte(' ')
		}
		for _, s := range l.draft.lines[i].spans {
			if !s.aside {
				b.WriteString(s.text)
			}
		}
	}
	return b.String()
}

// numbered has every construct, and in their text words that are numbered in the order
// of the Markdown.
const numbered = `k101 k102 [^n] k103, with *k104* **k105 k106** [k107 k108](/a/rather/long/address "with a title") k109.
k110 ~~k111~~ k112\_\*x&amp;&lt; k113é k114 ` + "`k115 k116\nk117`" + ` k118 \[k119\] k120

# k121 k122 k123 k124 k125 k126 k127 k128 k129

## k130 [k131](/x) {#here}

###   k132 k133 k134 k135   ###

k136 k137
=========

> k138 k139 k140 k141 k142 k143 k144 k145 k146 k147
> k148 k149 k150
>
> > k151 k152 k153 k154 k155 k156
>
> - k157 k158 k159 k160 k161 k162
>   k163 k164

[^n]: k165 k166 k167 k168 k169 k170 k171 k172 k173 k174

    k175 k176 k177 k178 k179

> k180 k181 k182 k183 k184 k185
>
> k186 k187

- k188 k189 k190 k191 k192 k193 k194 k195 k196
  - k197 k198 k199 k200
    - k201 k202 k203 k204

      k205 k206
- [x] k207 k208 k209
- [ ] k210 k211 k212

999. k213 k214 k215 k216 k217 k218

     k219 k220 k221
1000. k222

k223 k224 [^last] k225

` + "```go\nk226 k227, k228, k229 k230, k231, k232, k233 k234 k235 k236 k237 k238\n\n\tk239  k240\n\t\tk241 k242\n```" + `

    k243 k244 k245 k246 k247 k248 k249 k250

      k251

---

| k252 | k253 k254 | k255 |
|------|:---------:|-----:|
| k256 | k257 k258 k259 k260 | k261 |
| k262 k263 k264 k265 k266 k267 k268 | | [k269](/y) |

| k270 k271 |
|-----------|
| k272 k273 k274 k275 k276 k277 k278 |
| k279 |

k280 k281 k282
: k283 k284 k285 k286 k287 k288 k289

  k290 k291
: k292

[^last]: k293 k294 [^n] k295
    - k296 k297 k298 k299 k300

![k301 k302](/plan.png) k303 k304  
k305 k306\
k307 <b>k308</b> k309 <!-- a comment --> k310

k311é k312&mdash;k313 k314 k315é k316é k317é k318\_x k319\_x k320  k321   k322 k323
	k324

[ref]: /where "A title"

k325 k326 [k327][ref] k328
`

// numberedWord is a word of that, with what belongs to its text.
var numberedWord = regexp.MustCompile(`k(\d{3})(?:\\?_|\\?\*x|\\\]|x|&(?:amp|lt|mdash);|é|,|\.)*`)

func TestEveryByteOfAPageLeadsToTheWordBehindIt(t *testing.T) {
	s := page(t, numbered)
	markdown := s.Home().Markdown
	words := numberedWord.FindAllStringIndex(markdown, -1)
	marks := regexp.MustCompile(` \[\^\w+\]`).FindAllStringIndex(markdown, -1)
	if len(words) != 228 || len(marks) != 3 {
		t.Fatalf("%d words", len(words))
	}
	eachLook(t, s, func(t *testing.T, l *Layout) {
		lines := map[string]int{} // where each word stands
		for i := l.Body.First; i < l.Body.End; i++ {
			for _, d := range l.draft.lines[i].spans {
				for _, word := range regexp.MustCompile(`k\d{3}`).FindAllString(d.text, -1) {
					if d.aside {
						continue
					}
					if _, ok := lines[word]; ok {
						t.Fatalf("%s stands there twice", word)
					}
					first := i
					for l.draft.lines[first].inRow {
						first--
					}
					lines[word] = first
				}
			}
		}
		if len(lines) != len(words) {
			t.Errorf("%d of %d words are there", len(lines), len(words))
		}
		next := 0
		for offset := range markdown {
			for next < len(words) && words[next][1] <= offset {
				next++
			}
			word, want := "nothing", l.Body.End-1
			if next < len(words) {
				word = markdown[words[next][0]:][:len("k000")]
				want = lines[word]
			}
			if slices.ContainsFunc(marks, func(m []int) bool { return m[0] <= offset && offset < m[1] }) {
				continue // the mark of a note is text too
			}
			if got := l.LineAt(offset); got != want {
				t.Errorf("byte %d, before %s, leads to line %d, want %d: %q", offset, word, got, want, lineText(l, got))
			}
		}
	})
}

// firstWord is the first word of a piece of Markdown as it is shown.
func firstWord(l *Layout, text string, raw bool) string {
	if !raw {
		text = site.Unescape(text)
	}
	for _, word := range strings.Fields(l.spec.shape().shown(text)) {
		return word
	}
	return ""
}

func TestEveryTextOfEveryConstructIsFoundWhereItStands(t *testing.T) {
	pages := constructs.All(t)
	pages = append(pages, constructs.Construct{Name: "everything", Markdown: everything}, constructs.Construct{Name: "numbered", Markdown: numbered})
	for _, c := range pages {
		t.Run(c.Name, func(t *testing.T) {
			s := page(t, c.Markdown)
			source := []byte(s.Home().Markdown)
			eachLook(t, s, func(t *testing.T, l *Layout) {
				found := 0
				see := func(start int, word string) {
					line := l.LineAt(start)
					if found++; !strings.Contains(lineText(l, line), word) {
						t.Errorf("%q, byte %d, is not in line %d: %q", word, start, line, lineText(l, line))
					}
				}
				_ = ast.Walk(site.Parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
					if !entering {
						return ast.WalkContinue, nil
					}
					switch n := n.(type) {
					case *ast.Paragraph:
						q, ok := n.Parent().(*ast.Blockquote)
						if ok && q.FirstChild() == n {
							if kind, _, alert := site.Alert(q, source); alert {
								see(n.Lines().At(0).Start, l.spec.shape().words.Alerts[kind])
								return ast.WalkSkipChildren, nil
							}
						}
					case *ast.CodeBlock, *ast.FencedCodeBlock:
						for _, s := range n.Lines().Sliced(0, n.Lines().Len()) {
							if word := firstWord(l, string(s.Value(source)), true); word != "" {
								see(s.Start, word)
							}
						}
					case *ast.Text:
						_, code := n.Parent().(*ast.CodeSpan)
						if word := firstWord(l, string(n.Segment.Value(source)), code || n.IsRaw()); word != "" {
							see(n.Segment.Start, word)
						}
					case *ast.AutoLink:
						label := string(n.Label(source))
						if said, ok := l.spec.shape().words.SpokenAddress(label); ok && l.spec.Form == Spoken {
							label, _, _ = strings.Cut(said, ", ")
						}
						begin, _, _ := strings.Cut(label, "/") // in a table it may be broken within its cell
						see(n.Pos(), l.spec.shape().shown(begin))
					}
					return ast.WalkContinue, nil
				})
				if found < 5 {
					t.Errorf("%d texts", found)
				}
			})
		})
	}
}

// checkAscends holds all that LineAt says of a page against what is true of any: it is
// a line of the body, and the further behind the further down, but for notes.
func checkAscends(t *testing.T, l *Layout) {
	t.Helper()
	notes := l.Body.End
	for _, n := range l.Notes {
		if !n.Text.Empty() {
			notes = min(notes, n.Text.First)
		}
	}
	before := 0
	for offset := -1; offset <= len(l.page.Markdown)+1; offset++ {
		line := l.LineAt(offset)
		if (line < l.Body.First || line >= l.Body.End) && !l.Body.Empty() || line < 0 || line >= len(l.Lines) {
			t.Fatalf("byte %d leads to line %d; %+v is the body", offset, line, l.Body)
		}
		if line >= notes {
			continue
		}
		if line < before {
			t.Fatalf("byte %d leads to line %d, above line %d", offset, line, before)
		}
		before = line
	}
}

func TestWhatStandsFurtherBehindIsFurtherDown(t *testing.T) {
	for _, c := range constructs.All(t) {
		s := c.Site(t)
		eachLook(t, s, checkAscends)
		for _, measure := range []int{80, 20} {
			checkAscends(t, Fallback(s, s.Home(), Spec{Measure: measure, Theme: dark}))
		}
	}
	for _, markdown := range []string{"", "\n\n", "<!-- nothing -->", "x", "[^1]\n\n[^1]:\n", "-", "# ", "![](/x.png)"} {
		eachLook(t, page(t, markdown), checkAscends)
	}
}

func TestAnyOffsetLeadsIntoTheBody(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	s := largePage(t)
	for _, l := range []*Layout{
		render(t, s, Spec{Measure: 80, Theme: dark}), render(t, s, Spec{Measure: 20, Theme: plain, Form: Spoken}),
		Fallback(s, s.Home(), Spec{Measure: 40, Theme: dark}), sentence(s.Home(), Spec{Measure: 40}.shape(), "Wait.").color(s.Home(), Spec{Measure: 40}),
	} {
		offsets := []int{math.MinInt, math.MinInt32, -1, 0, len(s.Home().Markdown), math.MaxInt32, math.MaxInt32 + 1, math.MaxInt}
		for range 10_000 {
			offsets = append(offsets, random.IntN(len(s.Home().Markdown)), int(random.Uint64()))
		}
		for _, offset := range offsets {
			if line := l.LineAt(offset); line < l.Body.First || line >= l.Body.End {
				t.Fatalf("byte %d leads to line %d; %+v is the body", offset, line, l.Body)
			}
		}
	}
}

func TestALongParagraphIsFoundAtEachOfItsWords(t *testing.T) {
	if race.Enabled {
		return // one goroutine looks, and .ci/run has it look without the race detector
	}
	var b strings.Builder
	for i := range 400 {
		fmt.Fprintf(&b, "n%03d\\_x &amp; é&nbsp;“%s” ", i, strings.Repeat("long", i%9))
	}
	markdown := b.String()
	for name, s := range map[string]*site.Site{
		"text": page(t, markdown), "quotation": page(t, "> > "+markdown), "cell": page(t, "| "+markdown+" |\n|-|\n"),
		"code": page(t, "    "+markdown), "code in a line": page(t, "`"+markdown+"`"), "item": page(t, "- - "+markdown),
	} {
		t.Run(name, func(t *testing.T) {
			markdown := s.Home().Markdown
			eachLook(t, s, func(t *testing.T, l *Layout) {
				for i := range 400 {
					word := fmt.Sprintf("n%03d", i)
					offset := strings.Index(markdown, word)
					line := l.LineAt(offset)
					if name == "code in a line" && l.spec.ASCII {
						if line != l.Body.First { // it is not shown as it is written, and so it is as a whole where it begins
							t.Fatalf("%s is found in line %d, not %d", word, line, l.Body.First)
						}
						continue
					}
					if text := lineText(l, line); !strings.Contains(text, word) || l.LineAt(offset+len(word)-1) != line {
						t.Fatalf("%s is not found in line %d: %q", word, line, text)
					}
				}
			})
		})
	}
}

func TestWhatIsNoTextOfTheMarkdownIsFoundToo(t *testing.T) {
	const filler = "Some text that stands before it, so that it is not on the first line of the page.\n\n"
	for name, tt := range map[string]struct{ markdown, at, want string }{
		"an emoji":                         {":smile: x", ":smile:", "x"},
		"a picture without a text":         {"![](/assets/plan.png)\n\nNext", "![]", "plan.png"},
		"a link without a text":            {"[](/where/it/leads)\n\nNext", "[]", "/where"},
		"an address":                       {"<https://example.org/>\n\nNext", "<https", "https://example.org/"},
		"mail":                             {"x me@example.org\n\nNext", "me@", "me@example.org"},
		"a reference to a note":            {"[^1]\n\nNext\n\n[^1]: Note\n", "[^1]", "1"},
		"a note":                           {"x[^1]\n\n[^1]: Note\n\nNext", "[^1]: ", "Note"},
		"an alert":                         {"> [!NOTE]\n> Text", "[!N", "Note"},
		"a block of HTML":                  {"<div>\nWords\n</div>\n\nNext", "ords", "Words"},
		"a block of HTML behind a break":   {"<div><br>\nWords\n</div>\n\nNext", "<br", "Words"},
		"a comment":                        {"<!-- x -->\n\nNext", "x", "Next"},
		"a thematic break":                 {"---\n\nNext", "---", "Next"},
		"what defines where a link leads":  {"[a]: /x\n\nNext", "/x", "Next"},
		"an empty item":                    {"-\n- Next", "-", "Next"},
		"a blank line":                     {"One\n\nNext", "\nNext", "Next"},
		"behind the end of a last word":    {"One\n\nLast\n", "\n", "Last"},
		"a fence":                          {"```\nNext\n```\n", "```", "Next"},
		"an empty cell":                    {"| a | b |\n|---|---|\n| | Next |\n", "| | N", "Next"},
		"a cell behind the end of the row": {"| a |\n|---|\n| b | |\n\nNext", " |\n\n", "Next"},
	} {
		t.Run(name, func(t *testing.T) {
			s := page(t, filler+tt.markdown)
			s.Home().Markdown = filler + tt.markdown // where HTML is HTML, whatever becomes of it when pages are loaded
			markdown := s.Home().Markdown
			offset := len(filler) + strings.Index(markdown[len(filler):], tt.at)
			if offset < len(filler) {
				t.Fatalf("%q is not in %q", tt.at, markdown)
			}
			if name == "behind the end of a last word" {
				offset = len(markdown)
			}
			eachLook(t, s, func(t *testing.T, l *Layout) {
				line := l.LineAt(offset)
				want := tt.want
				text := l.Lines[line]
				switch {
				case name == "an address" && l.spec.Form == Spoken:
					want = "example.org"
				case name == "an empty cell" && l.spec.Form == Spoken:
					want = "Row 1."
				}
				if name == "a reference to a note" && l.spec.Form == Screen && !l.spec.ASCII {
					want = "¹"
				}
				if !strings.Contains(text, want) {
					t.Errorf("line %d is %q, want %q:\n%s", line, text, want, plainText(l))
				}
			})
		})
	}
}

// FuzzLineAt asks where each byte of a hostile page stands.
func FuzzLineAt(f *testing.F) {
	f.Add(everything, 33)
	f.Add(numbered, 20)
	f.Add("[^1]: [^2]\n[^2]: [^1] x\n\n[^1] y", 20)
	f.Add("|a|b|\n|-|-|\n|`x\\|y`|&#32;|", 20)
	f.Add("\t\tx\n\n- \ty\n\n> \tz &Tab; \u00a0", 20)
	f.Fuzz(func(t *testing.T, markdown string, measure int) {
		if len(markdown) > 4096 {
			t.Skip("longer pages only take longer")
		}
		s, err := folder.Load(fstest.MapFS{
			"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
			"page.md":   {Data: []byte("---\ntitle: P\n---\n" + markdown)},
		})
		if err != nil {
			t.Skip("not a page")
		}
		for _, spec := range looks(MinMeasure + (measure%61+61)%61) {
			if l, err := Render(s, s.Home(), spec); err == nil {
				checkAscends(t, l)
			}
		}
	})
}
