package layout

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

var (
	dark  = theme.New(theme.Dark, colorprofile.ANSI256)
	plain = theme.New(theme.Plain, colorprofile.Ascii)
)

func seed(t testing.TB) *site.Site {
	t.Helper()
	s, err := folder.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// page makes a site of one page.
func page(t testing.TB, markdown string) *site.Site {
	t.Helper()
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\n" + markdown)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func render(t testing.TB, s *site.Site, spec Spec) *Layout {
	t.Helper()
	l, err := Render(s, s.Home(), spec)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// textOfPage is the text of a page's body, without all that the layout adds; a blank
// for the end of each line that was not broken within a word.
func textOfPage(l *Layout) string {
	var b strings.Builder
	for _, line := range l.draft.lines[l.Body.First:l.Body.End] {
		if !line.tight {
			b.WriteByte(' ')
		}
		for _, s := range line.spans {
			if !s.aside {
				b.WriteString(s.text)
			}
		}
	}
	return b.String()
}

// plainText is the lines without their escape sequences.
func plainText(l *Layout) string {
	return ansi.Strip(strings.Join(l.Lines, "\n"))
}

func TestEveryWordOfTheSeedPageIsThereInOrderAtEveryMeasure(t *testing.T) {
	s := seed(t)
	markdown := s.Home().Markdown
	markdown = strings.ReplaceAll(markdown, "[video](https://youtu.be/zS4H8XDB1bw?t=1h15m)", "video [1]")
	markdown = strings.ReplaceAll(markdown, "[Government Digital Services Presentation](/assets/docs/DevelopingNHSDigitalServices.pdf)", "Government Digital Services Presentation [2]")
	markdown = strings.ReplaceAll(markdown, "## ", "")
	want := strings.Fields(markdown)
	for measure := MinMeasure; measure <= MaxMeasure; measure++ {
		l := render(t, s, Spec{Measure: measure, Theme: dark, Links: true})
		got := strings.Fields(textOfPage(l))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("at %d columns (-want +got):\n%s", measure, diff)
		}
	}
}

// allowed is what a line may hold beside text: SGR, and OSC 8 with an address
// in printable ASCII.
var allowed = regexp.MustCompile("\x1b\\[[0-9;]*m|\x1b]8;(?:id=[0-9]+)?;[\x21-\x7e]*\x1b\\\\")

func checkLines(t *testing.T, l *Layout, measure int) {
	t.Helper()
	for i, s := range l.Lines {
		code := slices.ContainsFunc(l.draft.lines[i].spans, func(s span) bool { return s.style&theme.CodeBlock != 0 })
		if w := ansi.StringWidth(s); w > measure && !(code && l.spec.Form == Spoken) {
			t.Errorf("line %d is %d columns wide, and %d is the measure: %q", i, w, measure, s)
		}
		rest := allowed.ReplaceAllString(s, "")
		if strings.ContainsFunc(rest, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0xfdd0 && r <= 0xfdef }) {
			t.Errorf("line %d holds a control character: %q", i, s)
		}
		if opened := strings.Count(s, "\x1b]8;id="); opened != strings.Count(s, CloseHyperlink) {
			t.Errorf("line %d leaves a link open: %q", i, s)
		}
		if sgr := regexp.MustCompile("\x1b\\[[0-9;]*m").FindAllString(s, -1); len(sgr) > 0 && sgr[len(sgr)-1] != ansi.ResetStyle {
			t.Errorf("line %d does not end in the terminal's own style: %q", i, s)
		}
	}
}

// everything uses all that Markdown offers.
const everything = "Intro with `code_span-x`, *emphasis*, **strong [link](https://e.org/a_b)**, ~~gone~~ and a\\*b &amp; &lt;.\n" +
	"# One\n\n## Two [in heading](/x)\n\n### Three\n\n###### Six\n\n" +
	"> A quotation with a [link](/q) that goes on for so long that it has to be broken at any measure at all.\n>\n> > deeper\n\n" +
	"- item one that is long enough to need a second line on every narrow terminal\n  - nested [n](/n)\n    - deeper\n      - and deeper\n        - still\n          - more\n            - most of all, far to the right\n- [x] done\n- [ ] open\n\n" +
	"3. three\n4. four\n\n" +
	"```go\nfunc main() { fmt.Println(\"a line of code that is longer than any measure that a kiosk would ever have for reading on a screen\") }\n```\n\n" +
	"    indented code\n\n" +
	"| Name | Link |\n|---|---|\n| a | [b](/table) |\n| a long cell that has to be wrapped somewhere | https://example.org/bare |\n\n" +
	"![A plan](plan.png) <https://auto.example> me@example.org\n\n---\n\n<b>HTML</b> in line\n\n<div>HTML block</div>\n\n" +
	"Term\n: Definition\n\n" +
	"日本語のテキストは一つの文字が二桁を取ります。絵文字👩‍👩‍👧‍👦も。 e\u0301\n\nhttps://example.org/averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongaddress\n"

