package kiosktest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// State is what a program can leave behind in a terminal. Two states of the
// same terminal are equal (==) when a person who sat down before the first and
// came back after the second would find nothing changed but the text on the
// screen. The zero values of the strings mean "as in a fresh terminal".
//
// The text itself, and what lies in the clipboard, is no part of it: see
// [Terminal.Screen] and [Terminal.Clipboard].
type State struct {
	// AlternateScreen says that the alternate screen is shown (DECSET 47, 1047
	// or 1049).
	AlternateScreen bool
	// CursorVisible is DECTCEM, mode 25. It belongs to the terminal and not to
	// one of its two screens, as in xterm.
	CursorVisible bool
	// CursorStyle is the last parameter of DECSCUSR; 0 is the person's own.
	CursorStyle int
	// CursorRow and CursorColumn count from 0 at the top left.
	CursorRow, CursorColumn int
	// Title and IconTitle were set with OSC 0, 1 and 2.
	Title, IconTitle string
	// SavedTitles is how many titles were pushed (CSI 22 t) and not popped
	// (CSI 23 t).
	SavedTitles int
	// ScrollTop and ScrollBottom are the first and the last row of the
	// scrolling region (DECSTBM), counted from 1 as in the sequence; both are
	// 0 where the region is the whole screen.
	ScrollTop, ScrollBottom int
	// Modes lists every other mode that differs from a fresh terminal's, in
	// order, as the sequence that set it so would: "?1h ?7l ?2004h 4h".
	Modes string
	// Pen is the style the next character would have, as in [Screen.Golden].
	Pen string
	// Link is the address of a hyperlink (OSC 8) that was not closed.
	Link string
	// Charset names the designated character sets and the one in use where
	// they are not the default.
	Charset string
	// Keyboard tells what was pushed of the kitty keyboard protocol and not
	// popped, for each screen, and xterm's modifyOtherKeys where it is set.
	Keyboard string
	// Colours lists the colours that were redefined (OSC 4, 10 to 19) and not
	// reset (OSC 104, 110 to 119).
	Colours string
	// LineDiscipline is the termios state of the terminal device, as stty
	// would tell it: a client puts it into raw mode and has to put it back.
	LineDiscipline string
}

// mode is a mode of SM and RM: one of ECMA-48's own, or a private one of DEC's
// and of those who followed.
type mode struct {
	private bool
	number  int
}

func (m mode) String() string {
	if m.private {
		return fmt.Sprintf("?%d", m.number)
	}
	return fmt.Sprint(m.number)
}

// The modes that mean more to this package than being set or reset.
var (
	modeCursorVisible = mode{private: true, number: 25}
	modeOrigin        = mode{private: true, number: 6}
	modeAutoWrap      = mode{private: true, number: 7}
	modeKeypad        = mode{private: true, number: 66}
	modeMargins       = mode{private: true, number: 69}
	modeSaveCursor    = mode{private: true, number: 1048}
)

// switchesScreen says whether the mode is one of those that show the alternate
// screen.
func (m mode) switchesScreen() bool {
	return m.private && (m.number == 47 || m.number == 1047 || m.number == 1049)
}

// freshModes are the modes that are set in a fresh terminal; all others are
// reset.
func freshModes() map[mode]bool {
	return map[mode]bool{
		modeAutoWrap:                  true,
		modeCursorVisible:             true,
		{private: true, number: 8}:    true, // DECARM, keys repeat
		{number: 12}:                  true, // SRM, no local echo
		{private: true, number: 1034}: true, // xterm: meta sets the eighth bit
	}
}

// describeModes lists the modes that are not as in a fresh terminal, without
// those that have a field of their own in [State].
func describeModes(modes map[mode]bool) string {
	fresh := freshModes()
	var changed []mode
	for m, on := range modes {
		if on != fresh[m] && m != modeCursorVisible && m != modeSaveCursor && !m.switchesScreen() {
			changed = append(changed, m)
		}
	}
	slices.SortFunc(changed, func(a, b mode) int {
		if a.private != b.private {
			return strings.Compare(b.String(), a.String())
		}
		return a.number - b.number
	})
	words := make([]string, len(changed))
	for i, m := range changed {
		words[i] = m.String() + final(modes[m])
	}
	return strings.Join(words, " ")
}

// describePairs lists what a map holds, in the order of its keys.
func describePairs(pairs map[string]string) string {
	words := make([]string, 0, len(pairs))
	for _, key := range slices.Sorted(maps.Keys(pairs)) {
		words = append(words, key+"="+pairs[key])
	}
	return strings.Join(words, " ")
}

// savedCursor is what DECSC keeps and DECRC brings back, but for the position,
// which the emulator keeps.
type savedCursor struct {
	pen      uv.Style
	origin   bool
	charsets charsets
}

// charsets are the four designated character sets and which of them is in use.
type charsets struct {
	designated [4]string
	inUse      int
}

func freshCharsets() charsets {
	return charsets{designated: [4]string{"B", "B", "B", "B"}}
}

func (c charsets) String() string {
	if c == freshCharsets() {
		return ""
	}
	return fmt.Sprintf("G0-G3=%s in use=G%d", strings.Join(c.designated[:], ","), c.inUse)
}
