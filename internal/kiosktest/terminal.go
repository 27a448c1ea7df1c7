package kiosktest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// rawLimit is the most bytes of a program's output that are kept for
	// [Terminal.Raw].
	rawLimit = 16 << 20
	// grace is how long a program has to end by itself after its terminal was
	// closed, before it is killed.
	grace = 5 * time.Second
)

// TerminalOptions say what terminal a person has.
type TerminalOptions struct {
	// Columns and Rows are the size in characters; 0 means 80 and 24.
	Columns, Rows int
	// Light makes the terminal black on white instead of white on black, and
	// so its answer to the question for its background (OSC 11).
	Light bool
	// Prelude is what was written to the terminal before the program starts:
	// a prompt on the screen, a title, a mode that this person's terminal has
	// set. It has to be there again afterwards.
	Prelude string
}

// Terminal is a person's terminal with a program running in it: a real pty,
// whose output goes to a terminal emulator and whose input is what the person
// types and what the emulator answers to questions such as DA1, DSR and OSC 11.
//
// Its methods are safe for concurrent use, but for those that can fail the
// test, which are WaitFor, WaitForText, WaitForAnswer, Raw and Resize: they
// belong to the goroutine that runs the test.
type Terminal struct {
	tb      testing.TB
	cmd     *exec.Cmd
	master  *os.File
	keys    *keyboard
	initial State
	exited  chan struct{} // closed when the program has ended; waitErr is set then
	waitErr error
	drained chan struct{} // closed when all that was written is on the screen
	typed   chan struct{} // closed when nothing more will be typed
	grace   time.Duration
	closing sync.Once

	mu       sync.Mutex // guards what follows
	emulator *emulator
	raw      []byte
	overflow bool          // raw is not everything
	changed  chan struct{} // closed and replaced when the screen changes
	ended    bool          // nothing more will be written
	broken   bool          // the emulator has failed
	line     string        // the line discipline when it was last read
}

// StartTerminal starts a program in a terminal of its own. Of the command's
// Stdin, Stdout and Stderr, those that are nil become the terminal, which is
// also the controlling one of a new session. When the test ends the terminal is
// closed, as by [Terminal.Close]. On a system without ptys the test is skipped.
func StartTerminal(t testing.TB, opts TerminalOptions, cmd *exec.Cmd) *Terminal {
	t.Helper()
	if opts.Columns == 0 {
		opts.Columns = 80
	}
	if opts.Rows == 0 {
		opts.Rows = 24
	}
	term, err := startTerminal(t, opts, cmd)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("starting %s in a terminal: %v", cmd, err)
	}
	if err != nil {
		t.Fatalf("starting %s in a terminal: %v", cmd, err)
	}
	t.Cleanup(term.Close)
	return term
}

func startTerminal(t testing.TB, opts TerminalOptions, cmd *exec.Cmd) (*Terminal, error) {
	takeHangups()
	master, device, err := openPty()
	if err != nil {
		return nil, err
	}
	// Only the program is to hold the device: its end is how the end of its
	// output is known.
	defer device.Close()

	term := &Terminal{
		tb:      t,
		cmd:     cmd,
		master:  master,
		keys:    newKeyboard(),
		exited:  make(chan struct{}),
		drained: make(chan struct{}),
		typed:   make(chan struct{}),
		grace:   grace,
		changed: make(chan struct{}),
	}
	if err := term.prepare(opts); err != nil {
		_ = master.Close()
		return nil, err
	}
	attach(cmd, device)
	cmd.WaitDelay = grace // for a child of the program that holds its pipes
	if err := cmd.Start(); err != nil {
		_ = master.Close()
		term.emulator.close()
		return nil, err
	}
	go term.read()
	go term.typeKeys()
	go func() {
		term.waitErr = cmd.Wait()
		close(term.exited)
	}()
	return term, nil
}

