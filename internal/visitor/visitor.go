// Package visitor plays a person at an SSH client: it connects, waits for the
// screen, types, resizes the window and leaves, and takes the time and counts
// the bytes of each. The health check, rehearsals and benchmarks are made of
// it. It knows nothing of what serves.
package visitor

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"
)

// Wait says how patiently an answer is waited for.
type Wait struct {
	// Patience is how long its first byte may take, or a handshake.
	Patience time.Duration
	// Quiet is how long nothing more may come before an answer is taken to be
	// whole. It is no part of the time that the answer took. With 0, what comes
	// first is all: enough for a server that writes each answer at once.
	Quiet time.Duration
}

// Target is what is visited. All but Address and Wait may be left out.
type Target struct {
	Address string // host:port, dialled over TCP as it is
	// HostKey accepts the server's key or says why not; nil accepts any.
	HostKey func(ssh.PublicKey) error
	// User and Auth are the visitor's name, "visitor" if empty, and what they
	// log in with, which is nothing at a kiosk.
	User string
	Auth []ssh.AuthMethod
	Wait Wait // for the handshake, the first screen and the end
	// From is the address that is dialled from; the system chooses one if it is nil.
	From net.IP
}

// Terminal is what a visitor sits at.
type Terminal struct {
	Name    string // TERM
	Columns int
	Rows    int
	// FirstFrame is how many bytes the first screen has, where that is known:
	// then it is whole with the last of them, and silence is not waited for.
	FirstFrame int
	Output     io.Writer // what is shown is copied here; may be nil
}

// Answer is what came upon a key, or upon anything else that was done.
type Answer struct {
	First time.Duration // until the first byte came
	Whole time.Duration // until the last one came
	Bytes int           // of the terminal's output; 0 is no answer
}

// ErrRefused is in the chain of an error that says that the visitor was not let
// in: nobody listens, the connection was closed before the handshake was done,
// or text was given in place of a screen.
var ErrRefused = errors.New("refused")

// Why a visitor was not let in; ErrRefused is in the chain of each.
var (
	ErrNobody = fmt.Errorf("%w: nobody listens", ErrRefused)
	ErrClosed = fmt.Errorf("%w: the connection was closed", ErrRefused)
	ErrText   = fmt.Errorf("%w: was given text in place of a screen", ErrRefused)
)

// ErrSilent is in the chain of an error that says that no answer came in time.
var ErrSilent = errors.New("no answer")

// ErrEnded is in the chain of an error that says that the server ended the
// session while the visitor was there.
var ErrEnded = errors.New("the session ended")

// Visitor is somebody who is there. It is not safe for concurrent use.
type Visitor struct {
	target  Target
	wire    *countingConn
	client  ssh.Conn
	channel ssh.Channel
	inbox   *inbox
	status  chan int // the exit status, if the server told it; closed at the end
	release func() bool
}

// Arrive connects, asks for a terminal and a shell, and waits for the first
// screen. The answer's times count from before connecting. A visitor who is
// returned has to Leave or to Hang up; the end of ctx hangs up too.
func Arrive(ctx context.Context, to Target, with Terminal) (*Visitor, Answer, error) {
	begin := time.Now()
	v, err := connect(ctx, to)
	if err != nil {
		return nil, Answer{}, err
	}
	if err := v.open(with); err != nil {
		v.HangUp()
		return nil, Answer{}, err
	}
	a, err := v.inbox.wait(begin, to.Wait, with.FirstFrame)
	switch {
	case errors.Is(err, ErrEnded) && a.Bytes > 0:
		err = ErrText
	case err == nil && a.Bytes == 0:
		err = fmt.Errorf("%w: no screen came within %v", ErrSilent, to.Wait.Patience)
	}
	if err != nil {
		v.HangUp()
		return nil, Answer{}, err
	}
	return v, a, nil
}

// maxOutput bounds what Ask reads, in bytes.
const maxOutput = 4 << 20

