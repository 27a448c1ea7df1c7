package terminal

import (
	"bytes"
	"fmt"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

var (
	darkBase  = Base{"38;5;254", "48;5;233"}
	lightBase = Base{"30", "47"}
	inkBase   = Base{Ink: "38;5;254"}
)

func TestABaseTakesThePlaceOfTheTerminalsOwnStyle(t *testing.T) {
	for _, tt := range []struct {
		base       Base
		line, want string
	}{
		{Base{}, "a\x1b[1mb\x1b[m", "a\x1b[1mb\x1b[m"},
		{darkBase, "plain", "plain"},
		{darkBase, "a\x1b[1mb\x1b[mc", "a\x1b[1mb\x1b[0;38;5;254;48;5;233mc"},
		{darkBase, "\x1b[0m", "\x1b[0;38;5;254;48;5;233m"},
		{darkBase, "\x1b[0;1m", "\x1b[0;38;5;254;48;5;233;1m"},
		{darkBase, "\x1b[39m\x1b[49m", "\x1b[38;5;254m\x1b[48;5;233m"},
		{darkBase, "\x1b[22;39;49m", "\x1b[22;38;5;254;48;5;233m"},
		{inkBase, "\x1b[39;49m", "\x1b[38;5;254;49m"},
		{lightBase, "\x1b[m\x1b[39m", "\x1b[0;30;47m\x1b[30m"},
		{darkBase, "\x1b[38;5;0;1m", "\x1b[38;5;0;1m"}, // black, not a reset
		{darkBase, "\x1b[48;5;39m", "\x1b[48;5;39m"},   // colour 39
		{darkBase, "\x1b[38;2;0;39;49;0m", "\x1b[38;2;0;39;49;0;38;5;254;48;5;233m"},
		{darkBase, "\x1b[38m\x1b[m", "\x1b[38m\x1b[0;38;5;254;48;5;233m"},
		{darkBase, "\x1b[4:3m", "\x1b[4:3m"},
		{darkBase, "\x1b]8;;https://e.org/[m\x1b\\x\x1b]8;;\x1b\\", "\x1b]8;;https://e.org/[m\x1b\\x\x1b]8;;\x1b\\"},
		{darkBase, "\x1b[1", "\x1b[1"},
		{darkBase, "\x1b", "\x1b"},
		{darkBase, "\x1b[", "\x1b["},
	} {
		if got := string(tt.base.appendLine(nil, tt.line)); got != tt.want {
			t.Errorf("%q on %v: %q, want %q", tt.line, tt.base, got, tt.want)
		}
	}
}

// without has a terminal that erases with its own ground whatever is in force, as GNU
// screen does: what erases or scrolls is written with no style in force.
func without(base Base, wire []byte) []byte {
	for _, erases := range []string{"\x1b[K", "\x1b[J", "\n", "\x1bM"} {
		wire = bytes.ReplaceAll(wire, []byte(erases), []byte("\x1b[m"+erases+base.reset()))
	}
	return wire
}

// grounds checks that every cell has the ground that it should have.
func grounds(t *testing.T, e *vt.Emulator, f Frame, size Size, own bool) {
	t.Helper()
	for row := range size.Rows {
		for x := range size.Columns {
			c := e.CellAt(x, row)
			if own != (c == nil || c.Style.Bg == nil) && !(c != nil && c.Width == 0) {
				t.Fatalf("row %d, column %d of %+v has the ground %v, want the terminal's own: %v", row, x, size, cellGround(e, x, row), own)
			}
		}
	}
}

func cellGround(e *vt.Emulator, x, row int) color.Color {
	if c := e.CellAt(x, row); c != nil {
		return c.Style.Bg
	}
	return nil
}

func TestPaintedScreensHaveTheirGroundEverywhere(t *testing.T) {
	documents := [][]string{
		numbered(60, "line %d of the first document"),
		numbered(30, "\x1b[1mbold %d\x1b[m and \x1b]8;id=1;https://e.org\x1b\\a \x1b[38;5;3mlink\x1b[39m\x1b]8;;\x1b\\"),
		append(numbered(20, "wide 日本語 %d é"), strings.Repeat("x", 30), "", strings.Repeat("日", 15)),
		append(numbered(40, "%d"), "", "", ""),
	}
	for _, erases := range []bool{true, false} {
		t.Run(fmt.Sprintf("erases with the ground in force: %t", erases), func(t *testing.T) {
			random := rand.New(rand.NewPCG(3, 4))
			size := Size{40, 12}
			e := vt.NewEmulator(size.Columns, size.Rows)
			var wire bytes.Buffer
			s := NewScreen(&wire, Profile{Depth: colorprofile.TrueColor, Modern: true, Blanks: !erases}, size)
			f := Frame{Base: darkBase, Document: 0}
			for step := range 600 {
				switch random.IntN(16) {
				case 0:
					f.Document, f.Top = random.IntN(len(documents)), 0
				case 1:
					f.Left = random.IntN(2) * 5
				case 2:
					size = Size{40 + random.IntN(3)*7, 12 + random.IntN(2)*5}
					e.Resize(size.Columns, size.Rows)
					s.Resize(size)
				case 3:
					f.Head = random.IntN(3)
				case 4:
					f.Redraws++
				case 5:
					f.Base = []Base{darkBase, lightBase, inkBase, {}}[random.IntN(4)]
				default:
					f.Top += random.IntN(2*size.Rows) - size.Rows
				}
				f.Scrolling = size.Rows - 1 - f.Head
				document := documents[f.Document.(int)]
				f.Top = min(max(f.Top, 0), max(len(document)-f.Scrolling, 0))
				f.Lines = append(make([]string, 0, size.Rows), numbered(f.Head, "head %d")...)
				f.Lines = append(f.Lines, document[f.Top:min(f.Top+f.Scrolling, len(document))]...)
				for len(f.Lines) < size.Rows-1 {
					f.Lines = append(f.Lines, "")
				}
				f.Lines = append(f.Lines, fmt.Sprintf("\x1b[1m%d%%\x1b[m status %d", f.Top, step))
				wire.Reset()
				if err := s.Paint(&f, ""); err != nil {
					t.Fatal(err)
				}
				sent := bytes.ReplaceAll(wire.Bytes(), []byte(AskBackground), nil) // nobody reads the answer
				if !erases {
					sent = without(f.Base, sent)
				}
				if _, err := e.Write(sent); err != nil {
					t.Fatal(err)
				}
				shows(t, e, f, size)
				grounds(t, e, f, size, f.Base.Ground == "")
			}
			f.Base = darkBase
			if err := s.Paint(&f, ""); err != nil {
				t.Fatal(err)
			}
			wire.Reset()
			if err := s.Close("bye"); err != nil {
				t.Fatal(err)
			}
			before := strings.Index(wire.String(), leaveAlternate)
			if !strings.HasPrefix(wire.String(), resetStyle) || !strings.Contains(wire.String()[:before], clearScreen) {
				t.Errorf("a painted screen is left by %q", wire.String())
			}
			if _, err := e.Write(wire.Bytes()); err != nil {
				t.Fatal(err)
			}
			grounds(t, e, Frame{}, size, true)
		})
	}
}

func TestScrollingAPaintedScreenCostsALineAndAFewBytes(t *testing.T) {
	lines := numbered(100, "this is line number %03d of a document that is being read by someone")
	for _, tt := range []struct {
		name    string
		profile Profile
		base    Base
		more    int // bytes beside the line's
	}{
		{"erased with the ground", Profile{Modern: true}, darkBase, 50},
		{"painted with blanks", Profile{Modern: true, Blanks: true}, darkBase, 50 + 20},
		{"an ink alone", Profile{Modern: true, Blanks: true}, inkBase, 40},
	} {
		var wire bytes.Buffer
		s := NewScreen(&wire, tt.profile, Size{80, 24})
		for top := range 30 {
			wire.Reset()
			f := Frame{Scrolling: 23, Document: 1, Top: top, Base: tt.base, Left: 2}
			f.Lines = append(append(f.Lines, lines[top:top+23]...), fmt.Sprintf("\x1b[1m%3d%%  Rationale          ↑↓ scroll · r links · ? keys\x1b[m", top))
			if err := s.Paint(&f, ""); err != nil {
				t.Fatal(err)
			}
			if n := wire.Len(); top > 0 && n > len(lines[0])+tt.more {
				t.Errorf("%s: a line took %d bytes for one of %d: %q", tt.name, n, len(lines[0]), wire.String())
			}
		}
	}
}

func TestAFrameAsRows(t *testing.T) {
	f := Frame{Lines: []string{"\x1b[1mhead\x1b[m", "text", "bar"}, Head: 1, Scrolling: 1, Left: 2}
	size := Size{8, 4}
	if got := strings.Join(f.Rows(size), "|"); got != "  \x1b[1mhead\x1b[m|  text|bar" {
		t.Errorf("in the terminal's own style: %q", got)
	}
	f.Base = darkBase
	rows := f.Rows(size)
	if len(rows) != size.Rows {
		t.Errorf("%d rows are painted, want %d", len(rows), size.Rows)
	}
	for _, r := range rows {
		if ansi.StringWidth(r) != size.Columns || !strings.HasPrefix(r, darkBase.reset()) || !strings.HasSuffix(r, resetStyle) {
			t.Errorf("the row is %q", r)
		}
	}
	f.Base = inkBase
	if rows := f.Rows(size); len(rows) != 3 || ansi.Strip(rows[1]) != "  text" {
		t.Errorf("with an ink: %q", rows)
	}
}

func FuzzBase(f *testing.F) {
	f.Add("a\x1b[1mb\x1b[m")
	f.Add("\x1b[ ;m0\x1b[>;m")
	f.Add("\x1b[38;2;0;39;49;0m\x1b[38;5m\x1b[;;m\x1b]8;;x\x1b\\")
	f.Fuzz(func(t *testing.T, line string) {
		got := string(darkBase.appendLine(nil, line))
		if ansi.Strip(got) != ansi.Strip(line) && strings.IndexByte(line, 0x9B) < 0 && isPlain(strings.ReplaceAll(line, "\x1b", "")) {
			t.Errorf("%q became %q", line, got)
		}
		if len(got) > len(line)+len(line)*len(darkBase.reset()) {
			t.Errorf("%d bytes became %d", len(line), len(got))
		}
	})
}
