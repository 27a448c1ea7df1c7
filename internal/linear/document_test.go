package linear_test

import (
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest/linked"
	"hackday.example/kiosk/internal/linear"
	"hackday.example/kiosk/internal/reading"
)

// documentReader is somebody who reads the site of documents.
func documentReader(t *testing.T) *visitor {
	return visit(t, linear.Options{Options: reading.Options{Site: linked.Site(t), Join: "ssh -p 2222 localhost"}})
}

func TestALinkToADocumentIsDescribedAndThenRead(t *testing.T) {
	v := documentReader(t)
	for _, step := range []struct {
		types string
		want  []string
	}{
		{"1", []string{"Link 1 of 19: plan", "Document, PDF, 1.2 MB", "The plan.", "By Ann Lee, 7 March 2026.", "Read it here, 4 pages. Type read 1.", "Take it away: scp -P 2222 localhost:docs/plan.pdf ."}},
		{"read 1", []string{"The plan", "A document linked in Rationale, part 1 of 2, layout simplified.", "By Ann Lee, 7 March 2026.", "Heading 2: Aims"}},
		{"after", []string{"part 2 of 2", "This page is a picture"}},
		{"up", []string{"Rationale"}},
		{"3", []string{"Read it here. Type read 3.", `Take it away: scp -P 2222 "localhost:docs/my note.txt" .`}},
		{"5", []string{"It is being made ready"}},
		{"read 5", []string{"Link 5 of 19: waiting", "It is being made ready"}},
		{"read 99", []string{"There is no link 99."}},
		{"16", []string{"Read the transcript here. Type read 16.", `Play it: mpv "$(ssh -p 2222 localhost resources 16 --url)"`}},
		{"read 16", []string{"The talk", "A transcript for Rationale.", "Heading 2: 1:15:00"}},
		{"read about", []string{"About", "Who we are."}},
		{"read docs/plan.pdf", []string{"The plan"}},
	} {
		got := v.types(step.types + "\r")
		for _, want := range step.want {
			if !strings.Contains(strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s: %q is not in\n%s", step.types, want, got)
			}
		}
	}
}

func TestALinkToAPageIsStillReadAtOnce(t *testing.T) {
	if got := documentReader(t).types("4\r"); !strings.Contains(got, "Link 4 is a page of this site. Here it is.") || !strings.Contains(got, "Who we are.") {
		t.Errorf("it says\n%s", got)
	}
}
