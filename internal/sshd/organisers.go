package sshd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/site"
)

// organiserUser is the user name by which organisers log in. It is the only one
// that is asked for a key.
const organiserUser = "organiser"

const (
	// maxOrganisersBytes bounds the file of organisers' keys; a line has 80 to
	// 800 bytes.
	maxOrganisersBytes = 64 << 10

	// organiserName is where a connection keeps the name of the organiser whose
	// key it showed, and organiserKey the key's fingerprint.
	organiserName = "organiser-name"
	organiserKey  = "organiser-key"
)

// errNoOrganiser is what somebody is refused with who shows no organiser's key.
// Clients are told no reason.
var errNoOrganiser = errors.New("not an organiser's key")

// maxBadLines bounds how many lines of the file are said to be wrong at a time.
const maxBadLines = 8

// organisers is the file of the organisers' keys, in the form of sshd's
// authorized_keys without options. It is read for every login, so that a key
// that is taken out of it is refused from then on. It is safe for concurrent
// use.
type organisers struct {
	path string // empty where there are no organisers

	mu      sync.Mutex
	wrong   string    // what is wrong with the file, as it was logged
	logged  time.Time // when a refusal was
	refused int       // how many were not, since then
}

// find returns the name that stands behind a key in the file, or its fingerprint
// where none does; found is false if the key is not there. problem is what is
// wrong with the file, which may be so though the key was found.
func (o *organisers) find(fingerprint string) (name string, found bool, problem error) {
	if o.path == "" {
		return "", false, nil
	}
	text, err := o.read()
	if err != nil {
		return "", false, err
	}
	var problems []error
	for number, line := range bytes.Split(text, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		key, comment, options, _, err := gossh.ParseAuthorizedKey(line)
		switch {
		case err != nil:
			problems = append(problems, fmt.Errorf("%s:%d: this is no public key; paste the one line of the organiser's .pub file", o.path, number+1))
		case len(options) > 0:
			problems = append(problems, fmt.Errorf("%s:%d: options before a key are not supported; take them out, or the key", o.path, number+1))
		case !found && gossh.FingerprintSHA256(key) == fingerprint:
			if name = strings.Join(strings.Fields(site.Clean(comment)), " "); name == "" {
				name = fingerprint
			}
			found = true
		}
	}
	if more := len(problems) - maxBadLines; more > 0 {
		problems = append(problems[:maxBadLines], fmt.Errorf("and %d more", more))
	}
	return name, found, errors.Join(problems...)
}

// read reads the file, if only its owner can have written it, who has to be root
// or the kiosk's own user. The file that is checked is the one that is read.
func (o *organisers) read() ([]byte, error) {
	f, err := os.OpenFile(o.path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe is not waited for
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the organisers' keys: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("reading the organisers' keys: %w", err)
	}
	if err := untrusted(o.path, info.Mode(), hostkey.Owner(info), os.Geteuid()); err != nil {
		return nil, err
	}
	if info.Size() > maxOrganisersBytes {
		return nil, fmt.Errorf("the organisers' keys %s have %d bytes, and %d is the most; nobody is let in by them", o.path, info.Size(), maxOrganisersBytes)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxOrganisersBytes)) // it may have grown by now
	if err != nil {
		return nil, fmt.Errorf("reading the organisers' keys: %w", err)
	}
	return text, nil
}

// untrusted says why a file with this mode and owner can be somebody else's work
// than an organiser's; nil if it cannot. self is the kiosk's own user; an owner
// that the system does not tell is -1, and taken as it.
func untrusted(path string, mode fs.FileMode, owner, self int) error {
	switch {
	case !mode.IsRegular():
		return fmt.Errorf("the organisers' keys %s are not a regular file; nobody is let in by it", path)
	case owner > 0 && owner != self:
		return fmt.Errorf("the organisers' keys %s belong to user %d, and nobody is let in by them; run: chown %d %[1]s", path, owner, self)
	case mode.Perm()&0o022 != 0:
		return fmt.Errorf("others may write to the organisers' keys %s (mode %04o), and nobody is let in by them; run: chmod 644 %[1]s", path, mode.Perm())
	}
	return nil
}

// news reports whether what is wrong with the file, nil if nothing is, is
// something that is to be logged: not if it was already. Anybody can have the
// file read, as often as they like.
func (o *organisers) news(problem error) bool {
	text := ""
	if problem != nil {
		text = problem.Error()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	changed := text != o.wrong
	o.wrong = text
	return changed && text != ""
}

// refusalEvery is how often a refusal is logged at the most.
const refusalEvery = time.Second

// refuse counts a refusal, and reports whether it is to be logged; and how many
// were not, since one was.
func (o *organisers) refuse(now time.Time) (before int, say bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.logged.IsZero() && now.Sub(o.logged) < refusalEvery {
		o.refused++
		return 0, false
	}
	before, o.refused, o.logged = o.refused, 0, now
	return before, true
}

// authentication lets everybody in by "none", but for organisers: they have to
// show a key that is in the file. A visitor whose client shows a key unasked is
// let in without a look at it.
func (s *Server) authentication(c *connection, config *gossh.ServerConfig) {
	config.NoClientAuth = true
	config.NoClientAuthCallback = func(conn gossh.ConnMetadata) (*gossh.Permissions, error) {
		if conn.User() == organiserUser {
			return nil, errNoOrganiser
		}
		return nil, nil
	}
	config.PublicKeyCallback = func(conn gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
		if conn.User() != organiserUser {
			return nil, nil
		}
		fingerprint := gossh.FingerprintSHA256(key)
		name, found, problem := s.organisers.find(fingerprint)
		if s.organisers.news(problem) {
			s.config.Log.Warn("something is wrong with the organisers' keys", "error", problem)
		}
		if !found {
			if before, say := s.organisers.refuse(time.Now()); say {
				s.config.Log.Warn("an organiser was not let in", "source", s.config.Source(conn.RemoteAddr()), "unlogged_before", before)
			}
			return nil, errNoOrganiser
		}
		return &gossh.Permissions{Extensions: map[string]string{organiserName: name, organiserKey: fingerprint}}, nil
	}
	config.PublicKeyAuthAlgorithms = []string{
		gossh.KeyAlgoSKED25519, gossh.KeyAlgoED25519,
		gossh.KeyAlgoSKECDSA256, gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521,
		gossh.KeyAlgoRSASHA512, gossh.KeyAlgoRSASHA256,
	}
	config.AuthLogCallback = func(conn gossh.ConnMetadata, _ string, err error) {
		if err == nil && c != nil {
			c.authenticated(conn.User() == organiserUser)
		}
	}
}

// organiser is the name of the organiser who made this connection; ok is false
// for a visitor, and for an organiser whose key is no longer in the file.
func (r *session) organiser() (name string, ok bool) {
	p := r.conn.Permissions
	if p == nil || p.Extensions[organiserKey] == "" {
		return "", false
	}
	_, found, _ := r.server.organisers.find(p.Extensions[organiserKey])
	return p.Extensions[organiserName], found
}

// claimed reports whether the connection was made as an organiser.
func (r *session) claimed() bool { return r.conn.User() == organiserUser }
