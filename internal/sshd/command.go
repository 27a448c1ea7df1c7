package sshd

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/qrcode"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// Exit statuses of a command.
const (
	done          = 0
	failed        = 1
	notUnderstood = 2
)

// command is what a visitor may ask for by "ssh host NAME".
type command struct {
	name  string
	usage string // the name and its arguments
	// run writes the answer and returns the exit status.
	run func(q *request) int
	// verbatim is set for what takes the rest of the line as it is.
	verbatim bool
	// stays is set for what goes on until the visitor leaves, and needs a
	// terminal; run then takes the session over.
	stays bool
}

var commands = []command{
	{name: "read", usage: "read [PAGE] [--markdown]", run: readCommand},
	{name: "pages", usage: "pages", run: pagesCommand},
	{name: "resources", usage: "resources [PAGE] [NUMBER] [--json] [--url]", run: resourcesCommand},
	{name: "qr", usage: "qr [PAGE] NUMBER", run: qrCommand},
	{name: "linear", usage: "linear", run: linearCommand, stays: true},
	{name: "lobby", usage: "lobby", run: lobbyCommand, stays: true},
	{name: "doctor", usage: "doctor", run: doctorCommand},
	{name: "privacy", usage: "privacy", run: privacyCommand},
}

// The help lists itself, which a variable cannot.
func allCommands() []command {
	return append(slices.Clone(commands), command{name: "help", usage: "help", run: helpCommand})
}

func namesOf(commands []command) []string {
	var names []string
	for _, c := range commands {
		names = append(names, c.name)
	}
	return names
}

// answer ends the answer to a request, and returns its exit status.
func (q *request) answer(status int) int {
	if q.out.Flush() != nil {
		return failed
	}
	return status
}

// text is one of the channel's streams for text.
func (r *session) text(w *stallWriter) io.Writer {
	if r.pty {
		return crlfWriter{w}
	}
	return w
}

// fullHouse gives the page as text to those for whom there is no place.
func (q *request) fullHouse() int {
	if notice := q.notice(); notice != "" {
		q.out.Text(notice + "\n")
	}
	p := q.site.Home().In(q.words.Code)
	q.opened(p, 0)
	q.out.Page(p)
	q.out.Text("\n" + q.words.Server.Full)
	return done
}

func readCommand(q *request) int {
	if !q.understood(1, "--markdown") {
		return notUnderstood
	}
	p := q.page()
	if p == nil {
		return notUnderstood
	}
	q.opened(p, 0)
	if slices.Contains(q.flags, "--markdown") {
		q.out.Verbatim(p.Markdown)
	} else {
		q.out.Page(p)
	}
	return done
}

func pagesCommand(q *request) int {
	if !q.understood(0) {
		return notUnderstood
	}
	q.out.Pages()
	return done
}

func resourcesCommand(q *request) int {
	if !q.understood(2, "--json", "--url") {
		return notUnderstood
	}
	p, r, ok := q.link()
	if !ok {
		return notUnderstood
	}
	some := p.Resources
	if r != nil {
		some = []site.Resource{*r}
		q.opened(p, r.Number)
	}
	switch {
	case slices.Contains(q.flags, "--json"):
		if err := q.out.JSON(p, some); err != nil {
			q.session.server.config.Log.Error("writing JSON", "error", err)
			return failed
		}
	case slices.Contains(q.flags, "--url"):
		for _, r := range some {
			q.out.Verbatim(r.URL + "\n")
		}
	default:
		q.out.Resources(p, some)
	}
	return done
}

func qrCommand(q *request) int {
	if !q.understood(2) {
		return notUnderstood
	}
	p, r, ok := q.link()
	if !ok {
		return notUnderstood
	}
	if r == nil {
		q.fail(q.words.Errors.NeedsLink, "usage", q.command.usage)
		return notUnderstood
	}
	q.opened(p, r.Number)
	code, err := qrcode.Encode(r.URL)
	if err != nil {
		q.fail(q.words.Errors.NoQR)
		q.out.Verbatim(r.URL + "\n")
		return failed
	}
	style := qrcode.Style{Depth: q.profile.Depth, ASCII: q.profile.ASCII, Colours: q.profile.Colours}
	if !q.session.pty { // what is at the other end has colours, as a rule
		style.Depth, style.Colours = colorprofile.ANSI, true
	}
	for _, l := range code.Lines(style) {
		if q.session.pty && q.profile.Dumb {
			l = ansi.Strip(l)
		}
		q.out.Verbatim(l + "\n")
	}
	q.out.Verbatim(r.URL + "\n")
	return done
}

func privacyCommand(q *request) int {
	if !q.understood(0) {
		return notUnderstood
	}
	q.out.Text(strings.TrimRight(q.words.Privacy, "\n"))
	return done
}

func helpCommand(q *request) int {
	if !q.understood(0) {
		return notUnderstood
	}
	head := q.site.Title
	if q.site.Tagline != "" {
		head += ": " + q.site.Tagline
	}
	q.out.Text(head + "\n\n" + q.words.CommandHelp.Head + "\n")
	var rows [][2]string
	for _, c := range allCommands() {
		rows = append(rows, [2]string{c.usage, q.words.Commands[c.name]})
	}
	rows = append(rows, [2]string{languageWord + " CODE [COMMAND]", words.Fill(q.words.Commands["lang"], "languages", languages())})
	q.out.Table(rows)
	q.out.Text("\n" + q.words.CommandHelp.Foot)
	if contact := q.site.Contact; contact != "" {
		q.out.Text("\n" + words.Fill(q.words.CommandHelp.Contact, "contact", contact))
	}
	return done
}

// languages are the languages there are, as "cy (Cymraeg), en (English)".
func languages() string {
	var list []string
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		list = append(list, fmt.Sprintf("%s (%s)", code, w.Language))
	}
	return strings.Join(list, ", ")
}

// crlfWriter ends lines as a terminal in raw mode needs them.
type crlfWriter struct{ w io.Writer }

func (c crlfWriter) Write(p []byte) (int, error) {
	if _, err := c.w.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}
