package sshd

import (
	"context"
	"fmt"
	"image/color"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// How long the doctor waits for the terminal to tell its background, and for one
// answer of the client.
const (
	backgroundTime = 500 * time.Millisecond
	answerTime     = 2 * time.Second
)

// slow is the round trip from which a key is felt to be late.
const slow = 200 * time.Millisecond

// doctorCommand says what the kiosk sees of the visitor's terminal, and what
// would make it better.
func doctorCommand(q *request) int {
	if !q.understood(0) {
		return notUnderstood
	}
	d := &doctor{request: q, says: q.words.Doctor}
	d.examine()
	q.out.Text(d.says["head"] + "\n")
	q.out.Table(d.rows)
	if len(d.advice) == 0 {
		d.advice = []string{d.says["well"]}
	}
	for _, a := range d.advice {
		q.out.Text("\n" + a)
	}
	return done
}

// doctor is what was found, and what is advised.
type doctor struct {
	*request
	says   map[string]string
	rows   [][2]string
	advice []string
}

// note adds what was found of one thing.
func (d *doctor) note(thing, found string) { d.rows = append(d.rows, [2]string{d.says[thing], found}) }

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

func (d *doctor) examine() {
	if d.session.pty {
		d.examineTerminal()
	} else {
		d.poor(true, "no_terminal_advice")
	}
	d.note("language", d.words.Language)
	d.examineConnection()
}

func (d *doctor) examineTerminal() {
	p, size := d.profile, d.session.currentSize()
	name := d.session.env["TERM"]
	if name == "" {
		name = d.says["not_said"]
	}
	d.note("terminal", name)
	d.note("size", fmt.Sprintf("%dx%d", size.Columns, size.Rows))
	d.poor(size.Columns < terminal.DefaultSize.Columns || size.Rows < terminal.DefaultSize.Rows, "small_advice")
	d.poor(p.Dumb, "dumb_advice")
	d.note("colours", d.says[map[colorprofile.Profile]string{
		colorprofile.TrueColor: "true_colour", colorprofile.ANSI256: "colours_256", colorprofile.ANSI: "colours_16",
		colorprofile.Ascii: "no_colours", colorprofile.NoTTY: "no_colours",
	}[p.Depth]])
	d.poor(p.Depth == colorprofile.ANSI, "sixteen_advice")
	d.poor(p.Depth < colorprofile.ANSI && !p.Dumb, "no_colour_advice")
	d.note("characters", d.choose(p.ASCII, "ascii", "unicode"))
	d.poor(p.ASCII && !p.Dumb, "ascii_advice")
	d.note("background", d.background())
	d.note("links", d.choose(p.Links, "links_yes", "links_no"))
	d.poor(!p.Links && !p.Dumb, "links_advice")
	d.note("copying", d.choose(p.Clipboard, "copying_yes", "copying_no"))
	d.poor(!p.Clipboard && !p.Dumb, "copying_advice")
}

// background asks the terminal for its background colour.
func (d *doctor) background() string {
	if !d.profile.Modern {
		return d.says["not_said"]
	}
	c := d.session.askBackground()
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
func (r *session) askBackground() color.Color {
	if _, err := r.output.Write([]byte(terminal.AskBackground)); err != nil {
		return nil
	}
	found := make(chan color.Color, 1)
	r.keyboard.attach(&backgroundInput{found: found})
	defer r.keyboard.detach()
	select {
	case c := <-found:
		return c
	case <-time.After(backgroundTime):
	case <-r.ctx.Done():
	}
	return nil
}

// backgroundInput finds the background colour in what comes from a terminal. It
// is a typist.
type backgroundInput struct {
	in    terminal.Input
	found chan<- color.Color // has room for one
}

func (b *backgroundInput) feed(p []byte) {
	b.in.Feed(p, func(m tea.Msg) {
		if m, ok := m.(tea.BackgroundColorMsg); ok {
			select {
			case b.found <- m.Color:
			default:
			}
		}
	})
}

func (b *backgroundInput) end(bool) {}

func (d *doctor) examineConnection() {
	conn := d.session.conn
	d.note("client", shownPlain(string(conn.ClientVersion())))
	if a, ok := conn.Conn.(gossh.AlgorithmsConnMetadata); ok {
		exchange := a.Algorithms().KeyExchange
		d.note("exchange", exchange)
		d.poor(!strings.HasPrefix(exchange, "mlkem"), "exchange_advice")
	}
	if trip, ok := d.session.connection.roundTrip(d.session.ctx, conn); ok {
		d.note("latency", words.Fill(d.says["milliseconds"], "number", fmt.Sprintf("%.1f", float64(trip.Microseconds())/1000)))
		d.poor(trip > slow, "latency_advice")
	}
}

// roundTrip is the median time that three requests take which the client has to
// answer (RFC 4254 §4); ok is false if it does not, or if somebody asks already:
// what waits for an answer waits for as long as the client stays.
func (c *connection) roundTrip(ctx context.Context, conn gossh.Conn) (trip time.Duration, ok bool) {
	const times = 3
	if !c.beginTiming() {
		return 0, false
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		trip time.Duration
		err  error
	}
	answers := make(chan answer, times)
	go func() {
		defer c.endTiming()
		for range times {
			begin := time.Now()
			_, _, err := conn.SendRequest(keepalive, true, nil)
			answers <- answer{time.Since(begin), err}
			if err != nil || ctx.Err() != nil {
				return
			}
		}
	}()
	var trips []time.Duration
	for range times {
		select {
		case a := <-answers:
			if a.err != nil {
				return 0, false
			}
			trips = append(trips, a.trip)
		case <-time.After(answerTime):
			return 0, false
		case <-ctx.Done():
			return 0, false
		}
	}
	slices.Sort(trips)
	return trips[times/2], true
}

// beginTiming begins a round trip; false if one is under way.
func (c *connection) beginTiming() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timing {
		return false
	}
	c.timing = true
	return true
}

func (c *connection) endTiming() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timing = false
}

// shownPlain is a client's own words without quotes: cleaned, and short.
func shownPlain(text string) string {
	const most = 60
	text = clean.Text(strings.ToValidUTF8(text, "?"))
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return text
}
