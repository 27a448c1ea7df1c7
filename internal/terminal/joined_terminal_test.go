package terminal_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/terminal"
)

// resultsVariable is the environment variable by which the test's own binary is
// told to paint on the terminal that it runs in, and where to write what was selected.
const resultsVariable = "KIOSK_TEST_JOINED"

func TestMain(m *testing.M) {
	if path := os.Getenv(resultsVariable); path != "" {
		paint := paintInTmux
		if os.Getenv("TMUX") == "" {
			paint = paintInXterm
		}
		if err := paint(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// The terminal of the test, and an address that is longer than three of its rows.
const (
	joinedColumns, joinedRows = 40, 10
	joinedBar                 = "Esc back"
)

var joinedAddress = "https://example.org/" + strings.Repeat("0123456789", 11) + "#end"

// captured is what tmux says of the pane after a frame.
type captured struct{ Joined, Apart, Selected string }

// joinedFrames show the address as one text, after it a page, and the rows of the
// address as lines of their own.
func joinedFrames() []terminal.Frame {
	rows := make([]string, joinedRows)
	for i, rest := 0, joinedAddress; rest != ""; i++ {
		n := min(len(rest), joinedColumns)
		rows[i], rest = rest[:n], rest[n:]
	}
	rows[joinedRows-1] = joinedBar
	page := make([]string, joinedRows)
	for i := range page {
		page[i] = strings.Repeat(fmt.Sprint(i), joinedColumns-i)
	}
	return []terminal.Frame{{Joined: true, Lines: rows, Scrolling: 9}, {Lines: page, Scrolling: 9}, {Joined: true, Lines: rows, Scrolling: 9}, {Lines: rows}}
}

// paintInTmux paints the frames, and writes to path, as JSON, what tmux captures of each.
func paintInTmux(path string) error {
	state, err := term.MakeRaw(os.Stdin.Fd())
	if err != nil {
		return fmt.Errorf("setting the terminal to raw mode: %w", err)
	}
	defer term.Restore(os.Stdin.Fd(), state)
	s := terminal.NewScreen(os.Stdout, terminal.Profile{}, terminal.Size{Columns: joinedColumns, Rows: joinedRows})
	answers := bufio.NewReader(os.Stdin)
	var all []captured
	for _, f := range joinedFrames() {
		if err := s.Paint(&f, ""); err != nil {
			return err
		}
		// When tmux says where the cursor is, it has taken all that was painted.
		if _, err := os.Stdout.WriteString("\x1b[6n"); err != nil {
			return err
		}
		if _, err := answers.ReadString('R'); err != nil {
			return err
		}
		var c captured
		for _, step := range []struct {
			args string
			into *string
		}{
			{"capture-pane -p -J", &c.Joined},
			{"capture-pane -p", &c.Apart},
			// What a triple click does, on the first row.
			{"copy-mode", nil},
			{"send-keys -X top-line", nil},
			{"send-keys -X select-line", nil},
			{"send-keys -X copy-selection-and-cancel", nil},
			{"show-buffer", &c.Selected},
		} {
			out, err := exec.Command("tmux", strings.Fields(step.args)...).CombinedOutput()
			if err != nil {
				return fmt.Errorf("tmux %s: %w: %s", step.args, err, out)
			}
			if step.into != nil {
				*step.into = string(out)
			}
		}
		all = append(all, c)
	}
	results, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return os.WriteFile(path, results, 0o600)
}

// TestTmuxTakesJoinedLinesForOne holds Frame.Joined against a real terminal: it joins
// the rows when it captures them, and selects them as one line.
func TestTmuxTakesJoinedLinesForOne(t *testing.T) {
	helper, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	results := filepath.Join(t.TempDir(), "captured.json")
	inTmux(t, append(os.Environ(), resultsVariable+"="+results, "LC_ALL=C.UTF-8"), helper)
	var all []captured
	data, err := os.ReadFile(results)
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil {
		t.Fatalf("nothing was captured: %v", err)
	}
	frames := joinedFrames()
	if len(all) != len(frames) {
		t.Fatalf("%d frames were captured of %d", len(all), len(frames))
	}
	for i, c := range all {
		var want []string // the rows as they stand there
		for _, l := range frames[i].Lines {
			want = append(want, strings.TrimRight(l, " "))
		}
		if got := strings.Split(strings.TrimRight(c.Apart, "\n"), "\n"); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("frame %d shows %q, want %q", i, got, want)
		}
		one := strings.HasPrefix(c.Joined, joinedAddress+"\n")
		selected := strings.TrimRight(c.Selected, "\n") == joinedAddress
		if one != frames[i].Joined || selected != frames[i].Joined {
			t.Errorf("frame %d: is the address one line? %v; is it selected as one? %v; want %v\n%s%q", i, one, selected, frames[i].Joined, c.Joined, c.Selected)
		}
		if got := strings.TrimRight(c.Joined, " \n"); !strings.HasSuffix(got, "\n"+frames[i].Lines[joinedRows-1]) {
			t.Errorf("frame %d: the last row is not a line of its own:\n%s", i, c.Joined)
		}
	}
}

// inTmux runs the helper in tmux as it is without a configuration.
func inTmux(t *testing.T, env []string, helper string) {
	t.Helper()
	cmd := exec.Command(kiosktest.Need(t, "tmux"), "-f", "/dev/null", "new-session", helper)
	cmd.Env = append(env, "TMUX=", "TMUX_TMPDIR="+t.TempDir(), "TERM=xterm-256color")
	defer func() { // for its server, which is still there if the helper hangs
		end := exec.Command(cmd.Path, "kill-server")
		end.Env = cmd.Env
		_ = end.Run()
	}()
	// tmux takes a row for its own.
	master, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: joinedColumns, Rows: joinedRows + 1})
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("starting tmux in a terminal: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	shown := make(chan string, 1)
	go func() {
		out, _ := io.ReadAll(master)
		shown <- string(out)
	}()
	timer := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	if err := cmd.Wait(); err != nil {
		t.Errorf("%s: %v: %q", cmd, err, <-shown)
	}
}

// paintInXterm paints the address, clicks three times on its first row, and writes to
// path what a click of the middle button types then.
func paintInXterm(path string) error {
	state, err := term.MakeRaw(os.Stdin.Fd())
	if err != nil {
		return fmt.Errorf("setting the terminal to raw mode: %w", err)
	}
	defer term.Restore(os.Stdin.Fd(), state)
	s := terminal.NewScreen(os.Stdout, terminal.Profile{}, terminal.Size{Columns: joinedColumns, Rows: joinedRows})
	shown := joinedFrames()[0]
	if err := s.Paint(&shown, ""); err != nil {
		return err
	}
	if _, err := os.Stdout.WriteString("\x1b[6n"); err != nil {
		return err
	}
	typed := bufio.NewReader(os.Stdin)
	if _, err := typed.ReadString('R'); err != nil {
		return err
	}
	row := strings.Fields("mousemove --window " + os.Getenv("WINDOWID") + " 30 8")
	if out, err := exec.Command("xdotool", append(row, strings.Fields("click --repeat 3 --delay 20 1 click 2")...)...).CombinedOutput(); err != nil {
		return fmt.Errorf("xdotool: %w: %s", err, out)
	}
	selected := make([]byte, len(joinedAddress))
	if _, err := io.ReadFull(typed, selected); err != nil {
		return err
	}
	return os.WriteFile(path, selected, 0o600)
}

// TestXtermSelectsJoinedLinesAsOne has the mouse select what is painted, in xterm on a
// display that nobody sees.
func TestXtermSelectsJoinedLinesAsOne(t *testing.T) {
	xvfb, xterm := kiosktest.Need(t, "Xvfb"), kiosktest.Need(t, "xterm")
	kiosktest.Need(t, "xdotool")
	helper, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	answer, number, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Close()
	display := exec.Command(xvfb, "-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp")
	display.ExtraFiles = []*os.File{number}
	err = display.Start()
	number.Close()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = display.Process.Signal(syscall.SIGTERM) // upon which it removes its lock
		_ = display.Wait()
	}()
	n, err := bufio.NewReader(answer).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb does not say which display it has: %v", err)
	}
	results := filepath.Join(t.TempDir(), "selected")
	cmd := exec.Command(xterm, "-u8", "-fn", "fixed", "-geometry", fmt.Sprintf("%dx%d+0+0", joinedColumns, joinedRows), "-e", helper)
	cmd.Env = append(os.Environ(), resultsVariable+"="+results, "TMUX=", "LC_ALL=C.UTF-8", "DISPLAY=:"+strings.TrimSpace(n))
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	if err := cmd.Wait(); err != nil {
		t.Errorf("%s: %v: %s", cmd, err, out.String())
	}
	selected, err := os.ReadFile(results)
	if err != nil || string(selected) != joinedAddress {
		t.Errorf("%q is selected (%v), want %q; xterm says %q", selected, err, joinedAddress, out.String())
	}
}
