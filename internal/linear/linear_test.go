package linear_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/linear"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// seed is the site as it is embedded.
func seed(t testing.TB) *site.Site {
	t.Helper()
	s, err := folder.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// load makes a site of pages by their names. The page "home" is read first.
func load(t testing.TB, pages map[string]string) *site.Site {
	t.Helper()
	files := fstest.MapFS{"site.yaml": {Data: []byte("title: Café Site\nurl: https://example.org\nhome: home\n")}}
	for name, text := range pages {
		title := strings.ToUpper(name[:1]) + strings.TrimSuffix(name[1:], ".cy")
		matter := fmt.Sprintf("---\ntitle: %s\npermalink: /on/%s\n---\n", title, name)
		files[name+".md"] = &fstest.MapFile{Data: []byte(matter + text)}
	}
	s, err := folder.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// loadBare makes a site of a page without links, whose last heading is empty.
func loadBare(t testing.TB) *site.Site {
	t.Helper()
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\nJust text.\n\n# One\n\n## Two\n\nMore.\n\n#\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// visitor is somebody at a terminal, and what stands on it.
type visitor struct {
	t      testing.TB
	reader *linear.Reader
	input  terminal.Input
	screen bytes.Buffer
	writes int
	done   bool
}

func (v *visitor) Write(p []byte) (int, error) {
	v.writes++
	return v.screen.Write(p)
}

// visit begins to read a site.
func visit(t testing.TB, o linear.Options) *visitor {
	t.Helper()
	if o.Layouts == nil {
		o.Layouts = layout.NewCache(0, func(err error) { t.Error(err) }).For(context.Background(), "")
	}
	if o.Finder == nil {
		o.Finder = search.NewEngine().For(context.Background(), "")
	}
	if o.Words == nil {
		o.Words = words.English
	}
	v := &visitor{t: t}
	v.reader = linear.New(o, v)
	if err := v.reader.Begin(); err != nil {
		t.Fatal(err)
	}
	if v.writes != 1 {
		t.Errorf("the beginning took %d writes", v.writes)
	}
	checkPlain(t, v.screen.String(), o.ASCII)
	return v
}

// tell gives the reader a message, and returns what it wrote.
func (v *visitor) tell(msg tea.Msg) string {
	v.t.Helper()
	length, writes := v.screen.Len(), v.writes
	done, err := v.reader.Update(msg)
	if err != nil {
		v.t.Fatal(err)
	}
	if v.writes > writes+1 {
		v.t.Errorf("%v was answered in %d writes", msg, v.writes-writes)
	}
	v.done = done
	answer := v.screen.String()[length:]
	checkPlain(v.t, answer, false)
	return answer
}

// types presses keys, and returns what was written.
func (v *visitor) types(keys string) string {
	v.t.Helper()
	var answer strings.Builder
	v.input.Feed([]byte(keys), func(msg tea.Msg) { answer.WriteString(v.tell(msg)) })
	return answer.String()
}

// says types a line and Enter, and returns the answer without the prompt.
func (v *visitor) says(line string) string {
	v.t.Helper()
	answer := v.types(line + "\r")
	_, answer, _ = strings.Cut(answer, "\r\n")
	if i := strings.LastIndex(answer, "\r\n\r\n"); i >= 0 && !v.done {
		answer = answer[:i+2]
	}
	return strings.ReplaceAll(answer, "\r\n", "\n")
}

// checkPlain checks that a text steers no terminal: it holds no control
// character but pairs of CR and LF.
func checkPlain(t testing.TB, text string, ascii bool) {
	t.Helper()
	for _, r := range strings.ReplaceAll(text, "\r\n", "") {
		if unicode.IsControl(r) || ascii && r > unicode.MaxASCII {
			t.Fatalf("%q was written in %q", r, text)
		}
	}
}

// contains checks that texts stand in an answer, in their order.
func contains(t testing.TB, answer string, texts ...string) {
	t.Helper()
	rest := answer
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			t.Fatalf("%q is not there, or not behind the others, in:\n%s", text, answer)
		}
		rest = after
	}
}

// lacks checks that a text does not stand in an answer.
func lacks(t testing.TB, answer, text string) {
	t.Helper()
	if strings.Contains(answer, text) {
		t.Fatalf("%q is in:\n%s", text, answer)
	}
}

func TestTranscript(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: seed(t)}, Width: 80})
	for _, keys := range []string{
		"\r", "contents\r", "section 2\r", "1\r", "find Doctorow\r", "find stop accepting\r",
		"find zebra\r", "fimd\x7f\x7fnd nhs it\r", "find\r", "next\r", "n\r", "n\r", "back\r", "again\r",
		"links\r", "99\r", "section 9\r", "pages\r", "page nowhere\r", "dance\r", "help\r", "q\r",
	} {
		v.types(keys)
	}
	if !v.done {
		t.Error("the reader is not done")
	}
	kiosktest.Golden(t, "testdata/transcript.golden", strings.ReplaceAll(v.screen.String(), "\r\n", "\n"))
}

