package tui

import (
	"bytes"
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/kiosktest/pictures"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

var depths = map[string]terminal.Profile{
	"24":   {Depth: colorprofile.TrueColor, Colours: true},
	"none": {Depth: colorprofile.Ascii},
}

func TestWherePicturesAreTheirTexts(t *testing.T) {
	s := pictures.Site(t)
	for name, tt := range map[string]struct {
		m    *Model
		want bool
	}{
		"a usual window": {reader(s, 80, 24), true},
		"the smallest":   {reader(s, 40, 12), true},
		"narrower":       {reader(s, 39, 24), false},
		"lower":          {reader(s, 80, 11), false},
		"no colours":     {readerOf(s, 80, 24, depths["none"], words.English), false},
		"the lobby":      {lobbyOf(s, 80, 24), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := len(tt.m.layout.Figures) == 3; got != tt.want {
				t.Errorf("there is room for %d pictures", len(tt.m.layout.Figures))
			}
			all := strings.Join(tt.m.layout.Lines, " ")
			if !strings.Contains(all, "The bay at noon") || !strings.Contains(all, "Header picture: Ann, CC BY") {
				t.Errorf("the texts are not there:\n%s", all)
			}
		})
	}
}

func TestPicturesAreTurnedOffAndOn(t *testing.T) {
	m := reader(pictures.Site(t), 80, 24)
	press(m, "]")
	press(m, "pgdown")
	line := m.first()
	read := m.layout.PlaceOf(line)
	press(m, "I")
	if len(m.layout.Figures) != 0 || !strings.Contains(text(m), words.English.Bar.PicturesOff) {
		t.Errorf("after I there is\n%s", text(m))
	}
	if m.place != read {
		t.Errorf("the place was %d, and is %d", read, m.place)
	}
	press(m, "I")
	if len(m.layout.Figures) != 3 || !strings.Contains(text(m), words.English.Bar.PicturesOn) || m.place != read {
		t.Errorf("after I again there is\n%s", text(m))
	}
	m = reader(pictures.Site(t), 39, 24)
	if press(m, "I"); !strings.Contains(strings.Join(strings.Fields(text(m)), " "), words.English.Bar.CannotShowPictures[:20]) {
		t.Errorf("where none is shown I says\n%s", text(m))
	}
}

// TestAPictureThatComesLaterMovesNoLine has the gallery have its pictures after the page was
// shown.
func TestAPictureThatComesLaterMovesNoLine(t *testing.T) {
	s := pictures.Site(t)
	m := reader(s, 80, 24)
	g := gallery.New(gallery.Options{})
	g.Show(s.Pictures())
	m.gallery = g.For(t.Context(), "")
	before := screen(m)
	if strings.Contains(strings.Join(before, ""), "▀") {
		t.Fatal("there is a picture already")
	}
	for _, f := range s.Pictures() {
		thumbnail, err := picture.Decode(pictures.PNG(pictures.Landscape(f.Width, f.Height)))
		if err != nil {
			t.Fatal(err)
		}
		g.Put(f, thumbnail)
	}
	m.Update(reading.PicturesMsg{})
	after := screen(m)
	if !strings.Contains(strings.Join(after, ""), "▀") {
		t.Errorf("the picture does not come:\n%s", text(m))
	}
	for i := range before {
		if before[i] != "" && before[i] != after[i] {
			t.Errorf("row %d was %q, and is %q", i, before[i], after[i])
		}
	}
	// Where none can be shown after all, the texts stand.
	g.Refuse()
	if m.Update(reading.PicturesMsg{}); len(m.layout.Figures) != 0 {
		t.Error("rows are kept free for nothing")
	}
}

