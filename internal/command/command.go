// Package command is what visitors and organisers ask for by name, as in
// "ssh host NAME": it takes a line apart, finds the command, and runs it. It knows
// the session and the kiosk by two small interfaces, and nothing of SSH.
package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/console"
	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/grant"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/plain"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// Status is how a command ended: the exit status that the client is told.
type Status int

// The exit statuses of a command.
const (
	Done          Status = 0
	Failed        Status = 1
	NotUnderstood Status = 2 // and what was meant was said
)

// Visit is what a command asks of the session that it runs in.
type Visit interface {
	Size() terminal.Size                             // of its terminal
	Join() string                                    // what to type to come here: "ssh hackday.example"
	Client() (version, keyExchange string)           // the client's; keyExchange is empty if it is not known
	RoundTrip(context.Context) (time.Duration, bool) // to the client; false if it does not answer

	Opened(page string, link int) // counts what is read; link is 0 for the page itself
	Became(kind string)           // notes what is served, for the counts and for organisers

	TakePlace() bool // a reader's; false if there is none left
	LeavePlace()
	TakeLobby() bool // false if there may be no more lobbies
	LeaveLobby()

	// Download begins a download: what is written to to is paced, and ctx ends when the
	// kiosk closes. ok is false if there may be no more just now; else end has to be called.
	Download() (ctx context.Context, to io.Writer, end func(), ok bool)

	// Rehearse has the source of the session count as a venue's, as package grant says;
	// ok is false if another rehearsal is under way. end ends it, and may be called more
	// than once.
	Rehearse() (g grant.Grant, end func() grant.Account, ok bool)

	// LetGo notes that what follows of the call holds nothing of the site that it was given.
	// Until then the call ends early where the pages are replaced more than once.
	LetGo()

	// Screen and Lines run a reader until the visitor leaves. Their errors are
	// package console's.
	Screen(ctx context.Context, o reading.Options, p terminal.Profile, lobby bool) error
	Lines(ctx context.Context, o reading.Options, p terminal.Profile) error
}

// Kiosk is what organisers' commands ask of the kiosk.
type Kiosk interface {
	Board() *announcements.Board // nil where there are no announcements
	Now() time.Time
	Ready() bool              // not while it drains or closes
	DrainLeft() time.Duration // of the notice of a drain
	Trouble() string          // what is wrong with the pages; empty while all is well
	Tally() telemetry.Tally
	Sessions() []Session // the oldest first
	Operations() Operations
	Site() *site.Site   // the one that is shown now
	Reloads() *Reloads  // those that organisers asked for through any of the replicas
	Replicas() Replicas // nil where the kiosk is one by itself
}

// Session is what organisers see of a session.
type Session struct {
	Kind   string
	Began  time.Time
	Window terminal.Size // zero without a terminal
	Source string        // the pseudonym of where it comes from
	You    bool          // it is the one that asks
}

// MaxDrain bounds the notice of a drain.
const MaxDrain = time.Hour

// Operations is what organisers ask of the program around the server. A field
// that is nil is something that this program does not do.
type Operations struct {
	// Status is what the program knows of itself: a name and a value a line.
	Status func() [][2]string
	// Look are those of these lines that want attention.
	Look func() [][2]string
	// Reload reads the pages again, and says in a sentence what came of it. The end
	// of the context leaves the old ones.
	Reload func(context.Context) (string, error)
	// Drain begins to close the program after a notice, zero for the usual one,
	// and returns the notice that readers get.
	Drain func(notice time.Duration) time.Duration
}

// Options is what a line is run with.
type Options struct {
	Visit Visit // required
	Kiosk Kiosk // required

	Environment terminal.Environment // the client's, of which few variables are believed
	PTY         bool                 // there is a terminal at the other end
	Site        *site.Site           // the one that is shown now; required
	Announced   []string             // what the organisers say now
	Layouts     *layout.View         // required
	Finder      *search.Finder       // searches all pages; required
	Pictures    gallery.View         // the zero View where none are shown
	Downloads   func() download.View // what can be taken away; required
	Organiser   string               // the name of the organiser who asks; empty for a visitor

	// Input is what the client sends, as a stream that ends with the context or when
	// it is closed. It may be called once. Required.
	Input          func(context.Context) io.ReadCloser
	Output, Errors io.Writer // the client's streams, as they are; required
}

