package terminal

import (
	"strconv"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Left and right margins (DECLRMM and DECSLRM; DEC STD 070, VT420) keep a Side where it is
// while the rows beside it scroll. A terminal is asked whether it has them (DECRQM) when
// there is a Side for the first time, right before the screen is cleared: the few that print
// a part of the question show it for no time.
const (
	askMargins   = marginsStart + "$p"
	marginsOn    = marginsStart + "h"
	marginsOff   = "\x1b[s" + marginsStart + "l" // some keep the margins without the mode
	marginsStart = "\x1b[?69"                    // of the answer too
)

// MarginsMsg says that the terminal has answered that it has left and right margins. Whoever
// gets it calls Screen.UseMargins.
type MarginsMsg struct{}

// hasMargins reports whether a report of a mode (DECRPM) says so.
func hasMargins(r uv.ModeReportEvent) bool {
	return r.Mode == ansi.ModeLeftRightMargin && (r.Value == ansi.ModeSet || r.Value == ansi.ModeReset)
}

// margins is what a Screen knows of left and right margins.
type margins struct {
	asked bool
	known bool // the terminal has them
	left  int  // the first column between them, from 1; 0 where none are set
}

// UseMargins takes note that the terminal has left and right margins.
func (s *Screen) UseMargins() { s.margins.known = true }

// ask asks for margins, where a frame could do with them.
func (s *Screen) ask(b []byte, f *Frame) []byte {
	if len(f.Side.Lines) == 0 || s.margins.asked || !s.profile.Modern {
		return b
	}
	s.margins.asked = true
	return append(b, askMargins...)
}

// back moves the cursor to a column, in its row. Between margins, terminals differ in where
// CR leads to.
func (s *Screen) back(b []byte, row, column int) []byte {
	if s.margins.left != 0 {
		return moveTo(b, row, column)
	}
	return forward(append(b, '\r'), column)
}

// marginOf is the column at which the cursor stands when a frame's rows scroll down: the
// one where they begin between margins, which it must not be outside of, and else the first.
// Elsewhere, reverse index breaks the row in two in Emacs (M-x term, 28).
func (s *Screen) marginOf(f *Frame) int {
	if s.margins.left != 0 {
		return f.Left
	}
	return 0
}

// setMargins sets the margins that a frame needs, or none. It moves the cursor.
func (s *Screen) setMargins(b []byte, f *Frame) []byte {
	m := &s.margins
	left := 0
	if m.known && len(f.Side.Lines) > 0 {
		left = f.Left + 1
	}
	switch {
	case left == m.left:
		return b
	case left == 0:
		b = append(b, marginsOff...)
	default:
		b = append(b, marginsOn...)
		b = strconv.AppendInt(append(b, "\x1b["...), int64(left), 10)
		b = strconv.AppendInt(append(b, ';'), int64(s.size.Columns), 10)
		b = append(b, 's')
	}
	m.left = left
	return b
}