func TestTranscriptInWelshAndASCII(t *testing.T) {
	s := load(t, map[string]string{
		"home":    "Croeso — “pawb”.\n\n# Tŷ\n\nYr [ail](other.md#tŵr).\n",
		"home.cy": "Croeso i’r *wefan*.\n\n# Tŷ\n\nGweler [yr ail](other.md#tŵr), cwrw a [llaeth](https://example.com/ll%C3%A2).\n",
		"other":   "# One\n\nText.\n\n## Tŵr\n\nUchel.\n",
	})
	for _, ascii := range []bool{false, true} {
		name := map[bool]string{false: "welsh", true: "welsh-ascii"}[ascii]
		t.Run(name, func(t *testing.T) {
			w, ok := words.In("cy", ascii)
			if !ok {
				t.Fatal("there is no Welsh")
			}
			v := visit(t, linear.Options{Options: reading.Options{Site: s, Words: w}, ASCII: ascii, Width: 60})
			for _, keys := range []string{"nesaf\r", "2\r", "1\r", "yn ôl\r", "ETO\r", "next\r", "cynnwys\r", "adran 1\r", "canfod CWRW\r", "tŷ\r", "cymorth\r", "gadael\r"} {
				v.types(keys)
			}
			if !v.done {
				t.Error("the reader is not done")
			}
			checkPlain(t, v.screen.String(), ascii)
			kiosktest.Golden(t, "testdata/"+name+".golden", strings.ReplaceAll(v.screen.String(), "\r\n", "\n"))
		})
	}
}

func TestEverythingIsReadOnceAndInOrder(t *testing.T) {
	s := seed(t)
	for _, width := range []int{0, 1, 20, 40, 80, 300, 1000} {
		v := visit(t, linear.Options{Options: reading.Options{Site: s}, Width: width})
		read := v.screen.String()
		for range 20 {
			read += v.says("")
		}
		read = strings.Join(strings.Fields(read), " ")
		lacks(t, read, "\x1b")
		contains(t, read,
			"Heading 2: Why are we doing this? What do we want?", "Technology is changing",
			"Heading 2: Openness and a Digital NHS", "video (link 1, video)", "(link 2, document)",
			"Heading 2: Meeting the challenge", "embracing openness.", "End of the page.")
		for _, h := range s.Home().Headings {
			if n := strings.Count(read, h.Text); n != 1 {
				t.Errorf("at %d columns the heading %q was read %d times", width, h.Text, n)
			}
		}
	}
}

func TestLongSectionsAreReadInParts(t *testing.T) {
	var text strings.Builder
	text.WriteString("# Long\n\n")
	for i := range 50 {
		fmt.Fprintf(&text, "Paragraph %d.\n\n", i)
	}
	text.WriteString("# Without an empty line\n\n")
	text.WriteString(strings.Repeat("- item\n", 200))
	v := visit(t, linear.Options{Options: reading.Options{Site: load(t, map[string]string{"home": text.String()})}})
	contains(t, v.screen.String(), "Heading 1: Long", "Paragraph 0.", "Paragraph 18.")
	lacks(t, v.screen.String(), "Paragraph 30.")
	all := ""
	for range 20 {
		part := v.says("")
		if n := strings.Count(part, "\n"); n > 81 {
			t.Errorf("a part has %d lines", n)
		}
		all += part
	}
	contains(t, all, "Paragraph 49.", "Heading 1: Without an empty line", "End of the page.")
	if n := strings.Count(all, "- item"); n != 200 {
		t.Errorf("%d of 200 items were read", n)
	}
}

