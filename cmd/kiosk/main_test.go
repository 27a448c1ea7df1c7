package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/library"
)

// asProgram is set in the environment of this test binary when it is to be the
// kiosk itself: signals need a process of its own.
const asProgram = "KIOSK_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	// What reads documents is started without an environment.
	if os.Getenv(asProgram) != "" || len(os.Args) == 2 && (os.Args[1] == library.CommandName || os.Args[1] == gallery.CommandName) {
		main()
	}
	os.Exit(alone(m.Run))
}

// alone runs tests that find no settings and no state of this machine's own.
func alone(tests func() int) int {
	state, err := os.MkdirTemp("", "kiosk-*")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(state) }()
	for name, value := range map[string]string{"KIOSK_CONFIG": "", "KIOSK_STATE": state} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	return tests()
}

// program is the kiosk as a process that is not started yet.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), asProgram+"=1")
	if os.Getenv("STATE_DIRECTORY") == "" {
		cmd.Env = append(cmd.Env, "KIOSK_STATE="+t.TempDir())
	}
	return cmd
}

// begin starts a program, and returns what it says on its standard error.
func begin(t *testing.T, cmd *exec.Cmd) io.Reader {
	t.Helper()
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return said
}

var listeningLine = regexp.MustCompile(`^kiosk: listening on (127\.0\.0\.\d+:\d+), host key (SHA256:[A-Za-z0-9+/]{43}); try: ssh -p (\d+) 127\.0\.0\.\d+$`)

// serve starts the kiosk as a process, and returns its address and fingerprint
// as it says them itself, and what it says after that.
func serve(t *testing.T, args ...string) (cmd *exec.Cmd, address, fingerprint string, rest *logBuffer) {
	t.Helper()
	cmd = program(t, append([]string{"--listen", "127.0.0.1:0"}, args...)...)
	address, fingerprint, rest = launch(t, cmd)
	return cmd, address, fingerprint, rest
}

// launch is serve for a program that is made already, and perhaps runs in another.
func launch(t *testing.T, cmd *exec.Cmd) (address, fingerprint string, rest *logBuffer) {
	t.Helper()
	lines := bufio.NewScanner(begin(t, cmd))
	for lines.Scan() {
		if m := listeningLine.FindStringSubmatch(lines.Text()); m != nil {
			address, fingerprint = m[1], m[2]
			if !strings.HasSuffix(address, ":"+m[3]) {
				t.Errorf("listens on %s, and says port %s", address, m[3])
			}
			break
		}
	}
	if address == "" {
		t.Fatalf("the kiosk did not say that it listens; %v", cmd.Wait())
	}
	rest = new(logBuffer)
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for lines.Scan() {
			rest.add(lines.Text())
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-drained
		_ = cmd.Wait()
	})
	return address, fingerprint, rest
}

// logBuffer is what a process says, which may be read while it goes on.
type logBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logBuffer) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.WriteString(line + "\n")
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// end waits for a process, and returns its exit status and how long it took.
func end(t *testing.T, cmd *exec.Cmd) (status int, took time.Duration) {
	t.Helper()
	begin := time.Now()
	state, err := cmd.Process.Wait()
	if err != nil {
		t.Fatal(err)
	}
	return state.ExitCode(), time.Since(begin)
}

// squeezed is a text without blanks and ends of lines: long words are cut in tables.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

// reads checks that an honest visitor is served.
func reads(t *testing.T, address string) {
	t.Helper()
	out, err := kiosktest.SSH(t, address, kiosktest.ClientOptions{Command: []string{"read"}}).Output()
	if err != nil || len(out) == 0 {
		t.Errorf("a visitor is not served: %v, %q", err, out)
	}
}

