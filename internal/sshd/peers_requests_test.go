package sshd_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/sshd"
)

func TestOnlyAPeersRequestsAreAnswered(t *testing.T) {
	d := &desk{answer: []byte("{}")}
	o := startOffice(t, func(c *sshd.Config) { c.Peers = d })
	organiser := privateKey(t, o.id)
	for _, user := range []string{"visitor", "organiser"} {
		c, err := dialUser(t, o.Kiosk, user, "127.0.0.1", organiser)
		if err != nil {
			t.Fatal(err)
		}
		for i, size := range []int{0, 1, 2, sshd.DefaultLimits.GlobalRequestBytes} {
			ok, answer, err := c.SendRequest(replica.Request, true, make([]byte, size))
			if ok || len(answer) > 0 || err != nil {
				t.Errorf("%s's request %d: %v, %q, %v", user, i, ok, answer, err)
			}
		}
		for range sshd.DefaultLimits.GlobalRequests - 4 {
			if _, _, err := c.SendRequest(replica.Request, true, []byte("{}")); err != nil {
				t.Fatalf("a request of %s, who may make it in vain: %v", user, err)
			}
		}
		if _, _, err := c.SendRequest(replica.Request, true, nil); err == nil {
			t.Errorf("%s may ask any number of times", user)
		}
		for _, size := range []int{sshd.DefaultLimits.GlobalRequestBytes + 1, replica.MaxMessage} {
			if c, err = dialUser(t, o.Kiosk, user, "127.0.0.1", organiser); err != nil {
				t.Fatal(err)
			}
			if _, _, err := c.SendRequest(replica.Request, true, make([]byte, size)); err == nil {
				t.Errorf("%s may send %d bytes", user, size)
			}
		}
	}
	if got := d.sizes(); len(got) > 0 {
		t.Errorf("messages of %v bytes were answered", got)
	}
	c := dialPeer(t, o.Kiosk)
	if ok, answer, err := c.SendRequest(replica.Request, true, []byte("{}")); !ok || string(answer) != "{}" || err != nil {
		t.Errorf("a peer's request: %v, %q, %v", ok, answer, err)
	}
}