func TestHeadingsAreAnnouncedWhereverTheyStand(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: load(t, map[string]string{"home": `Before.

# A heading with a [link](/a) that is longer than one line

> ## In a quotation
> It goes on.

- ## In a list
  Text.

1. ### Third level

##

## Picture ![of it](/p.png)

End.
`})}, Width: 30})
	read := v.screen.String()
	for range 8 {
		read += v.says("")
	}
	contains(t, strings.Join(strings.Fields(read), " "),
		"Before.", "Heading 1: A heading with a link (link 1) that is longer than one line",
		"Quotation: Heading 2: In a quotation It goes on. End of quotation.", "List, 1 item: - Heading 2: In a list Text. End of list.",
		"1. Heading 3: Third level", "Heading 2: Picture picture: of it (link 2)", "End.", "End of the page.")
	lacks(t, read, "###")
	contains(t, v.says("section 4"), "Heading 3: Third level")
	contains(t, v.says("section 5"), "Heading 2: Picture")
}

func TestPageWithNothing(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: load(t, map[string]string{"home": ""})}})
	contains(t, v.screen.String(), "Home", "End of the page.")
	for line, want := range map[string]string{
		"": "End of the page.", "again": "End of the page.", "back": "End of the page.", "contents": "This page has no headings.",
		"section 1": "This page has no headings.", "2": "There is no link 2.", "find x": "x was not found.",
	} {
		contains(t, v.says(line), want)
	}
	contains(t, v.says("next"), "End of the page.")

	v = visit(t, linear.Options{Options: reading.Options{Site: loadBare(t)}})
	for _, line := range []string{"1", "links", "link 1"} {
		contains(t, v.says(line), "This page has no links.")
	}
	contains(t, v.says("section 2"), "Heading 2: Two")
	contains(t, v.says("section 3"), "Just text.") // it has no line
}

func TestLinkOpensPageAndBackReturns(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: load(t, map[string]string{
		"home":  "# One\n\nFirst.\n\n# Two\n\nSee [other](other.md) and [its end](other.md#end), or [above](#one).\n\n# Three\n\nThird.\n",
		"other": "# Start\n\nOther begins.\n\n# End\n\nOther ends. [Home](home.md).\n",
	})}})
	contains(t, v.says("next"), "Heading 1: Two", "other (link 1, opens here)")
	contains(t, v.says("1"), "Link 1 is a page of this site. Here it is.\n\nOther\n", "Heading 1: Start", "Other begins.")
	contains(t, v.says("next"), "Other ends.")
	contains(t, v.says("back"), "Other begins.")
	contains(t, v.says("back"), "Home\n\nHeading 1: Two")
	answer := v.says("2")
	contains(t, answer, "Other\n", "Heading 1: End", "Other ends.", "End of the page.")
	lacks(t, answer, "Other begins.")
	contains(t, v.says("back"), "Home\n\nHeading 1: Two")
	contains(t, v.says("back"), "Heading 1: One")
	contains(t, v.says("back"), "Home\n", "Heading 1: One")
	contains(t, v.says("page /on/other"), "Other begins.")
	contains(t, v.says("page 1"), "Heading 1: One")
	contains(t, v.says("page OTHER.md"), "Other begins.")
	contains(t, v.says("b"), "Home\n\nHeading 1: One")
	contains(t, v.says("b"), "Other\n\nHeading 1: Start")
	for i := range 60 { // more than are kept
		contains(t, v.says(fmt.Sprintf("page %d", i%2+1)), "Heading 1:")
	}
	returns := 0
	for range 100 {
		if strings.HasPrefix(v.says("back"), "Home\n\nHeading") {
			returns++
		}
	}
	if returns > 50 {
		t.Errorf("%d pages could be gone back to", returns)
	}
}

