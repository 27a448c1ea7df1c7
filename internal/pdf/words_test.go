package pdf

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"unicode"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/papers"
)

// runProgram is what a program makes of its input.
func runProgram(t *testing.T, input []byte, program string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(kiosktest.Need(t, program), args...)
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v", program, args, err)
	}
	return out
}

// groffPaper is a paper of groff's ms macros: two columns, justified, with words broken
// at the ends of lines.
func groffPaper() []byte {
	var b strings.Builder
	b.WriteString(".TL\nMeasuring Estuaries\n.AU\nMair Rees\n.2C\n.nr HY 1\n.hy 1\n")
	words := strings.Fields("thermometers measuring temperatures underneath extraordinarily complicated instruments " +
		"demonstrated considerable differences between neighbouring settlements notwithstanding approximately identical environments")
	for section := range 6 {
		fmt.Fprintf(&b, ".NH\nSection the %s\n.PP\n", words[section])
		for i := range 150 {
			fmt.Fprintf(&b, "%s\n", words[(i*7+section)%len(words)])
		}
	}
	return []byte(b.String())
}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300"><text x="20" y="40" font-size="20">Tides of the Teifi</text>
<text x="20" y="80" font-size="14">drawn by hand</text><text x="400" y="200" font-size="14" transform="rotate(90 400 200)">climbing</text></svg>`

// words are the words of a text, in lower case.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
}

func TestWordsThatPdftotextFinds(t *testing.T) {
	r := newReader(t)
	for name, content := range map[string][]byte{
		"talk":    papers.Talk(),
		"report":  papers.Report(),
		"groff":   runProgram(t, groffPaper(), "groff", "-ms", "-Tpdf"),
		"drawing": runProgram(t, []byte(drawing), "rsvg-convert", "-f", "pdf"),
		"turned":  qpdf(t, papers.Report(), "--rotate=+90"),
	} {
		text := r.Read(t.Context(), content)
		if text.State != document.Ready {
			t.Errorf("%s is %v", name, text.State)
			continue
		}
		have := map[string]bool{}
		for _, w := range words(text.Markdown) {
			have[w] = true
		}
		want := map[string]bool{}
		for _, w := range words(string(runProgram(t, content, "pdftotext", "-", "-"))) {
			want[w] = true
		}
		var missing []string
		for w := range want {
			// The numbers of pages are left out.
			if !have[w] && strings.Trim(w, "0123456789") != "" {
				missing = append(missing, w)
			}
		}
		// Recall of 0.98. pdftotext leaves the parts of a word apart that is broken where a
		// column ends.
		if float64(len(missing)) > 0.02*float64(len(want))+2 {
			t.Errorf("%s lacks %d words of %d: %q", name, len(missing), len(want), missing)
		}
	}
}
