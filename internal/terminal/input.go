package terminal

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Bounds of what an Input waits for. A sequence within them gives the same
// messages in one piece as in many.
const (
	// EscapeTime is how long ESC waits for the next byte before it is the
	// Escape key; and how long ESC [ and ESC O wait, which are the beginning of
	// a sequence, or Escape and a key that were typed soon after each other.
	EscapeTime = 100 * time.Millisecond

	// ReplyTime is how long ESC waits at most while the answer to AskBackground
	// has not come, counted from Asked.
	ReplyTime = 2 * time.Second

	// SequenceTime is how long a sequence that cannot be keys waits for its
	// end, counted from the byte that tells it from keys. What follows is keys
	// again.
	SequenceTime = 5 * time.Second

	// MaxSequence is after how many bytes a sequence that does not end is given
	// up, counted from its ESC: a control sequence, or a control string (OSC,
	// DCS, APC, PM, SOS). What follows is keys again.
	MaxSequence = 4 << 10

	// PasteTime and MaxPaste bound pasted text that does not end, both counted
	// from its start, ESC [ 200 ~. What follows is keys again.
	PasteTime = 5 * time.Second
	MaxPaste  = 64 << 10

	// MaxPasted bounds how many bytes of pasted text are kept: more than can be typed
	// anywhere.
	MaxPasted = 1 << 10

	// maxKept is how many bytes of a sequence are kept. The longest one that
	// means anything here, a terminal's answer with its background colour, has
	// some 30 bytes; longer ones are dropped to their end.
	maxKept = 128
)

// Sequences that stay whole even if they are cut behind ESC, and the rest comes
// so late that ESC was the Escape key: it would be keys that do harm.
const (
	pasteStart      = "\x1b[200~"
	pasteEnd        = "\x1b[201~"
	backgroundStart = "\x1b]11;"
)

// Input decodes the bytes a terminal sends. It cuts them into keys and
// sequences itself, in one pass and within a small fixed buffer, so that no
// input costs more than its length; only whole sequences within bounds reach
// ultraviolet's decoder. Pasted text is one message, of which the beginning is kept.
// What the mouse sends is dropped. The zero value is ready. It is not
// safe for concurrent use.
type Input struct {
	// Alt holds the characters, in ASCII, that mean something together with
	// Alt, which terminals send as ESC and the character. With any other one
	// they are the Escape key and that key: tmux sends what is typed within its
	// escape-time as one.
	Alt string

	// Asked is when the terminal was sent AskBackground; zero if it was not, or
	// has answered.
	Asked time.Time

	decoder  uv.EventDecoder
	state    inputState
	deadline time.Time // of state; meaningless in ground
	buf      [maxKept]byte
	pasted   []byte // the beginning of pasted text, MaxPasted at most; nil without one
	n        int    // bytes in buf; of pasted text, how many bytes of pasteEnd came
	length   int    // bytes of the sequence or pasted text so far; more than n if it is too long
	taken    int    // bytes in buf that were keys already; only in late
	escaped  bool   // the last byte of a control string was ESC
}

// inputState is what the last bytes are part of. Every state ends: with a byte,
// with its bound of bytes, or when its deadline has passed.
type inputState uint8

const (
	ground          inputState = iota
	escape                     // ESC; 1 byte, EscapeTime, or until ReplyTime
	singleShift                // ESC O …; 5 bytes, EscapeTime
	controlSequence            // ESC [ …; MaxSequence, EscapeTime for these two bytes and SequenceTime for more
	linuxKey                   // ESC [ [; 4 bytes, SequenceTime
	mouse                      // ESC [ M …; 6 bytes, SequenceTime
	controlString              // ESC ] … and the like, up to BEL or ESC \; MaxSequence, SequenceTime
	multibyte                  // the first bytes of a UTF-8 character; 4 bytes, SequenceTime
	paste                      // ESC [ 200 ~ …; MaxPaste, PasteTime
	late                       // Escape that may yet be the beginning of a sequence; 6 bytes, SequenceTime, EscapeTime for keys
)

// Feed decodes p and calls emit for every message it holds, in order: Bubble
// Tea's KeyPressMsg, PasteMsg and BackgroundColorMsg, MarginsMsg, and nothing else.
func (in *Input) Feed(p []byte, emit func(tea.Msg)) {
	for _, c := range p {
		in.next(c, emit)
	}
}

// Deadline is until when the input waits for more, and ok whether it does. If
// nothing more has come then, Flush it.
func (in *Input) Deadline() (deadline time.Time, ok bool) {
	return in.deadline, in.state != ground
}

// Flush takes what is pending for what it is: a lone ESC is the Escape key, an
// unfinished sequence is nothing, and pasted text whose end was lost is over,
// so that the keyboard is not dead. The input may have another deadline then.
func (in *Input) Flush(emit func(tea.Msg)) {
	switch in.state {
	case paste:
		in.endPaste(emit)
	case late:
		in.endLate(emit)
	case escape, singleShift, controlSequence, controlString:
		begun := in.buf
		n := in.length
		if in.giveUp(emit); n <= 2 {
			in.buf, in.n, in.length, in.taken = begun, n, n, n
			in.enter(late, SequenceTime)
		}
	default:
		in.reset()
	}
}

// enter goes into a state that waits for so long.
func (in *Input) enter(s inputState, wait time.Duration) {
	in.state, in.deadline = s, time.Now().Add(wait)
}

