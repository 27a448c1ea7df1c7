package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/alecthomas/kong"

	"hackday.example/kiosk/internal/manual"
)

// helpCommand is --help as a word of its own.
type helpCommand struct {
	Command []string `arg:"" optional:"" name:"command" help:"The command. (default: all of them)"`
}

// trace is the command line that asks for help on the command.
func (c *helpCommand) trace(k *kong.Kong) (*kong.Context, error) {
	asked, err := kong.Trace(k, append(slices.Clone(c.Command), "--help"))
	if err != nil {
		return nil, err
	}
	return asked, asked.Error
}

// AfterApply refuses words that are no command, while the command line is still parsed.
func (c *helpCommand) AfterApply(k *kong.Context) error {
	_, err := c.trace(k.Kong)
	return err
}

// Run prints what --help behind the command prints.
func (c *helpCommand) Run(k *kong.Context) error {
	asked, err := c.trace(k.Kong)
	if err != nil {
		return err
	}
	return asked.PrintUsage(false)
}

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell: bash, zsh or fish."`
}

// Run prints the script.
func (c *completionCommand) Run(k *kong.Context, std streams) error {
	text, err := manual.Completion(c.Shell, k.Model)
	return printFile(std, text, err)
}

type manCommand struct{}

// Run prints the man page. Its date is that of SOURCE_DATE_EPOCH, which releases set
// (https://reproducible-builds.org/specs/source-date-epoch/).
func (manCommand) Run(k *kong.Context, std streams) error {
	page := manPage
	page.Version = kioskVersion()
	if epoch := os.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return fmt.Errorf("SOURCE_DATE_EPOCH is %q; it has to be seconds since 1970", epoch)
		}
		page.Date = time.Unix(seconds, 0)
	}
	return printFile(std, page.Man(k.Model), nil)
}

// manPage is what the man page says beside the commands and their flags.
var manPage = manual.Page{
	Brief: "show pages to anyone who runs ssh",
	Sections: []manual.Section{
		{Title: "SETTINGS", Text: []string{
			"A flag of kiosk serve has a variable of its own, which is named behind it, and a key of the flag's name in the settings file, for example max-sessions. A flag counts before a variable, and a variable before the file. kiosk deploy settings prints a file with all of them.",
		}},
		{Title: "FILES", Terms: [][2]string{
			{"/etc/kiosk/kiosk.yaml", "The settings file, unless --config names another."},
			{"/var/lib/kiosk", "What the service keeps: the host key, by which visitors know the kiosk, in keys, and announcements. Keep a copy of the key."},
			{"/var/cache/kiosk", "Texts of PDFs. They can be made again."},
		}},
		{Title: "SIGNALS", Terms: [][2]string{
			{"SIGHUP", "Read the pages again. Where they cannot be served, the old ones stay."},
			{"SIGTERM, SIGINT", "Close, after the time that --drain gives readers. A second one closes at once."},
		}},
		{Title: "EXIT STATUS", Terms: [][2]string{
			{"0", "All is done."},
			{"1", "It failed, and the reason was printed."},
			{"2", "The command line was not understood."},
		}},
		{Title: "EXAMPLES", Terms: [][2]string{
			{"kiosk --content pages", "Serve the folder pages on port 2222; ssh -p 2222 localhost reads it."},
			{"kiosk check pages", "Say what is wrong with it."},
			{"kiosk poster --public hackday.example -o poster.pdf", "Make the page to hang up in the hall."},
			{"systemctl enable --now kiosk.socket kiosk.service", "Start the installed service, now and when the machine starts."},
		}},
		{Title: "SEE ALSO", Text: []string{"ssh(1), sshd_config(5), systemctl(1), journalctl(1)"}},
	},
}