// Ask runs a command without a terminal and returns what it wrote to its
// standard output, of which 4 MiB are read at most. An exit status other than 0
// is an error. The target's patience bounds all of it.
func Ask(ctx context.Context, of Target, command string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, of.Wait.Patience, noAnswer(of))
	defer cancel()
	v, err := connect(ctx, of)
	if err != nil {
		return nil, err
	}
	defer v.HangUp()
	output, err := v.ask(command)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("running %q: %w", command, err)
	}
	return output, nil
}

func (v *Visitor) ask(command string) ([]byte, error) {
	channel, requests, err := v.client.OpenChannel("session", nil)
	if err != nil {
		return nil, err
	}
	go v.takeRequests(requests)
	ok, err := channel.SendRequest("exec", true, ssh.Marshal(struct{ Command string }{command}))
	if err == nil && !ok {
		err = errors.New("the server does not take commands")
	}
	if err != nil {
		return nil, err
	}
	output, err := io.ReadAll(io.LimitReader(channel, maxOutput))
	if err != nil {
		return nil, err
	}
	switch status, told := <-v.status; {
	case !told:
		return nil, fmt.Errorf("%w without an exit status", ErrEnded)
	case status != 0:
		return nil, fmt.Errorf("%w with status %d", ErrEnded, status)
	}
	return output, nil
}

// connect makes the connection and its handshake.
func connect(ctx context.Context, to Target) (*Visitor, error) {
	greeted, cancel := context.WithTimeoutCause(ctx, to.Wait.Patience, noAnswer(to))
	defer cancel()
	dialer := new(net.Dialer)
	if to.From != nil {
		dialer.LocalAddr = &net.TCPAddr{IP: to.From}
	}
	conn, err := dialer.DialContext(greeted, "tcp", to.Address)
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", refusal(err))
	}
	v := &Visitor{target: to, wire: &countingConn{Conn: conn}, status: make(chan int, 1)}
	if to.User == "" {
		to.User = "visitor"
	}
	late := context.AfterFunc(greeted, func() { _ = conn.Close() })
	client, channels, requests, err := ssh.NewClientConn(v.wire, to.Address, &ssh.ClientConfig{
		User: to.User,
		Auth: to.Auth,
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			if to.HostKey == nil {
				return nil
			}
			return to.HostKey(key)
		},
	})
	if !late() {
		err = context.Cause(greeted)
	}
	if err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("making the SSH handshake: %w", refusal(err))
	}
	v.client = client
	v.release = context.AfterFunc(ctx, func() { _ = conn.Close() })
	go ssh.DiscardRequests(requests)
	go func() {
		for c := range channels {
			_ = c.Reject(ssh.Prohibited, "a visitor opens sessions, and takes none")
		}
	}()
	return v, nil
}

// noAnswer is the cause of giving up.
func noAnswer(of Target) error { return fmt.Errorf("%w within %v", ErrSilent, of.Wait.Patience) }

// refusal makes an error an ErrRefused if the other end did not take the
// connection, or closed it.
func refusal(err error) error {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return ErrNobody
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return ErrClosed
	}
	return err
}

// open opens a session with a terminal, and a shell in it.
func (v *Visitor) open(with Terminal) error {
	channel, requests, err := v.client.OpenChannel("session", nil)
	if err != nil {
		return fmt.Errorf("opening a session: %w", err)
	}
	v.channel = channel
	v.inbox = newInbox()
	go v.takeRequests(requests)
	go v.inbox.fill(channel, with.Output)
	pty := struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}{Term: with.Name, Columns: uint32(with.Columns), Rows: uint32(with.Rows), Modes: "\x00"}
	// Nothing is asked to be confirmed: the screen is the answer.
	if _, err := channel.SendRequest("pty-req", false, ssh.Marshal(pty)); err != nil {
		return fmt.Errorf("asking for a terminal: %w", err)
	}
	if _, err := channel.SendRequest("shell", false, nil); err != nil {
		return fmt.Errorf("asking for a shell: %w", err)
	}
	return nil
}