func TestFirstRunServesTheBuiltInPagesAndKeepsItsKey(t *testing.T) {
	keys := filepath.Join(t.TempDir(), "keys")
	var prints []string
	for range 2 {
		cmd, address, fingerprint, _ := serve(t, "--keys", keys)
		prints = append(prints, fingerprint)
		var out, errors bytes.Buffer
		if status := run(context.Background(), []string{"healthcheck", "--listen", address}, streams{&out, &errors}); status != 0 {
			t.Errorf("healthcheck: %d, %s", status, errors.String())
		}
		if want := "the kiosk at " + address + " is well: NHS Hack Day\n"; out.String() != want {
			t.Errorf("healthcheck says %q, want %q", out.String(), want)
		}
		out.Reset()
		if run(context.Background(), []string{"fingerprint", "--short", "--keys", keys}, streams{&out, &errors}); out.String() != fingerprint+"\n" {
			t.Errorf("fingerprint says %q, want %q; %s", out.String(), fingerprint, errors.String())
		}
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if status, _ := end(t, cmd); status != 0 {
			t.Errorf("SIGTERM ends it with status %d", status)
		}
	}
	if prints[0] != prints[1] {
		t.Errorf("the fingerprint changed: %v", prints)
	}
}

func TestASignalTellsReadersAndEndsItInTime(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			cmd, address, _, _ := serve(t)
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, address, kiosktest.ClientOptions{}))
			term.WaitForText("q quit")
			stuck := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, address, kiosktest.ClientOptions{}))
			stuck.WaitForText("q quit")
			stuck.Suspend()
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if status, took := end(t, cmd); status != 0 || took > 5*time.Second {
				t.Errorf("status %d after %v, with a client that is stopped", status, took)
			}
			if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
				t.Errorf("ssh: status %d, %v", status, err)
			}
			after, before := term.State(), term.InitialState()
			after.CursorRow, before.CursorRow = 0, 0
			if after != before || !term.Screen().Contains("The kiosk is closing for now.") {
				t.Errorf("the reader is left with\n%s\n%+v", term.Screen().Text(), after)
			}
		})
	}
}

func TestAHangupReloadsThePages(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yaml", "title: T\nurl: https://example.org\n")
	write("page.md", "---\ntitle: P\n---\nThe first words.\n")
	cmd, address, _, log := serve(t, "--content", dir)
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, address, kiosktest.ClientOptions{}))
	term.WaitForText("The first words.")

	write("page.md", "---\ntitle: P\n---\nThe second words.\n")
	_ = cmd.Process.Signal(syscall.SIGHUP)
	term.WaitForText("The second words.")

	// A broken page is not shown, and the log says what is wrong with it.
	write("page.md", "---\ntitle: P\n---\n"+strings.Repeat("> ", 11)+"The broken words.\n")
	_ = cmd.Process.Signal(syscall.SIGHUP)
	kiosktest.Settle(t, "the log to say so", 15*time.Second, func() bool { return strings.Contains(log.String(), "page.md: error: lists") })
	var out bytes.Buffer
	ssh := kiosktest.SSH(t, address, kiosktest.ClientOptions{Command: []string{"read"}})
	ssh.Stdout = &out
	if err := ssh.Run(); err != nil || !strings.Contains(out.String(), "The second words.") {
		t.Errorf("%v, %s", err, out.String())
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status, _ := end(t, cmd); status != 0 {
		t.Errorf("status %d", status)
	}
}

func TestAKioskStartedByHandEndsWithItsTerminal(t *testing.T) {
	cmd := program(t, "--listen", "127.0.0.1:0")
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: 200}, cmd)
	term.WaitForText("room for")
	term.Close() // as the window's cross does
	if s := cmd.ProcessState; s == nil || !s.Exited() || s.ExitCode() != 0 {
		t.Errorf("the kiosk ended with %v", s)
	}
}

