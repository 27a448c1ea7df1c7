package manual

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"hackday.example/kiosk/internal/kiosktest"
)

// program is a command line whose help texts hold what man pages and shells would take for
// their own.
type program struct {
	Run struct {
		Listen string `env:"P_LISTEN" default:":22" help:"It's an [address]: for example :22 or \\n. (default: ${default})"`
		From   string `enum:",html,markdown" default:"" placeholder:"FORM" help:".SH is what the pages are, 'html' or \"markdown\"; $HOME and $(touch hurt) and %s."`
		Pages  string `placeholder:"DIR" help:"Folder of the pages."`
		Secret string `hidden:"" help:"Nobody sees this."`
		Quiet  bool   `short:"q" help:"Say nothing."`
	} `cmd:"" default:"withargs" help:"Serve. It is the default."`
	Look struct {
		Dir string `arg:"" optional:"" name:"DIR" help:"The folder."`
		All bool   `help:"Everything."`
	} `cmd:"" help:"Look at a folder."`
	Print struct {
		Unit struct {
			Output string `short:"o" placeholder:"FILE" help:"Where to."`
		} `cmd:"" help:"Print a unit."`
		Shell struct {
			Name string `arg:"" enum:"bash,zsh,fish"`
		} `cmd:"" help:"Print for a shell."`
	} `cmd:"" help:"Print things."`
	Inner struct{} `cmd:"" hidden:"" help:"Nobody sees this."`
}

func model(t *testing.T) *kong.Application {
	t.Helper()
	k, err := kong.New(&program{}, kong.Name("prog"), kong.Description("A program, to be tried."))
	if err != nil {
		t.Fatal(err)
	}
	return k.Model
}

var page = Page{
	Version: "1.2.3-rc.1",
	Date:    time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC),
	Brief:   "is tried",
	Sections: []Section{
		{Title: "SIGNALS", Text: []string{"First.", ".PP would be a request. 'So would this, which is as long as a line that has to be broken somewhere."}, Terms: [][2]string{{"SIGHUP", `C:\new`}}},
	},
}

// Both programs that show man pages take it, and print its text as it was.
func TestManPage(t *testing.T) {
	source := page.Man(model(t))
	file := filepath.Join(t.TempDir(), "prog.1")
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(kiosktest.Need(t, "mandoc"), "-T", "lint", "-W", "warning", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("mandoc: %v\n%s", err, out)
	}
	for _, formatter := range [][]string{
		{"mandoc", "-T", "ascii", "-O", "width=200"},
		{"groff", "-man", "-T", "ascii", "-P", "-cbou", "-ww", "-rLL=200n"},
	} {
		out, err := exec.Command(kiosktest.Need(t, formatter[0]), append(formatter[1:], file)...).CombinedOutput()
		text := strings.Join(strings.Fields(overstruck(string(out))), " ")
		if err != nil || strings.Contains(text, "warning") {
			t.Errorf("%s: %v\n%s", formatter[0], err, out)
		}
		for _, want := range []string{
			"PROG(1) User Commands PROG(1) NAME prog - is tried SYNOPSIS prog [command] [flags]",
			`--listen=":22" It's an [address]: for example :22 or \n. (default: :22) ($P_LISTEN)`,
			`--from=html|markdown .SH is what the pages are, 'html' or "markdown"; $HOME and $(touch hurt) and %s.`,
			"prog look [DIR] Look at a folder. DIR The folder. --all Everything.",
			"prog print unit Print a unit. -o, --output=FILE Where to.",
			`SIGNALS First. .PP would be a request. 'So would this, which is as long as a line that has to be broken somewhere. SIGHUP C:\new`,
			"prog 1.2.3-rc.1 2026-11-29",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s prints no %q:\n%s", formatter[0], want, text)
			}
		}
		if strings.Contains(text, "Nobody") || strings.Contains(text, "secret") {
			t.Errorf("%s prints what is hidden:\n%s", formatter[0], text)
		}
	}
}

