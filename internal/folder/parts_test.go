package folder

import (
	"fmt"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/site"
)

func TestALongDocumentIsDivided(t *testing.T) {
	chapters := ""
	var places []document.Place
	for i := range 40 {
		places = append(places, document.Place{ID: fmt.Sprintf("page-%d", i+1), Offset: len(chapters)})
		chapters += fmt.Sprintf("## Chapter %d\n\n", i+1) + strings.Repeat("Some words of a paragraph.\n\n", 800)
	}
	for _, tt := range []struct {
		name    string
		text    string
		places  []document.Place
		least   int    // parts
		begins  string // each but the first
		deficit int    // bytes that may go
	}{
		{"at headings", chapters, places, 4, "## Chapter", 0},
		{"at paragraphs", strings.Repeat("Some words of a paragraph,\nin two lines.\n\n", 9000), nil, 2, "Some words", 0},
		{"in code, which is opened again", "```\n" + strings.Repeat("a line\n\n", 50_000) + "```\n", nil, 2, "```\na line", 0},
		{"at blanks of one line", strings.Repeat("words ", 100_000), nil, 3, "words", 0},
		{"within one word", strings.Repeat("é", 300_000), nil, 3, "é", 0},
		{"where it has too many lines", strings.Repeat("x\n", 30_000), nil, 2, "x", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parts, ok := divide(document.Text{Markdown: tt.text, Places: tt.places})
			if !ok || len(parts) < tt.least {
				t.Fatalf("it is %t, in %d parts", ok, len(parts))
			}
			found := map[string]int{}
			for i, p := range parts {
				if len(p.markdown) > site.MaxTextBytes {
					t.Errorf("part %d has %d bytes", i+1, len(p.markdown))
				}
				if i > 0 && !strings.HasPrefix(p.markdown, tt.begins) {
					t.Errorf("part %d begins %.40q", i+1, p.markdown)
				}
				for _, a := range p.anchors {
					found[a.ID]++
					if !strings.HasPrefix(p.markdown[a.Offset:], "## Chapter "+strings.TrimPrefix(a.ID, "page-")+"\n") {
						t.Errorf("%s is at %.40q", a.ID, p.markdown[a.Offset:])
					}
				}
			}
			for _, p := range tt.places {
				if found[p.ID] != 1 {
					t.Errorf("%s is in %d parts", p.ID, found[p.ID])
				}
			}
		})
	}
}

func TestPartsOfADocumentAreTiedTogether(t *testing.T) {
	text := "[the end](#end) [the second half](long.md#end)\n\n" + strings.Repeat("Some words of a paragraph.\n\n", 15_000) + "<p id=\"end\">The end. <a href=\"#begin\">begin</a></p>\n\n# Begin\n"
	s, err := Load(filesOf(map[string]string{"index.html": "<title>Home</title><main><h1>Home</h1><p>Words. <a href=long.md#end>The long text</a></main>", "long.md": "<p id=\"begin\">x</p>\n\n" + text}))
	if err != nil {
		t.Fatal(err)
	}
	f := s.File("long.md")
	if f == nil || f.State != document.Ready || f.Parts < 2 {
		t.Fatalf("%+v", f)
	}
	last := fmt.Sprintf("long.md/%d", f.Parts)
	if r := s.Home().Resources[0]; r.Target != last || r.Fragment != "end" {
		t.Errorf("the link leads to %q, %q", r.Target, r.Fragment)
	}
	for i := 1; i <= f.Parts; i++ {
		name, prev, next := "long.md", "", ""
		if i > 1 {
			name = fmt.Sprintf("long.md/%d", i)
		}
		if i == 2 {
			prev = "long.md"
		} else if i > 2 {
			prev = fmt.Sprintf("long.md/%d", i-1)
		}
		if i < f.Parts {
			next = fmt.Sprintf("long.md/%d", i+1)
		}
		p := s.Page(name)
		if p == nil || p.Part != i || p.Prev != prev || p.Next != next || p.Up != "index" || p.Title != "The long text" || p.Source != f {
			t.Fatalf("part %d is %+v", i, p)
		}
	}
	for i := range 2 {
		if r := s.Page("long.md").Resources[i]; r.Target != last || r.Fragment != "end" {
			t.Errorf("the link %s leads to %q, %q", r.Destination, r.Target, r.Fragment)
		}
	}
	if r := s.Page(last).Resources[0]; r.Target != "long.md" {
		t.Errorf("the link back leads to %q", r.Target)
	}
}

