package layout_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// Each page in testdata/constructs holds one construct in all its forms. Its golden
// file shows it on screens of three widths, in ASCII without colours, as text and
// as it is spoken.
func TestEveryConstruct(t *testing.T) {
	files, err := filepath.Glob("testdata/constructs/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	dark, plain := theme.New(theme.Dark, colorprofile.TrueColor), theme.New(theme.Plain, colorprofile.Ascii)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".md"), func(t *testing.T) {
			markdown, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := site.Load(fstest.MapFS{
				"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
				"page.md":   {Data: append([]byte("---\ntitle: P\n---\n"), markdown...)},
			})
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, look := range []struct {
				name string
				spec layout.Spec
			}{
				{"80 columns", layout.Spec{Measure: 80, Theme: dark, Links: true}},
				{"40 columns", layout.Spec{Measure: 40, Theme: dark, Links: true}},
				{"20 columns", layout.Spec{Measure: 20, Theme: dark, Links: true}},
				{"40 columns in ASCII without colours", layout.Spec{Measure: 40, Theme: plain, ASCII: true}},
				{"text", layout.Spec{Measure: 60, Theme: plain, Form: layout.Text}},
				{"spoken", layout.Spec{Measure: 60, Theme: plain, Form: layout.Spoken}},
			} {
				l, err := layout.Render(s, s.Home(), look.spec)
				if err != nil {
					t.Fatal(err)
				}
				b.WriteString("-- " + look.name + " --\n")
				for _, line := range l.Lines[l.Body.First:l.Body.End] {
					b.WriteString(ansi.Strip(line) + "\n")
				}
			}
			kiosktest.Golden(t, strings.TrimSuffix(file, ".md")+".golden", b.String())
		})
	}
}