func TestAThirdSignalEndsItAtOnce(t *testing.T) {
	cmd, address, _, rest := serve(t)
	// A reader whose terminal takes nothing more, which cannot be told goodbye.
	c, err := ssh.Dial("tcp", address, &ssh.ClientConfig{HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	channel, requests, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go ssh.DiscardRequests(requests)
	for _, r := range []struct {
		name    string
		payload []byte
	}{{"pty-req", ssh.Marshal(struct {
		Term                string
		Columns, Rows, X, Y uint32
		Modes               string
	}{"xterm", 300, 100, 0, 0, ""})}, {"shell", nil}} {
		if ok, err := channel.SendRequest(r.name, true, r.payload); !ok || err != nil {
			t.Fatalf("%s: %v, %v", r.name, ok, err)
		}
	}
	// Every change of size paints a whole page, until the channel's window, which
	// is 2 MiB, has no room left. They come slowly enough that each is painted.
	for i := range uint32(800) {
		size := ssh.Marshal(struct{ Columns, Rows, X, Y uint32 }{299 + i%2, 100, 0, 0})
		if _, err := channel.SendRequest("window-change", true, size); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	// It accepts no one any more once it closes; then it has heard the signal.
	kiosktest.Settle(t, "the kiosk to close", 15*time.Second, func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	})
	// Two of one kind at the same time may arrive as one.
	for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
	}
	state, err := cmd.Process.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if ws, ok := state.Sys().(syscall.WaitStatus); !ok || !ws.Signaled() {
		t.Errorf("it ended by itself, with %v: %s", state, rest.String())
	}
}

// write makes a folder of files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestAnotherFolderIsServed(t *testing.T) {
	folder := write(t, map[string]string{
		"site.yaml": "title: Ours\nurl: https://example.org\n",
		"page.md":   "---\ntitle: Hello\n---\nText of *ours*.\n",
	})
	_, address, fingerprint, _ := serve(t, "--content", folder)
	out, err := kiosktest.Plink(t, address, fingerprint, kiosktest.ClientOptions{Command: []string{"read"}}).Output()
	if want := "Ours\n\nHello\n=====\n\nText of ours.\n"; err != nil || string(out) != want {
		t.Errorf("%v, %q, want %q", err, out, want)
	}
}