// A table or code takes as many columns as it needs, up to Wide, wherever it stands; all
// else keeps to the measure.
func TestOnlyWhatNeedsItIsWide(t *testing.T) {
	code := "x := " + strings.Repeat("y+", 40) + "z"
	table := "| A | B |\n|---|---|\n| " + strings.Repeat("word ", 9) + " | " + strings.Repeat("more ", 8) + "|\n"
	small := "| A | B |\n|---|---|\n| a | b |\n"
	prose := strings.Repeat("Words that are read from line to line. ", 10) + "\n\n"
	for _, tt := range []struct {
		name, markdown string
		widest         int // of the lines at 80 columns and 100 for what is wide
	}{
		{"text", prose + "> " + prose + "- " + prose, 80},
		{"a small table", small, 80},
		{"a table", table, 86},
		{"code", "```\n" + code + "\n```\n", 88},
		{"code in an item", "- a\n\n      " + code + "\n", 90},
		{"code longer than that", "```\n" + strings.Repeat("abcdefgh", 40) + "\n```\n", 100},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := page(t, tt.markdown)
			for _, wide := range []int{0, 80, 90, MaxWide} {
				l := render(t, s, Spec{Measure: 80, Wide: wide, Theme: dark})
				checkLines(t, l, max(wide, 80))
				widest := 0
				for _, line := range l.Lines {
					widest = max(widest, ansi.StringWidth(line))
				}
				if want := min(tt.widest, max(wide, 80)); widest > want || wide == MaxWide && widest < want {
					t.Errorf("in %d columns the widest line has %d, want %d:\n%s", wide, widest, want, strings.Join(l.Lines, "\n"))
				}
			}
		})
	}
}

func TestAllOfMarkdownFitsAndStaysClean(t *testing.T) {
	s := page(t, everything)
	for _, th := range []theme.Theme{dark, plain, theme.New(theme.Light, colorprofile.TrueColor)} {
		for _, measure := range []int{20, 21, 33, 40, 60, 79, 80, 300} {
			l := render(t, s, Spec{Measure: measure, Theme: th, Links: true})
			checkLines(t, l, measure)
			for i, line := range l.Lines {
				goesOn := i+1 < len(l.Lines) && l.draft.lines[i+1].tight // code that was broken behind a blank
				banded := slices.ContainsFunc(l.draft.lines[i].spans, func(s span) bool { return s.style&theme.Band != 0 })
				if !banded && !goesOn && strings.HasSuffix(ansi.Strip(line), " ") {
					t.Errorf("line %d ends in blanks, which only cost bytes: %q", i, line)
				}
			}
			for i, r := range l.Resources[:s.Home().TextResources] {
				if r.Empty() {
					t.Errorf("resource %d (%s) stands nowhere at %d columns", i+1, s.Home().Resources[i].Title, measure)
				}
			}
			for i, lines := range l.Headings {
				line := lines.First
				first := strings.Fields(s.Home().Headings[i].Text)[0]
				if !strings.Contains(l.Lines[line], first) {
					t.Errorf("heading %q is said to stand on line %d at %d columns: %q", s.Home().Headings[i].Text, line, measure, l.Lines[line])
				}
			}
		}
	}
}

func TestLinksCarryTheirNumberAndNotTheirAddress(t *testing.T) {
	l := render(t, page(t, everything), Spec{Measure: 80, Theme: plain})
	got := plainText(l)
	for _, want := range []string{"strong link [1]", "Two in heading [2]", "link [3]", "n [4]", "b [5]", "https://example.org/bare [6]", "Picture: A plan [7]", "https://auto.example [8]", "me@example.org [9]"} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("%q is not there:\n%s", want, got)
		}
	}
	for _, not := range []string{"/a_b", "plan.png", "mailto:", "\x1b"} {
		if strings.Contains(got, not) {
			t.Errorf("%q is there:\n%s", not, got)
		}
	}
}

