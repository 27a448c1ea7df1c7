package kiosktest

import (
	"fmt"
	"image/color"
	"io"
	"strconv"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// emulator is x/vt with its gaps closed. Where x/vt does something no terminal
// does, a test would be about x/vt; so text goes in one character at a time,
// and behind a sequence that it takes wrongly it is told what was meant.
// Besides what tracker.go says of sequences, x/vt
//
//   - takes a character and the combining mark after it for two where they
//     arrive in two writes,
//   - drops a wide character that does not fit on the line, and forgets that
//     the line is full where it just fits,
//   - ignores a hyperlink with a semicolon in its address,
//   - takes the byte after a truncated character into it, even an ESC,
//   - panics in scrolling where a margin was set outside the screen.
//
// It is not safe for concurrent use.
type emulator struct {
	vt      *vt.Emulator
	tracker *tracker
	partial []byte  // the bytes of a character that is not complete
	last    cluster // what can still be joined; empty where nothing can
	full    bool    // the last character filled the line and the next one wraps
	link    uv.Link // the one that the text to come is part of
	links   []uv.Link
	answers chan struct{} // closed when no more answers will come
}

// cluster is a grapheme cluster on the screen.
type cluster struct {
	text  string
	at    uv.Position
	width int
}

// newEmulator makes a fresh terminal. What it answers to questions goes to
// answer, which is called from another goroutine and must not block.
func newEmulator(columns, rows int, light bool, answer func([]byte)) *emulator {
	e := &emulator{
		vt:      vt.NewEmulator(columns, rows),
		tracker: newTracker(rows),
		answers: make(chan struct{}),
	}
	if light {
		e.vt.SetDefaultForegroundColor(color.Black)
		e.vt.SetDefaultBackgroundColor(color.White)
		e.vt.SetDefaultCursorColor(color.Black)
	}
	e.vt.SetScrollbackSize(1) // which nobody looks at, and which costs the most
	e.vt.RegisterCsiHandler('r', e.refuseRegion)
	e.vt.RegisterCsiHandler('s', e.refuseMargins)
	go e.passAnswers(answer)
	return e
}

// refuseRegion keeps a scrolling region (DECSTBM) from x/vt that it does not
// check; it is told the one that was meant.
func (e *emulator) refuseRegion(params ansi.Params) bool {
	return param(params, 1, 0) > e.tracker.rows || param(params, 0, 1) >= e.tracker.rows
}

// refuseMargins keeps left and right margins (DECSLRM) from x/vt that it does not check.
func (e *emulator) refuseMargins(params ansi.Params) bool {
	return param(params, 1, 0) > e.vt.Width() || param(params, 0, 1) >= e.vt.Width()
}

// passAnswers empties the emulator's pipe, in which each of its answers blocks
// until it is read.
func (e *emulator) passAnswers(answer func([]byte)) {
	defer close(e.answers)
	buf := make([]byte, 4096)
	for {
		n, err := e.vt.Read(buf)
		if n > 0 {
			answer(buf[:n])
		}
		if err != nil {
			return
		}
	}
}

// close ends the answers. The screen can still be read.
func (e *emulator) close() {
	// vt.Emulator.Close sets a field that Read looks at without a lock; the
	// end of the pipe is the same news without the race.
	if pipe, ok := e.vt.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
	<-e.answers
}

// write takes what a program wrote, cut anywhere. An error means that the
// emulator broke; its screen is not to be trusted from then on.
func (e *emulator) write(p []byte) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("emulator: %v", broken)
		}
	}()
	if len(e.partial) > 0 {
		p = append(e.partial, p...)
		e.partial = nil
	}
	for len(p) > 0 {
		if !utf8.FullRune(p) {
			e.partial = append([]byte(nil), p...)
			break
		}
		r, size := utf8.DecodeRune(p) // U+FFFD for what is no UTF-8
		p = p[size:]
		e.rune(r)
	}
	return nil
}

func (e *emulator) rune(r rune) {
	if e.tracker.inText() && r >= ' ' && r != ansi.DEL {
		e.print(r)
		return
	}
	if e.tracker.inString() {
		r = e.tracker.hide(r)
	}
	for _, b := range []byte(string(r)) {
		e.control(b)
	}
}

