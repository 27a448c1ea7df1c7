package layout_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/constructs"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/theme"
)

// The golden file of each construct shows its page on screens of three widths, in
// ASCII without colours, as text and as it is spoken.
func TestEveryConstruct(t *testing.T) {
	dark, plain := theme.New(theme.Dark, colorprofile.TrueColor), theme.New(theme.Plain, colorprofile.Ascii)
	for _, c := range constructs.All(t) {
		t.Run(c.Name, func(t *testing.T) {
			s := c.Site(t)
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
			kiosktest.Golden(t, "testdata/constructs/"+c.Name+".golden", b.String())
		})
	}
}
