package layout

import (
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// spoken is a page's body as it is read aloud, on one line.
func spoken(t *testing.T, s *site.Site, spec Spec) (string, *Layout) {
	t.Helper()
	spec.Measure, spec.Form, spec.Theme = MaxPlainMeasure, Spoken, plain
	l := render(t, s, spec)
	return strings.Join(strings.Fields(strings.Join(l.Lines[l.Body.First:l.Body.End], " ")), " "), l
}

func TestALanguageIsSaidWhereItChanges(t *testing.T) {
	welsh, _ := words.In("cy", false)
	ascii, _ := words.In("en", true)
	for _, tt := range []struct {
		name, text, want string
		spec             Spec
	}{
		{name: "within a sentence", text: `The <i lang=cy>hiraeth</i> is Welsh.`, want: "The (in Welsh) hiraeth (in English again) is Welsh."},
		{name: "a sentence", text: `Hello. <span lang=cy>Croeso!</span> Welcome.`, want: "Hello. In Welsh: Croeso! In English again: Welcome."},
		{name: "a paragraph, to the end of the page", text: "a\n\n<p lang=cy>Croeso</p>", want: "a In Welsh: Croeso"},
		{name: "the same language", text: `<i lang=en-GB>colour</i> <i lang=en>color</i>`, want: "colour color"},
		{name: "a language in another", text: `<div lang=cy>Mae <i lang=fr>la vie</i> yn <i lang=en>is</i> o.</div>`, want: "In Welsh: Mae (in French) la vie (in Welsh again) yn (in English again) is (in Welsh) o."},
		{name: "one language behind another", text: `<i lang=cy>un</i>, <i lang=fr>un</i> one`, want: "In Welsh: un, (in French) un (in English again) one"},
		{name: "in quotation marks and brackets", text: `“<i lang=cy>un</i>” (<i lang=cy>dau</i>), tri`, want: "“(in Welsh) un” (dau), (in English again) tri"},
		{name: "no word is torn", text: `the <i lang=fr>café</i>’s door, <i lang=fr>pre</i>war bell`, want: "the (in French) café’s (in English again) door, (in French) prewar (in English again) bell"},
		{name: "what begins within a word", text: `pre<i lang=fr>café</i>`, want: "pre (in French) café"},
		{name: "signs alone", text: `a <i lang=cy>–</i> b`, want: "a – b"},
		{name: "Japanese, which has no blanks", text: `<div lang=ja>東京は<i lang=en>Tokyo</i>です。</div>`, want: "In Japanese: 東京は (in English again) Tokyo (in Japanese) です。"},
		{name: "a language without a name", text: `<i lang=qaa>x</i>`, want: "In qaa: x"},
		{name: "what is no language", text: `<i lang=nonsense>x</i> <i lang=zxx>y</i>`, want: "x y"},
		{name: "a heading", text: "## <span lang=cy>Croeso</span>\n\n## Next", want: "Heading 2: In Welsh: Croeso Heading 2: In English again: Next"},
		{name: "a list", text: "- a\n- <i lang=cy>un</i>\n- b", want: "List, 3 items: - a - In Welsh: un - In English again: b End of list."},
		{name: "a quotation", text: "<blockquote lang=cy>Un</blockquote>\n\na", want: "Quotation: In Welsh: Un End of quotation. In English again: a"},
		{name: "columns, whose heads are read for each row", text: "| <i lang=cy>Un</i> | Two |\n|-|-|\n| one | <i lang=cy>dau</i> |\n| one | two |", want: "Table, 2 columns, 2 rows: " +
			"Row 1. In Welsh: Un: In English again: one. Two: In Welsh: dau. Row 2. Un: In English again: one. Two: two. End of table."},
		{name: "a link and its number", text: "[<i lang=cy>Senedd</i>](https://senedd.example) is", want: "In Welsh: Senedd (link 1) (in English again) is"},
		{name: "code is in no language", text: "<div lang=cy>Un `a` dau</div>", want: "In Welsh: Un `a` dau"},
		{name: "notes", text: "a[^1] <i lang=cy>un</i>\n\n[^1]: b", want: "a (note 1) (in Welsh) un Notes: Note 1: In English again: b"},
		{name: "text with escapes", text: `1\. &amp;<i lang=cy>\* &lt;un</i>&gt; a\_b`, want: "1. &* (in Welsh) <un> (in English again) a_b"},
		{name: "in Welsh", text: `The <i lang=cy>hiraeth</i> is. <i lang=fr>La vie.</i> a`, want: "The (testun Cymraeg) hiraeth (testun Saesneg eto) is. Testun Ffrangeg: La vie. Testun Saesneg eto: a", spec: Spec{Words: welsh}},
		{name: "in ASCII", text: `The <i lang=nb>å</i> is`, want: "The (in Norwegian Bokmal) a (in English again) is", spec: Spec{Words: ascii, ASCII: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := spoken(t, page(t, tt.text), tt.spec); got != tt.want {
				t.Errorf("%s\nis said as\n%s\nwant\n%s", tt.text, got, tt.want)
			}
		})
	}
}

// Pages of HTML say it as those of Markdown do.
func TestALanguageIsSaidOnBuiltPages(t *testing.T) {
	s, err := folder.Load(fstest.MapFS{"index.html": {Data: []byte(`<html lang="cy-GB"><title>T</title><main><h1>T</h1><p>Mae <i lang=en>this</i> yn Saesneg.</p><p lang=en>All of this is.</p></main>`)}})
	if err != nil {
		t.Fatal(err)
	}
	const want = "Mae (in English) this (in Welsh again) yn Saesneg. In English: All of this is."
	if got, _ := spoken(t, s, Spec{}); got != want {
		t.Errorf("is said as\n%s\nwant\n%s", got, want)
	}
}

// What says a language is no text of the page: nothing else shows it, finds it or counts
// it, and on a screen and in a pipe a page looks as if it had none.
func TestLanguagesAreOnlySaid(t *testing.T) {
	const tagged = "The <span lang=cy>hiraeth</span> is *un*{: lang=fr}.\n\n| a |\n|---|\n| <span lang=cy>dau</span> b |\n\n- <span lang=cy>tri</span>\n"
	bare := strings.NewReplacer("<span lang=cy>", "", "</span>", "", "{: lang=fr}", "").Replace(tagged)
	with, without := page(t, tagged), page(t, bare)
	if a, b := with.Home(), without.Home(); a.Markdown != b.Markdown || len(a.Passages) != 8 || b.Passages != nil {
		t.Fatalf("the Markdown is %q with passages %v", a.Markdown, a.Passages)
	}
	for _, spec := range []Spec{{Measure: 60, Theme: dark, Links: true}, {Measure: 20, Theme: plain, ASCII: true}, {Measure: 60, Theme: plain, Form: Text}} {
		if a, b := render(t, with, spec), render(t, without, spec); strings.Join(a.Lines, "\n") != strings.Join(b.Lines, "\n") {
			t.Errorf("%+v: with languages\n%s\nwithout\n%s", spec, plainText(a), plainText(b))
		}
	}
	_, a := spoken(t, with, Spec{})
	_, b := spoken(t, without, Spec{})
	if strings.Join(strings.Fields(textOfPage(a)), "") != strings.Join(strings.Fields(textOfPage(b)), "") {
		t.Errorf("the text is %q, want %q", textOfPage(a), textOfPage(b))
	}
	if a.draft.letters[0] != b.draft.letters[0] || len(a.Find("welsh")) > 0 {
		t.Error("what says a language is found or counted")
	}
}

func TestLinesHaveALanguage(t *testing.T) {
	s := page(t, "one\n\n<p lang=cy>dau</p>\n\n<div lang=cy>\n\ntri\n\npedwar <i lang=fr>cinq</i>\n\n</div>\n\nsix\n\n***\n")
	_, l := spoken(t, s, Spec{})
	at := func(first, last string) Range {
		find := func(text string) int {
			for i, line := range l.Lines {
				if strings.Contains(line, text) {
					return i
				}
			}
			t.Fatalf("there is no line %q in %q", text, l.Lines)
			return 0
		}
		return Range{find(first), find(last) + 1}
	}
	for _, tt := range []struct{ first, last, begin, end string }{
		{"one", "one", "en", "en"},
		{"one", "dau", "en", "cy"},
		{"dau", "dau", "", "cy"}, // it says so itself
		{"tri", "tri", "cy", "cy"},
		{"pedwar", "pedwar", "cy", "fr"},
		{"six", "six", "", "en"},
		{"Separator", "Separator", "", ""},
	} {
		if begin, end := l.Languages(s, at(tt.first, tt.last)); begin != tt.begin || end != tt.end {
			t.Errorf("the lines from %q to %q begin in %q and end in %q, want %q and %q", tt.first, tt.last, begin, end, tt.begin, tt.end)
		}
	}
}
