package terminal

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

func TestClampTakesAnySizeAClientMaySend(t *testing.T) {
	for _, tt := range []struct {
		columns, rows uint32
		want          Size
	}{
		{80, 24, Size{80, 24}},
		{0, 0, DefaultSize},
		{1, 1, Size{1, 1}},
		{math.MaxUint32, math.MaxUint32, MaxSize},
		{65535, 5, Size{300, 5}},
	} {
		if got := Clamp(tt.columns, tt.rows); got != tt.want {
			t.Errorf("Clamp(%d, %d) = %v, want %v", tt.columns, tt.rows, got, tt.want)
		}
	}
}

func TestWidthIsTheWidestThatAnyTerminalDraws(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int
	}{
		{"", 0},
		{"text ↑↓", 7},
		{"é日", 3},
		{"e\u0301", 1},
		{"👍", 2},
		{"👍🏽", 4},       // with a modifier
		{"👩\u200d💻", 4}, // joined
		{"1\ufe0f\u20e3", 2},
	} {
		if got := Width(tt.text); got != tt.want {
			t.Errorf("%q takes %d columns, want %d", tt.text, got, tt.want)
		}
		for columns := range tt.want + 1 {
			if got := Truncate(tt.text, columns); Width(got) > columns || !strings.HasPrefix(tt.text, got) {
				t.Errorf("%q is %q in %d columns", tt.text, got, columns)
			}
		}
	}
}

