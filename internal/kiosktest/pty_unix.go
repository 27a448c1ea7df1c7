//go:build unix

package kiosktest

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// takeHangups sees to it that programs can be hung up on. Under nohup(1) they
// would inherit that they cannot; a signal that is taken here they have by default
// again.
func takeHangups() {
	if signal.Ignored(syscall.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
}

// suspend stops a process where it is, as SIGSTOP does.
func suspend(p *os.Process) error { return p.Signal(syscall.SIGSTOP) }

// Mkfifo makes a named pipe.
func Mkfifo(path string) error { return syscall.Mkfifo(path, 0o600) }

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

// lineFlags are the flags of a line discipline that a program in raw mode
// turns off, under the names stty gives them.
var lineFlags = []struct {
	name string
	on   func(*unix.Termios) bool
}{
	{"icanon", func(t *unix.Termios) bool { return t.Lflag&unix.ICANON != 0 }},
	{"echo", func(t *unix.Termios) bool { return t.Lflag&unix.ECHO != 0 }},
	{"isig", func(t *unix.Termios) bool { return t.Lflag&unix.ISIG != 0 }},
	{"iexten", func(t *unix.Termios) bool { return t.Lflag&unix.IEXTEN != 0 }},
	{"icrnl", func(t *unix.Termios) bool { return t.Iflag&unix.ICRNL != 0 }},
	{"ixon", func(t *unix.Termios) bool { return t.Iflag&unix.IXON != 0 }},
	{"brkint", func(t *unix.Termios) bool { return t.Iflag&unix.BRKINT != 0 }},
	{"opost", func(t *unix.Termios) bool { return t.Oflag&unix.OPOST != 0 }},
}

// describeTermios is a line discipline in words: the flags above, with a minus
// where they are off, and then everything there is as numbers.
func describeTermios(t *unix.Termios) string {
	var b strings.Builder
	for _, flag := range lineFlags {
		b.WriteString(choose(flag.on(t), "", "-") + flag.name + " ")
	}
	fmt.Fprintf(&b, "(iflag %x oflag %x cflag %x lflag %x cc %x)", t.Iflag, t.Oflag, t.Cflag, t.Lflag, t.Cc)
	return b.String()
}

// lineDiscipline describes the line discipline of a terminal device, read at
// either of its ends.
func lineDiscipline(device *os.File) (string, error) {
	var termios *unix.Termios
	err := onDescriptor(device, func(fd int) (err error) {
		termios, err = unix.IoctlGetTermios(fd, ioctlGetTermios)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("reading the line discipline: %w", err)
	}
	return describeTermios(termios), nil
}

// setSize tells a terminal device its size, of which the program hears by
// SIGWINCH.
func setSize(device *os.File, columns, rows int) error {
	err := onDescriptor(device, func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(columns), Row: uint16(rows)})
	})
	if err != nil {
		return fmt.Errorf("setting the size of the terminal: %w", err)
	}
	return nil
}

// onDescriptor calls f with the file's descriptor. Unlike [os.File.Fd] it
// leaves the file as it is: not blocking, so that Close ends a Read.
func onDescriptor(file *os.File, f func(fd int) error) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil {
		return err
	}
	return failed
}