func TestErrorsSayWhatWasTriedWhatIsWrongAndWhatToDo(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	readable := write(t, map[string]string{hostkey.FileName: "x"})
	if err := os.Chmod(filepath.Join(readable, hostkey.FileName), 0o644); err != nil {
		t.Fatal(err)
	}
	broken := write(t, map[string]string{hostkey.FileName: "x"})
	good := filepath.Join(t.TempDir(), "keys")
	badPage := write(t, map[string]string{"site.yaml": "title: T\nurl: https://e.org\n", "a.md": strings.Repeat("> ", 11) + "x"})
	noPage := write(t, map[string]string{"site.yaml": "title: T\nurl: https://e.org\n"})
	file := filepath.Join(badPage, "a.md")
	for _, tt := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"--listen", taken.Addr().String(), "--keys", good}, 1, "kiosk: cannot listen on " + taken.Addr().String() + ": bind: address already in use\nhint: another program has this port; stop it, or choose another with --listen, for example --listen :2223\n"},
		{[]string{"--listen", "nowhere", "--keys", good}, 1, "kiosk: cannot listen on nowhere: address nowhere: missing port in address\nhint: --listen takes an address and a port of this machine, for example :2222 or 192.0.2.1:22\n"},
		{[]string{"--content", "/not/there"}, 1, "kiosk: the content folder /not/there is not there\nhint: make it, with a page in it, or name another with --content\n"},
		{[]string{"--content", file}, 1, "kiosk: the content folder " + file + " is a file\nhint: name the folder it stands in with --content\n"},
		{[]string{"--content", badPage}, 1, "kiosk: " + file + ": error: lists, quotations, emphasis or links stand 11 deep in one another here, and 10 is the most, and there is no other page to be shown; mend it, or add a page\nhint: kiosk check " + badPage + " says whether all is well then\n"},
		{[]string{"--content", noPage}, 1, "kiosk: " + noPage + ": error: there is no page here; add a Markdown file whose name ends in .md, or name the folder that your generator builds, which has an index.html\nhint: kiosk check " + noPage + " says whether all is well then\n"},
		{[]string{"--keys", readable}, 1, "kiosk: the host key " + filepath.Join(readable, hostkey.FileName) + " can be read by others (mode 0644); run: chmod 600 " + filepath.Join(readable, hostkey.FileName) + "\n"},
		{[]string{"serve", "--keys", broken}, 1, "kiosk: the host key " + filepath.Join(broken, hostkey.FileName) + " cannot be parsed (ssh: no key found); put it back from a copy, or move it away to have a new one made\n"},
		{[]string{"fingerprint", "--keys", "/not/there"}, 1, "kiosk: there is no host key in /not/there\nhint: kiosk serve makes one on its first run; or name the folder with --keys\n"},
		{[]string{"healthcheck", "--listen", "127.0.0.1:1"}, 1, "kiosk: the kiosk at 127.0.0.1:1 is not well: connecting: refused: nobody listens\nhint: is the kiosk running, and is that its port? Its first lines name it; give the check the same --listen as the kiosk, for example --listen :22\n"},
		{[]string{"preview"}, 1, "kiosk: a preview needs a terminal, and this is none\nhint: run it by itself, without a pipe, or with --print\n"},
		{[]string{"--colour"}, 2, "kiosk: unknown flag --colour\nhint: kiosk --help lists the commands, and kiosk serve --help the flags\n"},
		{[]string{"rehearse", "--for", "soon"}, 2, "kiosk: --for: \"soon\" is no length of time that can be read; write one such as 30s, 2m or 1h30m\nhint: kiosk --help lists the commands, and kiosk rehearse --help the flags\n"},
		{[]string{"deploy", "systemd", "--colour"}, 2, "kiosk: unknown flag --colour\nhint: kiosk --help lists the commands, and kiosk deploy systemd --help the flags\n"},
		{[]string{"sevre"}, 2, "kiosk: unexpected argument sevre\nhint: did you mean kiosk serve? kiosk --help lists the commands\n"},
		{[]string{"chekc"}, 2, "kiosk: unexpected argument chekc\nhint: did you mean kiosk check? kiosk --help lists the commands\n"},
		{[]string{"serve", "pages"}, 2, "kiosk: unexpected argument pages\nhint: a folder of pages goes behind --content: kiosk serve --content pages\n"},
		{[]string{noPage}, 2, "kiosk: unexpected argument " + noPage + "\nhint: a folder of pages goes behind --content: kiosk serve --content " + noPage + "\n"},
		{[]string{"preview", "chekc"}, 2, "kiosk: unexpected argument chekc\nhint: a folder of pages goes behind --content: kiosk preview --content chekc\n"},
		{[]string{"version", "twice"}, 2, "kiosk: unexpected argument twice\nhint: kiosk --help lists the commands, and kiosk version --help the flags\n"},
		{[]string{"--public", "ssh hackday.example"}, 2, "kiosk: --public: \"ssh hackday.example\" is not what visitors type behind ssh; write the name or the address alone, for example hackday.example, or with its port, -p 2222 hackday.example\nhint: kiosk --help lists the commands, and kiosk serve --help the flags\n"},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			var out, errors bytes.Buffer
			status := run(context.Background(), tt.args, streams{&out, &errors})
			got := strings.TrimPrefix(errors.String(), "kiosk: made a new host key in "+good+"; keep a copy of it\n")
			if status != tt.status || got != tt.want || out.Len() > 0 {
				t.Errorf("status %d, said\n%swant %d\n%s", status, got, tt.status, tt.want)
			}
		})
	}
}

