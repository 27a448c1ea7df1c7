package sshd_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/kiosktest"
)

// withPicture is the built-in site with a picture at its head: four patches of
// colour.
func withPicture(t *testing.T) fs.FS {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 96, 48))
	for x := range 96 {
		for y := range 48 {
			c := color.RGBA{0x00, 0x5E, 0xB8, 0xFF}
			if (x < 48) != (y < 24) {
				c = color.RGBA{0xFF, 0xEB, 0x3B, 0xFF}
			}
			p.Set(x, y, c)
		}
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, p); err != nil {
		t.Fatal(err)
	}
	site := fstest.MapFS{"datasets_img.jpg": {Data: picture.Bytes()}}
	for _, name := range []string{"site.yaml", "rationale.md"} {
		text, err := fs.ReadFile(content.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		site[name] = &fstest.MapFile{Data: text}
	}
	return site
}

// aLook is a terminal and the theme that is chosen on it.
type aLook struct {
	name   string
	themes int // how often t is pressed
	env    []string
	set    string // sent by ssh
	light  bool
}

// looks are all themes at all depths, and terminals without colours or without
// anything but ASCII.
func looks() []aLook {
	depths := []aLook{
		{name: "truecolour", set: "COLORTERM=truecolor"},
		{name: "256"},
		{name: "16", env: []string{"TERM=xterm"}},
	}
	var all []aLook
	for _, d := range depths {
		for i, theme := range []string{"dark", "dark-contrast", "painted-dark", "painted-light", "plain"} {
			l := d
			l.name, l.themes = theme+" "+d.name, i
			all = append(all, l)
		}
		for i, theme := range []string{"light", "light-contrast"} {
			l := d
			l.name, l.themes, l.light = theme+" "+d.name, i, true
			if i == 0 || d.name != "16" { // which has no such theme
				all = append(all, l)
			}
		}
	}
	return append(all,
		aLook{name: "unknown window", env: []string{"TERM=eterm-256color"}}, // of a terminal that is not asked
		aLook{name: "no colour", set: "NO_COLOR=1"},
		aLook{name: "linux", env: []string{"TERM=linux"}},
		aLook{name: "vt100", env: []string{"TERM=vt100"}},
		aLook{name: "LANG=C", set: "LANG=C"},
	)
}

func (l aLook) options() kiosktest.ClientOptions {
	o := kiosktest.ClientOptions{Env: l.env}
	if l.set != "" {
		o.Options = []string{"-o", "SetEnv=" + l.set}
	}
	return o
}

// A screen that stands for so long is taken for whole: where it is known how it
// should be, it is given longer than a loaded machine takes.
const (
	quietTime   = 300 * time.Millisecond
	patientTime = 5 * time.Second
)

// album is the screens of all views at one size, by view and by look: what the
// golden files have, and what was seen.
type album struct {
	size string
	mu   sync.Mutex
	want map[string]map[string]string
	seen map[string]map[string]string
}

// views are all views that there are.
var views = []string{"page", "contents", "pages", "links", "card", "picture", "help", "typing", "found", "lobby"}

func newAlbum(size string) *album {
	a := &album{size: size, want: map[string]map[string]string{}, seen: map[string]map[string]string{}}
	for _, view := range views {
		text, _ := os.ReadFile(a.file(view))
		a.want[view], a.seen[view] = parseView(string(text)), map[string]string{}
	}
	return a
}

func (a *album) file(view string) string {
	return filepath.Join("testdata", "screens", view+"-"+a.size+".golden")
}

