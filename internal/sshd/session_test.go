package sshd_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
)

// impatient are the limits of a kiosk whose patience a test can wait for.
var impatient = func() sshd.Limits {
	l := sshd.DefaultLimits
	l.Handshake, l.Sessionless, l.Stall = 300*time.Millisecond, 300*time.Millisecond, 300*time.Millisecond
	return l
}()

func TestSomebodyWhoComparesTheHostKeyHasTime(t *testing.T) {
	limits := impatient
	limits.Handshake = 100 * time.Millisecond
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: limits})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{
		Options: []string{"-o", "StrictHostKeyChecking=ask"},
	}))
	term.WaitForText("Are you sure you want to continue connecting")
	<-time.After(5 * limits.Handshake)
	term.Type("yes\r")
	term.WaitForText("q quit")
	quit(t, term)
}

func TestWhoNeverAnswersAboutTheHostKeyIsLetGo(t *testing.T) {
	limits := impatient
	limits.Trust = 300 * time.Millisecond
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: limits})
	conn, err := k.ConnectFrom("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	asked, answered, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		_, _, _, err := ssh.NewClientConn(conn, k.Address, &ssh.ClientConfig{User: "visitor", HostKeyCallback: func(string, net.Addr, ssh.PublicKey) error {
			close(asked)
			<-answered
			return nil
		}})
		done <- err
	}()
	<-asked
	kiosktest.Settle(t, "the end of the connection", 15*time.Second, func() bool { return k.Gate.Counts().Connections == 0 })
	close(answered)
	if err := <-done; err == nil {
		t.Error("they came in after all")
	}
}

func TestNothingIsLeftOfFiftySessions(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	// What is made once and kept, such as the layouts, is made before.
	// All of its goroutines are there when a key is answered.
	first := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	first.WaitForText("q quit")
	first.Type("G")
	first.WaitForText("100%")
	kiosktest.Settle(t, "the first session", 15*time.Second, func() bool { return k.Server.Sessions() == 1 })

	kiosktest.CheckLeaks(t, func() {
		ways := []struct {
			name  string
			leave func(*kiosktest.Terminal)
		}{
			{"quit", func(term *kiosktest.Terminal) {
				term.Type("q")
				if _, err := term.Wait(15 * time.Second); err != nil {
					t.Error(err)
				}
			}},
			{"dropped", func(term *kiosktest.Terminal) { term.Signal(os.Kill) }},
			{"stopped, then killed", func(term *kiosktest.Terminal) {
				term.Suspend()
				term.Type(strings.Repeat(" b", 500))
				term.Signal(os.Kill)
			}},
			{"resized, then quit", func(term *kiosktest.Terminal) {
				for i := range 10 {
					term.Resize(30+i, 10+i)
				}
				term.Type("q")
				term.Resize(100, 30)
			}},
			{"window closed", func(*kiosktest.Terminal) {}},
		}
		for round := range 10 {
			var terms []*kiosktest.Terminal
			for range ways {
				terms = append(terms, kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: 60 + round},
					kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{})))
			}
			for i, w := range ways {
				terms[i].WaitForText("q quit")
				w.leave(terms[i])
				terms[i].Close()
			}
		}
		kiosktest.Settle(t, "the end of all sessions", 15*time.Second, func() bool { return k.Server.Sessions() == 1 })
	})
}

func TestShutdownTellsReadersAndGivesTheirTerminalsBack(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	var terms []*kiosktest.Terminal
	for range 3 {
		term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
		term.WaitForText("q quit")
		terms = append(terms, term)
	}
	silent, err := net.Dial("tcp", k.Address) // never makes its handshake
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	k.Dial(t) // never opens a session

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := k.Server.Shutdown(ctx); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	for _, term := range terms {
		if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
			t.Errorf("status %d, %v", status, err)
		}
		after, before := term.State(), term.InitialState()
		after.CursorRow, before.CursorRow = 0, 0
		if after != before {
			t.Errorf("the terminal is left otherwise than it was:\n before %+v\n after  %+v", before, after)
		}
		if !term.Screen().Contains("The kiosk is closing for now.") {
			t.Errorf("the reader was not told:\n%s", term.Screen().Text())
		}
	}
	if _, err := net.Dial("tcp", k.Address); err == nil {
		t.Error("the kiosk still accepts connections")
	}
}