func TestFindLooksFurtherAndWrapsRound(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: load(t, map[string]string{
		"home": "Home\n\n# One\n\nThe café is here, over the end of\na line.\n\nAfter.\n\n# Two\n\nAnother CAFE.\n\n# Three\n\nNothing. Cafe 3.\n",
	})}, Width: 32})
	contains(t, v.says("find"), "Type find and what to look for.")
	contains(t, v.says("section 2"), "Heading 1: Two")
	contains(t, v.says("find cafe"), "3 found. This is number 2.\n\nAnother CAFE.")
	contains(t, v.says("find"), "3 found. This is number 3.\n\nNothing. Cafe 3.")
	contains(t, v.says("again"), "Nothing. Cafe 3.")
	contains(t, v.says("FIND"), "3 found. This is number 1.\n\nThe café")
	contains(t, v.says("find CAFÉ"), "3 found. This is number 2.")
	contains(t, v.says("section 3"), "Heading 1: Three")
	contains(t, v.says("find"), "3 found. This is number 3.")
	contains(t, v.says("f the end of a line"), "1 found. This is number 1.\n\nThe café", "After.")
	contains(t, v.says("find three"), "1 found. This is number 1.\n\nHeading 1: Three")
	contains(t, v.says("find example.org"), "example.org was not found.")
	contains(t, v.says("find"), "example.org was not found.")
}

func TestWhatIsUnderstood(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: seed(t)}})
	for line, want := range map[string]string{
		"  NEXT ": "Heading 2:", "c": "Contents of Rationale", "H": "You can type", "s 2": "Heading 2: Openness",
		"link 1": "Link 1 of 9: video", "001": "Link 1 of 9", "p 1": "Rationale\n", "pages": "1. rationale: Rationale",
		"page": "1. rationale: Rationale", "section": "Type section and a number", "section x": "There is no section x.",
		"99999999999999999999": "There is no link 99999999999999999999. This page has 9.",
		"p":                    "I do not know p.", "next one": "I do not know next one. Is it next?", "-1": "I do not know -1.", "a a": "I do not know a a.", "fnd nhs": "I do not know fnd nhs. Is it find?",
		"w": "You are in Rationale.", "a": "Heading 2:", "announcements": "The organisers say nothing just now.",
	} {
		if answer := v.says(line); !strings.Contains(answer, want) {
			t.Errorf("%q was answered %q, want %q", line, answer, want)
		}
	}
}

func TestLinkIsDescribed(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: seed(t)}, Width: 20})
	contains(t, v.says("1"), "Link 1 of 9: video\n", "Video, starts at\n1:15:00\n", "Cory Doctorow", "Address: https://youtu.be/zS4H8XDB1bw?t=1h15m\n")
}

func TestTypingIsEchoed(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: seed(t)}})
	prompt := words.English.Linear.PromptShort
	if got := v.types("fé\t x"); got != "fé x" {
		t.Errorf("the echo is %q", got)
	}
	if got, want := v.types("\x7f"), "\r\n"+prompt+"fé "; got != want {
		t.Errorf("Backspace was answered %q, want %q", got, want)
	}
	if got, want := v.types("\x15"), "\r\n"+prompt; got != want {
		t.Errorf("Ctrl-U was answered %q, want %q", got, want)
	}
	if got := v.types("\x15\x7f\x08\x1b[A\x1b[200~paste\x1b[201~\x01"); got != "" {
		t.Errorf("keys that do nothing were answered %q", got)
	}
	if got := v.types(strings.Repeat("x", 300)); got != strings.Repeat("x", linear.MaxTyped) {
		t.Errorf("%d characters were taken", len(got))
	}
	contains(t, v.types("\r\n"), "I do not know", "xxx")
	if got := v.tell(tea.KeyPressMsg{Text: "a\nb\x1b[2J\u202e\u009bc"}); got != "ab[2Jc" {
		t.Errorf("hostile text was echoed as %q", got)
	}
	if got := strings.Count(v.types("\r\n\r\n\n\n"), "\r\n\r\nType next, "); got != 4 {
		t.Errorf("four Enters were answered %d times", got)
	}
}

