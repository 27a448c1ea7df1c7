package command

import (
	"context"
	"fmt"
	"image/color"
	"io"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// slow is the round trip from which a key is felt to be late.
const slow = 200 * time.Millisecond

// examine says what the kiosk sees of the visitor's terminal, and what
// would make it better.
func examine(ctx context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	d := &doctor{Call: c, says: c.words.Doctor}
	d.examine(ctx)
	c.out.Text(d.says["head"] + "\n")
	c.out.Table(d.rows)
	if len(d.advice) == 0 {
		d.advice = []string{d.says["well"]}
	}
	for _, a := range d.advice {
		c.out.Text("\n" + a)
	}
	return Done
}

// doctor is what was found, and what is advised.
type doctor struct {
	*Call
	says   map[string]string
	rows   [][2]string
	advice []string
}

// found adds what was found of one thing.
func (d *doctor) found(thing, what string) { d.rows = append(d.rows, [2]string{d.says[thing], what}) }

// poor adds advice.
func (d *doctor) poor(is bool, advice string) {
	if is {
		d.advice = append(d.advice, d.says[advice])
	}
}

// choose is one of two findings.
func (d *doctor) choose(is bool, yes, no string) string {
	if is {
		return d.says[yes]
	}
	return d.says[no]
}

func (d *doctor) examine(ctx context.Context) {
	if d.PTY {
		d.examineTerminal(ctx)
	} else {
		d.poor(true, "no_terminal_advice")
	}
	d.found("language", d.words.Language)
	d.examineConnection(ctx)
}

func (d *doctor) examineTerminal(ctx context.Context) {
	p, size := d.profile, d.Visit.Size()
	name := d.Environment["TERM"]
	if name == "" {
		name = d.says["not_said"]
	}
	d.found("terminal", name)
	d.found("size", fmt.Sprintf("%dx%d", size.Columns, size.Rows))
	d.poor(size.Columns < terminal.DefaultSize.Columns || size.Rows < terminal.DefaultSize.Rows, "small_advice")
	d.poor(p.Dumb, "dumb_advice")
	d.found("colours", d.says[map[colorprofile.Profile]string{
		colorprofile.TrueColor: "true_colour", colorprofile.ANSI256: "colours_256", colorprofile.ANSI: "colours_16",
		colorprofile.Ascii: "no_colours", colorprofile.NoTTY: "no_colours",
	}[p.Depth]])
	sixteen := p.Depth == colorprofile.ANSI && p.Modern // the consoles and Emacs are no xterm, and have no more
	d.poor(sixteen && !d.isPuTTY(), "sixteen_advice")
	d.poor(sixteen && d.isPuTTY(), "sixteen_putty_advice")
	d.poor(p.Depth < colorprofile.ANSI && !p.Dumb, "no_colour_advice")
	d.found("characters", d.choose(p.ASCII, "ascii", "unicode"))
	d.poor(p.ASCII && !p.Dumb, "ascii_advice")
	d.found("background", d.background(ctx))
	d.examineMouse(terminal.FactsOf(d.Environment["TERM"]))
	d.found("copying", d.choose(p.Clipboard, "copying_yes", "copying_no"))
	d.poor(!p.Clipboard && !p.Dumb, "copying_advice")
}

// examineMouse says what the mouse does here, as far as the terminal's name says it:
// nothing else tells, and whether a link was clicked is never known.
func (d *doctor) examineMouse(known terminal.Facts) {
	links := map[terminal.Known]string{terminal.Yes: "links_yes", terminal.No: "links_no", terminal.Perhaps: "links_may"}
	d.found("links", d.says[links[known.Links]])
	d.poor(known.Links == terminal.No && !d.profile.Dumb, "links_advice")
	if d.profile.Dumb { // lines scroll as all others do
		return
	}
	wheel := map[terminal.Known]string{terminal.Yes: "wheel_yes", terminal.No: "wheel_no", terminal.Perhaps: "wheel_may"}
	d.found("wheel", d.says[wheel[known.Wheel]])
	d.poor(known.Wheel == terminal.No, "wheel_advice")
	d.poor(known.Within, "within_advice")
}

// background asks the terminal for its background colour.
func (d *doctor) background(ctx context.Context) string {
	if !d.profile.Modern {
		return d.says["not_said"]
	}
	c := d.askBackground(ctx)
	if c == nil {
		d.poor(true, "background_advice")
		return d.says["not_said"]
	}
	r, g, b, _ := c.RGBA()
	name := fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
	dark := tea.BackgroundColorMsg{Color: c}.IsDark()
	return words.Fill(d.choose(dark, "dark", "light"), "colour", name)
}

// askBackground asks the terminal for its background colour, and waits a moment
// for the answer; nil if none comes. What else is typed meanwhile is dropped.
func (d *doctor) askBackground(ctx context.Context) (found color.Color) {
	const wait = 500 * time.Millisecond
	if _, err := io.WriteString(d.Output, terminal.AskBackground); err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	in := d.Input(ctx) // from now on it is read without a pause
	defer func() { _ = in.Close() }()
	var decoder terminal.Input
	buf := make([]byte, 256)
	for found == nil {
		n, err := in.Read(buf)
		decoder.Feed(buf[:n], func(m tea.Msg) {
			if m, ok := m.(tea.BackgroundColorMsg); ok {
				found = m.Color
			}
		})
		if err != nil {
			break
		}
	}
	return found
}

func (d *doctor) examineConnection(ctx context.Context) {
	version, exchange := d.Visit.Client()
	d.found("client", clean.Short(version, 60))
	if exchange != "" {
		d.found("exchange", exchange)
		d.poor(!strings.HasPrefix(exchange, "mlkem"), "exchange_advice")
	}
	if trip, ok := d.Visit.RoundTrip(ctx); ok {
		d.found("latency", words.Fill(d.says["milliseconds"], "number", fmt.Sprintf("%.1f", float64(trip.Microseconds())/1000)))
		d.poor(trip > slow, "latency_advice")
	}
}
