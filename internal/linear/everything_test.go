package linear_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/constructs"
	"hackday.example/kiosk/internal/linear"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// everything is a site whose one page has every construct, each under a heading that
// names it.
func everything(t *testing.T) *site.Site {
	t.Helper()
	var text strings.Builder
	text.WriteString("---\ntitle: Everything\n---\n")
	for _, c := range constructs.All(t) {
		text.WriteString("\n# On " + c.Name + "\n\n" + c.Markdown + "\n")
	}
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte(text.String())},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The golden files are read with closed eyes, too:
//
//	espeak-ng -v en-gb -f testdata/everything-en.golden
//	espeak-ng -v cy -f testdata/everything-cy.golden
func TestTranscriptOfEveryConstruct(t *testing.T) {
	s := everything(t)
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		v := visit(t, linear.Options{Options: reading.Options{Site: s, Words: w}, Width: 80})
		end := w.Linear.End
		for range 100 {
			if strings.Contains(v.screen.String(), end) {
				break
			}
			v.types("\r")
		}
		if !strings.Contains(v.screen.String(), end) {
			t.Errorf("%s: the page does not end", code)
		}
		kiosktest.Golden(t, "testdata/everything-"+code+".golden", strings.ReplaceAll(v.screen.String(), "\r\n", "\n"))
	}
}

// Of the signs that draw, none is left that a speech synthesiser would name or that says
// something only where it stands on a screen.
func TestNothingIsDrawn(t *testing.T) {
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md": {Data: []byte("---\ntitle: P\n---\nOne ~~two~~ <https://e.org/> [three](/x).[^n]\n\n> Four\n> > Five\n\n- Six\n  - [x] Seven\n  - [ ] Eight\n\n1. Nine\n\n***\n\n" +
			"```sh\nten\n```\n\n| Eleven | B |\n|---|---|\n| x | y |\n\nTwelve\n: Thirteen\n\n> [!TIP]\n> Fourteen\n\n![Fifteen](/p.png)\n\n[^n]: Sixteen\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		v := visit(t, linear.Options{Options: reading.Options{Site: s, Words: w}})
		_, read, _ := strings.Cut(v.screen.String(), "\r\n\r\n")
		for line := range strings.SplitSeq(read, "\r\n") {
			if i := strings.IndexAny(strings.TrimPrefix(line, "- "), "*~|<>[]_#/\\│┊•─━»-"); i >= 0 || strings.HasPrefix(line, " ") {
				t.Errorf("%s: %q draws", code, line)
			}
		}
	}
}