func (in *Input) reset() {
	in.state, in.n, in.length, in.taken, in.escaped = ground, 0, 0, 0, false
	in.pasted = nil
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
	case singleShift:
		in.inSingleShift(c, emit)
	case controlSequence:
		in.inControlSequence(c, emit)
	case linuxKey:
		in.inLinuxKey(c, emit)
	case mouse:
		in.inMouse(c, emit)
	case controlString:
		in.inControlString(c, emit)
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
	case paste:
		in.inPaste(c, emit)
	case late:
		in.afterLate(c, emit)
	}
}

// begin takes the first byte of a key or sequence.
func (in *Input) begin(c byte, emit func(tea.Msg)) {
	switch {
	case c == ansi.ESC:
		in.keep(c)
		in.enter(escape, max(EscapeTime, time.Until(in.Asked.Add(ReplyTime))))
	case c < utf8.RuneSelf:
		in.keep(c)
		in.finish(emit)
	case c >= 0xC2 && c <= 0xF4: // UTF-8 leads (RFC 3629 §4); no 8-bit controls
		in.keep(c)
		in.enter(multibyte, SequenceTime)
	}
}

// inPaste takes a byte of pasted text, up to its end.
func (in *Input) inPaste(c byte, emit func(tea.Msg)) {
	in.length++
	if len(in.pasted) < MaxPasted+len(pasteEnd) {
		in.pasted = append(in.pasted, c)
	}
	switch c {
	case pasteEnd[in.n]:
		in.n++
	case ansi.ESC:
		in.n = 1
	default:
		in.n = 0
	}
	switch {
	case in.n == len(pasteEnd):
		pasted := strings.ToValidUTF8(string(in.pasted[:min(in.length-len(pasteEnd), MaxPasted)]), "")
		if in.reset(); pasted != "" {
			emit(tea.PasteMsg{Content: pasted})
		}
	case in.length >= MaxPaste:
		in.endPaste(emit)
	}
}

// endPaste gives pasted text up. Its end may have begun, and is none that means
// anything when it comes.
func (in *Input) endPaste(emit func(tea.Msg)) {
	begun := pasteEnd[:in.n]
	in.reset()
	in.Feed([]byte(begun), emit)
}

// afterLate takes a byte behind Escape, which may have been the beginning of a
// sequence that was cut. Bytes are held for as long as they look like it.
func (in *Input) afterLate(c byte, emit func(tea.Msg)) {
	switch begun := string(in.buf[:in.n]) + string([]byte{c}); {
	case begun == pasteStart:
		in.reset()
		in.enter(paste, PasteTime)
	case begun == backgroundStart:
		in.keep(c)
		in.enter(controlString, SequenceTime)
	case begun == marginsStart:
		in.keep(c)
		in.enter(controlSequence, SequenceTime)
	case strings.HasPrefix(pasteStart, begun), strings.HasPrefix(backgroundStart, begun), strings.HasPrefix(marginsStart, begun):
		in.keep(c)
		in.enter(late, EscapeTime)
	default:
		in.endLate(emit)
		in.begin(c, emit)
	}
}

// endLate takes the bytes that are held behind Escape for keys.
func (in *Input) endLate(emit func(tea.Msg)) {
	held := string(in.buf[in.taken:in.n])
	in.reset()
	in.Feed([]byte(held), emit)
}

// interrupt gives up what is pending, since c cannot be part of it.
func (in *Input) interrupt(c byte, emit func(tea.Msg)) {
	in.giveUp(emit)
	in.begin(c, emit)
}

// giveUp takes a sequence that has no end for what it is: with one byte, the
// Escape key; with two, Escape and the key behind it; with more, nothing.
func (in *Input) giveUp(emit func(tea.Msg)) {
	length, key, escaped := in.length, in.buf[1], in.escaped
	in.reset()
	if escaped { // ESC may have been the first byte of the string's end, or a key
		length--
	}
	if length <= 2 {
		emit(tea.KeyPressMsg{Code: tea.KeyEscape})
	}
	if length == 2 {
		in.begin(key, emit)
	}
	if escaped {
		emit(tea.KeyPressMsg{Code: tea.KeyEscape})
	}
}

// finish decodes the key or sequence that is complete now, if it is within
// bounds.
func (in *Input) finish(emit func(tea.Msg)) {
	switch event := in.decode().(type) {
	case uv.PasteStartEvent:
		in.enter(paste, PasteTime)
	case uv.KeyPressEvent:
		emit(tea.KeyPressMsg(event))
	case uv.ModeReportEvent:
		if hasMargins(event) {
			emit(MarginsMsg{})
		}
	}
}

// endString decodes the control string that is complete now, if it is within
// bounds. Only one means anything here.
func (in *Input) endString(emit func(tea.Msg)) {
	if event, ok := in.decode().(uv.BackgroundColorEvent); ok {
		in.Asked = time.Time{}
		emit(tea.BackgroundColorMsg{Color: event.Color})
	}
}

// decode ends a sequence, and tells what it is; nil if it is too long.
func (in *Input) decode() uv.Event {
	sequence, whole := in.buf[:in.n], in.length == in.n
	in.reset()
	if !whole {
		return nil
	}
	_, event := in.decoder.Decode(sequence)
	return event
}