// Call is a line that is run. It is used by one goroutine.
type Call struct {
	Options
	profile terminal.Profile
	words   *words.Words // the visitor's language
	command *command     // nil where none was named
	notRun  bool         // the line was a shell's, and the reader is given instead
	line    string       // what stands behind the command's name; as it was sent, if it is verbatim
	args    []string     // without flags and the command's name
	flags   []string
	replica *string       // what replicaFlag names; nil where it is not given
	only    *replica.Peer // the replica of that name; nil for all
	// opened is the page that an address means, and fragment the part of it; nil where
	// none was given, or it was not looked for yet.
	opened   *site.Page
	fragment string
	// out is the answer. It is written as it is made: a client that reads slowly
	// has little kept for it.
	out *plain.Writer
	// paused is where out writes to.
	paused *pausedOutput
}

// New makes a call in the language that the client's environment asks for.
func New(o Options) *Call {
	c := &Call{Options: o, profile: terminal.Detect(o.Environment), paused: &pausedOutput{to: o.Output}}
	if !o.PTY { // nothing is known of what shows it
		c.profile = terminal.Detect(terminal.Environment{"LANG": o.Environment.Charset()})
	}
	if c.isPuTTY() {
		c.profile.Title = false
	}
	c.speak(o.Environment.Language())
	return c
}

// isPuTTY reports whether the visitor's client is PuTTY.
func (c *Call) isPuTTY() bool {
	version, _ := c.Visit.Client()
	return terminal.IsPuTTY(version)
}

// Words is the language of the answer.
func (c *Call) Words() *words.Words { return c.words }

// Run runs a line, and returns the exit status. An empty one is what a client
// sends that names no command. The end of ctx ends what it runs.
func (c *Call) Run(ctx context.Context, line string) Status {
	if !c.parse(line) {
		return c.finish(NotUnderstood)
	}
	if c.command == nil {
		c.command = c.usual()
	}
	return c.dispatch(ctx)
}

// Refuse says why a line is not run.
func (c *Call) Refuse(why string) Status { return c.finish(c.trouble("%s", why)) }

// command is what somebody may ask for.
type command struct {
	name  string
	usage string // the name and its arguments, each of which words.Manual explains
	// examples are for the help: arguments with the name before them, in which PAGE
	// stands for a page of the site. None are the name alone.
	examples []string
	// run writes the answer and returns the exit status.
	run func(context.Context, *Call) Status
	// verbatim is set for what takes the rest of the line as it is.
	verbatim bool
	// wordy is set for what takes words that are looked for: a shell's syntax and quotes
	// have no meaning in them.
	wordy bool
	// stays is set for what goes on until the visitor leaves, and needs a
	// terminal; terminal for what needs one, and ends by itself.
	stays, terminal bool
	organisers      bool // only they may ask for it
	// among is how it is written where the kiosk is one of several, and one of them may be
	// meant by replicaFlag; nil for what always means all.
	among *writing
}

// writing is how a command is written: its usage and examples, in which NAME stands for a
// replica.
type writing struct {
	usage    string
	examples []string
}

// visitorCommands are what everybody may ask for.
var visitorCommands = []command{
	{name: "read", usage: "read [PAGE] [--markdown]", run: readPage, examples: []string{"read", "read PAGE", "read PAGE --markdown"}},
	{name: "pages", usage: "pages [WORDS] [--json]", run: listPages, wordy: true, examples: []string{"pages", "pages hack day", "pages --json"}},
	{name: "search", usage: "search WORDS [--json]", run: findPages, wordy: true, examples: []string{"search hack day", "search hack day --json"}},
	{name: "menu", usage: "menu", run: showMenu},
	{name: "resources", usage: "resources [PAGE] [NUMBER] [--json] [--url]", run: listResources, examples: []string{"resources", "resources PAGE", "resources PAGE 1 --url"}},
	{name: "qr", usage: "qr [PAGE] NUMBER", run: showQR, examples: []string{"qr 1", "qr PAGE 1"}},
	{name: "get", usage: "get [PAGE] NUMBER|NAME > FILE", run: getFile, examples: []string{"get PAGE > page.md", "get PAGE 1 > file"}},
	linearCommand,
	{name: "lobby", usage: "lobby", run: runLobby, stays: true},
	{name: "doctor", usage: "doctor", run: examine, terminal: true},
	{name: "privacy", usage: "privacy", run: sayPrivacy},
}

