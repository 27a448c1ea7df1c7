package qrcode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/qrcode"
)

// addresses are two that readers are likely to want on their phones.
var addresses = []string{
	"https://youtu.be/zS4H8XDB1bw?t=1h15m",
	"https://nhshackday.com/assets/docs/DevelopingNHSDigitalServices.pdf",
}

// styles are all that look different, by name.
var styles = map[string]qrcode.Style{
	"true colour":          {Depth: colorprofile.TrueColor, Colours: true},
	"256 colours":          {Depth: colorprofile.ANSI256, Colours: true},
	"16 colours":           {Depth: colorprofile.ANSI, Colours: true},
	"no colours wanted":    {Depth: colorprofile.Ascii, Colours: true},
	"reverse video":        {},
	"ASCII, true colour":   {Depth: colorprofile.TrueColor, Colours: true, ASCII: true},
	"ASCII, 256 colours":   {Depth: colorprofile.ANSI256, Colours: true, ASCII: true},
	"ASCII, 16 colours":    {Depth: colorprofile.ANSI, Colours: true, ASCII: true},
	"ASCII, reverse video": {ASCII: true},
}

// encode fails the test where a text has no code.
func encode(t *testing.T, text string) *qrcode.Code {
	t.Helper()
	c, err := qrcode.Encode(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return c
}

// checkLines fails where the lines do not keep what Lines and Size promise.
func checkLines(t *testing.T, c *qrcode.Code, s qrcode.Style) {
	t.Helper()
	columns, rows := c.Size(s)
	lines := c.Lines(s)
	if len(lines) != rows {
		t.Fatalf("%+v: %d lines, want %d", s, len(lines), rows)
	}
	for i, line := range lines {
		if width := ansi.StringWidth(line); width != columns {
			t.Errorf("%+v: line %d is %d wide, want %d", s, i, width, columns)
		}
		if !strings.HasPrefix(line, "\x1b[") || !strings.HasSuffix(line, "\x1b[m") {
			t.Errorf("%+v: line %d is %q", s, i, line)
		}
		blanks := " ▀▄█"
		if s.ASCII {
			blanks = " "
		}
		if rest := strings.Trim(ansi.Strip(line), blanks); rest != "" {
			t.Errorf("%+v: line %d holds %q", s, i, rest)
		}
	}
}

func TestSize(t *testing.T) {
	for _, tt := range []struct {
		text          string
		columns, rows int // of half blocks
	}{
		{"1", 29, 15},
		{addresses[0], 37, 19},
		{addresses[1], 41, 21},
		{strings.Repeat("x", 2953), 185, 93},
		{strings.Repeat("X", 4296), 185, 93},
		{strings.Repeat("7", 7089), 185, 93},
	} {
		c := encode(t, tt.text)
		if columns, rows := c.Size(qrcode.Style{}); columns != tt.columns || rows != tt.rows {
			t.Errorf("%.50q takes %d x %d, want %d x %d", tt.text, columns, rows, tt.columns, tt.rows)
		}
		if columns, rows := c.Size(qrcode.Style{ASCII: true}); columns != 2*tt.columns || rows != tt.columns {
			t.Errorf("%.50q takes %d x %d in ASCII, want %d x %d", tt.text, columns, rows, 2*tt.columns, tt.columns)
		}
	}
}

func TestLinesHaveTheirSize(t *testing.T) {
	for _, address := range addresses {
		c := encode(t, address)
		for name, s := range styles {
			t.Run(name, func(t *testing.T) { checkLines(t, c, s) })
		}
	}
}

func TestLinesOfBlocksHaveOneStyle(t *testing.T) {
	c := encode(t, addresses[0])
	for name, want := range map[string]string{
		"true colour":       "\x1b[38;2;0;0;0;48;2;255;255;255m",
		"256 colours":       "\x1b[38;5;16;48;5;231m",
		"16 colours":        "\x1b[30;107m",
		"no colours wanted": "\x1b[30;107m",
		"reverse video":     "\x1b[7m",
	} {
		for i, line := range c.Lines(styles[name]) {
			if !strings.HasPrefix(line, want) || strings.Count(line, "\x1b") != 2 {
				t.Errorf("%s: line %d is %q", name, i, line)
			}
		}
	}
}

func TestMarginInASCIIHasOneStyle(t *testing.T) {
	c := encode(t, addresses[0])
	for name, want := range map[string]string{
		"ASCII, true colour":   "\x1b[48;2;255;255;255m",
		"ASCII, 256 colours":   "\x1b[48;5;231m",
		"ASCII, 16 colours":    "\x1b[107m",
		"ASCII, reverse video": "\x1b[7m",
	} {
		columns, _ := c.Size(styles[name])
		if got := c.Lines(styles[name])[0]; got != want+strings.Repeat(" ", columns)+"\x1b[m" {
			t.Errorf("%s: the first line is %q", name, got)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "no text",
		strings.Repeat("x", 2954):  "it has 2954 bytes, and 2953 is the most",
		strings.Repeat("X", 4297):  "it has 4297 bytes",
		strings.Repeat("7", 7090):  "it has 7090 bytes",
		strings.Repeat("é", 1<<20): "it has 2097152 bytes",
	} {
		c, err := qrcode.Encode(text)
		if c != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: %v, want %q", len(text), err, want)
		}
	}
}

func TestACodeForPrintMendsMoreAndHoldsLess(t *testing.T) {
	c, err := qrcode.EncodeForPrint(addresses[0])
	if err != nil {
		t.Fatal(err)
	}
	if plain := encode(t, addresses[0]); c.Side() < plain.Side() || c.Dark(3, 3) || !c.Dark(4, 4) || c.Dark(c.Side(), 4) {
		t.Errorf("it has %d modules in a row, and %d without", c.Side(), plain.Side())
	}
	if _, err := qrcode.EncodeForPrint(strings.Repeat("x", 2331)); err != nil {
		t.Error(err)
	}
	want := "it has 2332 bytes, and 2331 is the most"
	if _, err := qrcode.EncodeForPrint(strings.Repeat("x", 2332)); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
}

// FuzzEncode makes codes of hostile texts.
func FuzzEncode(f *testing.F) {
	for _, text := range append(addresses, "", "0", "A", "\x00\xff", "é", strings.Repeat("9", 500), "HTTPS://E.ORG/") {
		f.Add(text, byte(0))
	}
	f.Fuzz(func(t *testing.T, text string, look byte) {
		c, err := qrcode.Encode(text)
		if err != nil {
			if fmt.Sprint(err) == "" || c != nil {
				t.Errorf("%v, %v", c, err)
			}
			return
		}
		checkLines(t, c, qrcode.Style{
			Depth:   colorprofile.Profile(look >> 2),
			ASCII:   look&1 != 0,
			Colours: look&2 != 0,
		})
	})
}
