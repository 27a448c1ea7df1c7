package terminal

import (
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

const (
	// maxSequence bounds an escape sequence. The longest one that means
	// anything here, a terminal's answer with its background colour, has some
	// 30 bytes; longer ones are dropped to their end.
	maxSequence = 128

	// MaxString is after how many bytes a control string (OSC, DCS, APC, PM,
	// SOS) that does not end is given up, and the bytes behind it are keys
	// again.
	MaxString = 4 << 10
)

// Input decodes the bytes a terminal sends. It cuts them into keys and
// sequences itself, in one pass and within a small fixed buffer, so that no
// input costs more than its length; only whole sequences within bounds reach
// ultraviolet's decoder. Pasted text is dropped, for nothing is asked to be
// typed in. The zero value is ready. It is not safe for concurrent use.
type Input struct {
	decoder uv.EventDecoder
	state   inputState
	buf     [maxSequence]byte
	n       int // bytes in buf
	length  int // bytes of the sequence so far; more than n if it is too long
	pasting bool
	escaped bool // in a string: the last byte was ESC
}

type inputState uint8

const (
	ground    inputState = iota
	escape               // ESC
	escapeSS3            // ESC O
	csi                  // ESC [ …
	str                  // ESC ] … and the like, up to BEL or ESC \
	multibyte            // the first bytes of a UTF-8 character
)

// Feed decodes p and calls emit for every message it holds, in order: Bubble
// Tea's KeyPressMsg and BackgroundColorMsg, and nothing else.
func (in *Input) Feed(p []byte, emit func(tea.Msg)) {
	for _, c := range p {
		in.next(c, emit)
	}
}

// Pending reports whether the input ends within something that has no end yet:
// ESC, which may be a key by itself, a sequence, or pasted text. If nothing
// follows soon, Flush it.
func (in *Input) Pending() bool { return in.state != ground || in.pasting }

// Flush takes what is pending for what it is: a lone ESC is the Escape key, an
// unfinished sequence is nothing, and a paste whose end was lost is over, so
// that the keyboard is not dead.
func (in *Input) Flush(emit func(tea.Msg)) {
	if in.state == escape {
		in.finish(emit)
	}
	in.reset()
	in.pasting = false
}

func (in *Input) reset() {
	in.state, in.n, in.length, in.escaped = ground, 0, 0, false
}

// keep stores a byte of a sequence, as far as there is room.
func (in *Input) keep(c byte) {
	if in.n < len(in.buf) {
		in.buf[in.n] = c
		in.n++
	}
	in.length++
}

func (in *Input) next(c byte, emit func(tea.Msg)) {
	switch in.state {
	case ground:
		in.begin(c, emit)
	case escape:
		in.afterEscape(c, emit)
	case escapeSS3:
		in.keep(c)
		in.finish(emit)
	case csi:
		switch {
		case c == ansi.ESC: // the sequence was cut short
			in.reset()
			in.begin(c, emit)
		case c >= 0x40 && c <= 0x7E: // its final byte (ECMA-48 §5.4)
			in.keep(c)
			in.finish(emit)
		case c < 0x20 || c >= 0x7F:
			in.reset()
			in.begin(c, emit)
		default:
			in.keep(c)
		}
	case str:
		in.inString(c, emit)
	case multibyte:
		if utf8.RuneStart(c) { // the character was cut short
			in.reset()
			in.begin(c, emit)
			return
		}
		in.keep(c)
		if utf8.FullRune(in.buf[:in.n]) {
			in.finish(emit)
		}
	}
}

// begin takes the first byte of a key or sequence.
func (in *Input) begin(c byte, emit func(tea.Msg)) {
	switch {
	case c == ansi.ESC:
		in.keep(c)
		in.state = escape
	case c < utf8.RuneSelf:
		in.keep(c)
		in.finish(emit)
	case c >= 0xC2 && c <= 0xF4: // UTF-8 leads (RFC 3629 §4); no 8-bit controls
		in.keep(c)
		in.state = multibyte
	}
}

func (in *Input) afterEscape(c byte, emit func(tea.Msg)) {
	switch c {
	case ansi.ESC: // the first was the Escape key
		in.finish(emit)
		in.begin(c, emit)
	case '[':
		in.keep(c)
		in.state = csi
	case 'O':
		in.keep(c)
		in.state = escapeSS3
	case ']', 'P', '_', '^', 'X':
		in.keep(c)
		in.state = str
	default:
		if c >= utf8.RuneSelf { // Alt with a character that is no key here
			in.reset()
			in.begin(c, emit)
			return
		}
		in.keep(c)
		in.finish(emit)
	}
}

func (in *Input) inString(c byte, emit func(tea.Msg)) {
	switch {
	case c == ansi.BEL:
		in.keep(c)
		in.finish(emit)
	case in.escaped && c == '\\':
		in.keep(c)
		in.finish(emit)
	case in.escaped: // the string was cut short by another sequence
		in.reset()
		in.begin(ansi.ESC, emit)
		in.next(c, emit)
	case c == ansi.CAN, c == ansi.SUB:
		in.reset()
	case in.length >= MaxString:
		in.reset()
		in.begin(c, emit)
	default:
		in.escaped = c == ansi.ESC
		in.keep(c)
	}
}

// finish decodes the sequence that is complete now, if it is within bounds.
func (in *Input) finish(emit func(tea.Msg)) {
	sequence := in.buf[:in.n]
	whole := in.length == in.n
	in.reset()
	if !whole {
		return
	}
	_, event := in.decoder.Decode(sequence)
	switch event := event.(type) {
	case uv.PasteStartEvent:
		in.pasting = true
	case uv.PasteEndEvent:
		in.pasting = false
	case uv.KeyPressEvent:
		if !in.pasting {
			emit(tea.KeyPressMsg(event))
		}
	case uv.BackgroundColorEvent:
		emit(tea.BackgroundColorMsg{Color: event.Color})
	}
}