func TestALineScrolledPastAPictureCostsItsCells(t *testing.T) {
	s := pictures.Site(t)
	p := depths["24"]
	m := readerOf(s, 80, 24, p, words.English)
	most := 0
	var wire bytes.Buffer
	on := terminal.NewScreen(&wire, p, m.size)
	for m.top < m.lastTop(len(m.layout.Lines)) {
		shown := m.Frame()
		if err := on.Paint(&shown, ""); err != nil {
			t.Fatal(err)
		}
		wire.Reset()
		press(m, "down")
		shown = m.Frame()
		if err := on.Paint(&shown, ""); err != nil {
			t.Fatal(err)
		}
		f, _ := m.layout.FigureAt(m.top + m.rows() - 1)
		bound := 300 // of text, with a link and the hints that it brings
		if f != nil {
			bound += f.Columns * picture.MaxCellBytes
		}
		if wire.Len() > bound {
			t.Errorf("with line %d at the top a line costs %d bytes, and %d is the most", m.top, wire.Len(), bound)
		}
		most = max(most, wire.Len())
	}
	t.Logf("a line costs %d bytes at the most", most)
	if most < 500 {
		t.Error("no picture came into sight")
	}
}

func TestWhatAReaderHoldsHasNoCells(t *testing.T) {
	m := readerOf(pictures.Site(t), 80, 24, depths["24"], words.English)
	for _, l := range append(slices.Clone(m.Frame().Lines), m.layout.Lines...) {
		if strings.Contains(l, "▀") {
			t.Fatalf("a line holds cells: %q", l)
		}
	}
	press(m, "i")
	if f := m.Frame(); strings.Contains(strings.Join(f.Lines, "")+strings.Join(m.panel().lines, ""), "▀") || !strings.Contains(f.Line(0), "▀") {
		t.Error("a portrait's lines hold cells, or there is none")
	}
}

func TestWindowsOfNearlyOneHeightShareLayouts(t *testing.T) {
	m := reader(pictures.Site(t), 80, 24)
	shapes := map[string]bool{}
	for rows := 5; rows <= 300; rows++ {
		m.size.Rows = rows
		masthead, figures := m.pictureRows()
		if masthead > rows/3 || figures > rows*2/3 {
			t.Errorf("in %d rows the masthead takes %d and a picture %d", rows, masthead, figures)
		}
		shapes[fmt.Sprint(masthead, figures)] = true
	}
	if len(shapes) != 1+maxStep {
		t.Errorf("there are %d shapes", len(shapes))
	}
}

func TestASearchMarksWhatIsBesideAPicture(t *testing.T) {
	m := reader(pictures.Site(t), 80, 24)
	press(m, "/")
	say(m, "bay at noon")
	press(m, "enter")
	if got := text(m); !strings.Contains(got, "▀") || !strings.Contains(got, "The bay at noon") {
		t.Errorf("it shows\n%s", got)
	}
}

func TestOtherColoursAndSizesLeaveTheBeginningInSight(t *testing.T) {
	s := pictures.Site(t)
	for down := range 12 {
		m := readerOf(s, 80, 24, depths["24"], words.English)
		press(m, slices.Repeat([]string{"down"}, down)...)
		top, shown := m.top, text(m)
		for _, c := range []color.Color{color.White, color.Black, color.Gray{0x6B}} {
			m.Update(tea.BackgroundColorMsg{Color: c})
			if m.top != top || text(m) != shown {
				t.Errorf("on %v the line on top is %d, and was %d", c, m.top, top)
			}
		}
	}
	m := readerOf(s, 80, 24, depths["24"], words.English)
	for _, size := range []tea.WindowSizeMsg{{Width: 120, Height: 40}, {Width: 20, Height: 5}, {Width: 80, Height: 24}} {
		if m.Update(size); m.top != 0 {
			t.Errorf("in a window of %dx%d the beginning is not in sight: %d", size.Width, size.Height, m.top)
		}
	}
	for range 2 { // without pictures, and with them again
		if press(m, "I"); m.top != 0 {
			t.Errorf("I leads away from the beginning: %d", m.top)
		}
	}
}
