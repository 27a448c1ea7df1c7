package kiosktest

import (
	"bytes"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// startShell runs a shell script in a terminal.
func startShell(t testing.TB, opts TerminalOptions, script string) *Terminal {
	t.Helper()
	return StartTerminal(t, opts, exec.Command(Need(t, "sh"), "-c", script))
}

// waitForStatus waits for the program's end.
func waitForStatus(t *testing.T, term *Terminal, want int) {
	t.Helper()
	if status, err := term.Wait(patience); status != want || err != nil {
		t.Errorf("ended with %d, %v, want %d", status, err, want)
	}
}

func TestTerminalShowsAndTypes(t *testing.T) {
	term := startShell(t, TerminalOptions{}, `printf 'name? '; read name; echo "hello $name"; exit 3`)
	term.WaitForText("name?")
	term.Type("Ada\r")
	screen := term.WaitForText("hello Ada")
	if got, want := screen.Text(), "name? Ada\nhello Ada"; got != want {
		t.Errorf("the screen is %q, want %q", got, want)
	}
	waitForStatus(t, term, 3)
	if got, want := string(term.Raw()), "name? Ada\r\nhello Ada\r\n"; got != want {
		t.Errorf("the bytes are %q, want %q", got, want)
	}
	if state := term.State(); state.CursorRow != 2 || state.CursorColumn != 0 {
		t.Errorf("the cursor is at %d,%d", state.CursorRow, state.CursorColumn)
	}
}

func TestTerminalHasASize(t *testing.T) {
	Need(t, "stty")
	term := startShell(t, TerminalOptions{Columns: 100, Rows: 30}, `
		trap 'stty size' WINCH
		stty size
		while :; do read x; done`)
	term.WaitForText("30 100")
	term.Resize(90, 25)
	screen := term.WaitForText("25 90")
	if screen.Columns != 90 || screen.Rows != 25 {
		t.Errorf("the screen is %d by %d", screen.Columns, screen.Rows)
	}
}

func TestTerminalSizeIsEightyByTwentyFour(t *testing.T) {
	Need(t, "stty")
	term := startShell(t, TerminalOptions{}, "stty size")
	waitForStatus(t, term, 0)
	if got := term.Screen().Row(0); got != "24 80" {
		t.Errorf("the size is %q", got)
	}
}

func TestTerminalAnswersTheProgram(t *testing.T) {
	Need(t, "stty")
	for name, test := range map[string]struct {
		opts TerminalOptions
		want string
	}{
		"dark":  {TerminalOptions{}, "rgb:0000/0000/0000"},
		"light": {TerminalOptions{Light: true}, "rgb:ffff/ffff/ffff"},
	} {
		t.Run(name, func(t *testing.T) {
			term := startShell(t, test.opts, `
				stty -icanon -echo
				printf '\033]11;?\007'
				head -c 24 | tr -d '\033\007'; echo .`)
			term.WaitForText("]11;" + test.want + ".")
		})
	}
}

func TestTerminalKnowsWhatAProgramLeft(t *testing.T) {
	Need(t, "stty")
	term := startShell(t, TerminalOptions{Prelude: "$ \x1b]2;shell\x07\x1b[?1007h"}, `
		settings=$(stty -g)
		stty raw -echo
		printf '\033[?1049h\033[?25l\033[?2004h\033[?1007s\033[?1007l\033[22;2t\033]2;page\007\033[Hready'
		read x
		printf '\033[?2004l\033[?1007r\033[23;2t\033[?25h\033[?1049l'
		stty $settings`)
	before := term.InitialState()
	if before.Title != "shell" || before.Modes != "?1007h" || before.CursorColumn != 2 {
		t.Errorf("the terminal did not start as asked: %+v", before)
	}
	term.WaitForText("ready")
	during := term.State()
	if !strings.Contains(during.LineDiscipline, "-icanon -echo") {
		t.Errorf("the line discipline is %q", during.LineDiscipline)
	}
	want := before
	want.AlternateScreen, want.CursorVisible, want.Title, want.SavedTitles = true, false, "page", 1
	want.Modes, want.CursorColumn, want.LineDiscipline = "?2004h", 5, during.LineDiscipline
	if diff := cmp.Diff(want, during); diff != "" {
		t.Errorf("on the alternate screen (-want +got):\n%s", diff)
	}
	term.Type("\n")
	waitForStatus(t, term, 0)
	if diff := cmp.Diff(before, term.State()); diff != "" {
		t.Errorf("afterwards (-before +after):\n%s", diff)
	}
	if got := term.Screen().Row(0); got != "$" {
		t.Errorf("the prompt became %q", got)
	}
}

// waitForSignal waits for the program to be ended by a signal.
func waitForSignal(t *testing.T, term *Terminal, want string) {
	t.Helper()
	status, err := term.Wait(patience)
	if status != -1 || err == nil || !strings.Contains(err.Error(), "signal: "+want) {
		t.Errorf("ended with %d, %v, want signal %q", status, err, want)
	}
}

func TestTerminalSignals(t *testing.T) {
	term := startShell(t, TerminalOptions{}, "echo ready; exec cat")
	term.WaitForText("ready")
	term.Signal(syscall.SIGTERM)
	waitForSignal(t, term, "terminated")
	term.Signal(syscall.SIGTERM) // has nobody to reach
}

func TestTerminalInterruptKeyEndsTheProgram(t *testing.T) {
	term := startShell(t, TerminalOptions{}, "echo ready; exec cat")
	term.WaitForText("ready")
	term.Type("\x03")
	waitForSignal(t, term, "interrupt")
}

func TestTerminalWaitGivesUp(t *testing.T) {
	term := startShell(t, TerminalOptions{}, "exec cat")
	status, err := term.Wait(time.Millisecond)
	if status != -1 || err == nil || !strings.Contains(err.Error(), "still runs") {
		t.Errorf("Wait returned %d, %v", status, err)
	}
}

func TestTerminalWaitTellsOfAChildThatStays(t *testing.T) {
	term := startShell(t, TerminalOptions{}, `
		trap '' HUP
		while echo still here; do sleep 0.1; done &
		exit 4`)
	var err error
	Settle(t, "the shell's end", patience, func() bool {
		var status int
		status, err = term.Wait(100 * time.Millisecond)
		return status == 4
	})
	if err == nil || !strings.Contains(err.Error(), "still holds the terminal") {
		t.Errorf("Wait returned %v", err)
	}
}

func TestTerminalCloseHangsUp(t *testing.T) {
	term := startShell(t, TerminalOptions{}, `trap 'exit 5' HUP; echo ready; while :; do read x; done`)
	term.WaitForText("ready")
	term.Close()
	waitForStatus(t, term, 5)
	if !term.Screen().Contains("ready") || term.State().LineDiscipline == "" {
		t.Error("the last screen and state are gone")
	}
	term.Type("x")
	term.Close()
}

func TestTerminalCloseKillsWhoStays(t *testing.T) {
	term := startShell(t, TerminalOptions{}, `trap '' HUP; echo ready; exec sleep 60`)
	term.grace = 10 * time.Millisecond
	term.WaitForText("ready")
	term.Close()
	waitForSignal(t, term, "killed")
}

func TestTerminalLeavesTheCommandItsFiles(t *testing.T) {
	var out bytes.Buffer
	cmd := exec.Command(Need(t, "sh"), "-c", `test -t 0 && test ! -t 1 && test -t 2 && echo piped && : </dev/tty`)
	cmd.Stdout = &out
	term := StartTerminal(t, TerminalOptions{}, cmd)
	waitForStatus(t, term, 0)
	if out.String() != "piped\n" || len(term.Raw()) > 0 {
		t.Errorf("stdout is %q, and on the terminal is %q", out.String(), term.Raw())
	}
}

// A program in raw mode that leaves it so must not look as if it had not.
func TestTerminalKeepsTheLineDisciplineTheProgramLeft(t *testing.T) {
	Need(t, "stty")
	term := startShell(t, TerminalOptions{}, "stty raw -echo")
	waitForStatus(t, term, 0)
	for range 2 {
		if line := term.State().LineDiscipline; !strings.HasPrefix(line, "-icanon -echo -isig") {
			t.Errorf("the line discipline is %q", line)
		}
		term.Close()
	}
}

// The last words of a program are as good as any.
func TestTerminalLosesNoLastWords(t *testing.T) {
	for range 50 {
		term := startShell(t, TerminalOptions{}, "stty raw -echo; printf hello; stty sane; printf goodbye")
		waitForStatus(t, term, 0)
		if got := string(term.Raw()); got != "hellogoodbye" {
			t.Fatalf("it wrote %q", got)
		}
		term.Close()
	}
}

func TestTerminalTakesAFlood(t *testing.T) {
	term := startShell(t, TerminalOptions{Columns: 20, Rows: 4}, "seq 10000")
	waitForStatus(t, term, 0)
	if got := term.Screen().Row(2); got != "10000" {
		t.Errorf("the last row is %q", got)
	}
	if lines := bytes.Count(term.Raw(), []byte("\r\n")); lines != 10000 {
		t.Errorf("%d lines came", lines)
	}
	if !bytes.HasPrefix(term.Raw(), []byte("1\r\n2\r\n3\r\n")) {
		t.Error("the first lines are gone")
	}
}

func TestTerminalDoesNotWaitForAProgramThatDoesNotRead(t *testing.T) {
	term := startShell(t, TerminalOptions{}, `
		stty raw -echo
		i=0; while [ $i -lt 3000 ]; do printf '\033[c\033[6n'; i=$((i+1)); done
		printf ready; exec sleep 60`)
	term.Type(strings.Repeat("x", 100_000))
	term.WaitForText("ready")
}

func TestTerminalIsSafeForConcurrentUse(t *testing.T) {
	term := startShell(t, TerminalOptions{}, "exec cat")
	var users sync.WaitGroup
	for range 4 {
		users.Go(func() {
			for range 50 {
				term.Type("\x1b[6nx\r")
				term.Screen()
				term.State()
				term.Clipboard()
			}
		})
	}
	users.Wait()
	term.Type("end\r\x04")
	term.WaitForText("end")
}

func TestTerminalWaitForFails(t *testing.T) {
	term := startShell(t, TerminalOptions{}, "echo what there is")
	tr := try(t, func(tb testing.TB) {
		term.tb = tb
		term.WaitForText("what there is not")
	})
	for _, want := range []string{`"what there is not"`, "the program has ended", "|what there is "} {
		if !tr.failed || !strings.Contains(tr.said, want) {
			t.Errorf("%q is not in what it said: %s", want, tr.said)
		}
	}
}

func TestTerminalTellsThatAProgramCannotStart(t *testing.T) {
	CheckLeaks(t, func() {
		tr := try(t, func(tb testing.TB) {
			StartTerminal(tb, TerminalOptions{}, exec.Command("/nowhere/program"))
		})
		if !tr.failed || !strings.Contains(tr.said, "/nowhere/program") {
			t.Errorf("it said %q", tr.said)
		}
	})
}

func TestTerminalLeavesNothingBehind(t *testing.T) {
	CheckLeaks(t, func() {
		for _, script := range []string{"exit 0", "exec cat", "printf '\033[c'; exec cat"} {
			term := startShell(t, TerminalOptions{}, script)
			term.Type("\x1b[6n")
			term.Close()
		}
	})
}
