package kiosktest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScreenGolden(t *testing.T) {
	for _, test := range []struct {
		name, output, want string
	}{
		{
			"plain text", "hello\r\n日本 e\u0301", `
|hello         |
|日本 e` + "\u0301" + `        |
|              |
cursor 1,6 visible
main screen
`,
		},
		{
			"every kind of colour", "\x1b[31mr\x1b[94mb\x1b[38;5;25mp\x1b[38;2;65;182;230mt\x1b[48:2::1:2:3mu\x1b[m", `
|rbptu         |
|              |
|              |
0: 0 fg=ansi:1
0: 1 fg=ansi:12
0: 2 fg=256:25
0: 3 fg=#41b6e6
0: 4 fg=#41b6e6 bg=#010203
cursor 0,5 visible
main screen
`,
		},
		{
			"every attribute", "\x1b[1;2;3;5;7;8;9;4:3;58;5;9mx\x1b[0;4my\x1b[m", `
|xy            |
|              |
|              |
0: 0 bold faint italic blink reverse conceal strike ul=curly ul-colour=256:9
0: 1 ul
cursor 0,2 visible
main screen
`,
		},
		{
			"a run goes on over blanks and not behind its last word", "\x1b[1mtwo words   \x1b[m   plain", `
|two words     |
| plain        |
|              |
0: 0-8 bold
cursor 1,6 visible
main screen
`,
		},
		{
			"blanks with a background or a line are to be seen", "\x1b[44ma \x1b[m \x1b[4mb \x1b[m", `
|a  b          |
|              |
|              |
0: 0-1 bg=ansi:4
0: 3-4 ul
cursor 0,5 visible
main screen
`,
		},
		{
			"a wide character and its style have two columns", "\x1b[1m日\x1b[mx", `
|日x           |
|              |
|              |
0: 0-1 bold
cursor 0,3 visible
main screen
`,
		},
		{
			"the alternate screen without a cursor", "\x1b[?1049h\x1b[?25l\x1b[2;3Hx", `
|              |
|  x           |
|              |
cursor 1,3 hidden
alternate screen
`,
		},
		{
			"a link", "\x1b[4m\x1b]8;;https://hackday.example/a;b\x1b\\see it\x1b]8;;\x1b\\\x1b[m", `
|see it        |
|              |
|              |
0: 0-5 ul link=https://hackday.example/a;b
cursor 0,6 visible
main screen
`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			screen, _ := Draw(14, 3, test.output)
			if diff := cmp.Diff(test.want, "\n"+screen.Golden()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// What draws a picture in another way draws no other picture.
func TestScreenGoldenIsOfThePicture(t *testing.T) {
	one, _ := Draw(20, 2, "\x1b[1;31mone\x1b[m \x1b[1;31mtwo\x1b[m\r\n\x1b[K")
	other, _ := Draw(20, 2, "garbage garbage\x1b[H\x1b[1;31mone two             \r\n\x1b[m     \x1b[G")
	if diff := cmp.Diff(one.Golden(), other.Golden()); diff != "" {
		t.Errorf("-one +other:\n%s", diff)
	}
}

func TestScreenLinks(t *testing.T) {
	const open, shut = "\x1b]8;;https://a.example/\x1b\\", "\x1b]8;;\x1b\\"
	for _, test := range []struct {
		name, output string
		want         []Link
	}{
		{"none", "text", nil},
		{"one with its place", "see " + open + "the site" + shut + ".", []Link{{"https://a.example/", "the site", 0, 4}}},
		{"styles within a link do not divide it", open + "a\x1b[1mb\x1b[mc" + shut, []Link{{"https://a.example/", "abc", 0, 0}}},
		{"over two rows it is two", open + "abcdefghijklmnop" + shut, []Link{
			{"https://a.example/", "abcdefghijkl", 0, 0},
			{"https://a.example/", "mnop", 1, 0},
		}},
		{"links side by side are two", open + "a" + "\x1b]8;;https://b.example/\x1b\\b" + shut, []Link{
			{"https://a.example/", "a", 0, 0},
			{"https://b.example/", "b", 0, 1},
		}},
		{"the same address under two ids is two", "\x1b]8;id=1;x:y\x1b\\a\x1b]8;id=2;x:y\x1b\\b" + shut, []Link{
			{"x:y", "a", 0, 0},
			{"x:y", "b", 0, 1},
		}},
		{"a restored cursor does not open it again", open + "\x1b7" + shut + "\x1b8a", nil},
		{"nor shut it", "\x1b7" + open + "\x1b8a", []Link{{"https://a.example/", "a", 0, 0}}},
		{"one that is overwritten is gone", open + "ab" + shut + "\rxy", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			screen, _ := Draw(12, 3, test.output)
			if diff := cmp.Diff(test.want, screen.Links()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestScreenText(t *testing.T) {
	screen, _ := Draw(10, 4, "one  \r\n\r\n  two")
	if got, want := screen.Text(), "one\n\n  two"; got != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
	if !screen.Contains("one\n\n  two") || screen.Contains("three") {
		t.Error("Contains does not tell what is there")
	}
	for row, want := range map[int]string{-1: "", 0: "one", 1: "", 2: "  two", 4: ""} {
		if got := screen.Row(row); got != want {
			t.Errorf("row %d is %q, want %q", row, got, want)
		}
	}
}
