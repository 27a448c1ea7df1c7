package site

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNotesAreListedByTheirNumbers(t *testing.T) {
	for _, tt := range []struct {
		name, markdown string
		want           []Note
	}{
		{"in the order of the references", "A[^b] c[^a].\n\n[^a]: One\n[^b]: Two", []Note{{"Two"}, {"One"}}},
		{"a note that is referred to often", "A[^a] b[^a] c[^a]\n\n[^a]: One", []Note{{"One"}}},
		{"as plain text on one line", "A[^a]\n\n[^a]: *One*\n    [two](b) &amp; :smile:\n\n    three `four`\n\n    - five\n\n        six\n", []Note{{"One two & 😄 three four five six"}}},
		{"code in a note", "A[^a]\n\n[^a]: One\n\n    ```\n    two  three\n    ```", []Note{{"One two three"}}},
		{"a table in a note", "A[^a]\n\n[^a]: One\n\n    |b|c|\n    |-|-|\n    |d|e|", []Note{{"One b c d e"}}},
		{"an alert in a note", "A[^a]\n\n[^a]:\n    > [!NOTE]\n    > One", []Note{{"One"}}},
		{"a note that nothing refers to", "A[^b]\n\n[^a]: One\n[^b]: Two", []Note{{"Two"}}},
		{"nothing refers to any", "A\n\n[^a]: One", nil},
		{"a reference without a note", "A[^a]", nil},
		{"two of one name", "A[^a]\n\n[^a]: One\n[^a]: Two", []Note{{"One"}}},
		{"a note without a text", "A[^a]\n\n[^a]:", []Note{{""}}},
		{"a note in a note", "A[^a] b[^b]\n\n[^a]: One\n\n    [^b]: Two [c](d)", []Note{{"One"}, {"Two c"}}},
		{"a note in a note on one line", "A[^a] b[^b] c[^c]\n\n[^a]: [^b]: [^c]: Three", []Note{{""}, {""}, {"Three"}}},
		{"a note in a quotation in a note", "A[^a] b[^b]\n\n[^a]: > [^b]: Two\n\n    One", []Note{{"One"}, {"Two"}}},
		{"a note in a quotation in a list", "- A[^a]\n\n- > [^a]: One\n\nB[^b]\n\n[^b]: Two", []Note{{"One"}, {"Two"}}},
		{"references in notes", "A[^a]\n\n[^a]: One[^b]\n[^b]: Two[^a]", []Note{{"One"}, {"Two"}}},
		{"in code", "`[^a]`\n\n[^a]: One", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, load(t, tt.markdown).Notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAReferenceToANoteIsInNoText(t *testing.T) {
	p := load(t, "## One[^a] two\n\nSee [three[^b]](x) and [f](y)[^a].\n\n[^a]: The [fourth](z) note. Ends.\n[^b]: Five")
	var got []string
	for _, h := range p.Headings {
		got = append(got, h.Text+" #"+h.ID)
	}
	for _, r := range p.Resources[:p.TextResources] {
		got = append(got, r.Title+": "+r.Sentence)
	}
	want := []string{"One two #one-two", "three: See three and f.", "f: See three and f.", "fourth: The fourth note."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLinksInNotesAreNumberedBehindThoseOfTheText(t *testing.T) {
	p := load(t, "[^a]: The [second](z)\n\nSee[^a] the [first](x)")
	if titles := p.Resources[0].Title + " " + p.Resources[1].Title; titles != "first second" {
		t.Error(titles)
	}
}

func TestNotesHaveBounds(t *testing.T) {
	for name, tt := range map[string]struct{ markdown, want string }{
		"notes":      {strings.Repeat("[^a]: b\n", maxNotes+1), "the page has 1,001 notes; 1,000 is the most"},
		"references": {strings.Repeat(strings.Repeat("[^a]", 10)+"\n\n", maxReferences/10+1) + "[^a]: b", "the page has 5,010 references to notes; 5,000 is the most"},
		"depth":      {strings.Repeat("[^a]: ", MaxDepth+1) + "b", "11 deep in one another"},
	} {
		_, _, over := parse([]byte(tt.markdown))
		if over == nil || !strings.Contains(over.What, tt.want) {
			t.Errorf("%s: %v", name, over)
		}
	}
}