// overstruck takes out what printers strike twice for bold, and under for italic.
func overstruck(text string) string {
	var out []rune
	for _, r := range text {
		if r == '\b' && len(out) > 0 {
			out = out[:len(out)-1]
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// completed is what bash and zsh make of a line when Tab is pressed behind it, and what
// fish offers for its last word.
var completed = []struct {
	name, typed, want string
	offered           []string
}{
	{"a command", "prog loo", "prog look", []string{"look"}},
	{"a flag of the default command", "prog --lis", "prog --listen", []string{"--listen"}},
	{"a flag of a command", "prog run --qui", "prog run --quiet", []string{"--quiet"}},
	{"a flag of a command in a group", "prog print unit --out", "prog print unit --output", []string{"--output"}},
	{"a flag behind other words", "prog look --all --he", "prog look --all --help", []string{"--help"}},
	{"a flag's value", "prog run --from mark", "prog run --from markdown", []string{"markdown"}},
	{"a flag's value behind =", "prog run --from=mark", "prog run --from=markdown", []string{"--from=markdown"}},
	{"an argument", "prog print shell zs", "prog print shell zsh", []string{"zsh"}},
	{"a folder", "prog look som", "prog look some folder/", []string{"some folder/"}},
	{"a folder of a flag", "prog run --pages som", "prog run --pages some folder/", []string{"some folder/"}},
	{"a file of a flag", "prog print unit -o not", "prog print unit -o note", []string{"note"}},
	{"nothing hidden", "prog inn", "prog inn", nil},
	{"no hidden flag", "prog run --sec", "prog run --sec", nil},
}

// shellFolder has the script, and a folder and a file to be completed.
func shellFolder(t *testing.T, shell string) string {
	t.Helper()
	dir := t.TempDir()
	script, err := Completion(shell, model(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		os.WriteFile(filepath.Join(dir, "script"), []byte(script), 0o600),
		os.WriteFile(filepath.Join(dir, "note"), nil, 0o600),
		os.Mkdir(filepath.Join(dir, "some folder"), 0o700),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if _, err := os.Stat(filepath.Join(dir, "hurt")); err == nil {
			t.Error("the shell ran what a help text says")
		}
	})
	return dir
}

// Somebody types in a terminal and presses Tab.
func TestBashAndZshComplete(t *testing.T) {
	for _, tt := range []struct{ shell, flags, setUp string }{
		{"bash", "--norc --noprofile", "PS1='$ '; bind 'set bell-style none' 2>&-; . ./script"},
		{"zsh", "-f", "PS1='$ '; autoload -Uz compinit; compinit -D; unsetopt beep; . ./script"},
	} {
		t.Run(tt.shell, func(t *testing.T) {
			dir := shellFolder(t, tt.shell)
			cmd := exec.Command(kiosktest.Need(t, tt.shell), append(strings.Fields(tt.flags), "-i")...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "TERM=xterm", "HOME="+dir, "HISTFILE=")
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: 120}, cmd)
			term.Type(tt.setUp + "; echo re''ady\r")
			term.WaitFor("the prompt", func(s kiosktest.Screen) bool { return s.Contains("\nready") && lastLine(s.Text()) == "$" })
			for _, line := range completed {
				want := line.want
				if line.offered != nil && strings.Contains(want, "some folder") {
					want = strings.Replace(want, "some folder", `some\ folder`, 1)
				}
				// What follows shows where Tab left the cursor; the line is never run.
				term.Type(line.typed + "\t#")
				screen := term.WaitFor("the end of "+line.typed, func(s kiosktest.Screen) bool { return strings.Contains(lastLine(s.Text()), "#") })
				got := strings.TrimPrefix(lastLine(screen.Text()), "$ ")
				// Zsh goes on with the flag's "=", bash with a blank.
				if got = strings.NewReplacer(" #", "#", "=#", "#").Replace(got); got != want+"#" {
					t.Errorf("%s: %q becomes %q, and not %q", line.name, line.typed, got, want)
				}
				term.Type("\x15\x0c") // the line is taken back, the screen cleared
				term.WaitFor("an empty line", func(s kiosktest.Screen) bool { return strings.TrimSpace(s.Text()) == "$" })
			}
			term.Type("exit\r")
		})
	}
}

// lastLine is the last line of a screen on which anything stands.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimRight(text, " \n"), "\n")
	return strings.TrimRight(lines[len(lines)-1], " ")
}

func TestFishCompletes(t *testing.T) {
	fish, dir := kiosktest.Need(t, "fish"), shellFolder(t, "fish")
	var script strings.Builder
	script.WriteString("source script\n")
	for _, line := range completed {
		script.WriteString("complete -C " + fishQuote(line.typed) + "; echo ==\n")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, fish, "--no-config", "-c", script.String())
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	answers := strings.Split(string(out), "==\n")
	for i, line := range completed {
		var got []string
		for _, offer := range strings.Split(strings.TrimSuffix(answers[i], "\n"), "\n") {
			if word, _, _ := strings.Cut(offer, "\t"); word != "" {
				got = append(got, word)
			}
		}
		if strings.Join(got, "\n") != strings.Join(line.offered, "\n") {
			t.Errorf("%s: %q is offered %q, and not %q", line.name, line.typed, got, line.offered)
		}
	}
}

func TestThereIsNoScriptForAnotherShell(t *testing.T) {
	if text, err := Completion("tcsh", model(t)); err == nil || text != "" || !strings.Contains(err.Error(), "bash, zsh, fish") {
		t.Errorf("it is %q, %v", text, err)
	}
}
