package sshd_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/words"
)

// honest is the visitor beside every attack: they come from another address,
// and have to get the page.
func honest(t *testing.T, k *kiosktest.Kiosk) {
	t.Helper()
	begin := time.Now()
	c, err := k.DialFrom(t, "127.0.0.99")
	if err != nil {
		t.Fatalf("the honest visitor was kept out: %v", err)
	}
	defer func() { _ = c.Close() }()
	s, err := c.NewSession()
	if err != nil {
		t.Fatalf("the honest visitor was given no session: %v", err)
	}
	out, err := s.Output("read")
	if err != nil || !bytes.Contains(out, []byte("Why are we doing this?")) {
		t.Fatalf("the honest visitor did not get the page: %v, %q", err, out)
	}
	t.Logf("the honest visitor had the page after %v", time.Since(begin).Round(time.Millisecond))
}

// strict are the limits of admission for a public address, without a venue.
func strict() admission.Limits { return admission.DefaultLimits() }

// memory is what this process has in use, after a collection. Clients are in it
// too, so it bounds the kiosk's share from above.
func memory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// grown is by how much memory grew since it was before, in bytes.
func grown(before uint64) int64 { return int64(memory()) - int64(before) }

func TestSilentAndDrippingSocketsKeepNobodyOut(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Admission: strict()})
	honest(t, k)
	kiosktest.CheckLeaks(t, func() {
		begin := time.Now()
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for i := range 400 {
			conn, err := k.ConnectFrom(fmt.Sprintf("127.0.1.%d", 1+i/20))
			if err != nil {
				t.Fatal(err)
			}
			wg.Add(1)
			go func() {
				defer wg.Done()
				defer func() { _ = conn.Close() }()
				for n := 0; i%2 == 1; n++ { // every other drips
					if _, err := conn.Write([]byte("SSH-2.0-drip, drip, drip"[n%24:][:1])); err != nil {
						return
					}
					select {
					case <-stop:
						return
					case <-time.After(time.Second):
					}
				}
				_, _ = io.Copy(io.Discard, conn)
			}()
		}
		honest(t, k)
		kiosktest.Settle(t, "all of them to be closed", 15*time.Second, func() bool { return k.Gate.Counts().Connections == 0 })
		t.Logf("all were gone after %v; %+v", time.Since(begin).Round(time.Millisecond), k.Gate.Counts())
		close(stop)
		wg.Wait()
	})
}

func TestSizesTakeNoMemory(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	honest(t, k)
	before := memory()
	kiosktest.CheckLeaks(t, func() {
		for _, n := range []uint32{0, 65535, math.MaxUint32} {
			conn, err := k.ConnectFrom("127.0.0.1")
			if err != nil {
				t.Fatal(err)
			}
			c, err := kiosktest.Handshake(conn)
			if err != nil {
				t.Fatal(err)
			}
			channel := open(t, c)
			change := func() {
				payload := ssh.Marshal(windowChange{n, n, n, n})
				for range 1500 { // some 100 KB
					if _, err := channel.SendRequest("window-change", false, payload); err != nil && !errors.Is(err, io.EOF) {
						t.Fatal(err)
					}
				}
			}
			if !request(t, channel, "pty-req", ptyRequest{"xterm", n, n, n, n, ""}) {
				t.Fatal("no pty")
			}
			change()
			if !request(t, channel, "shell", nil) {
				t.Fatal("no shell")
			}
			go func() { _, _ = io.Copy(io.Discard, channel) }()
			change()
			if _, err := channel.Write([]byte("q")); err != nil {
				t.Fatal(err)
			}
			change()
			kiosktest.Settle(t, "the end of the session", 15*time.Second, func() bool { return k.Server.Sessions() == 0 })
			if more := grown(before); more > 12<<20 {
				t.Errorf("sizes of %d by %d took %d KiB", n, n, more>>10)
			}
			_ = c.Close()
		}
	})
	honest(t, k)
	t.Logf("%d KiB more than before", grown(before)>>10)
}

func TestAThousandChannelsAreTen(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	honest(t, k)
	before := memory()
	c := k.Dial(t)
	opened, refused := 0, 0
	for range 1000 {
		channel, requests, err := c.OpenChannel("session", nil)
		var e *ssh.OpenChannelError
		if errors.As(err, &e) && e.Reason == ssh.ResourceShortage {
			refused++
			continue
		}
		if err != nil { // the connection was closed
			break
		}
		opened++
		go ssh.DiscardRequests(requests)
		defer func() { _ = channel.Close() }()
	}
	if limits := sshd.DefaultLimits; opened != limits.Sessions || refused != limits.RefusedOpens {
		t.Errorf("%d were opened and %d refused before the connection was closed, want %d and %d", opened, refused, limits.Sessions, limits.RefusedOpens)
	}
	if more := grown(before); more > 1<<20 {
		t.Errorf("they took %d KiB", more>>10)
	}
	honest(t, k)
}