// shoot waits until a terminal shows a view as its golden file has it; or until
// it has stood for a while, if the file does not.
func (a *album) shoot(t *testing.T, term *kiosktest.Terminal, view, look string) {
	t.Helper()
	now, quiet := "", quietTime
	if a.want[view][look] != "" {
		quiet = patientTime
	}
	for begin, since := time.Now(), time.Now(); time.Since(since) < quiet && time.Since(begin) < 15*time.Second; time.Sleep(5 * time.Millisecond) {
		s := pressed(term.Screen().Golden())
		if s == a.want[view][look] {
			now = s
			break
		}
		if s != now {
			now, since = s, time.Now()
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen[view][look] = now
}

// pressed is a golden screen without bars and the blanks at the ends of lines,
// and a line "--" between the text and how it looks.
func pressed(screen string) string {
	var text, style strings.Builder
	for line := range strings.Lines(screen) {
		if strings.HasPrefix(line, "|") {
			text.WriteString(strings.TrimRight(strings.Trim(line, "|\n"), " ") + "\n")
		} else {
			// A hidden cursor stands wherever the last bytes were written.
			style.WriteString(hiddenCursor.ReplaceAllString(line, "cursor hidden"))
		}
	}
	return text.String() + "--\n" + style.String()
}

var hiddenCursor = regexp.MustCompile(`cursor \d+,\d+ hidden`)

// bind puts a view's screens in all looks into one text. The text of a screen is
// left out where it is that of the look before.
func bind(screens map[string]string) string {
	var b strings.Builder
	before := ""
	for _, l := range looks() {
		screen, ok := screens[l.name]
		if !ok {
			continue
		}
		fmt.Fprintf(&b, "== %s\n", l.name)
		text, style, _ := strings.Cut(screen, "--\n")
		if text != before {
			b.WriteString(text + "--\n")
		}
		before = text
		b.WriteString(style)
	}
	return b.String()
}

// parseView takes apart what bind put together.
func parseView(golden string) map[string]string {
	screens := map[string]string{}
	before := ""
	for _, part := range strings.Split(golden, "== ")[1:] {
		name, screen, _ := strings.Cut(part, "\n")
		if text, style, ok := strings.Cut(screen, "--\n"); ok {
			before, screen = text, style
		}
		screens[name] = before + "--\n" + screen
	}
	return screens
}

// walk is all views of the reader, and the keys that lead to each of them and
// back to the page.
var walk = []struct{ view, keys, back string }{
	{"contents", "c", "\x7f"}, {"pages", "p", "\x7f"}, {"links", "r", "\x7f"}, {"card", "2", "\x7f"},
	{"picture", "i", "\x7f"}, {"help", "?", "\x7f"}, {"typing", "/we want", ""}, {"found", "\r", "\x7f"},
}

func TestEveryViewAtEverySizeAndLook(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Content: withPicture(t)})
	for _, size := range []struct{ columns, rows int }{{20, 5}, {40, 12}, {80, 24}, {200, 60}} {
		name := fmt.Sprintf("%dx%d", size.columns, size.rows)
		t.Run(name, func(t *testing.T) {
			a := newAlbum(name)
			t.Run("looks", func(t *testing.T) {
				for _, look := range looks() {
					t.Run(look.name, func(t *testing.T) {
						t.Parallel()
						options := kiosktest.TerminalOptions{Columns: size.columns, Rows: size.rows, Light: look.light}
						term := kiosktest.StartTerminal(t, options, kiosktest.SSH(t, k.Address, look.options()))
						tour(t, term, size.rows, look, a)
						quit(t, term)
						if look.themes > 0 {
							return
						}
						o := look.options()
						o.Options = append(o.Options, "-t")
						o.Command = []string{"lobby"}
						lobby := kiosktest.StartTerminal(t, options, kiosktest.SSH(t, k.Address, o))
						lobby.WaitForText("ssh hackday.example")
						a.shoot(t, lobby, "lobby", look.name)
						quit(t, lobby)
					})
				}
			})
			for _, view := range views {
				kiosktest.Golden(t, a.file(view), bind(a.seen[view]))
			}
		})
	}
}

// tour walks through all views.
func tour(t *testing.T, term *kiosktest.Terminal, rows int, look aLook, a *album) {
	term.WaitFor("the bottom line", func(s kiosktest.Screen) bool {
		return s.AlternateScreen && strings.HasSuffix(s.Row(rows-1), "q quit")
	})
	if look.themes > 0 {
		term.WaitForAnswer("]11;rgb:") // which decides to which themes t leads
		// The theme's name goes with the last key.
		term.Type(strings.Repeat("t", look.themes) + "k")
	}
	a.shoot(t, term, "page", look.name)
	for _, step := range walk {
		term.Type(step.keys)
		a.shoot(t, term, step.view, look.name)
		term.Type(step.back)
	}
}

// links are the addresses of the two links of the page.
var links = []string{"https://youtu.be/zS4H8XDB1bw?t=1h15m", "https://nhshackday.com/assets/docs/DevelopingNHSDigitalServices.pdf"}

func TestQRCodesOnTheScreenAreReadBack(t *testing.T) {
	zbar := kiosktest.Need(t, "zbarimg")
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, look := range looks() {
		if look.themes > 0 {
			continue
		}
		t.Run(look.name, func(t *testing.T) {
			size := kiosktest.TerminalOptions{Columns: 80, Rows: 24, Light: look.light}
			if s := look.name; s == "linux" || s == "vt100" || s == "LANG=C" || s == "unknown window" {
				size.Columns, size.Rows = 84, 42 // as large as the card says, where there are no blocks
			}
			term := kiosktest.StartTerminal(t, size, kiosktest.SSH(t, k.Address, look.options()))
			term.WaitForText("q quit")
			for i, want := range links {
				term.Type(fmt.Sprint(i + 1))
				if size.Rows > 24 {
					term.Type("G") // the code stands below the text
				}
				waitForCode(t, zbar, term, look.light, want)
				term.Type("\x7f")
			}
			quit(t, term)
		})
	}
	t.Run("lobby", func(t *testing.T) {
		term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Options: []string{"-t"}, Command: []string{"lobby"}}))
		term.WaitForText("ssh hackday.example")
		waitForCode(t, zbar, term, false, "https://nhshackday.com")
		quit(t, term)
	})
	t.Run("the command", func(t *testing.T) {
		for i, want := range links {
			out, stderr, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"qr", fmt.Sprint(i + 1)}}))
			s, _ := kiosktest.Draw(80, 40, strings.ReplaceAll(out, "\n", "\r\n"))
			if got := scan(t, zbar, s.Image(false)); status != 0 || got != want {
				t.Errorf("status %d, the code says %q, want %q\n%s%s", status, got, want, out, stderr)
			}
		}
	})
}

// waitForCode waits until a QR code that says this can be read off a screen.
func waitForCode(t *testing.T, zbar string, term *kiosktest.Terminal, light bool, want string) {
	t.Helper()
	got := ""
	for begin := time.Now(); got != want; {
		if time.Since(begin) > 15*time.Second {
			t.Fatalf("the code says %q, want %q\n%s", got, want, term.Screen().Text())
		}
		got = scan(t, zbar, term.Screen().Image(light))
	}
}

// scan reads a QR code in a picture.
func scan(t *testing.T, zbar string, picture image.Image) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "screen.png")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(zbar, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file).Output()
	if err != nil {
		return fmt.Sprintf("nothing (%v)", err)
	}
	return strings.TrimSpace(string(out))
}
