package kiosktest

import (
	"fmt"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/parser"
)

// tracker reads the control sequences a program writes and keeps the state
// they leave the terminal in. It follows xterm's control sequences
// (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html) where terminals
// differ. Cells and the cursor's position are the emulator's; text never
// reaches the tracker.
type tracker struct {
	parser *ansi.Parser
	rows   int

	alternate   bool
	modes       map[mode]bool
	savedModes  map[mode]bool // XTSAVE
	pen         uv.Style
	link        uv.Link
	charsets    charsets
	saved       [2]savedCursor // DECSC, one for each screen
	cursorStyle int

	top, bottom int // the scrolling region, from 1; 0 where it is the screen

	title, icon string
	titles      [][2]string

	keyboard  [2][]int // kitty: one stack for each screen, the flags in use last
	modifyKey map[string]string
	colours   map[string]string
	clipboard string

	// moved is set when a sequence may have moved the cursor, so that a
	// combining mark after it does not belong to the character before it.
	moved bool
	// repair is what the emulator has to be told beside the sequence that was
	// just read, for it to do what xterm does; it is given the cursor's
	// position before that sequence. Nil if it does the same.
	repair func(cursor uv.Position) string
	// hidden are the runes of the OSC string being read that were replaced
	// because the parser cannot take them, in order.
	hidden []rune
}

func newTracker(rows int) *tracker {
	t := &tracker{parser: ansi.NewParser(), rows: rows} // keeps 64 KiB of a string
	t.parser.SetHandler(ansi.Handler{
		Execute:   t.control,
		HandleCsi: t.csi,
		HandleEsc: t.esc,
		HandleOsc: t.osc,
	})
	t.reset()
	return t
}

// reset is RIS but for the titles, which no reset changes in xterm.
func (t *tracker) reset() {
	t.alternate = false
	t.modes = freshModes()
	t.savedModes = map[mode]bool{}
	t.pen, t.link = uv.Style{}, uv.Link{}
	t.charsets = freshCharsets()
	t.saved = [2]savedCursor{{charsets: t.charsets}, {charsets: t.charsets}}
	t.cursorStyle = 0
	t.top, t.bottom = 0, 0
	t.keyboard = [2][]int{{0}, {0}}
	t.modifyKey = map[string]string{}
	t.colours = map[string]string{}
}

// inText says whether the next printable character is text and not part of a
// sequence.
func (t *tracker) inText() bool { return t.parser.State() == parser.GroundState }

// inString says whether the next character belongs to an OSC or DCS string.
func (t *tracker) inString() bool {
	return t.parser.State() == parser.OscStringState || t.parser.State() == parser.DcsStringState
}

// standIn stands for a character that the parsers cannot take.
const standIn = '\uFFFD'

// hide is the rune to hand to the parsers for r inside a string. They take the
// byte 0x9C for the end of the string (ST of the eight-bit controls) even
// where it is part of a character, as in “ (E2 80 9C); terminals that speak
// UTF-8 do not.
func (t *tracker) hide(r rune) rune {
	if r != standIn && !strings.Contains(string(r), "\x9c") {
		return r
	}
	t.hidden = append(t.hidden, r)
	return standIn
}

// reveal puts the hidden runes back into a string that was read.
func (t *tracker) reveal(s string) string {
	return strings.Map(func(r rune) rune {
		if r == standIn && len(t.hidden) > 0 {
			r, t.hidden = t.hidden[0], t.hidden[1:]
		}
		return r
	}, s)
}

// advance reads one byte of a sequence. What it did is in moved and repair.
func (t *tracker) advance(b byte) {
	t.moved, t.repair = false, nil
	t.parser.Advance(b)
	if !t.inString() {
		t.hidden = nil
	}
}

// control takes a character of C0.
func (t *tracker) control(b byte) {
	switch b {
	case ansi.NUL, ansi.BEL:
	case ansi.SO:
		t.charsets.inUse = 1
	case ansi.SI:
		t.charsets.inUse = 0
	default:
		t.moved = true
	}
}

// esc takes a sequence of ESC and one or two characters.
func (t *tracker) esc(cmd ansi.Cmd) {
	if set := strings.IndexByte("()*+", cmd.Intermediate()); set >= 0 {
		t.charsets.designated[set] = string(rune(cmd.Final()))
		return
	}
	if cmd.Intermediate() != 0 {
		t.moved = true
		return
	}
	switch cmd.Final() {
	case '=', '>':
		t.modes[modeKeypad] = cmd.Final() == '='
	case 'n', 'o':
		t.charsets.inUse = int(cmd.Final()-'n') + 2
	case '7':
		t.saveCursor()
	case '8':
		t.restoreCursor()
	case 'c':
		t.reset()
		t.moved = true
	case '\\': // ST, the end of a string
	default:
		t.moved = true
	}
}

