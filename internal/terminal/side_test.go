package terminal_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/terminal"
)

// What stands beside a document stays where it is while the document scrolls, goes on and
// off, and costs no more bytes than it says.
func TestASideStaysWhileTheDocumentScrolls(t *testing.T) {
	t.Run("without margins", func(t *testing.T) { sideStays(t, false) })
	t.Run("with margins", func(t *testing.T) { sideStays(t, true) })
}

func sideStays(t *testing.T, margins bool) {
	const columns, rows = 60, 12
	document := make([]string, 40)
	for i := range document {
		document[i] = fmt.Sprintf("line %d of a document, which scrolls", i)
	}
	bold := ansi.Style{}.Bold().String()
	sides := []terminal.Side{
		{},
		{Lines: []string{"  One", "> Another one", "  Three"}, Here: 1, Left: 2, Mark: bold, Style: ansi.Style{}.Faint().String()},
		{Lines: []string{"> One"}, Here: 0, Left: 2, Mark: bold},
	}
	var wire, alone bytes.Buffer
	screen := terminal.NewScreen(&wire, terminal.Profile{}, terminal.Size{Columns: columns, Rows: rows})
	without := terminal.NewScreen(&alone, terminal.Profile{}, terminal.Size{Columns: columns, Rows: rows})
	if margins {
		screen.UseMargins()
	}
	top, painted := 0, -1
	frame := func(side terminal.Side) terminal.Frame {
		lines := append([]string{"where one is"}, document[top:top+rows-2]...)
		return terminal.Frame{Lines: append(lines, "the bottom line"), Head: 1, Scrolling: rows - 2, Left: 20, Document: "d", Top: top, Side: side}
	}
	for step, tt := range []struct{ side, by int }{
		{0, 0}, {1, 0}, {1, 1}, {1, 1}, {1, -1}, {1, 5}, {2, 1}, {2, 0}, {0, 1}, {1, -3}, {1, -1}, {1, 10}, {2, -9},
	} {
		top += tt.by
		shown := painted
		painted = sides[tt.side].Here
		before, beforeAlone := wire.Len(), alone.Len()
		side := sides[tt.side]
		beside := frame(side)
		if err := screen.Paint(&beside, ""); err != nil {
			t.Fatal(err)
		}
		bare := frame(terminal.Side{})
		if err := without.Paint(&bare, ""); err != nil {
			t.Fatal(err)
		}
		got, _ := kiosktest.Draw(columns, rows, wire.String())
		want := frame(side)
		for row := range rows {
			if line := strings.TrimRight(ansi.Strip(want.Row(row)), " "); got.Row(row) != line {
				t.Fatalf("step %d: row %d is %q, want %q\n%s", step, row, got.Row(row), line, got.Text())
			}
		}
		took, least := wire.Len()-before, alone.Len()-beforeAlone
		most := side.Bytes()
		if margins {
			most = 0
		}
		if (tt.by == 1 || tt.by == -1) && step > 1 && tt.side > 0 && sides[tt.side].Here == shown && took > least+most {
			t.Errorf("step %d takes %d bytes, %d more than without the side, which says %d", step, took, took-least, most)
		}
	}
	if err := screen.Close(""); err != nil {
		t.Fatal(err)
	}
	if _, state := kiosktest.Draw(columns, rows, wire.String()); strings.Contains(state.Modes, "69") || strings.Contains(wire.String(), "?69h") != margins {
		t.Errorf("the terminal is left with %v", state.Modes)
	}
}