// takeRequests takes what the server asks of the client, of which only the exit
// status (RFC 4254 §6.10) means anything to a visitor.
func (v *Visitor) takeRequests(requests <-chan *ssh.Request) {
	defer close(v.status)
	for r := range requests {
		if r.Type == "exit-status" && len(r.Payload) == 4 {
			select {
			case v.status <- int(binary.BigEndian.Uint32(r.Payload)):
			default:
			}
		}
		if r.WantReply {
			_ = r.Reply(false, nil)
		}
	}
}

// Type types keys, as the bytes that a terminal sends for them, and waits for
// the answer. One of no bytes is no error: not every key shows.
func (v *Visitor) Type(keys string, w Wait) (Answer, error) {
	begin := v.inbox.mark()
	if _, err := io.WriteString(v.channel, keys); err != nil {
		return Answer{}, fmt.Errorf("typing: %w", err)
	}
	return v.inbox.wait(begin, w, 0)
}

// Resize changes the window's size and waits for the answer, as Type does.
func (v *Visitor) Resize(columns, rows int, w Wait) (Answer, error) {
	begin := v.inbox.mark()
	size := struct{ Columns, Rows, Width, Height uint32 }{Columns: uint32(columns), Rows: uint32(rows)}
	if _, err := v.channel.SendRequest("window-change", false, ssh.Marshal(size)); err != nil {
		return Answer{}, fmt.Errorf("resizing: %w", err)
	}
	return v.inbox.wait(begin, w, 0)
}

// Await waits for what the server shows by itself. Its times count from the
// call; what came before it is included.
func (v *Visitor) Await(w Wait) (Answer, error) { return v.inbox.wait(time.Now(), w, 0) }

// Shown is how many bytes of output the terminal was sent so far.
func (v *Visitor) Shown() int64 { return v.inbox.total() }

// Wire is how many bytes came over the network so far, and went, handshake and
// encryption included, TCP not.
func (v *Visitor) Wire() (received, sent int64) {
	return v.wire.received.Load(), v.wire.sent.Load()
}

// Leave types the key that ends the session, waits until the server ends it,
// and hangs up. A session that does not end, or ends with a status other than
// 0, is an error.
func (v *Visitor) Leave(key string) error {
	defer v.HangUp()
	if _, err := io.WriteString(v.channel, key); err != nil {
		return fmt.Errorf("leaving: %w", err)
	}
	late := time.NewTimer(v.target.Wait.Patience)
	defer late.Stop()
	select {
	case status, told := <-v.status:
		switch {
		case !told:
			return fmt.Errorf("leaving: %w without an exit status", ErrEnded)
		case status != 0:
			return fmt.Errorf("leaving: %w with status %d", ErrEnded, status)
		}
		return nil
	case <-late.C:
		return fmt.Errorf("leaving: the session did not end within %v", v.target.Wait.Patience)
	}
}

// farewell is how long after the end of a session its exit status may come.
const farewell = time.Second

// SentAway reports whether the server ended the session as one that went well:
// with an exit status of 0, which a connection that broke has not.
func (v *Visitor) SentAway() bool {
	late := time.NewTimer(farewell)
	defer late.Stop()
	select {
	case status, told := <-v.status:
		return told && status == 0
	case <-late.C:
		return false
	}
}

// HangUp closes the connection, whatever is under way, and waits until nothing
// of it is left.
func (v *Visitor) HangUp() {
	v.release()
	_ = v.client.Close()
	_ = v.client.Wait()
	if v.inbox != nil {
		<-v.inbox.done
	}
}

// countingConn counts what goes over a connection.
type countingConn struct {
	net.Conn
	received, sent atomic.Int64
}

func (c *countingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.received.Add(int64(n))
	return n, err
}

func (c *countingConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.sent.Add(int64(n))
	return n, err
}
