package kiosktest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

const (
	// rawLimit is the most bytes of a program's output that are kept for
	// [Terminal.Raw].
	rawLimit = 16 << 20
	// grace is how long a program has to end by itself after its terminal was
	// closed, before it is killed.
	grace = 2 * time.Second
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
// test, which are WaitFor, WaitForText, Raw and Resize: they belong to the
// goroutine that runs the test.
type Terminal struct {
	tb      testing.TB
	cmd     *exec.Cmd
	master  *os.File
	keys    *keyboard
	initial State

	exited  chan struct{} // closed when the program ended; waitErr is set then
	waitErr error
	drained chan struct{} // closed when all it wrote is on the screen
	typed   chan struct{} // closed when nothing more will be typed
	closing sync.Once

	mu       sync.Mutex // guards what follows
	emulator *emulator
	raw      []byte
	overflow bool          // raw is not everything
	changed  chan struct{} // closed and replaced when the screen changes
	ended    bool          // nothing more will be written
	broken   error         // why the screen is no longer to be trusted
	line     string        // the line discipline when it was last read
}

// StartTerminal starts a program in a terminal of its own. Of the command's
// Stdin, Stdout and Stderr, those that are nil become the terminal, which is
// also the controlling one of the new session. When the test ends the terminal
// is closed, as by [Terminal.Close].
func StartTerminal(t testing.TB, opts TerminalOptions, cmd *exec.Cmd) *Terminal {
	t.Helper()
	if opts.Columns == 0 {
		opts.Columns = 80
	}
	if opts.Rows == 0 {
		opts.Rows = 24
	}
	term, err := startTerminal(t, opts, cmd)
	if err != nil {
		t.Fatalf("starting %s in a terminal: %v", cmd.Path, err)
	}
	t.Cleanup(term.Close)
	return term
}

func startTerminal(t testing.TB, opts TerminalOptions, cmd *exec.Cmd) (*Terminal, error) {
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

// openPty opens a pty whose master, unlike creack/pty's, does not block: Close
// ends a Read, and the program hears of it by SIGHUP.
func openPty() (master, device *os.File, err error) {
	blocking, device, err := pty.Open()
	if err != nil {
		return nil, nil, fmt.Errorf("opening a pty: %w", err)
	}
	defer blocking.Close()
	fd, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		_ = device.Close()
		return nil, nil, fmt.Errorf("opening a pty: %w", err)
	}
	return os.NewFile(uintptr(fd), "pty"), device, nil
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
	t.emulator = newEmulator(opts.Columns, opts.Rows, opts.Light, t.keys.press)
	if err := t.emulator.write([]byte(opts.Prelude)); err != nil {
		t.emulator.close()
		return err
	}
	t.initial = t.State()
	return nil
}

// attach gives a command the device for those of its three files that it has
// none for, and makes it its controlling terminal.
func attach(cmd *exec.Cmd, device *os.File) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setsid, cmd.SysProcAttr.Setctty = true, true
	if cmd.Stderr == nil {
		cmd.Stderr, cmd.SysProcAttr.Ctty = device, 2
	}
	if cmd.Stdout == nil {
		cmd.Stdout, cmd.SysProcAttr.Ctty = device, 1
	}
	if cmd.Stdin == nil {
		cmd.Stdin, cmd.SysProcAttr.Ctty = device, 0
	}
}

// read puts what the program writes on the screen, to the end.
func (t *Terminal) read() {
	defer close(t.drained)
	buf := make([]byte, 32<<10)
	for {
		n, err := t.master.Read(buf)
		t.show(buf[:n], err != nil) // EIO when the program's side is closed
		if err != nil {
			return
		}
	}
}

// show puts output on the screen and wakes those who wait for it.
func (t *Terminal) show(output []byte, ended bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := min(len(output), rawLimit-len(t.raw))
	t.raw = append(t.raw, output[:kept]...)
	t.overflow = t.overflow || kept < len(output)
	if t.broken == nil {
		t.broken = t.emulator.write(output)
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

// Close closes the terminal's window: the program gets SIGHUP, and is killed if
// it has not ended two seconds later. When Close returns, the program has
// ended and nothing of the terminal is left but what it showed last. It may be
// called any number of times.
func (t *Terminal) Close() {
	t.closing.Do(func() {
		t.State() // for the last line discipline
		_ = t.master.Close()
		t.keys.close()
		select {
		case <-t.exited:
		case <-time.After(grace):
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
// too when the program ended and a child of its own still holds the terminal.
func (t *Terminal) Wait(timeout time.Duration) (exitCode int, err error) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-t.exited:
	case <-timer.C:
		return -1, fmt.Errorf("%s still runs after %v", t.cmd.Path, timeout)
	}
	code, err := exitStatus(t.cmd.ProcessState, t.waitErr)
	select {
	case <-t.drained:
	case <-timer.C:
		err = errors.Join(err, fmt.Errorf("%s ended, but a child of it still holds the terminal after %v", t.cmd.Path, timeout))
	}
	return code, err
}

// exitStatus tells a program's end from what [exec.Cmd.Wait] said of it.
func exitStatus(state *os.ProcessState, waitErr error) (int, error) {
	var exit *exec.ExitError
	if waitErr != nil && !errors.As(waitErr, &exit) {
		return -1, waitErr
	}
	if !state.Exited() {
		return -1, fmt.Errorf("ended by %v", state)
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
		screen, changed, over := t.look()
		if ok(screen) {
			return screen
		}
		if over != nil {
			t.tb.Fatalf("waiting for %s: %v\n%s", what, over, screen.Golden())
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

// look is the screen, what is closed when it changes, and why it will not
// change any more, if so.
func (t *Terminal) look() (screen Screen, changed <-chan struct{}, over error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		over = errors.New("the program has ended")
	}
	return t.emulator.screen(), t.changed, errors.Join(t.broken, over)
}

// keysLimit is the most bytes that wait for the program to read them. It bounds
// what a program gets that asks and asks and never reads an answer.
const keysLimit = 1 << 20

// keyboard holds what was typed until the program takes it, so that neither a
// test nor the emulator waits for a program that does not read. It is safe for
// concurrent use.
type keyboard struct {
	pressed chan struct{} // has room for one: there is something to take

	mu     sync.Mutex
	keys   []byte
	closed bool
}

func newKeyboard() *keyboard { return &keyboard{pressed: make(chan struct{}, 1)} }

// press adds keys, and drops what is over the limit.
func (k *keyboard) press(keys []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if room := keysLimit - len(k.keys); len(keys) > room {
		keys = keys[:room]
	}
	k.keys = append(k.keys, keys...)
	k.wake()
}

// close makes take return false.
func (k *keyboard) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	k.wake()
}

func (k *keyboard) wake() {
	select {
	case k.pressed <- struct{}{}:
	default:
	}
}

// take waits for keys, and returns false once the keyboard is closed.
func (k *keyboard) take() ([]byte, bool) {
	for range k.pressed {
		k.mu.Lock()
		keys, closed := k.keys, k.closed
		k.keys = nil
		k.mu.Unlock()
		if closed {
			return nil, false
		}
		if len(keys) > 0 {
			return keys, true
		}
	}
	return nil, false
}