func TestPromptStandsBehindAnEmptyLine(t *testing.T) {
	for _, width := range []int{20, 80} {
		v := visit(t, linear.Options{Options: reading.Options{Site: seed(t)}, Width: width})
		for _, keys := range []string{"", "\r", "help\r", "x\r", "\x15", "1\r"} {
			v.types(keys)
			got := v.screen.String()
			_, last, _ := strings.Cut(got[strings.LastIndex(got, "\r\n\r\n"):], "\r\n\r\n")
			want := words.English.Linear.PromptShort
			if keys == "" || keys == "x\r" || keys == "\x15" { // at first, and where something was not understood
				want = words.English.Linear.Prompt
			}
			if strings.ReplaceAll(last, "\r\n", " ") != want {
				t.Errorf("behind %q stands %q, want %q", keys, last, want)
			}
		}
	}
}

func TestEndsOfTheVisit(t *testing.T) {
	const goodbye = "\r\nGoodbye from NHS Hack Day. It is all on https://nhshackday.com as well.\r\n"
	for _, keys := range []string{"\x03", "\x04", "q\r", "quit\r", "Q\r", "half\x03"} {
		v := visit(t, linear.Options{Options: reading.Options{Site: seed(t)}})
		if got := v.types(keys); !v.done || !strings.HasSuffix(got, goodbye) {
			t.Errorf("%q was answered %q", keys, got)
		}
		if got := v.types("next\r"); got != "" || !v.done {
			t.Errorf("after the end %q was written", got)
		}
	}
	for why, want := range map[reading.Ending]string{reading.Left: goodbye, reading.Closing: "\r\n" + words.English.Server.Closing + "\r\n"} {
		v := visit(t, linear.Options{Options: reading.Options{Site: seed(t)}})
		if got := v.tell(reading.CloseMsg{Why: why}); got != want || !v.done {
			t.Errorf("closing was answered %q, want %q", got, want)
		}
	}
}

func TestIdleIsSaidTwice(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: seed(t)}})
	v.types("fin")
	prompt := words.English.Linear.PromptShort
	if got, want := v.tell(reading.IdleMsg{Left: 59500 * time.Millisecond}), "\r\nClosing in 60 seconds. Press Enter to stay.\r\n\r\n"+prompt+"fin"; got != want {
		t.Errorf("the warning is %q, want %q", got, want)
	}
	var said []int
	for left := 59; left >= 0; left-- {
		if v.tell(reading.IdleMsg{Left: time.Duration(left) * time.Second}) != "" {
			said = append(said, left)
		}
	}
	if len(said) != 1 || said[0] != 10 {
		t.Errorf("it was said again at %v seconds", said)
	}
	v.types("\x15")
	if v.tell(reading.IdleMsg{Left: 5 * time.Second}) == "" || v.tell(reading.IdleMsg{Left: 4 * time.Second}) != "" {
		t.Error("after a key the warning is not given anew, once")
	}
	if got := v.types("\r"); got != "\r\n\r\n"+prompt {
		t.Errorf("Enter that stays was answered %q", got)
	}
	contains(t, v.types("\r"), "Heading 2: Openness")
}

func TestUpdatedSiteKeepsThePlace(t *testing.T) {
	pages := map[string]string{"home": "# One\n\nFirst.\n\n# Two\n\nSecond.\n\n# Three\n\nThird.\n", "other": "# Part\n\nText. [Home](home.md)\n"}
	s := load(t, pages)
	v := visit(t, linear.Options{Options: reading.Options{Site: s}})
	contains(t, v.says("next"), "Second.")
	v.types("nex")
	if got := v.tell(reading.SiteMsg{Site: s}); got != "" {
		t.Errorf("the same site was answered %q", got)
	}
	if got := v.tell(reading.SiteMsg{Site: load(t, pages)}); got != "" {
		t.Errorf("a site in which this page is the same was answered %q", got)
	}
	pages["home"] = "# Zero\n\nNew.\n\nMore.\n\n" + pages["home"]
	want := "\r\nThis page was updated just now.\r\n\r\n" + words.English.Linear.PromptShort + "nex"
	if got := v.tell(reading.SiteMsg{Site: load(t, pages)}); got != want {
		t.Errorf("another site was answered %q, want %q", got, want)
	}
	contains(t, v.types("t\r"), "Heading 1: Three")
	contains(t, v.says("back"), "Heading 1: Two")

	contains(t, v.says("page other"), "Heading 1: Part")
	contains(t, v.says("1"), "Home\n")
	delete(pages, "other")
	v.tell(reading.SiteMsg{Site: load(t, pages)})
	lacks(t, v.says("back"), "Part")
	contains(t, v.says("back"), "Heading 1: One")
	contains(t, v.says("back"), "Heading 1: Zero")
}