func TestHealthcheckOfSomethingElse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			_ = c.Close()
		}
	}()
	var out, errors bytes.Buffer
	if status := run(context.Background(), []string{"healthcheck", "--listen", l.Addr().String()}, streams{&out, &errors}); status != 1 || !strings.Contains(errors.String(), "is not well: making the SSH handshake: ") {
		t.Errorf("status %d, %s", status, errors.String())
	}
}

func TestEveryFlagHasAVariable(t *testing.T) {
	t.Setenv("KIOSK_CONTENT", "/not/there")
	var out, errors bytes.Buffer
	if status := run(context.Background(), nil, streams{&out, &errors}); status != 1 || !strings.Contains(errors.String(), "/not/there") {
		t.Errorf("KIOSK_CONTENT: status %d, %s", status, errors.String())
	}
	t.Setenv("KIOSK_KEYS", "/nor/there")
	errors.Reset()
	if status := run(context.Background(), []string{"fingerprint"}, streams{&out, &errors}); status != 1 || !strings.Contains(errors.String(), "/nor/there") {
		t.Errorf("KIOSK_KEYS: status %d, %s", status, errors.String())
	}
	t.Setenv("KIOSK_LISTEN", "127.0.0.1:1")
	errors.Reset()
	if status := run(context.Background(), []string{"healthcheck"}, streams{&out, &errors}); status != 1 || !strings.Contains(errors.String(), "127.0.0.1:1") {
		t.Errorf("KIOSK_LISTEN: status %d, %s", status, errors.String())
	}
	// Every flag has a variable of its own name.
	for _, command := range []string{"serve", "fingerprint", "healthcheck", "version"} {
		out.Reset()
		if status := run(context.Background(), []string{command, "--help"}, streams{&out, &errors}); status != 0 {
			t.Errorf("%s --help: status %d", command, status)
		}
		for _, flag := range regexp.MustCompile(`--[a-z-]+=`).FindAllString(out.String(), -1) {
			name := strings.TrimSuffix(flag, "=")
			if command == "healthcheck" && name == "--ops" {
				continue // asked for by each check; the kiosk's own variable would turn all of them
			}
			variable := "KIOSK_" + strings.ToUpper(strings.ReplaceAll(name[2:], "-", "_"))
			if name == "--port" { // Kubernetes sets KIOSK_PORT, to a URL, where a service is called kiosk
				continue
			}
			if !strings.Contains(out.String(), "$"+variable) {
				t.Errorf("%s %s has no variable %s:\n%s", command, name, variable, out.String())
			}
		}
	}
}

func TestARehearsalReportsWhatVisitorsMet(t *testing.T) {
	_, address, fingerprint, _ := serve(t, "--venue", "127.0.0.0/8")
	rehearse := []string{"rehearse", address, "--visitors", "5", "--rate", "20", "--for", "2s", "--every", "50ms"}
	var out, errors bytes.Buffer
	if status := run(context.Background(), rehearse, streams{&out, &errors}); status != 0 || errors.Len() > 0 {
		t.Errorf("status %d, %s", status, errors.String())
	}
	for _, want := range []string{"5 of 5 visitors were served; each saw the page within ", "counts these visits", "0 refused, 0 failed", fingerprint, "key → whole frame, ms"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	out.Reset()
	if status := run(context.Background(), append(rehearse, "--json"), streams{&out, &errors}); status != 0 || !json.Valid(out.Bytes()) {
		t.Errorf("--json: status %d, %s, %s", status, out.String(), errors.String())
	}

	// In a terminal it shows how it goes, and leaves the report alone behind.
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: 100}, program(t, rehearse...))
	term.WaitForText("5 here")
	if status, err := term.Wait(30 * time.Second); err != nil || status != 0 {
		t.Errorf("status %d, %v", status, err)
	}
	if s := term.Screen(); s.Contains("5 here") || !s.Contains("0 refused, 0 failed") {
		t.Errorf("the terminal shows\n%s", s.Text())
	}
}