func TestSessionsOneAfterTheOtherHaveARate(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	c := k.Dial(t)
	limits := sshd.DefaultLimits
	opened := 0
	for begin := time.Now(); time.Since(begin) < time.Minute; {
		s, err := c.NewSession()
		var e *ssh.OpenChannelError
		if errors.As(err, &e) && e.Reason == ssh.ResourceShortage {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Run("pages"); err != nil {
			t.Fatal(err)
		}
		opened++
		if most := limits.SessionRate.AtOnce + limits.SessionRate.PerSecond*(1+int(time.Since(begin).Seconds())); opened > most {
			t.Fatalf("%d sessions were opened, and %d may be", opened, most)
		}
	}
	if opened < limits.SessionRate.AtOnce {
		t.Errorf("%d sessions were opened, and %d may be at once", opened, limits.SessionRate.AtOnce)
	}
	honest(t, k)
}

func TestOtherChannelsAreRefusedAndCounted(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	c := k.Dial(t)
	refused := 0
	for range 1000 {
		_, _, err := c.OpenChannel([]string{"direct-tcpip", "x11", "", strings.Repeat("x", 5000)}[refused%4], make([]byte, 100))
		var e *ssh.OpenChannelError
		if !errors.As(err, &e) || e.Reason != ssh.UnknownChannelType && e.Reason != ssh.Prohibited {
			break
		}
		refused++
	}
	if refused != sshd.DefaultLimits.RefusedOpens {
		t.Errorf("%d were refused before the connection was closed, want %d", refused, sshd.DefaultLimits.RefusedOpens)
	}
	honest(t, k)
}

func TestAFloodOfVariablesEndsTheConnection(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	honest(t, k)
	before := memory()
	c := k.Dial(t)
	channel := open(t, c)
	payload := ssh.Marshal(setEnv{"LC_ALL", "x"})
	sent := 0
	for range 100_000 {
		if _, err := channel.SendRequest("env", false, payload); err != nil {
			break
		}
		sent++
	}
	if sent == 100_000 {
		t.Error("100,000 variables were taken")
	}
	if err := c.Wait(); err == nil {
		t.Error("the connection ended without an error")
	}
	if more := grown(before); more > 1<<20 {
		t.Errorf("they took %d KiB", more>>10)
	}
	t.Logf("closed after %d of them", sent)
	honest(t, k)
}

func TestAFloodOfGlobalRequestsEndsTheConnection(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	limits := sshd.DefaultLimits
	c := k.Dial(t)
	before := memory()
	ask := func(name string, size int) error {
		ok, _, err := c.SendRequest(name, true, make([]byte, size))
		if ok {
			t.Errorf("%s was granted", name)
		}
		return err
	}
	for range 250 { // of these there may be any number
		for _, name := range []string{"keepalive@openssh.com", "keepalive@jcraft.com"} {
			if err := ask(name, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range limits.GlobalRequests {
		if err := ask([]string{"tcpip-forward", "no-more-sessions@openssh.com", "x"}[i%3], 1000); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	if ask("x", 0) == nil {
		t.Error("one more was answered")
	}
	c = k.Dial(t)
	if err := ask("x", limits.GlobalRequestBytes); err != nil {
		t.Errorf("the largest was not answered: %v", err)
	}
	if ask("keepalive@openssh.com", limits.GlobalRequestBytes+1) == nil {
		t.Error("one that is larger was answered")
	}
	if more := grown(before); more > 1<<20 {
		t.Errorf("they took %d KiB", more>>10)
	}
	honest(t, k)
}

// floods are inputs that nobody types.
func floods() map[string]func() []byte {
	random := rand.New(rand.NewPCG(7, 8))
	fill := func(s string) func() []byte {
		b := bytes.Repeat([]byte(s), 1+4096/len(s))
		return func() []byte { return b }
	}
	return map[string]func() []byte{
		"ten megabytes pasted":          fill("all work and no play "),
		"an unterminated paste":         fill("\x1b[200~pasted"),
		"an unterminated OSC":           fill("\x1b]0;" + strings.Repeat("x", 4000)),
		"an unterminated DCS":           fill("\x1bP" + strings.Repeat("x", 4000)),
		"escapes":                       fill("\x1b"),
		"a sequence of semicolons only": fill("\x1b[;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;"),
		"random bytes": func() []byte {
			b := make([]byte, 4096)
			for i := range b {
				b[i] = byte(random.Uint32())
			}
			return b
		},
	}
}

func TestFloodsOfInputAreClosedByTheirBudget(t *testing.T) {
	// A process of its own, so that the client's memory is not in the figure.
	server := startServerProcess(t)
	k := &kiosktest.Kiosk{Address: server.address}
	for name, flood := range floods() {
		t.Run(name, func(t *testing.T) {
			honest(t, k)
			pour(t, k, flood) // after which all is there that is made once with the site
			before := server.memory(t)
			sent, shown := pour(t, k, flood)
			if sent == 10<<20 {
				t.Errorf("all of it was taken")
			}
			more := 0
			kiosktest.Settle(t, "what it took to be given back", 15*time.Second, func() bool {
				more = server.memory(t) - before
				return more < 1024
			})
			if !areLast(shown) {
				t.Errorf("the last words were %q", shown)
			}
			t.Logf("closed after %d bytes, %d KiB more than before", sent, more)
			honest(t, k)
		})
	}
}

// areLast reports whether what was shown has the last words of a reader who was sent too
// much. A key among it may have left the reader before, or changed the language.
func areLast(shown string) bool {
	return slices.ContainsFunc(words.Codes(), func(code string) bool {
		w, _ := words.In(code, false)
		goodbye, _, _ := strings.Cut(w.Bar.GoodbyeBare, "{site}")
		return strings.Contains(shown, w.Server.TooMuchInput) || strings.Contains(shown, goodbye)
	})
}

// pour types a flood of 10 MiB into a reader, until the kiosk takes no more. It returns how
// much that was, and the last that was shown.
func pour(t *testing.T, k *kiosktest.Kiosk, flood func() []byte) (sent int, shown string) {
	t.Helper()
	channel := open(t, k.Dial(t))
	if !request(t, channel, "pty-req", ptyRequest{"xterm-256color", 80, 24, 0, 0, ""}) || !request(t, channel, "shell", nil) {
		t.Fatal("no shell")
	}
	read := make(chan string, 1)
	go func() {
		out, _ := io.ReadAll(channel)
		read <- string(out[max(len(out)-300, 0):])
	}()
	for sent < 10<<20 {
		n, err := channel.Write(flood())
		sent += n
		if err != nil {
			break
		}
	}
	return sent, <-read
}

func TestTypingSlowlyForLongIsNoFlood(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	channel := open(t, k.Dial(t))
	if !request(t, channel, "pty-req", ptyRequest{"xterm-256color", 80, 24, 0, 0, ""}) || !request(t, channel, "shell", nil) {
		t.Fatal("no shell")
	}
	go func() { _, _ = io.Copy(io.Discard, channel) }()
	for range 60 { // 60,000 bytes, within what may come at once
		if _, err := channel.Write(bytes.Repeat([]byte("jk"), 500)); err != nil {
			t.Fatal(err)
		}
	}
	if k.Server.Sessions() != 1 {
		t.Error("the reader was closed")
	}
}

// frozen is a socket whose owner can stop reading it.
type frozen struct {
	net.Conn
	cold atomic.Bool
	thaw chan struct{} // closed to let it read again
}

func (f *frozen) Read(p []byte) (int, error) {
	if f.cold.Load() {
		<-f.thaw
	}
	return f.Conn.Read(p)
}

func TestASocketThatIsNotReadIsClosed(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Stall = 500 * time.Millisecond
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: limits})
	honest(t, k)
	kiosktest.CheckLeaks(t, func() {
		conn, err := k.ConnectFrom("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		f := &frozen{Conn: conn, thaw: make(chan struct{})}
		c, err := kiosktest.Handshake(f)
		if err != nil {
			t.Fatal(err)
		}
		channel := open(t, c)
		if !request(t, channel, "pty-req", ptyRequest{"xterm-256color", 300, 100, 0, 0, ""}) || !request(t, channel, "shell", nil) {
			t.Fatal("no shell")
		}
		f.cold.Store(true)
		// Keys that have the whole screen painted again, slowly enough that each
		// of them does; no paint is read.
		for range 20_000 {
			if _, err := channel.Write([]byte("\x0c")); err != nil {
				break
			}
			if k.Server.Sessions() == 0 {
				break
			}
			time.Sleep(100 * time.Microsecond)
		}
		kiosktest.Settle(t, "the end of the session", 15*time.Second, func() bool { return k.Server.Sessions() == 0 && k.Gate.Counts().Connections == 0 })
		close(f.thaw)
		_ = c.Close()
	})
	honest(t, k)
}

// visit opens a reader and waits for its first frame, from any goroutine.
func visit(t *testing.T, k *kiosktest.Kiosk, source string) error {
	c, err := k.DialFrom(t, source)
	if err != nil {
		return err
	}
	channel, requests, err := c.OpenChannel("session", nil)
	if err != nil {
		return err
	}
	go ssh.DiscardRequests(requests)
	if _, err := channel.SendRequest("pty-req", true, ssh.Marshal(ptyRequest{"xterm-256color", 80, 24, 0, 0, ""})); err != nil {
		return err
	}
	if _, err := channel.SendRequest("shell", true, nil); err != nil {
		return err
	}
	var frame []byte
	buf := make([]byte, 32<<10)
	for !bytes.Contains(frame, []byte("Why are we doing this?")) {
		n, err := channel.Read(buf)
		if err != nil {
			return err
		}
		frame = append(frame, buf[:n]...)
	}
	return nil
}

// crowd has n visitors come from one address at once, and returns how many had
// the page.
func crowd(t *testing.T, k *kiosktest.Kiosk, source string, n int) int {
	t.Helper()
	var wg sync.WaitGroup
	served := make([]bool, n)
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			served[i] = visit(t, k, source) == nil
		}()
	}
	wg.Wait()
	count := 0
	for _, s := range served {
		if s {
			count++
		}
	}
	return count
}

func TestAHallIsServedAndACrowdHasItsAllowance(t *testing.T) {
	limits := strict()
	limits.Venues = []netip.Prefix{netip.MustParsePrefix("127.0.5.0/24")}
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Admission: limits})
	if n := crowd(t, k, "127.0.5.1", 100); n != 100 {
		t.Errorf("%d of 100 behind the venue's address were served", n)
	}
	if n := crowd(t, k, "127.0.6.1", 100); n != limits.Source.AtOnce {
		t.Errorf("%d of 100 behind another address were served, its allowance is %d", n, limits.Source.AtOnce)
	}
	honest(t, k)
}

