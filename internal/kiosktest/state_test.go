package kiosktest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStateTellsWhatIsLeftBehind(t *testing.T) {
	_, fresh := Draw(20, 6, "")
	for _, test := range []struct {
		name, left, restored string
		want                 func(*State)
	}{
		{"the alternate screen", "\x1b[?1049h", "\x1b[?1049l", func(s *State) { s.AlternateScreen = true }},
		{"a hidden cursor", "\x1b[?25l", "\x1b[?25h", func(s *State) { s.CursorVisible = false }},
		{"a cursor hidden on the alternate screen alone", "\x1b[?1049h\x1b[?25l\x1b[?1049l", "\x1b[?25h", func(s *State) { s.CursorVisible = false }},
		{"the cursor's style", "\x1b[6 q", "\x1b[0 q", func(s *State) { s.CursorStyle = 6 }},
		{"the cursor's place", "\n\nx", "\x1b[H", func(s *State) { s.CursorRow, s.CursorColumn = 2, 1 }},
		{"a title", "\x1b]0;kiosk; page 1\x07", "\x1b]2;\x07\x1b]1;\x07", func(s *State) { s.Title, s.IconTitle = "kiosk; page 1", "kiosk; page 1" }},
		{"a title that was saved", "\x1b[22;2t\x1b]2;kiosk\x07", "\x1b[23;2t", func(s *State) { s.Title, s.SavedTitles = "kiosk", 1 }},
		{"a scrolling region", "\x1b[2;5r", "\x1b[r", func(s *State) { s.ScrollTop, s.ScrollBottom = 2, 5 }},
		{"modes of both kinds", "\x1b[?2004;1h\x1b[4h\x1b[?7l", "\x1b[?2004;1l\x1b[4l\x1b[?7h", func(s *State) { s.Modes = "?1h ?7l ?2004h 4h" }},
		{"the keypad", "\x1b=", "\x1b>", func(s *State) { s.Modes = "?66h" }},
		{"a saved mode", "\x1b[?1007s\x1b[?1007h", "\x1b[?1007r", func(s *State) { s.Modes = "?1007h" }},
		{"a pen", "\x1b[1;34m", "\x1b[m", func(s *State) { s.Pen = "bold fg=ansi:4" }},
		{"an open link", "\x1b]8;;https://a.example/;b\x1b\\", "\x1b]8;;\x1b\\", func(s *State) { s.Link = "https://a.example/;b" }},
		{"a drawing character set", "\x1b(0\x0e", "\x1b(B\x0f", func(s *State) { s.Charset = "G0-G3=0,B,B,B in use=G1" }},
		{"keys of the kitty protocol", "\x1b[>1u\x1b[?1049h\x1b[=5u\x1b[?1049l", "\x1b[<u\x1b[?1049h\x1b[=0u\x1b[?1049l", func(s *State) { s.Keyboard = "alternate=[5] main=[0,1]" }},
		{"keys of xterm's", "\x1b[>4;2m", "\x1b[>4m", func(s *State) { s.Keyboard = "modify4=2" }},
		{"colours", "\x1b]11;#ffffff\x07\x1b]4;1;red;2;?\x07", "\x1b]111\x07\x1b]104\x07", func(s *State) { s.Colours = "11=#ffffff 4;1=red" }},
		{"everything, which a full reset undoes", "\x1b[?1049h\x1b[?25l\x1b[1m\x1b[2;3r\x1b[?1h\x1b(0", "\x1bc", func(s *State) {
			s.AlternateScreen, s.CursorVisible, s.Pen, s.Modes = true, false, "bold", "?1h"
			s.ScrollTop, s.ScrollBottom, s.Charset = 2, 3, "G0-G3=0,B,B,B in use=G0"
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := fresh
			test.want(&want)
			_, left := Draw(20, 6, test.left)
			if diff := cmp.Diff(want, left); diff != "" {
				t.Errorf("what is left is wrong (-want +got):\n%s", diff)
			}
			if _, restored := Draw(20, 6, test.left+test.restored); restored != fresh {
				t.Errorf("it was put back and is not as it was (-fresh +got):\n%s", cmp.Diff(fresh, restored))
			}
		})
	}
}

// The pen and the origin mode come back with the cursor (DECRC), and so with
// the main screen (DECSET 1049), as in xterm.
func TestStateComesBackWithTheCursor(t *testing.T) {
	_, fresh := Draw(20, 6, "")
	for _, output := range []string{
		"\x1b7\x1b[1m\x1b(0\x1b8",
		"\x1b[?1048h\x1b[1m\x1b[?6h\x1b[?1048l",
		"\x1b[?1049h\x1b[1;44m\x1b[?1049l",
		"\x1b[s\x1b[3m\x1b[u",
	} {
		if _, got := Draw(20, 6, output); got != fresh {
			t.Errorf("after %q (-fresh +got):\n%s", output, cmp.Diff(fresh, got))
		}
	}
}

func TestClipboardTakesWhatWasCopied(t *testing.T) {
	for output, want := range map[string]string{
		"\x1b]52;c;aHR0cHM6Ly9hLmV4YW1wbGUv\x07":            "https://a.example/",
		"\x1b]52;c;eA==\x1b\\\x1b]52;c;?\x1b\\":             "x",
		"\x1b]52;c;eA==\x07\x1b]52;c;!\x07":                 "",
		"\x1b]52;c;4oCc\x07 and what is copied is no title": "“",
	} {
		e := newEmulator(10, 3, false, func([]byte) {})
		if err := e.write([]byte(output)); err != nil {
			t.Fatal(err)
		}
		e.close()
		if got := e.tracker.clipboard; got != want {
			t.Errorf("after %q the clipboard has %q, want %q", output, got, want)
		}
	}
}