// control takes one byte of a sequence, or a control character.
func (e *emulator) control(b byte) {
	cursor := e.vt.CursorPosition()
	e.tracker.advance(b)
	e.feed(string([]byte{b}))
	if e.tracker.repair != nil {
		e.feed(e.tracker.repair(cursor))
	}
	if e.tracker.moved {
		e.last, e.full = cluster{}, false
	}
	if e.tracker.inText() {
		e.openLink()
	}
}

// openLink sees to it that the text to come is part of the right link. What
// moves the cursor can change it, since x/vt keeps the link with the cursor:
// it comes back with DECRC, and each of the two screens has one.
func (e *emulator) openLink() {
	changed := e.tracker.link != e.link
	if changed || e.tracker.moved && len(e.links) > 0 {
		e.link = e.tracker.link
		e.feed(ansi.SetHyperlink(e.numberOf(e.link)))
	}
}

func (e *emulator) feed(s string) { _, _ = e.vt.WriteString(s) }

// numberOf is the name under which x/vt keeps a link: a number, since the real
// one may hold what it cannot take. No link has no name.
func (e *emulator) numberOf(link uv.Link) string {
	if link.URL == "" {
		return ""
	}
	for i, known := range e.links {
		if known == link {
			return strconv.Itoa(i)
		}
	}
	e.links = append(e.links, link)
	return strconv.Itoa(len(e.links) - 1)
}

// linkOf is the link x/vt keeps under a name.
func (e *emulator) linkOf(name uv.Link) uv.Link {
	if i, err := strconv.Atoi(name.URL); err == nil && i < len(e.links) {
		return e.links[i]
	}
	return uv.Link{}
}

// print puts a character on the screen: with the one before it, if the two are
// one grapheme cluster, or in a cell of its own.
func (e *emulator) print(r rune) {
	if e.last.text != "" && r >= utf8.RuneSelf && e.join(e.last.text+string(r)) {
		return
	}
	text := string(r)
	width := ansi.StringWidth(text)
	if width == 0 {
		return // nothing to join it to
	}
	at, columns := e.vt.CursorPosition(), e.vt.Width()
	if wraps := e.tracker.modes[modeAutoWrap]; wraps && (e.full || at.X+width > columns) {
		e.feed("\r\x1bD")
		at = e.vt.CursorPosition()
	}
	e.feed(text)
	e.last = cluster{text, at, width}
	e.full = at.X+width >= columns
}

// join adds a character to the cluster before it, and says whether it belongs
// there. A cluster can become wider with it, as ❤ with a variation selector.
func (e *emulator) join(text string) bool {
	one, width := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	if len(one) != len(text) {
		return false
	}
	cell := e.vt.CellAt(e.last.at.X, e.last.at.Y)
	if cell == nil {
		return true
	}
	joined := *cell
	joined.Content, joined.Width = text, width
	e.vt.SetCell(e.last.at.X, e.last.at.Y, &joined)
	if more := width - e.last.width; more > 0 {
		e.feed(ansi.CursorForward(more))
	}
	e.last.text, e.last.width = text, width
	e.full = e.last.at.X+width >= e.vt.Width()
	return true
}

// resize changes the size, as the person does: nothing is laid out anew, and
// the scrolling region is the whole screen again.
func (e *emulator) resize(columns, rows int) {
	e.vt.Resize(columns, rows)
	e.tracker.rows = rows
	e.tracker.top, e.tracker.bottom = 0, 0
	e.last, e.full = cluster{}, false
}

// screen is a copy of what is to be seen.
func (e *emulator) screen() Screen {
	cursor := e.vt.CursorPosition()
	s := Screen{
		Columns:         e.vt.Width(),
		Rows:            e.vt.Height(),
		CursorRow:       cursor.Y,
		CursorColumn:    cursor.X,
		CursorVisible:   e.tracker.modes[modeCursorVisible],
		AlternateScreen: e.tracker.alternate,
	}
	s.cells = make([]uv.Cell, 0, s.Columns*s.Rows)
	for y := range s.Rows {
		for x := range s.Columns {
			cell := *e.vt.CellAt(x, y)
			cell.Link = e.linkOf(cell.Link)
			s.cells = append(s.cells, cell)
		}
	}
	return s
}

// state is the state of the terminal but for the line discipline.
func (e *emulator) state() State {
	s := e.tracker.state()
	cursor := e.vt.CursorPosition()
	s.CursorRow, s.CursorColumn = cursor.Y, cursor.X
	return s
}
