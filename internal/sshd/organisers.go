package sshd

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	gossh "golang.org/x/crypto/ssh"

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

// organisers is the file of the organisers' keys, in the form of sshd's
// authorized_keys without options. It is read for every login, so that a key
// that is taken out of it is refused from then on.
type organisers struct {
	path string // empty where there are no organisers
}

// find returns the name that stands behind a key in the file, or its fingerprint
// where none does. It fails with errNoOrganiser if the key is not there, and
// with what is wrong with the file if it cannot be trusted.
func (o organisers) find(fingerprint string) (name string, err error) {
	if o.path == "" {
		return "", errNoOrganiser
	}
	text, err := o.read()
	if err != nil {
		return "", err
	}
	found := errNoOrganiser
	for number, line := range bytes.Split(text, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		key, comment, options, _, err := gossh.ParseAuthorizedKey(line)
		switch {
		case err != nil:
			found = errors.Join(found, fmt.Errorf("%s:%d: this is no public key; paste the one line of the organiser's .pub file", o.path, number+1))
		case len(options) > 0:
			found = errors.Join(found, fmt.Errorf("%s:%d: options before a key are not supported; take them out, or the key", o.path, number+1))
		case gossh.FingerprintSHA256(key) == fingerprint:
			if comment = strings.Join(strings.Fields(site.Clean(comment)), " "); comment == "" {
				return fingerprint, nil
			}
			return comment, nil
		}
	}
	return "", found
}

// read reads the file, if only its owner can have written it.
func (o organisers) read() ([]byte, error) {
	info, err := os.Stat(o.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errNoOrganiser
	case err != nil:
		return nil, fmt.Errorf("reading the organisers' keys: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("the organisers' keys %s are not a regular file; nobody is let in by it", o.path)
	case info.Mode().Perm()&0o022 != 0:
		return nil, fmt.Errorf("others may write to the organisers' keys %s (mode %04o), and nobody is let in by them; run: chmod 644 %[1]s", o.path, info.Mode().Perm())
	case info.Size() > maxOrganisersBytes:
		return nil, fmt.Errorf("the organisers' keys %s have %d bytes, and %d is the most; nobody is let in by them", o.path, info.Size(), maxOrganisersBytes)
	}
	text, err := os.ReadFile(o.path)
	if err != nil {
		return nil, fmt.Errorf("reading the organisers' keys: %w", err)
	}
	return text, nil
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
		name, err := s.organisers.find(fingerprint)
		if err != nil {
			s.config.Log.Warn("an organiser was not let in", "error", err, "source", s.config.Source(conn.RemoteAddr()))
			return nil, errNoOrganiser
		}
		return &gossh.Permissions{Extensions: map[string]string{organiserName: name, organiserKey: fingerprint}}, nil
	}
	config.PublicKeyAuthAlgorithms = []string{
		gossh.KeyAlgoSKED25519, gossh.KeyAlgoED25519,
		gossh.KeyAlgoSKECDSA256, gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521,
		gossh.KeyAlgoRSASHA512, gossh.KeyAlgoRSASHA256,
	}
	config.AuthLogCallback = func(_ gossh.ConnMetadata, _ string, err error) {
		if err == nil && c != nil {
			c.authenticated()
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
	_, err := r.server.organisers.find(p.Extensions[organiserKey])
	return p.Extensions[organiserName], err == nil
}

// claimed reports whether the connection was made as an organiser.
func (r *session) claimed() bool { return r.conn.User() == organiserUser }