func TestPageThatIsGone(t *testing.T) {
	pages := map[string]string{"home": "Welcome.\n", "other": "Text.\n"}
	v := visit(t, linear.Options{Options: reading.Options{Site: load(t, pages)}})
	v.says("page other")
	delete(pages, "other")
	v.types("ne")
	got := v.tell(reading.SiteMsg{Site: load(t, pages)})
	contains(t, got, "\r\nThere is no page other.\r\n\r\nHome\r\n", "Welcome.", words.English.Linear.PromptShort+"ne")
}

func TestPagesAreListedOnceAndSaidToBeFewWhereMoreAreToCome(t *testing.T) {
	p := func(name, title string) *site.Page {
		return &site.Page{Name: name, Title: title, Markdown: "Text of " + name + ".\n"}
	}
	home, about, amdanom, news := p("index", "Home"), p("about", "About us"), p("cy/amdanom", "Amdanom ni"), p("2026/news", "News")
	parts := site.Parts{
		Settings:     site.Settings{Title: "T"},
		Pages:        []*site.Page{home, about, amdanom, news},
		Translations: map[*site.Page]map[string]*site.Page{about: {"cy": amdanom}},
	}
	welsh, _ := words.In("cy", false)
	v := visit(t, linear.Options{Options: reading.Options{Site: site.New(parts), Words: welsh}})
	got := v.says("pages")
	if want := "1. index: Home\n2. cy/amdanom: Amdanom ni\n3. 2026/news: News\n"; !strings.Contains(got, want) || strings.Contains(got, welsh.Page.Partial) {
		t.Errorf("the pages are\n%s", got)
	}
	contains(t, v.says("page 3"), "Text of 2026/news.")
	parts.Pages, parts.Partial = parts.Pages[:1], true
	v = visit(t, linear.Options{Options: reading.Options{Site: site.New(parts)}})
	contains(t, v.says("pages"), "1. index: Home\n"+words.English.Page.Partial+"\n")
}

func TestALinkToATermOfABuiltPageReadsFromThere(t *testing.T) {
	s, err := folder.Load(fstest.MapFS{
		"index.html": {Data: []byte("<!DOCTYPE html><html><head><title>Start - Manual</title></head><body><main><h1>Start</h1><p>See <a href=\"options.html#quiet\">how to be quiet</a>.</p></main></body></html>")},
		"options.html": {Data: []byte("<!DOCTYPE html><html><head><title>Options - Manual</title></head><body><main><h1>Options</h1><p>All that there are.</p>" +
			"<dl><dt id=\"loud\">--loud</dt><dd>Say more.</dd><dt id=\"quiet\">--quiet</dt><dd>Say less.</dd></dl></main></body></html>")},
	})
	if err != nil {
		t.Fatal(err)
	}
	v := visit(t, linear.Options{Options: reading.Options{Site: s}})
	got := v.says("1")
	if want := "\nTerm: --quiet\nDefinition: Say less.\n"; !strings.Contains(got, want) || strings.Contains(got, "--loud") || strings.Contains(got, "All that there are") {
		t.Errorf("the link reads\n%s", got)
	}
	contains(t, v.says("back"), "See how to be quiet")
}

var errGone = errors.New("the line is gone")

type goneWriter struct{}

func (goneWriter) Write([]byte) (int, error) { return 0, errGone }