// closes checks that the kiosk closes a connection by itself.
func closes(t *testing.T, conn net.Conn) {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(15 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, conn); errors.Is(err, context.DeadlineExceeded) || isTimeout(err) {
		t.Error("the connection is still open")
	}
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

func TestConnectionsThatDoNothingAreClosed(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: impatient})
	t.Run("no handshake", func(t *testing.T) {
		conn, err := net.Dial("tcp", k.Address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		closes(t, conn)
	})
	t.Run("no session", func(t *testing.T) {
		if err := k.Dial(t).Wait(); err == nil {
			t.Error("closed without an error")
		}
	})
	t.Run("a session in which nothing is asked for", func(t *testing.T) {
		c := k.Dial(t)
		if _, err := c.NewSession(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
	})
}

func TestAReaderIsNotClosedForBeingQuiet(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: impatient})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	term.WaitForText("q quit")
	// Another connection that is closed for doing nothing measures the time.
	_ = k.Dial(t).Wait()
	term.Type("G")
	term.WaitForText("100%")
}

// pages are a site of one page that begins with the given words.
func pages(words string) fstest.MapFS {
	var more strings.Builder
	for i := range 100 {
		fmt.Fprintf(&more, "Paragraph %d.\n\n", i)
	}
	return fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\n" + words + "\n\n" + more.String() + "[The end](/end)\n")},
	}
}

func TestAChangedSiteIsShownToReadersWhoAreThere(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Content: pages("The old words")})
	at := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	at.WaitForText("The old words")
	below := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: 100, Rows: 30}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	below.WaitForText("The old words")
	below.Type("G")
	below.WaitForText("100%")
	changed, err := folder.Load(pages("The new words\n\nAnd more of them"))
	if err != nil {
		t.Fatal(err)
	}
	k.Server.Show(changed)
	at.WaitForText("The new words")
	at.WaitForText("This page was updated just now")
	below.WaitForText("This page was updated just now")
	if s := below.Screen(); !s.Contains("100%") || !s.Contains("The end [1]") {
		t.Errorf("the reader at the end is now at\n%s", s.Text())
	}
	out, _, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"read"}}))
	if status != 0 || !strings.Contains(out, "The new words") {
		t.Errorf("read says, with status %d:\n%s", status, out)
	}
	for _, term := range []*kiosktest.Terminal{at, below} {
		term.Type("q")
		if status, err := term.Wait(15 * time.Second); status != 0 || err != nil {
			t.Errorf("ssh ends with %d, %v", status, err)
		}
	}
}

// open opens a session channel whose requests the test sends itself.
func open(t *testing.T, c *ssh.Client) ssh.Channel {
	t.Helper()
	channel, requests, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go ssh.DiscardRequests(requests)
	return channel
}

// request sends a request and returns whether it was granted.
func request(t *testing.T, channel ssh.Channel, name string, payload any) bool {
	t.Helper()
	var b []byte
	if payload != nil {
		b = ssh.Marshal(payload)
	}
	ok, err := channel.SendRequest(name, true, b)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return ok
}

type ptyRequest struct {
	Term                         string
	Columns, Rows, Width, Height uint32
	Modes                        string
}

type windowChange struct{ Columns, Rows, Width, Height uint32 }

type setEnv struct{ Name, Value string }

func TestAnySizeIsTaken(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, n := range []uint32{0, 1, 65535, math.MaxUint32} {
		channel := open(t, k.Dial(t))
		if !request(t, channel, "pty-req", ptyRequest{"xterm", n, n, n, n, ""}) || !request(t, channel, "shell", nil) {
			t.Fatalf("%d by %d: no shell", n, n)
		}
		buf := make([]byte, 1<<20)
		read, err := channel.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		if read > 64<<10 {
			t.Errorf("%d by %d: a first frame of %d bytes", n, n, read)
		}
		if _, err := channel.Write([]byte("q")); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, channel); err != nil {
			t.Errorf("%d by %d: %v", n, n, err)
		}
	}
}

func TestSizesNeverBlockAConnection(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	channel := open(t, k.Dial(t))
	if !request(t, channel, "pty-req", ptyRequest{"xterm", 80, 24, 0, 0, ""}) {
		t.Fatal("no pty")
	}
	change := func(times int) (err error) {
		for i := 0; i < times && err == nil; i++ {
			_, err = channel.SendRequest("window-change", false, ssh.Marshal(windowChange{uint32(20 + i%200), uint32(5 + i%50), 0, 0}))
		}
		return err
	}
	if err := change(1000); err != nil {
		t.Fatal(err)
	}
	if !request(t, channel, "shell", nil) {
		t.Fatal("no shell")
	}
	go func() { _, _ = io.Copy(io.Discard, channel) }()
	if err := change(1000); err != nil {
		t.Fatal(err)
	}
	if _, err := channel.Write([]byte("q")); err != nil {
		t.Fatal(err)
	}
	if err := change(1000); err != nil && !errors.Is(err, io.EOF) { // the session may be over by now
		t.Fatal(err)
	}
	kiosktest.Settle(t, "the end of the session", 15*time.Second, func() bool { return k.Server.Sessions() == 0 })
}