// prepare makes the terminal as the person has it before the program starts.
func (t *Terminal) prepare(opts TerminalOptions) error {
	if err := setSize(t.master, opts.Columns, opts.Rows); err != nil {
		return err
	}
	line, err := lineDiscipline(t.master)
	if err != nil {
		return err
	}
	t.line = line
	t.emulator = newEmulator(opts.Columns, opts.Rows, opts.Light, t.keys.answer)
	if err := t.emulator.write([]byte(opts.Prelude)); err != nil {
		t.emulator.close()
		return err
	}
	t.initial = t.State()
	return nil
}

// read puts what the program writes on the screen, to the end.
//
// The end is an error, EIO on Linux, when the device is closed. Linux looks
// first for bytes to read and then whether the device is closed, so what was
// written between the two looks is still there after the first error: one in
// some hundred clients lost its last words to it under load.
func (t *Terminal) read() {
	defer close(t.drained)
	buf := make([]byte, 32<<10)
	for failed := false; ; {
		n, err := t.master.Read(buf)
		ended := failed && err != nil
		t.show(buf[:n], ended)
		if ended {
			return
		}
		failed = err != nil
	}
}

// show puts output on the screen and wakes those who wait for it.
func (t *Terminal) show(output []byte, ended bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := min(len(output), rawLimit-len(t.raw))
	t.raw = append(t.raw, output[:kept]...)
	t.overflow = t.overflow || kept < len(output)
	if !t.broken {
		if err := t.emulator.write(output); err != nil {
			t.broken = true
			t.tb.Errorf("the screen is not to be trusted from here: %v", err)
		}
	}
	t.ended = t.ended || ended
	t.announce()
}

// announce wakes those who wait for the screen to change. The caller holds mu.
func (t *Terminal) announce() {
	close(t.changed)
	t.changed = make(chan struct{})
}

// typeKeys hands the program what is typed, until the terminal is closed.
func (t *Terminal) typeKeys() {
	defer close(t.typed)
	for {
		keys, ok := t.keys.take()
		if !ok {
			return
		}
		if _, err := t.master.Write(keys); err != nil {
			return
		}
	}
}

// Type sends keys as the person's keyboard would: the bytes as they are, so
// Enter is "\r" and the up arrow "\x1b[A". It does not wait for the program to
// read them.
func (t *Terminal) Type(keys string) { t.keys.press([]byte(keys)) }

// Resize gives the terminal another size in characters, of which the program
// hears by SIGWINCH.
func (t *Terminal) Resize(columns, rows int) {
	t.tb.Helper()
	if columns < 1 || rows < 1 {
		t.tb.Fatalf("a terminal of %d by %d characters cannot be", columns, rows)
	}
	// The emulator first: what the program writes upon the signal is for the
	// new size.
	t.mu.Lock()
	t.emulator.resize(columns, rows)
	t.announce()
	t.mu.Unlock()
	if err := setSize(t.master, columns, rows); err != nil {
		t.tb.Fatal(err)
	}
}

// Signal sends a signal to the program, and to no other process. It does
// nothing if the program has ended.
func (t *Terminal) Signal(signal os.Signal) { _ = t.cmd.Process.Signal(signal) }

// Suspend stops the program where it is, as Ctrl+Z does one that cannot help it.
func (t *Terminal) Suspend() { _ = suspend(t.cmd.Process) }

// Close closes the terminal's window: the program gets SIGHUP, and is killed if
// it has not ended five seconds later. When Close returns, the program has
// ended and nothing of the terminal is left but what it showed last. It may be
// called any number of times.
func (t *Terminal) Close() {
	t.closing.Do(func() {
		t.State() // for the last line discipline
		_ = t.master.Close()
		t.keys.close()
		select {
		case <-t.exited:
		case <-time.After(t.grace):
			_ = t.cmd.Process.Kill()
			<-t.exited
		}
		<-t.drained
		<-t.typed
		t.emulator.close()
	})
}

