package cells_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/kiosktest"
)

// resultsVariable is the environment variable by which the test's own binary is
// told to measure the terminal that it runs in, and where to write the results.
const resultsVariable = "KIOSK_TEST_WIDTHS"

func TestMain(m *testing.M) {
	if path := os.Getenv(resultsVariable); path != "" {
		if err := measure(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// measure writes to path, as JSON, how many columns each sample takes on the
// terminal: where its cursor stands behind it (DSR, ECMA-48 §8.3.35).
func measure(path string) error {
	state, err := term.MakeRaw(os.Stdin.Fd())
	if err != nil {
		return fmt.Errorf("setting the terminal to raw mode: %w", err)
	}
	defer term.Restore(os.Stdin.Fd(), state)
	var columns []int
	answers := bufio.NewReader(os.Stdin)
	texts := allTexts()
	const batch = 50 // answers fit a terminal's buffer
	for from := 0; from < len(texts); from += batch {
		part := texts[from:min(from+batch, len(texts))]
		var b strings.Builder
		for _, text := range part {
			b.WriteString("\r\x1b[K" + text + "\x1b[6n")
		}
		if _, err := os.Stdout.WriteString(b.String()); err != nil {
			return err
		}
		for range part {
			answer, err := answers.ReadString('R')
			if err != nil {
				return fmt.Errorf("reading where the cursor is: %w", err)
			}
			_, column, _ := strings.Cut(strings.TrimSuffix(answer, "R"), ";")
			n, err := strconv.Atoi(column)
			if err != nil {
				return fmt.Errorf("the terminal answers %q", answer)
			}
			columns = append(columns, n-1)
		}
	}
	results, err := json.Marshal(columns)
	if err != nil {
		return err
	}
	return os.WriteFile(path, results, 0o600)
}

// allTexts are the samples, and then every character of Unicode on its own, of
// Chinese, Korean and the like every 61st.
func allTexts() []string {
	var texts []string
	for _, s := range samples {
		texts = append(texts, s.text)
	}
	for r := rune(0xA1); r <= 0xE01EF; r++ {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Tangut) && r%61 != 0 && (r < 0x1100 || r > 0x11FF):
		case unicode.In(r, unicode.Co, unicode.Cs, unicode.Cc):
		case unicode.IsOneOf(unicode.GraphicRanges, r), unicode.Is(unicode.Cf, r):
			texts = append(texts, "x"+string(r))
		}
	}
	return texts
}

// TestTerminalsTakeNoMoreThanWidth holds Width against the terminals that take the
// most columns: those that add up wcwidth(3) of every code point.
func TestTerminalsTakeNoMoreThanWidth(t *testing.T) {
	for name, run := range map[string]func(t *testing.T, env []string, helper string){"tmux": inTmux, "xterm": inXterm} {
		t.Run(name, func(t *testing.T) {
			helper, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			results := filepath.Join(t.TempDir(), "columns.json")
			run(t, append(os.Environ(), resultsVariable+"="+results, "LC_ALL=C.UTF-8"), helper)
			var columns []int
			data, err := os.ReadFile(results)
			if err == nil {
				err = json.Unmarshal(data, &columns)
			}
			if err != nil {
				t.Fatalf("nothing was measured: %v", err)
			}
			texts, fewer := allTexts(), 0
			if len(columns) != len(texts) {
				t.Fatalf("%d texts were measured of %d", len(columns), len(texts))
			}
			for i, text := range texts {
				what := "a character"
				if i < len(samples) {
					what = samples[i].name
				}
				width := cells.Width(text)
				if columns[i] > width {
					t.Errorf("%s: %q (%+q) takes %d columns, and Width says %d", what, text, text, columns[i], width)
				}
				if columns[i] < width {
					fewer++
				}
			}
			if fewer > len(texts)/10 {
				t.Errorf("%d of %d texts take fewer columns than Width says: they were not measured, or Width is no use", fewer, len(texts))
			}
			t.Logf("%d samples and %d characters; %d of these texts take fewer columns than Width says", len(samples), len(texts)-len(samples), fewer)
		})
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
	master, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 200, Rows: 24})
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("starting tmux in a terminal: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(io.Discard, master)
	}()
	wait(t, cmd)
	<-drained
}

// inXterm runs the helper in xterm, on a display that nobody sees.
func inXterm(t *testing.T, env []string, helper string) {
	t.Helper()
	xvfb, xterm := kiosktest.Need(t, "Xvfb"), kiosktest.Need(t, "xterm")
	answer, number, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Close()
	display := exec.Command(xvfb, "-displayfd", "3", "-screen", "0", "1600x600x24", "-nolisten", "tcp")
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
	// Without a resource file, and without the fonts that it would like: the
	// tests need none.
	cmd := exec.Command(xterm, "-u8", "-fn", "fixed", "-geometry", "200x24", "-e", helper)
	cmd.Env = append(env, "DISPLAY=:"+strings.TrimSpace(n))
	out := &strings.Builder{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if wait(t, cmd); t.Failed() {
		t.Logf("xterm says: %s", out)
	}
}

// wait waits for a program, and ends it after three minutes.
func wait(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	timer := time.AfterFunc(3*time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	if err := cmd.Wait(); err != nil {
		t.Errorf("%s: %v", cmd, err)
	}
}
