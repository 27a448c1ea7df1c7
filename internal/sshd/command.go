package sshd

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/anmitsu/go-shlex"

	"hackday.example/kiosk/internal/plain"
	"hackday.example/kiosk/internal/site"
)

// Exit statuses of a command.
const (
	done          = 0
	failed        = 1
	notUnderstood = 2
)

// maxCommandBytes bounds a command line.
const maxCommandBytes = 4 << 10

// command is what a visitor may ask for by "ssh host NAME".
type command struct {
	name  string
	usage string // the name and its arguments
	help  string
	run   func(r *request) int
}

var commands = []command{
	{"read", "read [PAGE] [--markdown]", "a page as text, or as its Markdown source", readCommand},
	{"pages", "pages", "the names of all pages", pagesCommand},
	{"resources", "resources [PAGE] [--json]", "the links of a page and their addresses", resourcesCommand},
	{"privacy", "privacy", "what is kept of your visit, and for how long", privacyCommand},
}

// The help lists itself, which a variable cannot.
func allCommands() []command {
	return append(slices.Clone(commands), command{"help", "help", "this text", helpCommand})
}

// request is a command as it was asked for.
type request struct {
	session *session
	site    *site.Site // the one that is shown when it is asked
	command command
	args    []string // without flags and the command's name
	flags   []string
	out     *plain.Writer
	errors  bytes.Buffer
}

// command runs a command line and returns its exit status. An empty one, of a
// client that has no terminal, is "read".
func (r *session) command(line string) int {
	q := r.newRequest()
	return r.answer(q, q.parse(line))
}

// fullHouse gives the page as text to those for whom there is no place.
func (r *session) fullHouse() int {
	q := r.newRequest()
	q.out.Page(q.site.Home())
	q.out.Text("\n" + fullWords)
	return r.answer(q, done)
}

func (r *session) newRequest() *request {
	width := 0
	if r.pty {
		width = r.currentSize().Columns
	}
	shown := r.server.site.Load()
	return &request{session: r, site: shown, out: plain.NewWriter(shown, r.server.config.Layouts, width)}
}

// answer writes what a command said, and returns its exit status.
func (r *session) answer(q *request, status int) int {
	out, errors := r.output(r.channel), r.output(r.channel.Stderr())
	if r.pty {
		out, errors = crlfWriter{out}, crlfWriter{errors}
	}
	if _, err := q.errors.WriteTo(errors); err != nil {
		return failed
	}
	if _, err := q.out.WriteTo(out); err != nil {
		return failed
	}
	return status
}

// parse takes a command line apart and runs it.
func (q *request) parse(line string) int {
	if len(line) > maxCommandBytes {
		return q.fail(tooLongWords)
	}
	words, err := shlex.Split(line, true)
	if err != nil {
		return q.fail(unclosedQuoteWords)
	}
	name := "read"
	if len(words) > 0 {
		name, words = words[0], words[1:]
	}
	for _, w := range words {
		if strings.HasPrefix(w, "-") && w != "-" {
			q.flags = append(q.flags, w)
		} else {
			q.args = append(q.args, w)
		}
	}
	for _, c := range allCommands() {
		if c.name == name || name == "--help" && c.name == "help" {
			q.command = c
			return c.run(q)
		}
	}
	return q.fail(unknownCommandWords(name, commandNames()))
}

func commandNames() []string {
	var names []string
	for _, c := range allCommands() {
		names = append(names, c.name)
	}
	return names
}

// fail says why a command was not understood.
func (q *request) fail(words string) int {
	fmt.Fprintf(&q.errors, "kiosk: %s\n", words)
	return notUnderstood
}

// understood checks that there are no flags but the known ones and at most n
// arguments.
func (q *request) understood(n int, known ...string) bool {
	for _, f := range q.flags {
		if !slices.Contains(known, f) {
			q.fail(unknownFlagWords(f, q.command.usage))
			return false
		}
	}
	if len(q.args) > n {
		q.fail(tooManyWords(q.args[n], q.command.usage))
		return false
	}
	return true
}

// page is the page that was asked for, the home page if none was; nil if there
// is no such page, which was said.
func (q *request) page() *site.Page {
	if len(q.args) == 0 {
		return q.site.Home()
	}
	p := q.site.Page(q.args[0])
	if p == nil {
		q.fail(unknownPageWords(q.args[0], q.site.PageNames()))
	}
	return p
}

func readCommand(q *request) int {
	if !q.understood(1, "--markdown") {
		return notUnderstood
	}
	p := q.page()
	if p == nil {
		return notUnderstood
	}
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
	if !q.understood(1, "--json") {
		return notUnderstood
	}
	p := q.page()
	if p == nil {
		return notUnderstood
	}
	if !slices.Contains(q.flags, "--json") {
		q.out.Resources(p)
		return done
	}
	if err := q.out.JSON(p); err != nil {
		q.session.server.config.Log.Error("writing JSON", "error", err)
		return failed
	}
	return done
}

func privacyCommand(q *request) int {
	if !q.understood(0) {
		return notUnderstood
	}
	q.out.Text(privacyWords)
	return done
}

func helpCommand(q *request) int {
	if !q.understood(0) {
		return notUnderstood
	}
	q.out.Text(helpHead(q.site))
	var rows [][2]string
	for _, c := range allCommands() {
		rows = append(rows, [2]string{c.usage, c.help})
	}
	q.out.Table(rows)
	q.out.Text(helpFoot)
	if contact := q.site.Contact; contact != "" {
		q.out.Text("\n" + contactWords(contact))
	}
	return done
}

// crlfWriter ends lines as a terminal in raw mode needs them.
type crlfWriter struct{ w io.Writer }

func (c crlfWriter) Write(p []byte) (int, error) {
	if _, err := c.w.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}
