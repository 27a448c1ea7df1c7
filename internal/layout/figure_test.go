package layout

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// withPictures is a site of one page, whose pictures of 160 x 100 pixels the folder holds, by
// their addresses.
func withPictures(t testing.TB, markdown string, addresses ...string) *site.Site {
	t.Helper()
	s := page(t, markdown)
	figures := map[string]*picture.File{}
	for _, a := range addresses {
		figures[a] = picture.NewFile(a, "", [32]byte{}, picture.Info{Width: 160, Height: 100})
	}
	s.Home().Figures = figures
	return s
}

var figureSpec = Spec{Measure: 60, Figures: 16, Theme: dark}

func TestPicturesThatStandByThemselvesHaveRoom(t *testing.T) {
	for _, tt := range []struct {
		name, markdown string
		want           []string // lines, of which "#" is one of a picture
	}{
		{"alone", "![Alt](a.png)", []string{"#", "Picture: Alt [1]"}},
		{"with a title", `![Alt](a.png "Seen from above")`, []string{"#", "Picture: Alt [1]: Seen from above"}},
		{"in a link", "[![Alt](a.png)](https://example.org)", []string{"#", "Alt [1]"}},
		{"two", "![Alt](a.png)\n![Other](b.png)", []string{"#", "Picture: Alt [1]", "", "#", "Picture: Other [2]"}},
		{"one of two here", "![Alt](a.png)\n![Other](c.png)", []string{"#", "Picture: Alt [1]", "", "Picture: Other [2]"}},
		{"none of two here", "![Alt](c.png)\n![Other](c.png)", []string{"Picture: Alt [1] Picture: Other [2]"}},
		{"in a list", "- ![Alt](a.png)", []string{"• #", "  Picture: Alt [1]"}},
		{"in a quotation", "> ![Alt](a.png)", []string{"│ #", "│ Picture: Alt [1]"}},
		{"amid text", "See ![Alt](a.png).", []string{"See Picture: Alt [1]."}},
		{"in a table", "| a |\n| - |\n| ![Alt](a.png) |", []string{"a", "────────────────", "Picture: Alt [1]"}},
		{"in a heading", "# ![Alt](a.png)", []string{"Picture: Alt [1]", "━━━━━━━━━━━━━━━━"}},
		{"escaped", `![Alt](a\.png)`, []string{"#", "Picture: Alt [1]"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := withPictures(t, tt.markdown, "a.png", "b.png")
			l := render(t, s, figureSpec)
			var got []string
			for i := l.Body.First; i < l.Body.End; i++ {
				f, row := l.FigureAt(i)
				text := ansi.Strip(l.Lines[i])
				if f == nil {
					got = append(got, text)
					continue
				}
				if f.Columns != 40 || f.Rows != 13 || row != i-f.First || len([]rune(text)) > f.Indent {
					t.Errorf("line %d is row %d of %+v", i, row, f)
				}
				if row == 0 {
					got = append(got, text+strings.Repeat(" ", f.Indent-len([]rune(text)))+"#")
				}
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestWithOrWithoutPicturesAPlaceIsTheSame(t *testing.T) {
	s := withPictures(t, "Before.\n\n![Alt](a.png \"And a title\")\n\nBehind.\n\n[![Alt](b.png)](/x)\n\nEnd.", "a.png", "b.png")
	s.Home().Picture = picture.NewFile("head.png", "", [32]byte{}, picture.Info{Width: 1600, Height: 1000})
	spec := figureSpec
	spec.Masthead = 8
	with, without := render(t, s, spec), render(t, s, Spec{Measure: 60, Theme: dark})
	if len(with.Figures) != 3 || with.Figures[0].First != 2 || with.Figures[0].Rows != 8 || with.Figures[0].Columns != 60 || len(without.Figures) != 0 {
		t.Fatalf("%+v, %+v", with.Figures, without.Figures)
	}
	if text := ansi.Strip(with.Lines[10]); text != "Header picture" {
		t.Errorf("below the masthead stands %q", text)
	}
	for _, words := range []string{"Before.", "Behind.", "End."} {
		at := func(l *Layout) Place {
			for i, line := range l.Lines {
				if ansi.Strip(line) == words {
					return l.PlaceOf(i)
				}
			}
			return -1
		}
		if at(with) != at(without) {
			t.Errorf("%s is at %d, and without pictures at %d", words, at(with), at(without))
		}
	}
	// Where there are no colours, and in text, there is none, and nobody's layout is another.
	for _, of := range []Spec{{Measure: 60, Figures: 16, Theme: theme.New(theme.Plain, 0)}, {Measure: 60, Figures: 16, Form: Text, Theme: dark}, {Measure: 60, Figures: 16, Form: Spoken, Theme: dark}} {
		less := of
		less.Figures = 0
		if of.shape() != less.shape() || len(render(t, s, of).Figures) > 0 {
			t.Errorf("%+v has pictures", of)
		}
	}
}

func TestPicturesMayBeAsWideAsTables(t *testing.T) {
	s := withPictures(t, "![Alt](a.png)\n\n- ![Alt](a.png)", "a.png")
	s.Home().Figures["a.png"] = picture.NewFile("a.png", "", [32]byte{}, picture.Info{Width: 4000, Height: 1000})
	spec := figureSpec
	spec.Wide = 90
	l := render(t, s, spec)
	if l.Figures[0].Columns != 90 || l.Figures[1].Columns != 58 {
		t.Errorf("%+v", l.Figures)
	}
}

// TestALayoutHasNoCells has the room for pictures cost no more than empty lines.
func TestALayoutHasNoCells(t *testing.T) {
	var b strings.Builder
	for range 1000 {
		b.WriteString("![Alt](a.png)\n\n")
	}
	s := withPictures(t, b.String(), "a.png")
	with, without := render(t, s, figureSpec), render(t, s, Spec{Measure: 60, Theme: dark})
	if len(with.Figures) != maxFigures {
		t.Errorf("there is room for %d pictures", len(with.Figures))
	}
	lines := len(with.Lines) - len(without.Lines)
	if lines != 13*maxFigures {
		t.Errorf("%d lines more", lines)
	}
	if each := (with.bytes - without.bytes) / lines; each > 100 {
		t.Errorf("a row of a picture takes %d bytes", each)
	}
}

func TestALayoutHasRoomForSoManyPictures(t *testing.T) {
	s := withPictures(t, strings.Repeat("![Alt](a.png)\n\n", maxFigures+100), "a.png")
	l := render(t, s, figureSpec)
	if len(l.Figures) != maxFigures {
		t.Errorf("%d pictures have room, and %d is the most", len(l.Figures), maxFigures)
	}
	if n := strings.Count(plainText(l), "Picture: Alt"); n != maxFigures+100 {
		t.Errorf("%d of %d texts stand", n, maxFigures+100)
	}
}