// csi takes a sequence of CSI, which is told by its prefix, its intermediate and
// its final character.
func (t *tracker) csi(cmd ansi.Cmd, params ansi.Params) {
	name := strings.ReplaceAll(string([]byte{cmd.Prefix(), cmd.Intermediate(), cmd.Final()}), "\x00", "")
	switch name {
	case "h", "?h", "l", "?l":
		forEach(params, func(n int) { t.setMode(mode{cmd.Prefix() == '?', n}, cmd.Final() == 'h') })
	case "?s":
		forEach(params, func(n int) { t.savedModes[mode{true, n}] = t.modes[mode{true, n}] })
	case "?r":
		t.restoreModes(params)
	case "m":
		uv.ReadStyle(params, &t.pen)
	case ">m":
		t.setModifyKey(params)
	case " q":
		t.cursorStyle = param(params, 0, 0)
	case "r":
		t.setRegion(params)
	case "t":
		t.stackTitle(params)
	case "s":
		if !t.modes[modeMargins] { // otherwise DECSLRM
			t.saveCursor()
		}
	case "u":
		t.restoreCursor()
		// SCORC, which x/vt does not know.
		t.repair = func(uv.Position) string { return "\x1b8" }
	case ">u", "<u", "=u":
		t.setKeyboard(cmd.Prefix(), params)
	case "n", "?n", "c", ">c", "=c", "?u", ">q", "$p", "?$p":
		// Questions to the terminal, which the emulator answers or does not.
	default:
		t.moved = true
	}
}

// osc takes an operating system command; data begins with its number.
func (t *tracker) osc(cmd int, data []byte) {
	_, arg, _ := strings.Cut(t.reveal(string(data)), ";")
	switch {
	case cmd == 0:
		t.title, t.icon = arg, arg
	case cmd == 1:
		t.icon = arg
	case cmd == 2:
		t.title = arg
	case cmd == 4:
		t.setPalette(arg)
	case cmd == 8:
		t.setLink(arg)
	case cmd >= 10 && cmd <= 19:
		t.setColours(cmd, arg)
	case cmd == 52:
		t.setClipboard(arg)
	case cmd == 104:
		t.resetPalette(arg)
	case cmd >= 110 && cmd <= 119:
		delete(t.colours, strconv.Itoa(cmd-100))
	}
}

func (t *tracker) screen() int {
	if t.alternate {
		return 1
	}
	return 0
}

// state is the state but for the cursor's position and the line discipline.
func (t *tracker) state() State {
	s := State{
		AlternateScreen: t.alternate,
		CursorVisible:   t.modes[modeCursorVisible],
		CursorStyle:     t.cursorStyle,
		Title:           t.title,
		IconTitle:       t.icon,
		SavedTitles:     len(t.titles),
		ScrollTop:       t.top,
		ScrollBottom:    t.bottom,
		Modes:           describeModes(t.modes),
		Pen:             describeStyle(t.pen),
		Link:            t.link.URL,
		Charset:         t.charsets.String(),
		Colours:         describePairs(t.colours),
	}
	keyboard := map[string]string{}
	for i, name := range []string{"main", "alternate"} {
		if stack := t.keyboard[i]; len(stack) > 1 || stack[0] != 0 {
			keyboard[name] = strings.ReplaceAll(fmt.Sprint(stack), " ", ",")
		}
	}
	for resource, value := range t.modifyKey {
		keyboard["modify"+resource] = value
	}
	s.Keyboard = describePairs(keyboard)
	return s
}

// param is the parameter at i, or otherwise where there is none.
func param(params ansi.Params, i, otherwise int) int {
	n, _, _ := params.Param(i, otherwise)
	return n
}

// forEach calls f with each parameter that is there.
func forEach(params ansi.Params, f func(n int)) {
	params.ForEach(-1, func(_, n int, _ bool) {
		if n >= 0 {
			f(n)
		}
	})
}

// final is the last letter of SM or of RM.
func final(on bool) string {
	if on {
		return "h"
	}
	return "l"
}

// cursorTo is the CUP for a position.
func cursorTo(p uv.Position) string { return ansi.CursorPosition(p.X+1, p.Y+1) }