func TestAnInterruptedRehearsalReportsToo(t *testing.T) {
	_, address, _, _ := serve(t, "--venue", "127.0.0.0/8")
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: 100}, program(t, "rehearse", address, "--visitors", "5", "--for", "1h"))
	term.WaitForText("5 here")
	term.Type("\x03")
	if status, err := term.Wait(30 * time.Second); err != nil || status != 0 {
		t.Errorf("status %d, %v", status, err)
	}
	if s := term.Screen(); !s.Contains("visitors: 5 served, 0 refused, 0 failed") {
		t.Errorf("the terminal shows\n%s", s.Text())
	}
}

func TestARehearsalThatGoesWrongSaysWhatToDo(t *testing.T) {
	_, address, _, _ := serve(t) // without a venue
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{address, "--visitors", "50", "--rate", "100", "--for", "2s"}, []string{"refused", "--venue"}},
		{[]string{"127.0.0.1:1", "--for", "1s", "--visitors", "3"}, []string{"None of ", "nobody listens", "Is the kiosk running"}},
		{[]string{"192.0.2.1:22"}, []string{"kiosk: 192.0.2.1 is not an address of this machine\n", "--i-run-this-server"}},
		{[]string{"127.0.0.1:99999"}, []string{"there is no port \"99999\"; ports are numbers from 1 to 65535", "127.0.0.1:2222"}},
		{[]string{"127.0.0.1"}, []string{"missing port", "127.0.0.1:2222"}},
		{[]string{"--visitors", "0"}, []string{"0 visitors", "--help"}},
		{[]string{"--rate", "1"}, []string{"let more come a second"}},
		{[]string{"--visitors", "40000", "--rate", "5000"}, []string{"open files", "ulimit -n"}},
	} {
		var out, errors bytes.Buffer
		if status := run(context.Background(), append([]string{"rehearse"}, tt.args...), streams{&out, &errors}); status != 1 {
			t.Errorf("%v: status %d", tt.args, status)
		}
		for _, want := range tt.want {
			if !strings.Contains(out.String()+errors.String(), want) {
				t.Errorf("%v: %q is not in\n%s%s", tt.args, want, out.String(), errors.String())
			}
		}
	}
}

func TestVersion(t *testing.T) {
	var out bytes.Buffer
	if status := run(context.Background(), []string{"version"}, streams{&out, &out}); status != 0 || out.String() != "kiosk dev\n" {
		t.Errorf("status %d, %q", status, out.String())
	}
}

func TestAHostileEnvironmentOpensNoFileAndRunsNoProgram(t *testing.T) {
	strace := kiosktest.Need(t, "strace")
	cmd, address, _, _ := serve(t)
	trace := filepath.Join(t.TempDir(), "trace")
	tracer := exec.Command(strace, "-f", "-p", strconv.Itoa(cmd.Process.Pid), "-o", trace, "-e", "trace=open,openat,openat2,execve,execveat,connect", "-e", "signal=none")
	said, err := tracer.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := tracer.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tracer.Process.Kill(); _ = tracer.Wait() })
	if line, err := bufio.NewReader(said).ReadString('\n'); err != nil || !strings.Contains(line, "attached") {
		t.Fatalf("strace says %q, %v", line, err)
	}
	visit := func(env ...string) string {
		opts := kiosktest.ClientOptions{Options: []string{"-tt"}, Env: env[:1]}
		if len(env) > 1 { // ssh takes SetEnv once
			opts.Options = append(opts.Options, "-o", "SetEnv="+strings.Join(env[1:], " "))
		}
		term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Rows: 100}, kiosktest.SSH(t, address, opts))
		s := term.WaitForText("Why are we doing this?")
		term.Type("q\r") // the first on a screen, both for those who read line by line
		if _, err := term.Wait(15 * time.Second); err != nil {
			t.Error(err)
		}
		return s.Text()
	}
	visit("TERM=xterm-256color") // whatever is opened once is open now
	before, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	visit("TERM=xterm-256color", "TTY_FORCE=1", "TMUX=x", "COLORTERM=truecolor", "TERMINFO=/tmp")
	visit("TERM=../../../dev/zero", "TTY_FORCE=1", "TMUX=x")
	after, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	if i := bytes.LastIndexByte(before, '\n'); i >= 0 { // the last line may not be whole
		before = before[:i+1]
	}
	for _, l := range strings.Split(string(after[len(before):]), "\n") {
		switch {
		case !strings.Contains(l, "("), strings.Contains(l, " resumed>"): // the rest of a call that was seen
		case strings.Contains(l, `"/etc/localtime"`): // the log's, once
		default:
			t.Errorf("the visitors' environments led to: %s", l)
		}
	}
}