func TestWordsAreNotBrokenAtHyphensOrStops(t *testing.T) {
	s := page(t, strings.Repeat("a world-class, e.g. 1.5 or x|y;z+w thing ", 40)+"\n\n- "+strings.Repeat("a world-class, e.g. 1.5 or x|y;z+w thing ", 40))
	for measure := MinMeasure; measure <= MaxMeasure; measure++ {
		got := strings.Fields(plainText(render(t, s, Spec{Measure: measure, Theme: plain})))
		for _, w := range got {
			switch w {
			case "T", "P", "a", "world-class,", "e.g.", "1.5", "or", "x|y;z+w", "thing", "•", strings.Repeat("━", measure):
			default:
				t.Fatalf("at %d columns a word was broken: %q", measure, w)
			}
		}
	}
}

func TestReferencesToControlCharactersDoNotComeBack(t *testing.T) {
	hostile := "a&#27;[2Jb `c&#27;]0;x` <div>&#27;[5m&#2<b>7;</b></div>\n\n<p>&#x1b;</p>\n\n[l&#155;](/x \"&#7;\") &#0; &#8238; &Tab; &#9; &amp;#27;\n\n```\n&#27;\n```\n"
	l := render(t, page(t, hostile), Spec{Measure: 60, Theme: dark, Links: true})
	checkLines(t, l, 60)
}

func TestTextIsShownAsItsAuthorMeantIt(t *testing.T) {
	for markdown, want := range map[string]string{
		"Tom &amp; Jerry &mdash; &copy; &lt;b&gt;":           "Tom & Jerry — © <b>",
		"&amp;amp; &amp;#65; \\&amp;":                        "&amp; &#65; &amp;",
		"1\\. a\\-b \\| \\~ \\& \\, \\; \\\" \\* \\\\ c":     "1. a-b | ~ & , ; \" * \\ c",
		"`a &amp; \\* b-c`":                                  "`a &amp; \\* b-c`",
		"[AT&amp;T, Inc\\.](/x)":                             "AT&T, Inc. [1]",
		"## Q&amp;A\\!":                                      "Q&A!\n────",
		"NHS Hack Day  \nc/o Someone\\\n1 High Street<br>UK": "NHS Hack Day\nc/o Someone\n1 High Street\nUK",
		"one\ntwo":                            "one two",
		"*one\ntwo*":                          "one two",
		"~~struck~~":                          "~~struck~~",
		"1. First\n\n   More\n2. Second":      "1. First\n\n   More\n\n2. Second",
		"[a<br>](/x) b":                       "a [1]\nb",
		"[a ](/x) b":                          "a [1] b",
		"1. [x] done\n2. [ ] todo":            "1. [✓] done\n2. [ ] todo",
		"- [x](/y) text":                      "• x [1] text",
		"Twelve[^1][^2]\n\n[^1]: a\n[^2]: b":  "Twelve¹,²\n\n──────────\n¹ a\n² b",
		"and\n[^1] b\n\n[^1]: a\n## Last":     "and¹ b\n\nLast\n────\n\n──────────\n¹ a",
		"- item\n\n  | a |\n  | - |\n  | b |": "• item\n\n  a\n  ─\n  b",
		"a&shy;b c&#8203;d":                   "ab c\ufffdd",
		"x &#&#27;27;[31m y":                  "x &#\ufffd27;[31m y",
		"<https://e.org/?a=1&b=2>":            "https://e.org/?a=1&b=2 [1]",
	} {
		l := render(t, page(t, markdown), Spec{Measure: 60, Theme: plain})
		got := strings.Join(l.Lines[l.Body.First:l.Body.End], "\n")
		if got = ansi.Strip(got); got != want {
			t.Errorf("%q is shown as\n%q, want\n%q", markdown, got, want)
		}
	}
}

