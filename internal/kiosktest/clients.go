package kiosktest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// ClientOptions say how a person calls an SSH client. The zero value is a plain
// "ssh host": no options and no command.
type ClientOptions struct {
	// Options are the client's own, one word each, before those this package
	// gives: {"-tt", "-o", "SetEnv=NO_COLOR=1"}.
	Options []string
	// Command is what is to be run, one word each. The clients join the words
	// with blanks, so the server gets one string.
	Command []string
	// User is the name to log in with; "visitor" if empty.
	User string
	// Home is the directory that is the client's home, in which it keeps what
	// it keeps; a fresh one if empty. Two calls with one Home are the same
	// person coming again.
	Home string
	// Env is added to the client's environment, which has HOME, PATH,
	// TERM=xterm-256color and LC_ALL=C.UTF-8 and nothing of the test's own; of
	// two settings of one variable the last counts.
	Env []string
}

// SSH is a call of OpenSSH's ssh to addr, a host and a port. It reads no
// configuration file, offers no key and asks no agent, unless Options say so
// ("-i", "-o", "IdentityAgent=…": of two values for one option ssh takes the
// first). The command is killed when the test ends.
//
// What is particular about it:
//   - A host key that it does not know it accepts and keeps under Home, with a
//     warning on stderr: "Warning: Permanently added …". With the same Home it
//     says nothing the next time, and refuses another key.
//   - It asks for a pty if it was given no command and its stdin is a terminal;
//     -t asks for one for a command too, -tt even without a terminal, -T for
//     none. Without a terminal the size it tells is 0 by 0.
//   - It exits with the status of the remote command, and with 255 for an error
//     of its own and for a signal that ends it. With a pty its last words are
//     "Connection to … closed."
//   - It never asks for a password here.
func SSH(t testing.TB, addr string, opts ClientOptions) *exec.Cmd {
	t.Helper()
	opts = opts.complete(t)
	knownHosts := filepath.Join(opts.Home, ".ssh", "known_hosts")
	if err := os.MkdirAll(filepath.Dir(knownHosts), 0o700); err != nil {
		t.Fatalf("making the directory for ssh's known hosts: %v", err)
	}
	return opts.call(t, "ssh", addr, "-p",
		"-F", "none",
		"-o", "UserKnownHostsFile="+knownHosts,
		"-o", "GlobalKnownHostsFile=/dev/null",
		"-o", "StrictHostKeyChecking=accept-new",
		"-o", "IdentityFile=none",
		"-o", "IdentityAgent=none",
		"-o", "NumberOfPasswordPrompts=0",
	)
}

// Dbclient is a call of dropbear's dbclient to addr, a host and a port. The
// command is killed when the test ends.
//
// What is particular about it, in version 2022.83:
//   - A host key that it does not know it accepts and forgets again (-y): it
//     says "Host '…' key accepted unconditionally." and the fingerprint on
//     stderr each time. It refuses a key only if another one for that host is
//     in .ssh/known_hosts under Home.
//   - Without a command it asks for a pty even if its stdin is no terminal, and
//     then ends with status 1 ("Failed to set raw TTY mode"): without a
//     terminal give it -T or a command. With a command -t asks for a pty.
//   - It sends no variables, and passes over ssh's options after -o, such as
//     SetEnv, with a warning.
//   - It exits with the status of the remote command, and with 1 for an error
//     of its own; SIGHUP ends it.
func Dbclient(t testing.TB, addr string, opts ClientOptions) *exec.Cmd {
	t.Helper()
	return opts.complete(t).call(t, "dbclient", addr, "-p", "-y")
}

// Plink is a call of PuTTY's plink to addr, a host and a port, whose host key
// has the fingerprint "SHA256:…". The command is killed when the test ends.
//
// What is particular about it, in version 0.78:
//   - It cannot take a host key unseen, and in batch mode (-batch) it asks
//     nothing: the key it is to meet is given, and another one is a fatal
//     error. Batch mode also spares the "Press Return to begin session." that
//     would come before a session with a pty.
//   - Without a command it asks for a pty even if neither its stdin nor its
//     stdout is a terminal, then of 80 by 24; -T asks for none, -t for one for
//     a command too.
//   - It says that it is an "xterm" whatever TERM is, and sends no variables.
//   - It tells "Using username …" on stderr when it has no command.
//   - Without a pty it puts its own terminal into raw mode all the same, and
//     adds no carriage returns: lines that end in a mere line feed go down the
//     screen like stairs. It may also take control characters out of them.
//   - It insists that the answer to its request for a shell or a command comes
//     before the end of the channel, or else says that the server refused.
//   - It exits with the status of the remote command, and with 1 for an error
//     of its own; SIGHUP ends it.
func Plink(t testing.TB, addr, fingerprint string, opts ClientOptions) *exec.Cmd {
	t.Helper()
	opts = opts.complete(t)
	// Where HOME has no settings plink goes on to those of the real home.
	opts.Env = append([]string{"PUTTYDIR=" + filepath.Join(opts.Home, ".putty")}, opts.Env...)
	return opts.call(t, "plink", addr, "-P", "-ssh", "-batch", "-hostkey", fingerprint)
}

// complete fills in what was left out.
func (o ClientOptions) complete(t testing.TB) ClientOptions {
	t.Helper()
	if o.User == "" {
		o.User = "visitor"
	}
	if o.Home == "" {
		o.Home = t.TempDir()
	}
	return o
}

// call is the command line of a client: the person's options, those it always
// has, then port, user, host and the remote command.
func (o ClientOptions) call(t testing.TB, program, addr, portFlag string, always ...string) *exec.Cmd {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatalf("calling %s: %v", program, err)
	}
	args := append(append([]string{}, o.Options...), always...)
	args = append(args, portFlag, port, "-l", o.User, host)
	cmd := exec.CommandContext(t.Context(), Need(t, program), append(args, o.Command...)...)
	cmd.Env = append([]string{
		"HOME=" + o.Home,
		"PATH=/usr/local/bin:/usr/bin:/bin",
		"TERM=xterm-256color",
		"LC_ALL=C.UTF-8",
	}, o.Env...)
	return cmd
}
