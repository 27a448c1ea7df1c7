// Command kiosk serves a folder of pages over SSH to anyone, and has what its
// organisers need beside: a preview, a health check, the fingerprint.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	_ "time/tzdata" // the zones, where the machine or the image has none

	"github.com/alecthomas/kong"

	"hackday.example/kiosk/internal/folder"
)

// cli is the command line. Every setting of a kiosk that serves has a flag and a
// variable; the flag wins.
type cli struct {
	Serve       serveCommand       `cmd:"" default:"withargs" help:"Serve the pages over SSH. This is what kiosk does without a command."`
	Preview     previewCommand     `cmd:"" help:"Show the pages in this terminal, without SSH."`
	Check       checkCommand       `cmd:"" help:"Say what is wrong with a folder of pages, by file, line and column, and what could be better; exit 1 if the kiosk would not serve it."`
	Fingerprint fingerprintCommand `cmd:"" help:"Print the host key's fingerprint, by which visitors know the kiosk, as text and picture, for known_hosts and for DNS."`
	Rotate      rotateCommand      `cmd:"" help:"Make the next host key, for visitors' ssh to learn; some days later, with --switch, use it."`
	Poster      posterCommand      `cmd:"" help:"Write a page to print and hang up: what to type, the fingerprint to compare, and a QR code of the site."`
	Healthcheck healthcheckCommand `cmd:"" help:"See that a running kiosk is well: read its home page over SSH, as a visitor does; exit 0 if that works, 1 with the reason if not."`
	Rehearse    rehearseCommand    `cmd:"" help:"Play a hall of visitors against a kiosk on this machine, and print what they met; exit 1 if any was not served."`
	Deploy      deployCommand      `cmd:"" help:"Print a file to run kiosks with, for systemd, compose, Kubernetes or HAProxy; or to watch them with, for Prometheus or Grafana."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
	Help        helpCommand        `cmd:"" help:"Say what a command does, and list its flags."`
	Completion  completionCommand  `cmd:"" help:"Print what a shell needs to complete commands and flags: bash, zsh or fish."`
	Man         manCommand         `cmd:"" help:"Print the man page: kiosk man | man -l -"`
	Convert     convertCommand     `cmd:"" hidden:""`
	Decode      decodeCommand      `cmd:"" hidden:""`

	ShowVersion kong.VersionFlag `name:"version" short:"v" help:"Print the version, and end."`
}

// contentFlags say which pages are meant.
type contentFlags struct {
	Content string `env:"KIOSK_CONTENT" sample:"/srv/kiosk/content" placeholder:"DIR" help:"Folder of the pages: what a site generator built, or Markdown files. The pages of NHS Hack Day are built in."`
	From    string `env:"KIOSK_FROM" sample:"html" enum:",html,markdown" default:"" placeholder:"FORM" help:"What the pages are, html or markdown. (default: html where the folder has an index.html, or no Markdown)"`

	AllowLowContrast bool `env:"KIOSK_ALLOW_LOW_CONTRAST" help:"Take a style whose colours some people cannot read: below 4.5:1, as WCAG 2.2 has it."`

	// NoPages are folders in that of the pages that hold none.
	NoPages []string `kong:"-"`
	// Private are folders in that of the pages whose files no visitor may have.
	Private []string `kong:"-"`

	// Shown opens the files of the pages that are shown; nil where those are the folder's.
	Shown fs.FS `kong:"-"`

	// Documents has the texts of PDFs; nil where they are not read.
	Documents folder.Documents `kong:"-"`
	// TryPicture says why a picture cannot be decoded; nil where none is.
	TryPicture func([]byte) error `kong:"-"`
}

// listenFlags say where a kiosk serves.
type listenFlags struct {
	Listen string `env:"KIOSK_LISTEN" default:"${listen}" placeholder:"ADDR" help:"Address and port to serve on, for example :2222 or 192.0.2.1:22. (default: ${default})"`
}

// streams are the program's ends, so that tests can hold them.
type streams struct {
	out, err io.Writer
}

// Exit statuses.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], streams{os.Stdout, os.Stderr}))
}

// run is the program but for the process around it.
func run(ctx context.Context, args []string, std streams) int {
	var c cli
	source := &settingsSource{}
	exited := -1
	parser, err := newParser(&c, source, std, func(status int) { exited = status })
	if err != nil {
		fmt.Fprintf(std.err, "kiosk: %v\n", err)
		return exitFailed
	}
	k, err := parser.Parse(args)
	if exited >= 0 { // --help was printed
		return exited
	}
	if p := (*kong.ParseError)(nil); errors.As(err, &p) && p.Context.Selected() == parser.Model.DefaultCmd {
		defer c.Serve.apologize()
	}
	if s := (*settingsError)(nil); errors.As(err, &s) {
		printError(std.err, s.error)
		return exitUsage
	}
	if err != nil {
		printError(std.err, hint(err, "%s", usageHint(parser.Model, err, args)))
		return exitUsage
	}
	k.BindTo(ctx, (*context.Context)(nil))
	if err := k.Run(); errors.Is(err, errPrinted) {
		return exitFailed
	} else if err != nil {
		printError(std.err, source.explain(err))
		return exitFailed
	}
	return exitDone
}

// newParser makes the parser of a command line. exit is called where kong would end the
// program.
func newParser(c *cli, source *settingsSource, std streams, exit func(status int)) (*kong.Kong, error) {
	return kong.New(c,
		kong.Name("kiosk"),
		kong.Description("A public SSH kiosk: anyone who runs ssh reads your pages, without an account."),
		kong.Writers(std.out, std.err),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.Bind(std, source),
		kong.Resolvers(source),
		kong.Vars{"settings": usualSettingsHelp(), "listen": usualListen, "drain": drainDefault().String(), "version": versionLine()},
		lengthsOfTime,
	)
}

// printError says what went wrong, and what to do about it if that is known.
func printError(w io.Writer, err error) {
	fmt.Fprintf(w, "kiosk: %v\n", err)
	var h *hintError
	if errors.As(err, &h) {
		fmt.Fprintf(w, "hint: %s\n", h.hint)
	}
}

// hintError is an error that also says what to do about it.
type hintError struct {
	err  error
	hint string
}

func (e *hintError) Error() string { return e.err.Error() }
func (e *hintError) Unwrap() error { return e.err }

// hint adds to an error what to do about it.
func hint(err error, format string, args ...any) error {
	return &hintError{err: err, hint: fmt.Sprintf(format, args...)}
}