func TestPlaceHoldsAcrossMeasures(t *testing.T) {
	s := seed(t)
	layouts := map[int]*Layout{}
	for _, m := range []int{20, 40, 57, 80} {
		layouts[m] = render(t, s, Spec{Measure: m, Theme: dark})
	}
	from := layouts[80]
	for line := range from.Lines {
		place := from.PlaceOf(line)
		if from.PlaceOf(from.LineOf(place)) != place {
			t.Fatalf("line %d has place %d, which is found on line %d", line, place, from.LineOf(place))
		}
		words := strings.Fields(ansi.Strip(from.Lines[line]))
		if len(words) == 0 || strings.ContainsAny(words[0], "─") || line < from.Body.First || line >= from.Body.End {
			continue
		}
		for m, to := range layouts {
			if got := to.Lines[to.LineOf(place)]; !strings.Contains(ansi.Strip(got), strings.Trim(words[0], "\"-")) {
				t.Errorf("line %d begins with %q; at %d columns its place is %q", line, words[0], m, got)
			}
		}
	}
}

func TestFollowFindsTheSameTextInAChangedPage(t *testing.T) {
	var paragraphs []string
	for i := range 40 {
		paragraphs = append(paragraphs, fmt.Sprintf("Paragraph %d has words of its own, such as w%dx, and goes on for a line or two.", i, i*7))
	}
	lay := func(paragraphs []string) *Layout {
		return render(t, page(t, strings.Join(paragraphs, "\n\n")), Spec{Measure: 40, Theme: dark})
	}
	old := lay(paragraphs)
	added := "This is new, and a good deal longer than what was there before, so that everything moves."
	for name, changed := range map[string][]string{
		"nothing":            paragraphs,
		"added at the start": append([]string{added, added}, paragraphs...),
		"added at the end":   append(slices.Clone(paragraphs), added),
		"added on both ends": append(append([]string{added}, paragraphs...), added, added),
		"taken away":         slices.Delete(slices.Clone(paragraphs), 3, 9),
	} {
		l := lay(changed)
		for i, text := range old.Lines {
			if text == "" || i < old.Body.First || !slices.Contains(l.Lines, text) {
				continue
			}
			if got := l.Follow(old, i); l.Lines[got] != text {
				t.Errorf("%s: %q is followed to %q", name, text, l.Lines[got])
			}
		}
	}
	// Where the text itself is another, what follows it keeps its row.
	changed := append([]string{added, added}, paragraphs...)
	for i := range paragraphs {
		was := changed[i+2]
		changed[i+2] = "Quite another paragraph stands here now."
		l := lay(changed)
		top := slices.IndexFunc(old.Lines, func(line string) bool { return strings.Contains(line, fmt.Sprintf("Paragraph %d has", i)) })
		next := slices.IndexFunc(old.Lines, func(line string) bool { return strings.Contains(line, fmt.Sprintf("Paragraph %d has", i+1)) })
		if got := l.Follow(old, top); next >= 0 && l.Lines[got+next-top] != old.Lines[next] {
			t.Errorf("paragraph %d, which is another now, is followed to %q", i, l.Lines[got])
		}
		changed[i+2] = was
	}
	// What is gone is followed to somewhere near, and nothing is out of range.
	short := lay(paragraphs[:1])
	for i := -1; i <= len(old.Lines); i++ {
		if got := short.Follow(old, i); got < 0 || got >= len(short.Lines) {
			t.Fatalf("line %d is followed to line %d of %d", i, got, len(short.Lines))
		}
	}
}

func TestFallbackShowsTheMarkdownAsItIs(t *testing.T) {
	s := page(t, everything)
	l := Fallback(s, s.Home(), Spec{Measure: 30, Theme: dark, Links: true})
	checkLines(t, l, 30)
	if got := strings.Join(strings.Fields(plainText(l)), " "); !strings.Contains(got, "# One ## Two [in heading](/x)") {
		t.Errorf("not the Markdown:\n%s", plainText(l))
	}
}