// privateKey reads a private key's file.
func privateKey(t *testing.T, file string) ssh.Signer {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.ParsePrivateKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestAPeersMessagesAreHandedOnWithinTheirBound(t *testing.T) {
	k, d := startReplica(t, kiosktest.KioskOptions{})
	d.answer = bytes.Repeat([]byte("a"), replica.MaxMessage)
	c := dialPeer(t, k)
	want := []int{0, 1, 20_000, replica.MaxMessage, 1}
	for _, size := range want {
		ok, answer, err := c.SendRequest(replica.Request, true, make([]byte, size))
		if !ok || len(answer) != replica.MaxMessage || err != nil {
			t.Fatalf("%d bytes: %v, %d bytes, %v", size, ok, len(answer), err)
		}
	}
	if ok, _, err := c.SendRequest(replica.Request, true, []byte(noMessage)); ok || err != nil {
		t.Errorf("what is no message: %v, %v", ok, err)
	}
	want = append(want, len(noMessage))
	// Without a wish for an answer it is no question.
	if _, _, err := c.SendRequest(replica.Request, false, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	for range 2 * sshd.DefaultLimits.GlobalRequests { // more than a visitor may
		if ok, _, err := c.SendRequest("x", true, nil); ok || err != nil {
			t.Fatalf("another request: %v, %v", ok, err)
		}
	}
	if _, _, err := c.SendRequest(replica.Request, true, make([]byte, replica.MaxMessage+1)); err == nil {
		t.Error("a message that is too large was answered")
	}
	if got := d.sizes(); !slices.Equal(got, want) {
		t.Errorf("messages of %v bytes came, want %v", got, want)
	}
	kiosktest.Settle(t, "the end of the connection", patience, func() bool { return k.Gate.Counts().Connections == 0 })
	honest(t, k)
}

// patience is how long what is bound to happen is waited for.
const patience = 15 * time.Second

func TestAPeerOpensNoChannel(t *testing.T) {
	k, _ := startReplica(t, kiosktest.KioskOptions{})
	c := dialPeer(t, k)
	for i := range sshd.DefaultLimits.RefusedOpens {
		kind := []string{"session", "direct-tcpip", "x"}[i%3]
		_, _, err := c.OpenChannel(kind, nil)
		var refused *ssh.OpenChannelError
		if !errors.As(err, &refused) || refused.Reason != ssh.Prohibited || !strings.HasPrefix(refused.Message, noSession) {
			t.Fatalf("channel %d, %s: %v", i, kind, err)
		}
	}
	if ok, _, err := c.SendRequest(replica.Request, true, []byte("{}")); !ok || err != nil {
		t.Errorf("asking then: %v, %v", ok, err)
	}
	if _, _, err := c.OpenChannel("session", nil); !isClosedBy(err) {
		t.Errorf("one more: %v", err)
	}
}

// isClosedBy reports whether an error is that of a connection's end.
func isClosedBy(err error) bool {
	var refused *ssh.OpenChannelError
	return err != nil && !errors.As(err, &refused)
}

func TestPeersAreNoVisitors(t *testing.T) {
	k, d := startReplica(t, kiosktest.KioskOptions{})
	scrape := scraper(t, k)
	before := scrape()
	c := dialPeer(t, k)
	if ok, _, err := c.SendRequest(replica.Request, true, []byte("{}")); !ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	counted := func(metrics string) string {
		var lines []string
		for line := range strings.Lines(metrics) {
			if strings.HasPrefix(line, "kiosk_handshake") || strings.HasPrefix(line, "kiosk_sessions") {
				lines = append(lines, line)
			}
		}
		return strings.Join(lines, "")
	}
	if was, is := counted(before), counted(scrape()); was != is || !strings.Contains(is, "kiosk_handshake") {
		t.Errorf("before a peer came:\n%sand then:\n%s", was, is)
	}
	visit := k.Dial(t)
	over := make(chan struct{})
	go func() {
		k.Server.Drain(t.Context(), time.Hour)
		close(over)
	}()
	kiosktest.Settle(t, "the drain", patience, func() bool { return !k.Server.Ready() })
	if ok, _, err := c.SendRequest(replica.Request, true, []byte("{}")); !ok || err != nil {
		t.Errorf("asking a kiosk that drains: %v, %v", ok, err)
	}
	select {
	case <-over:
		t.Error("the drain is over, and a visitor is connected")
	default:
	}
	_ = visit.Close()
	select {
	case <-over:
	case <-time.After(patience):
		t.Fatal("the drain goes on for a peer")
	}
	if ok, _, err := c.SendRequest(replica.Request, true, []byte("{}")); !ok || err != nil {
		t.Errorf("asking a kiosk that has drained: %v, %v", ok, err)
	}
	// A peer that is being answered does not hold the shutdown up.
	d.hold()
	asked := len(d.sizes())
	gone := make(chan error, 1)
	go func() {
		_, _, err := c.SendRequest(replica.Request, true, []byte("{}"))
		gone <- err
	}()
	kiosktest.Settle(t, "the message", patience, func() bool { return len(d.sizes()) > asked })
	if err := k.Server.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	if err := <-gone; err == nil {
		t.Error("a peer was answered by a kiosk that was closed")
	}
	kiosktest.Settle(t, "the end of the answer", patience, func() bool { return d.held() == 1 })
}

func TestADrainEndsWhenThoseWhoCameAreOnlyPeers(t *testing.T) {
	k, _ := startReplica(t, kiosktest.KioskOptions{})
	conn, err := k.ConnectFrom("127.0.0.1") // which nobody can tell from a visitor's
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	kiosktest.Settle(t, "the connection", patience, func() bool { return k.Gate.Counts().Connections == 1 })
	over := make(chan struct{})
	go func() {
		k.Server.Drain(t.Context(), time.Hour)
		close(over)
	}()
	kiosktest.Settle(t, "the drain", patience, func() bool { return !k.Server.Ready() })
	if _, err := handshakeAs(conn, replica.User, aPeer(t)); err != nil {
		t.Fatal(err)
	}
	select {
	case <-over:
	case <-time.After(patience):
		t.Fatal("the drain goes on for a peer")
	}
}

func TestPeersComeIntoAFullKiosk(t *testing.T) {
	limits := admission.DefaultLimits()
	limits.Connections = 3
	k, _ := startReplica(t, kiosktest.KioskOptions{Admission: limits})
	for range limits.Connections {
		k.Dial(t)
	}
	if c, err := k.DialFrom(t, "127.0.0.2"); err == nil {
		_ = c.Close()
		t.Fatal("the kiosk is not full")
	}
	const places = 2 // those of organisers
	for i := range places {
		c, err := dialUser(t, k, replica.User, fmt.Sprintf("127.0.0.%d", 3+i), aPeer(t))
		if err != nil {
			t.Fatalf("peer %d: %v", i, err)
		}
		if ok, _, err := c.SendRequest(replica.Request, true, []byte("{}")); !ok || err != nil {
			t.Errorf("peer %d asks: %v, %v", i, ok, err)
		}
	}
	if c, err := dialUser(t, k, replica.User, "127.0.0.9", aPeer(t)); err == nil {
		if err := c.Wait(); err == nil {
			t.Error("one peer too many stays")
		}
	}
	if n := k.Gate.Counts(); n.Connections > limits.Connections+places || n.Handshakes != 0 {
		t.Errorf("%+v", n)
	}
}

func TestPeersAtOnceAreCounted(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Peers.PerSource, limits.Peers.Connections = 2, 3
	k, _ := startReplica(t, kiosktest.KioskOptions{Limits: limits})
	comes := func(from string) *ssh.Client {
		c, err := dialUser(t, k, replica.User, from, aPeer(t))
		if err != nil {
			return nil
		}
		if ok, _, err := c.SendRequest(replica.Request, true, []byte("{}")); !ok || err != nil {
			return nil
		}
		return c
	}
	first := comes("127.0.0.1")
	if first == nil || comes("127.0.0.1") == nil || comes("127.0.0.1") != nil {
		t.Error("not two of one source are let in")
	}
	if comes("127.0.0.2") == nil || comes("127.0.0.3") != nil {
		t.Error("not three in all are let in")
	}
	if log := k.Log(); strings.Count(log, `msg="a peer was not let in"`) != 2 || !strings.Contains(log, "as many peers are connected as may be") {
		t.Errorf("the log is\n%s", log)
	}
	_ = first.Close()
	kiosktest.Settle(t, "a peer's place", patience, func() bool { return comes("127.0.0.1") != nil })
	honest(t, k)
}

func TestAPeerThatDoesNotReadIsClosed(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Stall = 500 * time.Millisecond
	k, d := startReplica(t, kiosktest.KioskOptions{Limits: limits})
	d.answer = bytes.Repeat([]byte("a"), 250_000) // more than the system keeps of it
	honest(t, k)
	kiosktest.CheckLeaks(t, func() {
		conn, err := k.ConnectFrom("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
			t.Fatal(err)
		}
		f := &frozen{Conn: conn, thaw: make(chan struct{})}
		c, err := handshakeAs(f, replica.User, aPeer(t))
		if err != nil {
			t.Fatal(err)
		}
		f.cold.Store(true)
		go func() { _, _, _ = c.SendRequest(replica.Request, true, []byte("{}")) }()
		kiosktest.Settle(t, "its end", patience, func() bool { return len(d.sizes()) == 1 && k.Gate.Counts().Connections == 0 })
		close(f.thaw)
		_ = c.Close()
	})
}

func TestAPeerThatAsksNothingIsClosed(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Peers.Silence = 300 * time.Millisecond
	k, d := startReplica(t, kiosktest.KioskOptions{Limits: limits})
	honest(t, k)
	kiosktest.CheckLeaks(t, func() {
		if err := dialPeer(t, k).Wait(); err == nil {
			t.Error("it ended without an error")
		}
		// A packet that never ends is no request.
		conn, err := k.ConnectFrom("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		var cut atomic.Bool
		c, err := handshakeAs(&drip{Conn: conn, on: &cut}, replica.User, aPeer(t))
		if err != nil {
			t.Fatal(err)
		}
		cut.Store(true)
		if _, _, err := c.SendRequest(replica.Request, true, make([]byte, 4096)); err == nil {
			t.Error("half a packet was answered")
		}
	})
	if got := d.sizes(); len(got) > 0 {
		t.Errorf("messages of %v bytes came", got)
	}
}

// drip is a connection that sends a byte every few milliseconds, once it is on.
type drip struct {
	net.Conn
	on *atomic.Bool
}

func (d *drip) Write(p []byte) (int, error) {
	if !d.on.Load() {
		return d.Conn.Write(p)
	}
	for i := range p {
		if _, err := d.Conn.Write(p[i : i+1]); err != nil {
			return i, err
		}
		time.Sleep(5 * time.Millisecond)
	}
	return len(p), nil
}

func TestAFloodOfAPeersRequestsIsSlowedAndThenEnded(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Peers.Requests, limits.Peers.Hurry = sshd.Rate{AtOnce: 5, PerSecond: 2}, 2*time.Second
	k, d := startReplica(t, kiosktest.KioskOptions{Limits: limits})
	c := dialPeer(t, k)
	begin, asked := time.Now(), 0
	var err error
	for ; err == nil; asked++ {
		_, _, err = c.SendRequest(replica.Request, true, []byte("{}"))
	}
	r := limits.Peers.Requests
	if took := time.Since(begin); took < limits.Peers.Hurry || float64(asked) > float64(r.AtOnce+2)+took.Seconds()*float64(r.PerSecond) {
		t.Errorf("it asked %d times in %v", asked, took)
	}
	if n := len(d.sizes()); n != asked-1 {
		t.Errorf("%d of %d requests were answered", n, asked)
	}
	if log := k.Log(); !strings.Contains(log, `msg="a peer asked too much, and was disconnected"`) {
		t.Errorf("the log is\n%s", log)
	}
	honest(t, k)
}

func TestPeersSeeTheSessionsOfAKiosk(t *testing.T) {
	k, _ := startReplica(t, kiosktest.KioskOptions{})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	term.WaitForText("q quit")
	seen := k.Server.SeenByPeers()
	sessions := seen.Sessions()
	if len(sessions) != 1 || sessions[0].You || sessions[0].Window.Columns != 80 || sessions[0].Source == "" {
		t.Errorf("the sessions are %+v", sessions)
	}
	if seen.Replicas() == nil || kiosktest.StartKiosk(t, kiosktest.KioskOptions{}).Server.SeenByPeers().Replicas() != nil {
		t.Error("only a kiosk with peers has replicas")
	}
	quit(t, term)
}
