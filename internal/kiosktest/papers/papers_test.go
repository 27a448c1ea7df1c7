package papers_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/papers"
)

func TestPapersAreTheSameEachTime(t *testing.T) {
	for name, paper := range map[string]func() []byte{"talk": papers.Talk, "scan": papers.Scan, "report": papers.Report} {
		if !bytes.Equal(paper(), paper()) {
			t.Errorf("%s: two calls differ", name)
		}
	}
}

func TestPapersHaveTheirText(t *testing.T) {
	for name, test := range map[string]struct {
		paper []byte
		pages int
		words string
	}{
		"talk":   {papers.Talk(), 1 + len(papers.TalkSections)*papers.TalkSlides, papers.TalkSections[2]},
		"scan":   {papers.Scan(), 2, ""},
		"report": {papers.Report(), papers.ReportPages, papers.ReportHead},
	} {
		cmd := exec.Command(kiosktest.Need(t, "pdftotext"), "-", "-")
		cmd.Stdin = bytes.NewReader(test.paper)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if n := strings.Count(string(out), "\f"); n != test.pages {
			t.Errorf("%s has %d pages, want %d", name, n, test.pages)
		}
		if !strings.Contains(string(out), test.words) || test.words == "" && strings.Trim(string(out), "\f") != "" {
			t.Errorf("%s says %q, want %q", name, out, test.words)
		}
	}
}
