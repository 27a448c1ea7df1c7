package terminal

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

func (in *Input) afterEscape(c byte, emit func(tea.Msg)) {
	switch c {
	case '[':
		in.keep(c)
		in.enter(controlSequence, EscapeTime)
	case 'O':
		in.keep(c)
		in.enter(singleShift, EscapeTime)
	case ']', 'P', '_', '^', 'X':
		in.keep(c)
		in.enter(controlString, SequenceTime)
	default:
		if c < utf8.RuneSelf && strings.IndexByte(in.Alt, c) >= 0 {
			in.keep(c)
			in.finish(emit)
			return
		}
		in.finish(emit)
		in.begin(c, emit)
	}
}

// inSingleShift takes a byte behind ESC O (SS3): the key, behind up to two
// digits for its modifiers, which old terminals send there.
func (in *Input) inSingleShift(c byte, emit func(tea.Msg)) {
	switch {
	case c < 0x20 || c >= 0x7F:
		in.interrupt(c, emit)
	case c >= '0' && c <= '9' && in.length < 4:
		in.keep(c)
	default:
		in.keep(c)
		in.finish(emit)
	}
}

// inControlSequence takes a byte behind ESC [ (CSI).
func (in *Input) inControlSequence(c byte, emit func(tea.Msg)) {
	first := in.length == 2
	switch {
	case c < 0x20 || c >= 0x7F || in.length >= MaxSequence:
		in.interrupt(c, emit)
	case first && c == '[': // no final byte here: the console of Linux
		in.keep(c)
		in.enter(linuxKey, SequenceTime)
	case first && c == 'M': // what X10 had the mouse send; other ones have parameters
		in.keep(c)
		in.enter(mouse, SequenceTime)
	case c >= 0x40: // its final byte (ECMA-48 §5.4)
		in.keep(c)
		in.finish(emit)
	case c == '$' && !first && in.isNumber(): // rxvt's, for a key with Shift
		in.keep(c)
		in.finish(emit)
	default:
		in.keep(c)
		if first {
			in.enter(controlSequence, SequenceTime)
		}
	}
}

// isNumber reports whether there are only digits behind ESC [.
func (in *Input) isNumber() bool {
	return strings.Trim(string(in.buf[2:in.n]), "0123456789") == ""
}

// inLinuxKey takes the byte behind ESC [ [: A to E are F1 to F5.
func (in *Input) inLinuxKey(c byte, emit func(tea.Msg)) {
	if c < 0x20 || c >= 0x7F {
		in.interrupt(c, emit)
		return
	}
	in.reset()
	if c >= 'A' && c <= 'E' {
		emit(tea.KeyPressMsg{Code: tea.KeyF1 + rune(c-'A')})
	}
}

// inMouse drops the three bytes behind ESC [ M: the button, the column and the
// row, each 32 more than it is.
func (in *Input) inMouse(c byte, emit func(tea.Msg)) {
	if c < 0x20 {
		in.interrupt(c, emit)
		return
	}
	if in.keep(c); in.length == 6 {
		in.reset()
	}
}

func (in *Input) inControlString(c byte, emit func(tea.Msg)) {
	osc := in.buf[1] == ']'
	switch {
	case in.escaped && c == '\\', osc && c == ansi.BEL && in.length > 2:
		in.keep(c)
		in.endString(emit)
	case in.escaped: // the string was cut short by a key or another sequence
		in.length--
		in.escaped = false
		in.interrupt(ansi.ESC, emit)
		in.next(c, emit)
	case in.length >= MaxSequence, osc && in.length == 2 && (c < '0' || c > '9'):
		in.interrupt(c, emit)
	case c == ansi.CAN, c == ansi.SUB:
		in.reset()
	default:
		in.escaped = c == ansi.ESC
		in.keep(c)
	}
}