func TestAuditFindsNothingButWhatItDoesNotKnowYet(t *testing.T) {
	audit := kiosktest.Need(t, "ssh-audit")
	_, address, _, _ := serve(t)
	host, port, _ := net.SplitHostPort(address)
	out, err := exec.Command(audit, "-n", "-p", port, host).CombinedOutput()
	if len(out) == 0 {
		t.Fatal(err)
	}
	// It is older than these two: a post-quantum key exchange, and the mark of
	// a server that is safe from the Terrapin attack.
	newer := []string{"mlkem768x25519-sha256", "kex-strict-s-v00@openssh.com"}
	// For libssh2 before 1.11, which has no better, and last in the list.
	older := map[string]bool{
		"(mac) hmac-sha2-256 -- [warn] using encrypt-and-MAC mode": true,
		"(mac) hmac-sha2-512 -- [warn] using encrypt-and-MAC mode": true,
	}
	for _, l := range strings.Split(string(out), "\n") {
		if !strings.Contains(l, "[warn]") && !strings.Contains(l, "[fail]") {
			continue
		}
		line := strings.Join(strings.Fields(l), " ")
		known := older[line] // once
		delete(older, line)
		for _, n := range newer {
			known = known || strings.Contains(l, n) && strings.HasSuffix(l, "[warn] unknown algorithm")
		}
		if !known {
			t.Errorf("ssh-audit: %s", l)
		}
	}
	if !strings.Contains(string(out), "(key) ssh-ed25519") {
		t.Errorf("ssh-audit did not see the kiosk:\n%s", out)
	}
}

func TestPreviewShowsTheSameReader(t *testing.T) {
	cmd := program(t, "preview")
	cmd.Env = append(cmd.Env, "TERM=xterm-256color", "NO_COLOR=", "COLORTERM=")
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, cmd)
	term.WaitForText("Why are we doing this?")
	term.Type(" ")
	term.WaitForText("Openness and a Digital NHS")
	term.Type("1")
	term.WaitForText("https://youtu.be/zS4H8XDB1bw?t=1h15m")
	term.Type("Q")
	if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
		t.Errorf("status %d, %v", status, err)
	}
	if !term.Screen().Contains("Goodbye from NHS Hack Day.") || term.State().AlternateScreen {
		t.Errorf("left with\n%s", term.Screen().Text())
	}
}

func TestKeyAndFolderArePrivate(t *testing.T) {
	keys := filepath.Join(t.TempDir(), "keys")
	serve(t, "--keys", keys)
	for path, want := range map[string]fs.FileMode{keys: 0o700, filepath.Join(keys, hostkey.FileName): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
	}
}

func TestASignalBeforeItServesEndsIt(t *testing.T) {
	stopped, stop := context.WithCancel(context.Background())
	stop()
	for _, ctx := range []context.Context{stopped, stoppedSoon(t)} {
		var errors bytes.Buffer
		ended := make(chan int)
		go func() {
			ended <- run(ctx, []string{"--listen", "127.0.0.1:0", "--keys", t.TempDir()}, streams{io.Discard, &errors})
		}()
		select {
		case status := <-ended:
			if status != 0 {
				t.Errorf("status %d, %s", status, errors.String())
			}
		case <-time.After(patience):
			t.Fatal("it does not end")
		}
	}
}