func TestOnlyWhatAReaderNeedsIsGranted(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	c := k.Dial(t)
	channel := open(t, c)
	for name, payload := range map[string]any{
		"auth-agent-req@openssh.com": nil,
		"x11-req":                    nil,
		"subsystem":                  struct{ Name string }{"netconf"},
		"signal":                     struct{ Name string }{"KILL"},
		"break":                      struct{ Length uint32 }{1},
		"nonsense":                   nil,
		"pty-req":                    nil, // malformed
		"exec":                       nil, // malformed
	} {
		if request(t, channel, name, payload) {
			t.Errorf("%s was granted", name)
		}
	}
	for _, v := range []struct {
		setEnv
		want bool
	}{
		{setEnv{"LANG", "cy_GB.UTF-8"}, true},
		{setEnv{"NO_COLOR", "1"}, true},
		{setEnv{"TERM", "xterm"}, false}, // it comes with the pty
		{setEnv{"TTY_FORCE", "1"}, false},
		{setEnv{"TMUX", "x"}, false},
		{setEnv{"LC_ALL", "../../x"}, false},
	} {
		if got := request(t, channel, "env", v.setEnv); got != v.want {
			t.Errorf("env %v: granted %v, want %v", v.setEnv, got, v.want)
		}
	}
	if ok, _, err := c.SendRequest("tcpip-forward", true, nil); ok || err != nil {
		t.Errorf("tcpip-forward: %v, %v", ok, err)
	}
	for _, kind := range []string{"direct-tcpip", "x11", "auth-agent@openssh.com"} {
		if _, _, err := c.OpenChannel(kind, nil); err == nil {
			t.Errorf("a channel %s was opened", kind)
		}
	}
	if !request(t, channel, "shell", nil) {
		t.Error("no shell after all that")
	}
	// The text may have been given, and the channel closed, before these come.
	for _, name := range []string{"shell", "pty-req"} {
		if ok, _ := channel.SendRequest(name, true, ssh.Marshal(ptyRequest{Term: "xterm"})); ok {
			t.Errorf("%s was granted after a shell", name)
		}
	}
}

func TestNoPortIsForwarded(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	_, stderr, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Options: []string{"-W", "192.0.2.1:80"}}))
	if want := "channel 0: open failed: administratively prohibited: open failed"; status == 0 || !strings.Contains(stderr, want) {
		t.Errorf("status %d, %q", status, stderr)
	}
	_, stderr, status = output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{
		Options: []string{"-o", "ExitOnForwardFailure=yes", "-N", "-R", "1:192.0.2.1:80"}}))
	if status == 0 || !strings.Contains(stderr, "remote port forwarding failed") {
		t.Errorf("status %d, %q", status, stderr)
	}
}

func TestAPlaceOfASessionIsFreeWhenItHasEnded(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	c := k.Dial(t)
	first := open(t, c)
	for range sshd.DefaultLimits.Sessions - 1 {
		open(t, c)
	}
	_, _, err := c.OpenChannel("session", nil)
	var refused *ssh.OpenChannelError
	if !errors.As(err, &refused) || refused.Reason != ssh.ResourceShortage {
		t.Fatalf("one session more: %v, want a shortage of resources", err)
	}
	_ = first.Close()
	kiosktest.Settle(t, "a session to be free again", 15*time.Second, func() bool {
		channel, requests, err := c.OpenChannel("session", nil)
		if err != nil {
			return false
		}
		go ssh.DiscardRequests(requests)
		return channel.Close() == nil
	})
}