func TestPlacesMoveWithWhatIsTakenOut(t *testing.T) {
	text := "a\x1b[31m\u200Bb\n\n## c\x00\n\nd\n"
	parts, ok := divide(document.Text{Markdown: text, Places: []document.Place{{ID: "d", Offset: strings.Index(text, "d\n")}, {ID: "c", Offset: strings.Index(text, "## c")}, {ID: "far", Offset: 1000}, {ID: "bad\x1b", Offset: 1}}})
	if !ok || len(parts) != 1 {
		t.Fatal(parts)
	}
	for i, want := range []string{"## c", "d\n", ""} {
		if a := parts[0].anchors[i]; !strings.HasPrefix(parts[0].markdown[a.Offset:], want) {
			t.Errorf("%s is at %q", a.ID, parts[0].markdown[a.Offset:])
		}
	}
	if len(parts[0].anchors) != 3 {
		t.Errorf("the places are %v", parts[0].anchors)
	}
}

// FuzzDivide divides any text: what is left of it is clean, within the bounds of pages,
// and has each place once.
func FuzzDivide(f *testing.F) {
	f.Add("# a\n\nb\n\n```go\nx\n\ny\n```\n", 3, 4000)
	f.Add("> > a\n\n~~~\n", 0, 9000)
	f.Add("é", 1, 300_000)
	const most = site.MaxTextBytes + 1000 // bytes, so that it is divided once at least
	f.Fuzz(func(t *testing.T, piece string, at, times int) {
		if len(piece) == 0 || len(piece) > 1000 {
			t.Skip("it is repeated")
		}
		text := strings.ToValidUTF8(strings.Repeat(piece, min(max(times, 1), most/len(piece))), "")
		parts, ok := divide(document.Text{Markdown: text, Places: []document.Place{{ID: "a", Offset: at}, {ID: "b", Offset: len(text)}}})
		if !ok {
			return
		}
		found := 0
		for _, p := range parts {
			if len(p.markdown) > site.MaxTextBytes || p.markdown != clean.Markdown(p.markdown) {
				t.Errorf("a part has %d bytes, or is not clean", len(p.markdown))
			}
			for _, a := range p.anchors {
				if found++; a.Offset < 0 || a.Offset > len(p.markdown) {
					t.Errorf("a place is at %d of %d", a.Offset, len(p.markdown))
				}
			}
		}
		if found != 2 || len(parts) > maxParts {
			t.Errorf("2 places are in %d, in %d parts", found, len(parts))
		}
	})
}

// A part that begins in a passage begins in its language.
func TestPassagesOfPartsAreThoseOfTheirText(t *testing.T) {
	text := strings.Repeat("# a\n\nb *c*\n\n", 20_000)
	at := func(n int) int { return n * len(text) / 4 }
	passages := []document.Passage{{Offset: at(1), Language: "cy"}, {Offset: at(2) + 7, Language: "fr"}, {Offset: at(3)}}
	parts, ok := divide(document.Text{Markdown: text, Passages: passages})
	if !ok || len(parts) < 4 {
		t.Fatalf("%d parts", len(parts))
	}
	languageAt := func(offset int) (language string) {
		for _, p := range passages {
			if p.Offset <= offset {
				language = p.Language
			}
		}
		return language
	}
	begin := 0
	for i, p := range parts {
		for _, offset := range []int{0, len(p.markdown) / 2, len(p.markdown) - 1} {
			got := ""
			for _, passage := range p.passages {
				if passage.Offset <= offset {
					got = passage.Language
				}
			}
			if want := languageAt(begin + offset); got != want {
				t.Errorf("part %d is in %q at %d, want %q", i+1, got, offset, want)
			}
		}
		if len(p.passages) > len(passages) {
			t.Errorf("part %d has %d passages", i+1, len(p.passages))
		}
		begin += len(p.markdown)
	}
}