// stoppedSoon is a context that ends when the kiosk is about to serve.
func stoppedSoon(t *testing.T) context.Context {
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	t.Cleanup(stop)
	return ctx
}

func TestASecondSignalEndsADrainAndGivesTerminalsBack(t *testing.T) {
	cmd, address, _, _ := serve(t, "--drain", "1h")
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, address, kiosktest.ClientOptions{}))
	term.WaitForText("q quit")
	for i, wait := range []func(){
		func() { term.WaitForText("This kiosk closes in") },
		func() {
			if status, _ := end(t, cmd); status != 0 {
				t.Errorf("status %d", status)
			}
		},
	} {
		if err := cmd.Process.Signal([]os.Signal{syscall.SIGTERM, syscall.SIGINT}[i]); err != nil {
			t.Fatal(err)
		}
		wait()
	}
	if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
		t.Errorf("ssh: status %d, %v", status, err)
	}
	after, before := term.State(), term.InitialState()
	after.CursorRow, before.CursorRow = 0, 0
	if after != before || !strings.Contains(string(term.Raw()), "\x1b[?1049lThe kiosk is closing for now.") {
		t.Errorf("the terminal is left with\n%s\n%+v", term.Screen().Text(), after)
	}
}

func TestADrainWithNobodyThereIsOver(t *testing.T) {
	cmd, address, _, log := serve(t, "--drain", "1h")
	reads(t, address)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status, _ := end(t, cmd); status != 0 {
		t.Errorf("status %d, %s", status, log.String())
	}
}

func TestADrainIsLongEnoughForABalancer(t *testing.T) {
	for _, tt := range []struct {
		c    serveCommand
		want time.Duration
	}{
		{serveCommand{}, 0},
		{serveCommand{opsFlags: opsFlags{Ops: ":9090"}}, 5 * time.Second},
		{serveCommand{Proxy: []network{{}}}, 5 * time.Second},
	} {
		if got := tt.c.drainLeast(); got != tt.want {
			t.Errorf("--ops %q and %d proxies: %v, want %v", tt.c.Ops, len(tt.c.Proxy), got, tt.want)
		}
	}
}

func TestOfTwoDrainsTheShorterCounts(t *testing.T) {
	keys := t.TempDir()
	asked := organiser(t, keys)
	for name, hasten := range map[string]func(cmd *exec.Cmd, ask func(...string) string){
		"an organiser's": func(_ *exec.Cmd, ask func(...string) string) {
			if said := ask("drain", "1"); !strings.Contains(said, "everyone has 1 s") {
				t.Errorf("said %s", said)
			}
		},
		"a signal": func(cmd *exec.Cmd, _ func(...string) string) { _ = cmd.Process.Signal(syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			cmd, address, _, _ := serve(t, "--keys", keys, "--drain", "1s")
			ask := func(command ...string) string {
				out, _ := asked(address, command...)
				return out
			}
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, address, kiosktest.ClientOptions{}))
			term.WaitForText("q quit")
			if said := ask("drain", "3600"); !strings.Contains(said, "everyone has 3600 s") {
				t.Fatalf("said %s", said)
			}
			term.WaitForText("This kiosk closes in")
			if said := ask("drain", "3600"); !strings.Contains(said, "everyone has 3") {
				t.Errorf("a longer one says %s", said)
			}
			hasten(cmd, ask)
			if status, _ := end(t, cmd); status != 0 {
				t.Errorf("status %d", status)
			}
			if status, err := term.Wait(15 * time.Second); status != 0 {
				t.Errorf("the reader ended with status %d, %v", status, err)
			}
		})
	}
}