func TestErrorIsTheWriters(t *testing.T) {
	r := linear.New(linear.Options{Options: reading.Options{Site: seed(t), Layouts: layout.NewCache(0, nil).For(context.Background(), ""), Words: words.English}}, goneWriter{})
	if err := r.Begin(); !errors.Is(err, errGone) {
		t.Errorf("Begin returned %v", err)
	}
	if _, err := r.Update(tea.KeyPressMsg{Text: "x"}); !errors.Is(err, errGone) {
		t.Errorf("Update returned %v", err)
	}
}

func TestAnnouncementsAndTheNoticeOfADrainAreSaidOnce(t *testing.T) {
	var out bytes.Buffer
	r := linear.New(linear.Options{Options: reading.Options{Site: seed(t), Layouts: layout.NewCache(0, nil).For(context.Background(), ""), Words: words.English, Announcements: []string{"Doors open at nine"}}, Width: 80}, &out)
	if err := r.Begin(); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Index(got, "From the organisers: Doors open at nine") > strings.Index(got, "Why are we doing") || !strings.Contains(got, "Doors open") {
		t.Errorf("the beginning is\n%s", got)
	}
	for _, step := range []struct {
		msg  tea.Msg
		want string // empty where nothing is said
	}{
		{reading.AnnounceMsg{Texts: []string{"Doors open at nine"}}, ""},
		{reading.AnnounceMsg{Texts: []string{"Doors open at nine", "Lunch"}}, "From the organisers: Lunch"},
		{reading.AnnounceMsg{Texts: []string{"Lunch"}}, ""},
		{reading.AnnounceMsg{}, ""},
		{reading.DrainMsg{Left: 30 * time.Second}, "closes in 30 seconds"},
		{reading.DrainMsg{Left: 20 * time.Second}, ""},
		{reading.DrainMsg{Left: 9 * time.Second}, "closes in 9 seconds"},
		{reading.DrainMsg{Left: 4 * time.Second}, ""},
	} {
		out.Reset()
		if _, err := r.Update(step.msg); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.Contains(got, step.want) || step.want == "" && got != "" || strings.Contains(got, "Doors") {
			t.Errorf("%+v says %q, want %q", step.msg, got, step.want)
		}
	}
}

func TestWhatAReaderOpensIsTold(t *testing.T) {
	s := load(t, map[string]string{
		"home":  "Go [there](https://example.org/on/other#two), [away](https://example.com/) or [on](home.md#one).\n\n# One\n",
		"other": "Text.\n\n# Two\n",
	})
	var told []string
	v := visit(t, linear.Options{Options: reading.Options{Site: s, Opened: func(page string, resource int) { told = append(told, fmt.Sprint(page, " ", resource)) }}})
	for _, tt := range []struct{ line, want string }{
		{"", "home 0"},
		{"contents", ""},
		{"links", ""},
		{"find go", ""},
		{"2", "home 2"},
		{"link 2", "home 2"},
		{"3", "home 3"},
		{"9", ""},
		{"1", "home 1, other 0"},
		{"back", ""},
		{"page other", "other 0"},
		{"page nowhere", ""},
	} {
		if tt.line != "" {
			v.says(tt.line)
		}
		if got := strings.Join(told, ", "); got != tt.want {
			t.Errorf("%q: told %q, want %q", tt.line, got, tt.want)
		}
		told = nil
	}
}

func TestAReaderWhoseSessionHasEndedComesToNoHarm(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	v := visit(t, linear.Options{Options: reading.Options{Site: seed(t), Layouts: layout.NewCache(0, nil).For(ended, "a")}})
	for _, line := range []string{"", "contents", "links", "find health", "next", "2", "page rationale", "start", "end", "back"} {
		v.types(line + "\r")
	}
	v.tell(reading.SiteMsg{Site: seed(t)})
}

func TestANoteIsReadByItsNumber(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: load(t, map[string]string{"home": "A claim.[^a]\n\n[^a]: The source,\n    on two lines.\n"})}, Width: 60})
	contains(t, v.screen.String(), "A claim. (note 1)")
	contains(t, v.says("note 1"), "Note 1: The source, on two lines.")
	contains(t, v.says("note 2"), "There is no note 2. This page has 1.")
	contains(t, v.says("note"), "Note 1: The source, on two lines.")
}