// Wait waits until the program has ended and all it wrote is on the screen, and
// returns its exit status. The status is -1, with an error, for a program that
// still runs after the timeout or that was ended by a signal. There is an error
// beside the status where a child of the program still holds the terminal then.
func (t *Terminal) Wait(timeout time.Duration) (exitCode int, err error) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-t.exited:
	case <-timer.C:
		return -1, fmt.Errorf("%s still runs after %v", t.cmd.Path, timeout)
	}
	exitCode, err = exitStatus(t.cmd.ProcessState, t.waitErr)
	select {
	case <-t.drained:
	case <-timer.C:
		held := fmt.Errorf("%s has ended, but a child of it still holds the terminal after %v", t.cmd.Path, timeout)
		err = errors.Join(err, held)
	}
	return exitCode, err
}

// exitStatus tells a program's end from what [exec.Cmd.Wait] said of it.
func exitStatus(state *os.ProcessState, waitErr error) (int, error) {
	var exit *exec.ExitError
	if waitErr != nil && !errors.As(waitErr, &exit) {
		return -1, waitErr
	}
	if !state.Exited() {
		return -1, fmt.Errorf("ended by %v", state) // "signal: hangup"
	}
	return state.ExitCode(), nil
}

// Screen is what the terminal shows now.
func (t *Terminal) Screen() Screen {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.emulator.screen()
}

// State is the state the terminal is in now; after [Terminal.Close], the one it
// was in last.
func (t *Terminal) State() State {
	t.mu.Lock()
	defer t.mu.Unlock()
	if line, err := lineDiscipline(t.master); err == nil {
		t.line = line
	}
	state := t.emulator.state()
	state.LineDiscipline = t.line
	return state
}

// InitialState is the state the terminal was in before the program started.
func (t *Terminal) InitialState() State { return t.initial }

// Clipboard is the text that was last put into the person's clipboard by the
// program (OSC 52); it is empty before that. Nobody can read the clipboard
// from the program's side.
func (t *Terminal) Clipboard() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.emulator.tracker.clipboard
}

// Raw is everything the program wrote so far, byte for byte as the terminal got
// it: with the carriage returns that the line discipline adds. It fails the test
// when that is more than 16 MiB.
func (t *Terminal) Raw() []byte {
	t.tb.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.overflow {
		t.tb.Fatalf("%s wrote more than %d bytes", t.cmd.Path, rawLimit)
	}
	return append([]byte(nil), t.raw...)
}

// WaitFor waits until the screen is as ok says, and returns that screen. It
// looks each time the program wrote something, which may be half of what it is
// going to write. After 15 seconds, or as soon as the program has ended without
// it, the test fails with what it waited for and the screen.
func (t *Terminal) WaitFor(what string, ok func(Screen) bool) Screen {
	t.tb.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		screen, changed, ended := t.look()
		if ok(screen) {
			return screen
		}
		if ended {
			t.tb.Fatalf("waiting for %s: the program has ended\n%s", what, screen.Golden())
		}
		select {
		case <-changed:
		case <-timer.C:
			t.tb.Fatalf("waiting for %s: not there after %v\n%s", what, patience, t.Screen().Golden())
		}
	}
}

// WaitForText waits, like [Terminal.WaitFor], until a text is on the screen.
func (t *Terminal) WaitForText(text string) Screen {
	t.tb.Helper()
	return t.WaitFor(fmt.Sprintf("the text %q", text), func(s Screen) bool { return s.Contains(text) })
}

// WaitForAnswer waits, like [Terminal.WaitFor], until the terminal has answered a
// question of the program's with this text. Keys that are typed afterwards reach the
// program after the answer.
func (t *Terminal) WaitForAnswer(text string) {
	t.tb.Helper()
	for begin := time.Now(); !strings.Contains(t.keys.answers(), text); time.Sleep(5 * time.Millisecond) {
		if time.Since(begin) > patience {
			t.tb.Fatalf("the program did not ask what is answered by %q after %v\n%s", text, patience, t.Screen().Golden())
		}
	}
}

// look is the screen, what is closed when it changes, and whether it will not
// change any more.
func (t *Terminal) look() (screen Screen, changed <-chan struct{}, ended bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.emulator.screen(), t.changed, t.ended
}
