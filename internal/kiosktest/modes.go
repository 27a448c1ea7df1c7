package kiosktest

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

func (t *tracker) saveCursor() {
	t.saved[t.screen()] = savedCursor{t.pen, t.modes[modeOrigin], t.charsets}
}

func (t *tracker) restoreCursor() {
	saved := t.saved[t.screen()]
	t.pen, t.modes[modeOrigin], t.charsets = saved.pen, saved.origin, saved.charsets
	t.moved = true
}

func (t *tracker) setMode(m mode, on bool) {
	t.modes[m] = on
	switch {
	case m == modeSaveCursor && on:
		t.saveCursor()
	case m == modeSaveCursor:
		t.restoreCursor()
	case m == modeOrigin:
		t.moved = true
	case m.switchesScreen():
		t.showAlternate(m.number, on)
	}
}

// showAlternate switches between the two screens.
func (t *tracker) showAlternate(number int, on bool) {
	t.moved = true
	if number == 1049 && on {
		t.saveCursor()
	}
	t.alternate = on
	if number == 1049 && !on {
		t.restoreCursor()
	}
	t.repair = func(cursor uv.Position) string {
		var repair string
		if number == 47 {
			// x/vt does not know this one; 1047 differs only in what it clears.
			repair = "\x1b[?1047" + final(on)
		}
		if on || number != 1049 {
			// x/vt has a cursor for each screen and begins the alternate one
			// at the top left, which would hide a program that forgets to go
			// there; xterm has one cursor and leaves it where it is.
			repair += cursorTo(cursor)
		}
		return repair
	}
}

// restoreModes is XTRESTORE. A mode that was never saved stays as it is.
func (t *tracker) restoreModes(params ansi.Params) {
	var again strings.Builder
	forEach(params, func(n int) {
		on, saved := t.savedModes[mode{true, n}]
		if !saved {
			return
		}
		t.setMode(mode{true, n}, on)
		fmt.Fprintf(&again, "\x1b[?%d%s", n, final(on))
	})
	// x/vt knows neither XTSAVE nor XTRESTORE.
	t.repair = func(uv.Position) string { return again.String() }
}

// setRegion is DECSTBM. It puts the cursor at the top left, and does nothing
// where the region would have less than two rows.
func (t *tracker) setRegion(params ansi.Params) {
	top, bottom := max(param(params, 0, 1), 1), param(params, 1, t.rows)
	if bottom < 1 || bottom > t.rows {
		bottom = t.rows
	}
	if top >= bottom {
		return
	}
	t.moved = true
	t.top, t.bottom = top, bottom
	if top == 1 && bottom == t.rows {
		t.top, t.bottom = 0, 0
	}
	t.repair = func(uv.Position) string { return fmt.Sprintf("\x1b[%d;%dr", top, bottom) }
}

func (t *tracker) setModifyKey(params ansi.Params) {
	if len(params) == 0 {
		clear(t.modifyKey)
		return
	}
	resource := strconv.Itoa(param(params, 0, 0))
	delete(t.modifyKey, resource)
	if value := param(params, 1, 0); value != 0 {
		t.modifyKey[resource] = strconv.Itoa(value)
	}
}

// stackTitle is XTWINOPS 22 and 23; the others change no state that is kept.
func (t *tracker) stackTitle(params ansi.Params) {
	which := param(params, 1, 0)
	switch param(params, 0, 0) {
	case 22:
		t.titles = append(t.titles, [2]string{t.title, t.icon})
	case 23:
		if len(t.titles) == 0 {
			return
		}
		last := t.titles[len(t.titles)-1]
		t.titles = t.titles[:len(t.titles)-1]
		if which != 1 {
			t.title = last[0]
		}
		if which != 2 {
			t.icon = last[1]
		}
	}
}

// setKeyboard is the kitty keyboard protocol
// (https://sw.kovidgoyal.net/kitty/keyboard-protocol/).
func (t *tracker) setKeyboard(prefix byte, params ansi.Params) {
	stack := &t.keyboard[t.screen()]
	switch prefix {
	case '>':
		*stack = append(*stack, param(params, 0, 0))
	case '<':
		*stack = (*stack)[:max(0, len(*stack)-max(1, param(params, 0, 1)))]
		if len(*stack) == 0 {
			*stack = []int{0}
		}
	case '=':
		flags, top := param(params, 0, 0), &(*stack)[len(*stack)-1]
		switch param(params, 1, 1) {
		case 1:
			*top = flags
		case 2:
			*top |= flags
		case 3:
			*top &^= flags
		}
	}
}

// setLink is OSC 8. The parameters before the address tell links apart.
func (t *tracker) setLink(arg string) {
	params, address, found := strings.Cut(arg, ";")
	if found {
		t.link = uv.Link{Params: params, URL: address}
	}
}

// setColours is OSC 10 to 19: each further argument is for the next number.
func (t *tracker) setColours(cmd int, arg string) {
	for i, spec := range strings.Split(arg, ";") {
		if spec != "?" {
			t.colours[strconv.Itoa(cmd+i)] = spec
		}
	}
}

// setPalette is OSC 4: pairs of an index and a colour.
func (t *tracker) setPalette(arg string) {
	words := strings.Split(arg, ";")
	for i := 0; i+1 < len(words); i += 2 {
		if words[i+1] != "?" {
			t.colours["4;"+words[i]] = words[i+1]
		}
	}
}

// resetPalette is OSC 104: the indices to reset, or all of them.
func (t *tracker) resetPalette(arg string) {
	for key := range t.colours {
		index, palette := strings.CutPrefix(key, "4;")
		if palette && (arg == "" || strings.Contains(";"+arg+";", ";"+index+";")) {
			delete(t.colours, key)
		}
	}
}

// setClipboard is OSC 52. What is no base64 empties the clipboard.
func (t *tracker) setClipboard(arg string) {
	_, data, _ := strings.Cut(arg, ";")
	if data == "?" {
		return
	}
	text, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		text = nil
	}
	t.clipboard = string(text)
}