// linearCommand is also what a terminal gets that has no screen.
var linearCommand = command{name: "linear", usage: "linear [PAGE]", run: readLines, stays: true, examples: []string{"linear", "linear PAGE"}}

// scpCommand is what the old protocol of scp runs here. Nobody types it, and the help does
// not tell of it.
var scpCommand = command{name: "scp", usage: "scp -f PATH", run: serveSCP}

// allCommands adds the help, which lists itself, as a variable cannot.
func allCommands() []command {
	return append(slices.Clone(visitorCommands), command{name: helpName, usage: "help [COMMAND]", run: sayHelp, examples: []string{"help", "help read"}})
}

// commands are what whoever asks may ask for.
func (c *Call) commands() []command {
	all := allCommands()
	if c.Organiser != "" {
		all = append(all, c.organising()...)
	}
	return all
}

// named is the command of a name, or nil.
func (c *Call) named(name string) *command {
	for _, k := range append(c.commands(), scpCommand, rehearseCommand) {
		if k.name == name && (c.Organiser != "" || !k.organisers) {
			return &k
		}
	}
	return nil
}

func namesOf(commands []command) []string {
	var names []string
	for _, k := range commands {
		names = append(names, k.name)
	}
	return names
}

// usual is what a client gets that named no command.
func (c *Call) usual() *command {
	if c.Organiser != "" {
		return &command{name: "welcome", run: welcome}
	}
	return c.reader()
}

// reader is what shows a page: the reader on a screen, lines on a terminal that has none,
// and else the page as text.
func (c *Call) reader() *command {
	switch {
	case !c.PTY:
		return c.named("read")
	case c.profile.Dumb:
		return &linearCommand
	}
	return &command{name: "reader", run: readScreen, stays: true}
}

// dispatch runs the command, and returns its exit status.
func (c *Call) dispatch(ctx context.Context) Status {
	switch {
	case !c.command.stays:
		return c.finish(c.command.run(ctx, c))
	case !c.PTY:
		c.fail(c.words.Errors.NeedsTerminal, "command", c.command.name)
		return c.finish(NotUnderstood)
	case !c.Visit.TakePlace():
		c.Visit.Became(telemetry.Full)
		return c.finish(c.fullHouse())
	}
	defer c.Visit.LeavePlace()
	c.Visit.Became(c.command.name)
	return c.finish(c.command.run(ctx, c))
}

// finish ends the answer, and returns the exit status.
func (c *Call) finish(s Status) Status {
	if c.out.Flush() != nil {
		return Failed
	}
	return s
}

// letGo lets go of the site: what follows may take hours, in which many may be shown.
func (c *Call) letGo() {
	c.Site, c.opened, c.out.Site = nil, nil, nil
	c.Visit.LetGo()
}

// text is a stream for text.
func (c *Call) text(w io.Writer) io.Writer {
	if c.PTY {
		return crlfWriter{w}
	}
	return w
}

// crlfWriter ends lines as a terminal in raw mode needs them.
type crlfWriter struct{ w io.Writer }

func (c crlfWriter) Write(p []byte) (int, error) {
	if _, err := c.w.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// fail says why a line was not understood, and returns false.
func (c *Call) fail(text string, pairs ...any) bool {
	c.complain(words.Fill(text, pairs...))
	return false
}

// complain writes what is wrong to where errors belong.
func (c *Call) complain(what string) {
	_, _ = fmt.Fprintf(c.text(c.Errors), "kiosk: %s\n", what)
}

// left is the status of a reader that has ended.
func (c *Call) left(err error) Status {
	switch {
	case err == nil:
		return Done
	case errors.Is(err, console.ErrClosing):
		c.out.Text(c.words.Server.Closing)
		return Done
	}
	return Failed
}