func TestRequestsOfAChannelAreCounted(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	channel := open(t, k.Dial(t))
	for _, name := range []string{"keepalive@openssh.com", "keepalive@libssh2.org", "winadj@putty.projects.tartarus.org"} {
		for range 100 { // of these there may be any number
			if ok, err := channel.SendRequest(name, true, nil); ok || err != nil {
				t.Fatalf("%s: %v, %v", name, ok, err)
			}
		}
	}
	for i := range sshd.DefaultLimits.Requests {
		if _, err := channel.SendRequest("x", true, make([]byte, 1000)); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	if _, err := channel.SendRequest("x", true, nil); err == nil {
		t.Error("one request more was answered")
	}
}

func TestVariablesOfNoUseTakeUpNothing(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	channel := open(t, k.Dial(t))
	for i := range 1500 {
		name := fmt.Sprintf("LC_%d", i)
		if ok, err := channel.SendRequest("env", i%2 == 0, ssh.Marshal(setEnv{name, strings.Repeat("x", 100)})); ok || err != nil {
			t.Fatalf("variable %d: %v, %v", i, ok, err)
		}
	}
	if !request(t, channel, "env", setEnv{"LANG", "cy_GB.UTF-8"}) {
		t.Error("LANG was not taken after them")
	}
	if !request(t, channel, "exec", struct{ Command string }{"help"}) {
		t.Fatal("no command was run after them")
	}
	if out, err := io.ReadAll(channel); err != nil || !bytes.Contains(out, []byte("Cymraeg")) {
		t.Errorf("%v: %q", err, out)
	}
}

func TestWhatIsTypedEarlyIsRead(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	channel := open(t, k.Dial(t))
	if !request(t, channel, "pty-req", ptyRequest{"xterm", 80, 24, 0, 0, ""}) {
		t.Fatal("no terminal")
	}
	// Both go out before the answer to the first can come back.
	if _, err := channel.SendRequest("shell", false, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := channel.Write([]byte("q")); err != nil {
		t.Fatal(err)
	}
	if out, err := io.ReadAll(channel); err != nil || !strings.Contains(string(out), "Goodbye from NHS Hack Day.") {
		t.Errorf("%v: %q", err, out)
	}
}

func TestTheFifthReaderOfAConnectionIsGivenText(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	c := k.Dial(t)
	for i := range sshd.DefaultLimits.ReadersPerConnection + 1 {
		channel := open(t, c)
		if !request(t, channel, "pty-req", ptyRequest{"xterm", 80, 24, 0, 0, ""}) || !request(t, channel, "shell", nil) {
			t.Fatal("no shell")
		}
		first := make([]byte, 2000)
		n, err := io.ReadAtLeast(channel, first, 500)
		if err != nil {
			t.Fatal(err)
		}
		onScreen := bytes.Contains(first[:n], []byte("\x1b[?1049h"))
		if want := i < sshd.DefaultLimits.ReadersPerConnection; onScreen != want {
			t.Errorf("reader %d is on the screen: %v, want %v", i+1, onScreen, want)
		}
		go func() { _, _ = io.Copy(io.Discard, channel) }()
	}
}

func TestAClientThatDoesNotReadIsClosed(t *testing.T) {
	t.Parallel() // it waits, for as long as any test here
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: impatient})
	c := k.Dial(t)
	channel := open(t, c)
	if !request(t, channel, "pty-req", ptyRequest{"xterm", 300, 100, 0, 0, ""}) || !request(t, channel, "shell", nil) {
		t.Fatal("no shell")
	}
	// The channel's window is never opened again, for nothing is read from it;
	// every key paints a page.
	go func() {
		for {
			if _, err := channel.Write([]byte("\x0c")); err != nil {
				return
			}
		}
	}()
	if err := c.Wait(); err == nil {
		t.Error("closed without an error")
	}
	kiosktest.Settle(t, "the end of the session", 15*time.Second, func() bool { return k.Server.Sessions() == 0 })
}

func TestEndOfInputEndsTheSession(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	channel := open(t, k.Dial(t))
	if !request(t, channel, "pty-req", ptyRequest{"xterm", 80, 24, 0, 0, ""}) || !request(t, channel, "shell", nil) {
		t.Fatal("no shell")
	}
	if err := channel.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(channel)
	if err != nil || !strings.Contains(string(out), "Goodbye from NHS Hack Day.") {
		t.Errorf("%v: %q", err, out)
	}
}

func TestALongUserNameIsClosed(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, tt := range []struct {
		bytes int
		want  bool
	}{{255, true}, {256, false}, {20_000, false}} {
		conn, err := k.ConnectFrom("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		c, channels, requests, err := ssh.NewClientConn(conn, "", &ssh.ClientConfig{User: strings.Repeat("x", tt.bytes), HostKeyCallback: ssh.InsecureIgnoreHostKey()})
		if err == nil {
			client := ssh.NewClient(c, channels, requests)
			_, err = client.NewSession()
			_ = client.Close()
		}
		if (err == nil) != tt.want {
			t.Errorf("a name of %d bytes: %v, let in is to be %v", tt.bytes, err, tt.want)
		}
	}
}
