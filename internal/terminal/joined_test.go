package terminal

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"
)

func TestJoinedLinesAreWrittenWithoutACursorMovementBetween(t *testing.T) {
	const columns, rows = 10, 5
	full, other := strings.Repeat("x", columns), strings.Repeat("y", columns)
	for _, tt := range []struct {
		name  string
		lines []string
		want  string // stands among what is written
		rows  int
	}{
		{"two rows and a part", []string{full, other, "z", "", "bar"}, "\x1b[1H" + full + other + "z\x1b[5Hbar", 3},
		{"two rows", []string{full, other, "", "", "bar"}, "\x1b[1H" + full + other + "\x1b[5Hbar", 3},
		{"one row", []string{full, "", "", "", "bar"}, "\x1b[1H" + full + "\x1b[5Hbar", 2},
		{"a part of a row", []string{"z", "", "", "", "bar"}, "\x1b[1Hz\x1b[5Hbar", 1},
		{"all rows but the last", []string{full, full, full, full, "bar"}, "\x1b[1H" + full + full + full + full + "\x1b[5Hbar", 4},
		{"a bar that is as wide", []string{full, "z", "", other, "bar"}, "\x1b[4H" + other, 2},
		{"more than there is room for", []string{full, full, full, full, full}, "\x1b[5H" + full[1:], 4},
		{"styles between", []string{"\x1b[4m" + full + "\x1b[m", "\x1b[4mz\x1b[m", "", "", "bar"}, full + "\x1b[m\x1b[4mz", 2},
		{"what may be wider than it is", []string{"xxxxxxxxe\u0301x", "z", "", "", "bar"}, "\x1b[2Hz", 0},
		{"nothing", nil, "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			size := Size{columns, rows}
			e := vt.NewEmulator(columns, rows)
			var wire bytes.Buffer
			s := NewScreen(&wire, Profile{}, size)
			f := Frame{Joined: true, Lines: tt.lines, Scrolling: rows - 1}
			if err := s.Paint(&f, ""); err != nil {
				t.Fatal(err)
			}
			if got := s.joinedRows(&f); got != tt.rows {
				t.Errorf("%d rows are joined, want %d", got, tt.rows)
			}
			if !strings.Contains(wire.String(), tt.want) {
				t.Errorf("%q does not hold %q", wire.String(), tt.want)
			}
			if _, err := e.Write(wire.Bytes()); err != nil {
				t.Fatal(err)
			}
			if n := len(tt.lines); n == rows && tt.lines[n-1] == "bar" {
				shows(t, e, f, size)
			}
		})
	}
}

func TestJoinedRowsArePaintedAnewOnlyWhereTheyDiffer(t *testing.T) {
	const columns, rows = 10, 4
	size := Size{columns, rows}
	full := strings.Repeat("x", columns)
	frame := func(joined bool, lines ...string) Frame { return Frame{Joined: joined, Lines: lines, Scrolling: 4} }
	e := vt.NewEmulator(columns, rows)
	var wire bytes.Buffer
	s := NewScreen(&wire, Profile{}, size)
	for _, tt := range []struct {
		name  string
		frame Frame
		whole bool
	}{
		{"the first frame", frame(true, full, "a", "", "bar"), true},
		{"another bar", frame(true, full, "a", "", "bear"), false},
		{"the same", frame(true, full, "a", "", "bear"), false},
		{"another text", frame(true, full, "b", "", "bear"), true},
		{"the same rows apart", frame(false, full, "b", "", "bear"), true},
		{"other rows apart", frame(false, full, "c", "", "bear"), false},
		{"the same rows joined", frame(true, full, "c", "", "bear"), true},
	} {
		wire.Reset()
		if err := s.Paint(&tt.frame, ""); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(wire.String(), clearScreen); got != tt.whole {
			t.Errorf("%s: the whole screen is painted: %v; %q", tt.name, got, wire.String())
		}
		if _, err := e.Write(wire.Bytes()); err != nil {
			t.Fatal(err)
		}
		shows(t, e, tt.frame, size)
	}
}
