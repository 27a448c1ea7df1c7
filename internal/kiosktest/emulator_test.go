package kiosktest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestEmulatorDrawsAsATerminalDoes(t *testing.T) {
	for _, test := range []struct {
		name   string
		output string
		want   []string // the rows of a screen of 10 by 4
		cursor [2]int
	}{
		{"a line feed keeps the column", "ab\ncd", []string{"ab", "  cd"}, [2]int{1, 4}},
		{"a full line wraps with the next character", "0123456789", []string{"0123456789"}, [2]int{0, 9}},
		{"and not before", "0123456789\x1b[mx", []string{"0123456789", "x"}, [2]int{1, 1}},
		{"a cursor movement undoes the wrap", "0123456789\rx", []string{"x123456789"}, [2]int{0, 1}},
		{"without autowrap the last column is overwritten", "\x1b[?7l0123456789ab", []string{"012345678b"}, [2]int{0, 9}},
		{"a wide character has two columns", "日本x", []string{"日本x"}, [2]int{0, 5}},
		{"a wide character that fills the line wraps the next", "01234567日x", []string{"01234567日", "x"}, [2]int{1, 1}},
		{"a wide character that does not fit goes to the next line", "012345678日x", []string{"012345678", "日x"}, [2]int{1, 3}},
		{"half of a wide character that is overwritten is blank", "日本\x1b[2Gx", []string{" x本"}, [2]int{0, 2}},
		{"a combining mark joins", "e\u0301x", []string{"e\u0301x"}, [2]int{0, 2}},
		{"two combining marks join", "e\u0301\u0323x", []string{"e\u0301\u0323x"}, [2]int{0, 2}},
		{"a combining mark joins behind a style", "e\x1b[1m\u0301x", []string{"e\u0301x"}, [2]int{0, 2}},
		{"a combining mark joins in the last column", "012345678e\u0301x", []string{"012345678e\u0301", "x"}, [2]int{1, 1}},
		{"a combining mark after a movement is lost", "e\x1b[3G\u0301x", []string{"e x"}, [2]int{0, 3}},
		{"a variation selector widens", "❤\uFE0Fx", []string{"❤\uFE0Fx"}, [2]int{0, 3}},
		{"an emoji of several characters is one", "👩\u200d🚀x", []string{"👩\u200d🚀x"}, [2]int{0, 3}},
		{"a zero-width space takes no room", "a\u200bb", []string{"ab"}, [2]int{0, 2}},
		{"what is no UTF-8 is shown as such", "a\xffb", []string{"a\uFFFDb"}, [2]int{0, 3}},
		{"a truncated character does not eat the escape", "a\xe2\x1b[1mb", []string{"a\uFFFDb"}, [2]int{0, 3}},
		{"a title may hold any character", "\x1b]2;“Ü”\x07x", []string{"x"}, [2]int{0, 1}},
		{"the cursor is restored by SCORC", "ab\x1b[scd\x1b[uX", []string{"abXd"}, [2]int{0, 3}},
		{"the alternate screen begins where the cursor was", "ab\x1b[?1049hX", []string{"  X"}, [2]int{0, 3}},
		{"the main screen comes back", "ab\x1b[?1049h\x1b[4HX\x1b[?1049lc", []string{"abc"}, [2]int{0, 3}},
		{"the oldest alternate screen too", "ab\x1b[?47h\x1b[4HX\x1b[?47lc", []string{"ab", "", "", " c"}, [2]int{3, 2}},
		{"the scrolling region is kept within the screen", "\x1b[2;99r\x1b[4Ha\nb\nc", []string{"", "a", " b", "  c"}, [2]int{3, 3}},
		{"a region that is none changes nothing", "a\x1b[3;2rb", []string{"ab"}, [2]int{0, 2}},
		{"a restored mode has its effect", "\x1b[?7l\x1b[?7s\x1b[?7h\x1b[?7r0123456789a", []string{"012345678a"}, [2]int{0, 9}},
	} {
		t.Run(test.name, func(t *testing.T) {
			screen, _ := Draw(10, 4, test.output)
			if diff := cmp.Diff(strings.Join(test.want, "\n"), screen.Text()); diff != "" {
				t.Errorf("the text is wrong (-want +got):\n%s", diff)
			}
			if cursor := [2]int{screen.CursorRow, screen.CursorColumn}; cursor != test.cursor {
				t.Errorf("the cursor is at %v, want %v", cursor, test.cursor)
			}
		})
	}
}