func TestEnvironmentBelievesOnlyHarmlessValuesOfKnownNames(t *testing.T) {
	e := Environment{}
	for _, tt := range []struct {
		name, value string
		want        bool
	}{
		{"TERM", "xterm-256color", true},
		{"LANG", "de_DE.UTF-8", true},
		{"LC_ALL", "de_DE@euro", true},
		{"COLORTERM", "truecolor", true},
		{"NO_COLOR", "1", true},
		{"TERM", "../../../dev/zero", false},
		{"TERM", "", false},
		{"TERM", "a b", false},
		{"TERM", "x\x1b[2J", false},
		{"TERM", strings.Repeat("x", 33), false},
		{"TERM", "-x", false},
		{"TMUX", "x", false},
		{"TTY_FORCE", "1", false},
		{"LC_ANYTHING", "C", false},
		{"PATH", "x", false},
		{"COLORFGBG", "15;0", true},
		{"COLORFGBG", "0;default;15", true},
		{"COLORFGBG", "default;default", true},
		{"COLORFGBG", "15", false},
		{"COLORFGBG", "15;0;0;0", false},
		{"COLORFGBG", "15;", false},
		{"COLORFGBG", "15;0\x1b[2J", false},
		{"COLORFGBG", "1234;0", false},
		{"TERM", "15;0", false},
	} {
		if got := e.Set(tt.name, tt.value); got != tt.want {
			t.Errorf("%s=%q is believed: %v, want %v", tt.name, tt.value, got, tt.want)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		env  Environment
		want Profile
	}{
		{Environment{}, Profile{Dumb: true, Depth: colorprofile.NoTTY}},
		{Environment{"TERM": "dumb"}, Profile{Dumb: true, Depth: colorprofile.NoTTY}},
		{Environment{"TERM": "vt100"}, Profile{Depth: colorprofile.Ascii, ASCII: true, Blanks: true}},
		{Environment{"TERM": "linux", "LANG": "en_GB.UTF-8"}, Profile{Depth: colorprofile.ANSI, Colours: true, ASCII: true, Background: color.RGBA{A: 0xFF}, Unpaintable: true}},
		{Environment{"TERM": "never-heard-of"}, Profile{Depth: colorprofile.Ascii, ASCII: true, Blanks: true}},
		{Environment{"TERM": "never-heard-of", "LANG": "cy_GB.utf8"}, Profile{Depth: colorprofile.Ascii, Blanks: true}},
		{Environment{"TERM": "dumb", "LC_ALL": "C"}, Profile{Dumb: true, Depth: colorprofile.NoTTY, ASCII: true}},
		{Environment{"TERM": "xterm"}, Profile{Depth: colorprofile.ANSI, Colours: true, Modern: true, Links: true, Clipboard: true}},
		{Environment{"TERM": "xterm", "LANG": "C"}, Profile{Depth: colorprofile.ANSI, Colours: true, ASCII: true, Modern: true, Links: true, Clipboard: true}},
		{Environment{"TERM": "xterm", "LANG": "C", "LC_CTYPE": "C.UTF-8"}, Profile{Depth: colorprofile.ANSI, Colours: true, Modern: true, Links: true, Clipboard: true}},
		{Environment{"TERM": "xterm", "LC_ALL": "de_DE.ISO-8859-1"}, Profile{Depth: colorprofile.ANSI, Colours: true, ASCII: true, Modern: true, Links: true, Clipboard: true}},
		{Environment{"TERM": "xterm-256color"}, Profile{Depth: colorprofile.ANSI256, Colours: true, Modern: true, Links: true, Clipboard: true, Title: true}},
		{Environment{"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Profile{Depth: colorprofile.TrueColor, Colours: true, Modern: true, Links: true, Clipboard: true, Title: true}},
		{Environment{"TERM": "putty-256color"}, Profile{Depth: colorprofile.ANSI256, Colours: true, Modern: true, Links: true}},
		{Environment{"TERM": "eterm-color", "LANG": "en_GB.UTF-8"}, Profile{Depth: colorprofile.ANSI, Colours: true, Blanks: true}},
		{Environment{"TERM": "xterm-kitty"}, Profile{Depth: colorprofile.TrueColor, Colours: true, Modern: true, Links: true, Clipboard: true, Title: true}},
		{Environment{"TERM": "screen-256color"}, Profile{Depth: colorprofile.ANSI256, Colours: true, Modern: true, Clipboard: true, Blanks: true}},
		{Environment{"TERM": "tmux-256color", "NO_COLOR": "1"}, Profile{Depth: colorprofile.Ascii, Colours: true, Modern: true, Links: true, Clipboard: true, Title: true}},
	} {
		if got := Detect(tt.env); got != tt.want {
			t.Errorf("%v: %+v, want %+v", tt.env, got, tt.want)
		}
	}
}

func TestWhatIsKnownOfTheBackground(t *testing.T) {
	black, white, unknown := color.RGBA{A: 0xFF}, color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}, color.RGBA{}
	for _, tt := range []struct {
		env  Environment
		want color.RGBA
	}{
		{Environment{"TERM": "xterm"}, unknown},
		{Environment{"TERM": "rxvt-unicode-256color"}, unknown},
		{Environment{"TERM": "rxvt-unicode-256color", "COLORFGBG": "0;default;15"}, white},
		{Environment{"TERM": "xterm-256color", "COLORFGBG": "15;0"}, black},
		{Environment{"TERM": "xterm-256color", "COLORFGBG": "0;default"}, unknown},
		{Environment{"TERM": "xterm-256color", "COLORFGBG": "0;7"}, unknown},
		{Environment{"TERM": "xterm-256color", "COLORFGBG": "0;100"}, unknown},
		{Environment{"TERM": "screen-256color", "COLORFGBG": "0;15"}, unknown},
		{Environment{"TERM": "tmux-256color", "COLORFGBG": "15;0"}, unknown},
		{Environment{"TERM": "linux"}, black},
		{Environment{"TERM": "linux-16color"}, black},
		{Environment{"TERM": "cygwin"}, black},
	} {
		if got := Detect(tt.env).Background; got != tt.want {
			t.Errorf("%v: %v, want %v", tt.env, got, tt.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, tt := range []struct {
		env  Environment
		want string
	}{
		{Environment{}, ""},
		{Environment{"LANG": "cy_GB.UTF-8"}, "cy"},
		{Environment{"LANG": "cy"}, "cy"},
		{Environment{"LANG": "CY@x"}, "cy"},
		{Environment{"LANG": "en_GB", "LC_MESSAGES": "cy_GB"}, "cy"},
		{Environment{"LANG": "cy", "LC_ALL": "en_GB"}, "en"},
		{Environment{"LANG": "cyborg"}, ""},
		{Environment{"LANG": "C"}, ""},
		{Environment{"LANG": "C.UTF-8"}, ""},
	} {
		if got := tt.env.Language(); got != tt.want {
			t.Errorf("%v asks for %q, want %q", tt.env, got, tt.want)
		}
	}
}

// shows checks that an emulated terminal shows a frame, cell by cell.
func shows(t *testing.T, e *vt.Emulator, f Frame, size Size) {
	t.Helper()
	for row := range size.Rows {
		want := ""
		if row < len(f.Lines) {
			want = ansi.Strip(f.Lines[row])
		}
		if want != "" && row < f.Head+f.Scrolling {
			want = strings.Repeat(" ", f.Left) + want
		}
		var got strings.Builder
		for x := 0; x < size.Columns; {
			c := e.CellAt(x, row)
			if c == nil || c.Width == 0 {
				x++
				continue
			}
			got.WriteString(c.Content)
			x += c.Width
		}
		if g := strings.TrimRight(got.String(), " "); g != want {
			t.Fatalf("row %d shows %q, want %q", row, g, want)
		}
	}
}

func numbered(n int, format string) []string {
	lines := make([]string, n)
	for i := range lines {
		lines[i] = fmt.Sprintf(format, i)
	}
	return lines
}

func TestScreenShowsEveryFrameOfARandomWalk(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const columns, rows = 40, 12
	size := Size{columns, rows}
	documents := [][]string{
		numbered(60, "line %d of the first document"),
		numbered(30, "\x1b[1mbold %d\x1b[m and \x1b]8;id=1;https://e.org\x1b\\a link\x1b]8;;\x1b\\"),
		append(numbered(20, "wide 日本語 %d é"), strings.Repeat("x", columns), "", strings.Repeat("日", columns/2)),
		append(numbered(40, "%d"), "", "", ""),
	}
	e := vt.NewEmulator(columns, rows)
	var wire bytes.Buffer
	s := NewScreen(&wire, Profile{Depth: colorprofile.TrueColor}, size)
	f := Frame{Scrolling: rows - 1}
	for step := range 3000 {
		switch random.IntN(14) {
		case 0:
			f.Document, f.Top = random.IntN(len(documents)), 0
		case 3:
			f.Head = random.IntN(3)
			f.Scrolling = rows - 1 - f.Head
		case 4:
			f.Scrolling = random.IntN(rows - f.Head)
		case 1:
			f.Left = random.IntN(2) * 5 * random.IntN(2)
			if f.Document == 2 {
				f.Left = 0
			}
		case 2:
			s.Resize(size)
		default:
			f.Top += random.IntN(2*rows) - rows
		}
		if f.Document == nil {
			f.Document = 0
		}
		document := documents[f.Document.(int)]
		if f.Document == 2 {
			f.Left = 0
		}
		f.Top = min(max(f.Top, 0), max(len(document)-f.Scrolling, 0))
		f.Lines = make([]string, f.Head+f.Scrolling, rows)
		copy(f.Lines[f.Head:], document[f.Top:])
		for row := range f.Head {
			f.Lines[row] = fmt.Sprintf("head %d", step/5)
			if from := f.Top - f.Head + row; from >= 0 && step%2 == 0 { // as at the top of a page
				f.Lines[row] = document[from]
			}
		}
		for len(f.Lines) < rows-1 && step%7 > 0 {
			f.Lines = append(f.Lines, fmt.Sprintf("below %d", len(f.Lines)))
		}
		f.Lines = append(f.Lines, fmt.Sprintf("\x1b[1m%d%%\x1b[m ↑↓ status %d", f.Top, step))
		wire.Reset()
		if err := s.Paint(&f, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write(wire.Bytes()); err != nil {
			t.Fatal(err)
		}
		shows(t, e, f, size)
	}
}

func TestScrollByOneLineIsTheLineAndAFewBytes(t *testing.T) {
	lines := numbered(100, "this is line number %03d of a document that is being read by someone")
	var wire bytes.Buffer
	s := NewScreen(&wire, Profile{Modern: true}, Size{80, 24})
	paint := func(top int) int {
		wire.Reset()
		f := Frame{Scrolling: 23, Document: 1, Top: top}
		f.Lines = append(append(f.Lines, lines[top:top+23]...), fmt.Sprintf("\x1b[2m%3d%%  Rationale          ↑↓ scroll · r links · ? keys\x1b[m", top))
		if err := s.Paint(&f, ""); err != nil {
			t.Fatal(err)
		}
		return wire.Len()
	}
	paint(10)
	for top := range 30 {
		if n := paint(11 + top); n > len(lines[0])+30 {
			t.Errorf("scrolling one line down took %d bytes for a line of %d: %q", n, len(lines[0]), wire.String())
		}
	}
	for top := 39; top > 10; top-- {
		if n := paint(top); n > len(lines[0])+30 {
			t.Errorf("scrolling one line up took %d bytes for a line of %d: %q", n, len(lines[0]), wire.String())
		}
	}
	if n := paint(11); n != 0 {
		t.Errorf("the same frame again took %d bytes", n)
	}
}

func TestLeavingThePagesTopPaintsTheRowsThatDiffer(t *testing.T) {
	lines := numbered(100, "this is line number %03d of a document that is being read by someone")
	const trail = "NHS Hack Day › Events › 2026 › Cardiff"
	top := Frame{Scrolling: 23, Document: 1, Lines: append(slices.Clone(lines[:23]), "bar")}
	held := Frame{Head: 1, Scrolling: 22, Top: 1, Document: 1, Lines: top.Lines}
	below := func(first int) Frame {
		return Frame{Head: 1, Scrolling: 22, Top: first, Document: 1, Lines: append(append([]string{trail}, lines[first:first+22]...), "bar")}
	}
	for _, tt := range []struct {
		name     string
		from, to Frame
		most     int // bytes
	}{
		{"the first line down, without a head before", top, below(2), 2*len(lines[0]) + 70},
		{"the first line down, with a head before", held, below(2), 2*len(lines[0]) + 60},
		{"a line further down", below(2), below(3), len(lines[0]) + 30},
		{"a line up", below(3), below(2), len(lines[0]) + 30},
		{"back to the top", below(2), top, 2*len(lines[0]) + 70},
		{"a head at the top that shows the same", top, held, 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			size := Size{80, 24}
			e := vt.NewEmulator(size.Columns, size.Rows)
			var wire bytes.Buffer
			s := NewScreen(&wire, Profile{}, size)
			for _, f := range []Frame{tt.from, tt.to} {
				wire.Reset()
				if err := s.Paint(&f, ""); err != nil {
					t.Fatal(err)
				}
				if _, err := e.Write(wire.Bytes()); err != nil {
					t.Fatal(err)
				}
				shows(t, e, f, size)
			}
			if wire.Len() > tt.most {
				t.Errorf("it took %d bytes, want at most %d: %q", wire.Len(), tt.most, wire.String())
			}
		})
	}
}

func TestTheLastColumnOfTheLastRowStaysFree(t *testing.T) {
	const columns, rows = 10, 3
	full := "\x1b[1m" + strings.Repeat("x", columns) + "\x1b[m"
	for _, tt := range []struct {
		name  string
		frame Frame
		want  string // in the last row
	}{
		{"text", Frame{Lines: []string{full, full, full}}, "xxxxxxxxx"},
		{"a wide character", Frame{Lines: []string{full, full, "日本日本日"}}, "日本日本"},
		{"a document that scrolls", Frame{Scrolling: 3, Lines: []string{full, full, full}}, "xxxxxxxxx"},
		{"a document that is moved to the right", Frame{Scrolling: 3, Left: 2, Lines: []string{"", "", "xxxxxxxx"}}, "  xxxxxxx"},
		{"a row that is missing", Frame{Lines: []string{full}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := vt.NewEmulator(columns, rows)
			var wire bytes.Buffer
			s := NewScreen(&wire, Profile{}, Size{columns, rows})
			other := tt.frame
			other.Lines = []string{full, full, "other text"}
			if other.Left > 0 {
				other.Lines = []string{"", "", "the text"}
			}
			for _, f := range []Frame{tt.frame, other, tt.frame} {
				if err := s.Paint(&f, ""); err != nil {
					t.Fatal(err)
				}
				if _, err := e.Write(wire.Bytes()); err != nil {
					t.Fatal(err)
				}
				wire.Reset()
				if c := e.CellAt(columns-1, rows-1); c != nil && strings.TrimSpace(c.Content) != "" {
					t.Errorf("the last column of the last row shows %q", c.Content)
				}
			}
			var got strings.Builder
			for x := range columns {
				if c := e.CellAt(x, rows-1); c != nil && c.Width > 0 {
					got.WriteString(c.Content)
				}
			}
			if g := strings.TrimRight(got.String(), " "); g != tt.want {
				t.Errorf("the last row shows %q, want %q", g, tt.want)
			}
			if n := len(tt.frame.Lines); n == rows && tt.frame.Left == 0 {
				if c := e.CellAt(columns-1, 0); c.Content != "x" {
					t.Errorf("the last column of the first row shows %q", c.Content)
				}
			}
		})
	}
}

func TestPaintAllocatesNothingWhereNothingChanged(t *testing.T) {
	s := NewScreen(&bytes.Buffer{}, Profile{}, Size{80, 24})
	f := Frame{Scrolling: 23, Document: 1, Lines: numbered(24, "%d")}
	if err := s.Paint(&f, ""); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { _ = s.Paint(&f, "") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Where the cursor is not in the first column, Emacs breaks the row in two.
func TestRowsScrollDownFromTheFirstColumn(t *testing.T) {
	var wire bytes.Buffer
	s := NewScreen(&wire, Profile{}, Size{40, 12})
	document := numbered(40, "line %d")
	for _, top := range []int{20, 19, 15, 12} {
		lines := append([]string{"where one is"}, document[top:top+10]...)
		f := Frame{Lines: append(lines, "the bottom line"), Head: 1, Scrolling: 10, Left: 4, Document: 1, Top: top}
		wire.Reset()
		if err := s.Paint(&f, ""); err != nil {
			t.Fatal(err)
		}
		pieces := strings.Split(wire.String(), reverseIndex)
		if scrolled := len(pieces) > 1; scrolled != (top < 20) {
			t.Errorf("at line %d: %q", top, wire.String())
		}
		for _, before := range pieces[:len(pieces)-1] {
			if !strings.HasSuffix(before, "\r") && !strings.HasSuffix(before, "\x1b[2H") {
				t.Errorf("at line %d, the rows scroll behind %q", top, before)
			}
		}
	}
}

func TestCloseGivesBackWhatOpenTook(t *testing.T) {
	for _, p := range []Profile{{}, {Modern: true}, {Modern: true, Title: true}} {
		var wire bytes.Buffer
		s := NewScreen(&wire, p, DefaultSize)
		if err := s.Close("bye"); err != nil || wire.Len() > 0 {
			t.Errorf("closing a screen that was never painted wrote %q, %v", wire.String(), err)
		}
		shown := Frame{Scrolling: 23}
		if err := s.Paint(&shown, "title"); err != nil {
			t.Fatal(err)
		}
		opened := wire.String()
		wire.Reset()
		if err := s.Close("bye"); err != nil {
			t.Fatal(err)
		}
		closed := wire.String()
		for _, pair := range [][2]string{
			{enterAlternate, leaveAlternate}, {hideCursor, showCursor}, {beginPaste, endPaste},
			{saveWheel, restoreWheel}, {pushTitle, popTitle}, {"\x1b[1;23r", resetRegion},
		} {
			if strings.Contains(opened, pair[0]) != strings.Contains(closed, pair[1]) {
				t.Errorf("%+v: %q was not answered by %q", p, pair[0], pair[1])
			}
		}
		if before, _, _ := strings.Cut(closed, leaveAlternate); !strings.Contains(before, clearScreen) {
			t.Errorf("%+v: a terminal without a second screen keeps what stood there: %q", p, closed)
		}
		if !strings.HasSuffix(closed, leaveAlternate+"bye\r\n") {
			t.Errorf("the last words are not on the main screen: %q", closed)
		}
		wire.Reset()
		if err := s.Close("bye"); err != nil || wire.Len() > 0 {
			t.Errorf("closing twice wrote %q, %v", wire.String(), err)
		}
	}
}

func TestALineIsNoWiderThanAtMost(t *testing.T) {
	for _, tt := range []struct {
		line string
		most int
	}{
		{"", 0},
		{"\x1b[1m12%\x1b[m  \u2191\u2193 scroll", 14},
		{"\x1b]8;;https://e.org\x1b\\a link\x1b]8;;\x1b\\", 6},
		{"\x1b]8;;https://e.org\aa link\x1b]8;;\a", 6},
		{"Caf\u00e9 \u2013 \u201cx\u201d", 10},
		{"\u6f22\u5b57", 4},
		{"\U0001F469\u200d\U0001F4BB\ufe0f", 8},
		{"\x1b[1", 0},
		{"\x1b]8;;x", 0},
		{"\x1b", 0},
	} {
		if got := atMost(tt.line); got != tt.most || got < ansi.StringWidth(tt.line) {
			t.Errorf("%q takes %d columns at the most, want %d; it takes %d", tt.line, got, tt.most, ansi.StringWidth(tt.line))
		}
	}
}