// FuzzRender feeds hostile Markdown through load and layout: nothing may
// panic, no line may be too wide, and none may hold a control character.
func FuzzRender(f *testing.F) {
	f.Add(everything, 33)
	f.Add("\x1b["+strings.Repeat(";", 32)+"0m", 20)
	f.Add("&#27;[2J", 20)
	f.Add(")\u0600", 163)
	f.Add("# )\u0600", 20)
	f.Add("- - - -\t\t\t\t\t\t\t\t - - \x1f - - - x", 20)
	f.Add(strings.Repeat("> ", site.MaxDepth)+"x", 20)
	f.Add("- - - - - - - - - - x\n", 20)
	f.Add("|a|\n|-|\n|"+strings.Repeat("x", 400)+"|", 20)
	f.Fuzz(func(t *testing.T, markdown string, measure int) {
		if len(markdown) > 4096 {
			t.Skip("longer pages only take longer")
		}
		measure = MinMeasure + (measure%281+281)%281
		s, err := folder.Load(fstest.MapFS{
			"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
			"page.md":   {Data: []byte("---\ntitle: P\n---\n" + markdown)},
		})
		if err != nil {
			t.Skip("not a page")
		}
		for _, spec := range []Spec{{Measure: measure, Theme: dark, Links: true}, {Measure: measure, Theme: plain, Form: Spoken}} {
			l, err := Render(s, s.Home(), spec)
			if err != nil {
				l = Fallback(s, s.Home(), spec)
			}
			checkLines(t, l, measure)
		}
	})
}

// BenchmarkColor is what a theme costs where the draft is there.
func BenchmarkColor(b *testing.B) {
	s := seed(b)
	spec := Spec{Measure: 80, Theme: dark, Links: true}
	d, err := compose(s, s.Home(), spec.shape(), func() bool { return true })
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		d.color(s.Home(), spec)
	}
}

func BenchmarkRender(b *testing.B) {
	s := seed(b)
	for _, m := range []int{40, 80} {
		b.Run(fmt.Sprintf("measure=%d", m), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				render(b, s, Spec{Measure: m, Theme: dark, Links: true})
			}
		})
	}
}

func TestCodeThatIsIndentedFarBeginsOnItsOwnLine(t *testing.T) {
	for _, measure := range []int{20, 24, 40, 80} {
		for _, indent := range []int{0, 7, 8, 10, 12, 15, 16, 18, 20, 30, 40, 68, 78, 99} {
			code := strings.Repeat(" ", indent) + "if whatever_holds(of, this) { return it }"
			for _, markdown := range []string{"```\n" + code + "\n```\n", "> > ```go\n> > " + code + "\n> > ```\n", "- - - ```\n      " + code + "\n      ```\n"} {
				for _, spec := range looks(measure) {
					l := render(t, page(t, markdown), spec)
					checkLines(t, l, measure)
					first := ""
					for i, line := range l.draft.lines[l.Body.First:l.Body.End] {
						text := ""
						for _, s := range line.spans {
							if s.style&theme.CodeBlock != 0 {
								text += s.text
							}
						}
						if first += text; first == "" || text == "" && l.spec.Form == Spoken {
							continue // a bullet, or the end of the code
						}
						if !strings.HasPrefix(strings.TrimLeft(first, " "), "if") {
							t.Fatalf("at %d columns line %d of what is indented by %d has no text:\n%s", measure, i, indent, plainText(l))
						}
					}
					if at := strings.Index(first, "if"); at > indent || at < min(indent, measure-narrowest-20) {
						t.Errorf("at %d columns what is indented by %d is indented by %d:\n%s", measure, indent, at, plainText(l))
					}
				}
			}
		}
	}
}

func TestANoteStandsWhereItSaysAndNothingIsTooWide(t *testing.T) {
	s := page(t, "x[^a] y[^b] z[^c]\n\n[^a]: [^b] see\n[^b]: z\n[^c]:\n\n> > - > 👨🏽\u200d👩🏽\u200d👧🏽\u200d👦🏽 x\n\n- - - 999999999. ### Head\n\n- - - 999999999. ```\n      code\n      ```\n")
	for _, measure := range []int{20, 40, 80} {
		for _, spec := range []Spec{{Theme: dark}, {Theme: plain, ASCII: true}, {Theme: plain, Form: Text}, {Theme: plain, Form: Spoken}} {
			spec.Measure = measure
			l := render(t, s, spec)
			checkPage(t, fmt.Sprintf("form %d", spec.Form), s.Home(), l)
			checkLines(t, l, measure)
			for i, n := range l.Notes {
				if n.Mark.Empty() || n.Text.Empty() {
					t.Errorf("at %d columns note %d stands nowhere: %+v", measure, i+1, n)
				}
			}
			if got := plainText(l); strings.Count(got, "999999999.") != 2 {
				t.Errorf("at %d columns a number of an item is missing:\n%s", measure, got)
			}
		}
	}
}