// Output comes cut anywhere, by the server, by the client and by the pty.
func TestEmulatorDoesNotMindWhereOutputIsCut(t *testing.T) {
	const output = "\x1b]2;“Ü” title\x07\x1b[?1049h\x1b[Hcafe\u0301 日本 ❤\uFE0F 👩\u200d🚀 🇩🇪\r\n" +
		"\x1b[1;38;2;65;182;230mbold\x1b[m \x1b]8;id=1;https://a.example/;x\x1b\\link\x1b]8;;\x1b\\\x1b[?1007s\x1b[?1007r"
	whole, state := Draw(20, 5, output)
	for i := range len(output) - 1 {
		e := newEmulator(20, 5, false, func([]byte) {})
		for _, part := range []string{output[:i], output[i : i+1], output[i+1:]} {
			if err := e.write([]byte(part)); err != nil {
				t.Fatal(err)
			}
		}
		e.close()
		if diff := cmp.Diff(whole.Golden(), e.screen().Golden()); diff != "" {
			t.Fatalf("cut around byte %d (-whole +cut):\n%s", i, diff)
		}
		if diff := cmp.Diff(state, e.state()); diff != "" {
			t.Fatalf("cut around byte %d (-whole +cut):\n%s", i, diff)
		}
	}
}

func TestEmulatorAnswers(t *testing.T) {
	for _, test := range []struct {
		name, question, want string
		light                bool
	}{
		{"the background is black", "\x1b]11;?\x07", "\x1b]11;rgb:0000/0000/0000\x07", false},
		{"the background of a light terminal is white", "\x1b]11;?\x07", "\x1b]11;rgb:ffff/ffff/ffff\x07", true},
		{"the foreground of a light terminal is black", "\x1b]10;?\x07", "\x1b]10;rgb:0000/0000/0000\x07", true},
		{"the cursor's position counts from 1", "ab\x1b[6n", "\x1b[1;3R", false},
		{"it is ready", "\x1b[5n", "\x1b[?0n", false},
		{"it has colour", "\x1b[c", "\x1b[?62;1;6;22c", false},
		{"it knows bracketed paste", "\x1b[?2004$p", "\x1b[?2004;2$y", false},
		{"it does not know synchronized output", "\x1b[?2026$p", "\x1b[?2026;0$y", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []byte
			e := newEmulator(10, 4, test.light, func(answer []byte) { got = append(got, answer...) })
			if err := e.write([]byte(test.question)); err != nil {
				t.Fatal(err)
			}
			e.close()
			if string(got) != test.want {
				t.Errorf("answered %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzEmulator(f *testing.F) {
	for _, seed := range []string{
		"\x1b[1;999r\n\n\n\n\n\x1bM",
		"\x1b[" + strings.Repeat(";", 32) + "0m",
		"e\u0301 日 \x1b]8;;x\x07 \x1b[?1049h\x1b[u\x1b[99999b",
		"\x1b[2;3r\x1b[?6h\x1b[?69h\x1b[3;99s\x1b[5@\x1b[3L\x1b[9S",
	} {
		f.Add([]byte(seed), uint8(3), uint8(7), uint8(4))
	}
	f.Fuzz(func(t *testing.T, output []byte, cut, columns, rows uint8) {
		e := newEmulator(20, 6, false, func([]byte) {})
		defer e.close()
		at := min(int(cut), len(output))
		if err := e.write(output[:at]); err != nil {
			t.Fatal(err)
		}
		e.resize(int(columns)+1, int(rows)+1)
		if err := e.write(output[at:]); err != nil {
			t.Fatalf("%v", err)
		}
		if text := e.screen().Golden(); !utf8.ValidString(text) {
			t.Errorf("the screen is no UTF-8: %q", text)
		}
	})
}
