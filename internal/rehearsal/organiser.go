package rehearsal

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/grant"
)

// organiserTime bounds what an organiser's session may take to begin, and to end.
const organiserTime = 15 * time.Second

// ErrNotOrganiser is in the chain of an error that says that the kiosk let nobody in by
// the keys that it was shown.
var ErrNotOrganiser = errors.New("none of these keys is an organiser's there")

// ErrNoGrant is in the chain of an error that says that an organiser was let in, and
// allowed no rehearsal.
var ErrNoGrant = errors.New("the kiosk allows no rehearsal")

// Login is how an organiser logs in to the kiosk that is rehearsed.
type Login struct {
	Address string // host:port, dialled as it is
	Keys    []ssh.Signer
	// HostKey accepts the kiosk's key, or says why not; nil accepts any. Name is what it
	// is told as the host's name: host:port as the organiser wrote it.
	HostKey ssh.HostKeyCallback
	Name    string
}

// Organiser is an organiser's session, in which a kiosk takes part in a rehearsal. It is
// not safe for concurrent use.
type Organiser struct {
	Grant   grant.Grant
	HostKey ssh.PublicKey // that the kiosk showed

	client  *ssh.Client
	input   io.Closer
	answers *bufio.Scanner
}

// LogIn begins an organiser's session. The caller ends it with End. The errors that a
// caller may ask for are ErrNotOrganiser and ErrNoGrant, and those of l.HostKey.
func LogIn(ctx context.Context, l Login) (*Organiser, error) {
	ctx, cancel := context.WithTimeout(ctx, organiserTime)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", l.Address)
	if err != nil {
		return nil, fmt.Errorf("connecting to %s: %w", l.Address, err)
	}
	late := context.AfterFunc(ctx, func() { _ = conn.Close() })
	o, err := logIn(conn, l)
	if !late() && err == nil {
		_ = o.client.Close()
		err = ctx.Err()
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return o, nil
}

func logIn(conn net.Conn, l Login) (*Organiser, error) {
	o := new(Organiser)
	authenticating := false
	client, channels, requests, err := ssh.NewClientConn(conn, l.Name, &ssh.ClientConfig{
		User: grant.User,
		Auth: []ssh.AuthMethod{ssh.PublicKeysCallback(func() ([]ssh.Signer, error) {
			authenticating = true
			return l.Keys, nil
		})},
		HostKeyCallback: func(name string, from net.Addr, key ssh.PublicKey) error {
			o.HostKey = key
			if l.HostKey == nil {
				return nil
			}
			return l.HostKey(name, from, key)
		},
	})
	switch {
	case err != nil && authenticating:
		return nil, fmt.Errorf("logging in as %s: %w (%w)", grant.User, ErrNotOrganiser, err)
	case err != nil:
		return nil, fmt.Errorf("logging in as %s: %w", grant.User, err)
	}
	o.client = ssh.NewClient(client, channels, requests)
	if err := o.ask(); err != nil {
		_ = o.client.Close()
		return nil, err
	}
	return o, nil
}

// ask runs the command, and reads the grant.
func (o *Organiser) ask() error {
	session, err := o.client.NewSession()
	if err != nil {
		return fmt.Errorf("opening an organiser's session: %w", err)
	}
	complaint := new(lastShown)
	session.Stderr = complaint
	output, err := session.StdoutPipe()
	if err != nil {
		return err
	}
	if o.input, err = session.StdinPipe(); err != nil {
		return err
	}
	o.answers = bufio.NewScanner(output)
	o.answers.Buffer(nil, grant.MaxLine)
	if err := session.Start(grant.Command); err != nil {
		return fmt.Errorf("%w: it does not take the command", ErrNoGrant)
	}
	line, err := o.read()
	if err == nil {
		o.Grant, err = parseGrant(line)
	}
	if err != nil {
		_ = o.input.Close()
		_ = session.Wait() // after which all that it complained of is here
		if said := strings.TrimPrefix(complaint.end(), "kiosk: "); said != "" {
			err = errors.New(said)
		}
		return fmt.Errorf("%w: %w", ErrNoGrant, err)
	}
	return nil
}

// read reads a line of the kiosk's, of grant.MaxLine bytes at most.
func (o *Organiser) read() ([]byte, error) {
	if !o.answers.Scan() {
		if err := o.answers.Err(); err != nil {
			return nil, err
		}
		return nil, io.ErrUnexpectedEOF
	}
	return o.answers.Bytes(), nil
}

// parseGrant reads a grant. What people are shown of it is safe for a terminal.
func parseGrant(line []byte) (g grant.Grant, err error) {
	if err := json.Unmarshal(line, &g); err != nil {
		return grant.Grant{}, fmt.Errorf("what it says is no grant: %w", err)
	}
	if g.User == "" {
		return grant.Grant{}, errors.New("what it says is no grant: it names no user")
	}
	g.Source = clean.Line(g.Source)
	return g, nil
}

// parseAccount reads an account. Its texts are safe for a terminal.
func parseAccount(line []byte) (a grant.Account, err error) {
	if err := json.Unmarshal(line, &a); err != nil {
		return grant.Account{}, fmt.Errorf("what it says is no account: %w", err)
	}
	for i := range a.Refused {
		r := &a.Refused[i]
		r.Reason, r.Why, r.Help = clean.Line(r.Reason), clean.Line(r.Why), clean.Line(r.Help)
	}
	return a, nil
}

// End ends the session, and returns what the kiosk saw. It takes no longer than 15 s; the
// error says that the kiosk had ended the session before, so that it counted what came
// after.
func (o *Organiser) End() (grant.Account, error) {
	defer func() { _ = o.client.Close() }()
	late := time.AfterFunc(organiserTime, func() { _ = o.client.Close() })
	defer late.Stop()
	_ = o.input.Close()
	line, err := o.read()
	if err != nil {
		return grant.Account{}, fmt.Errorf("the organiser's session ended early: %w", err)
	}
	return parseAccount(line)
}