func TestAFullKioskGivesThePageAsText(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Readers = 1
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: limits})
	if err := visit(t, k, "127.0.0.1"); err != nil {
		t.Fatal(err)
	}
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Rows: 200}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
		t.Errorf("status %d, %v", status, err)
	}
	if s := term.Screen(); s.AlternateScreen || !s.Contains("Why are we doing this?") || !s.Contains("The kiosk is full just now") {
		t.Errorf("the page is not there:\n%s", s.Text())
	}
	honest(t, k)
}

func TestAReaderWithoutAKeyIsToldAndMayStay(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Idle, limits.Notice = 300*time.Millisecond, 2*time.Second
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: limits})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	term.WaitForText("Closing in 2 s: any key stays")
	term.WaitForText("Closing in 1 s")
	term.Type("G")
	term.WaitFor("the notice to go, and the key to do nothing else", func(s kiosktest.Screen) bool {
		return strings.HasPrefix(s.Row(23), "  0%") && !s.Contains("Closing")
	})
	term.WaitForText("Closing in 2 s")
	if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
		t.Errorf("status %d, %v", status, err)
	}
	if !term.Screen().Contains("Nobody pressed a key for a while") {
		t.Errorf("last words:\n%s", term.Screen().Text())
	}
}

func TestThroughHAProxyVisitorsCountByTheirOwnAddress(t *testing.T) {
	haproxy := kiosktest.Need(t, "haproxy")
	limits := strict()
	limits.Source.AtOnce = 2
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Admission: limits, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}})
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	front := free.Addr().String()
	_ = free.Close()
	config := filepath.Join(t.TempDir(), "haproxy.cfg")
	text := fmt.Sprintf(`
defaults
  mode tcp
  timeout connect 5s
  timeout client 1m
  timeout server 1m
listen kiosk
  bind %s
  server kiosk %s send-proxy-v2 source 127.0.0.2
`, front, k.Address)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(haproxy, "-db", "-q", "-f", config)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	proxied := &kiosktest.Kiosk{Address: front}
	kiosktest.Settle(t, "haproxy", 15*time.Second, func() bool {
		c, err := net.Dial("tcp", front)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	kiosktest.Settle(t, "that connection to be gone", 15*time.Second, func() bool { return k.Gate.Counts().Connections == 0 })
	for i, tt := range []struct {
		source string
		want   bool
	}{{"127.0.7.1", true}, {"127.0.7.1", true}, {"127.0.7.1", false}, {"127.0.7.2", true}} {
		if err := visit(t, proxied, tt.source); (err == nil) != tt.want {
			t.Errorf("visitor %d, from %s: %v, served is to be %v", i+1, tt.source, err, tt.want)
		}
	}
	// Without the proxy, its address is no way in.
	if _, err := k.DialFrom(t, "127.0.0.2"); err == nil {
		t.Error("the proxy's address was let in without a header")
	}
	honest(t, k)
}
