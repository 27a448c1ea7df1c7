package sshd

import (
	"errors"

	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/grant"
	"hackday.example/kiosk/internal/replica"
)

// login is as what a client logs in. Its user name alone decides that.
type login int

const (
	asVisitor   login = iota // without a key
	asOrganiser              // by a key in the organisers' file
	asPeer                   // another kiosk, by a host key of this one
)

// loginOf is as what a user name logs in.
func loginOf(user string) login {
	switch user {
	case grant.User:
		return asOrganiser
	case replica.User:
		return asPeer
	}
	return asVisitor
}

// keyAlgorithms are the signatures by which organisers and peers may log in. x/crypto
// takes each as a certificate's too, which unfit and refusesPeer refuse.
var keyAlgorithms = []string{
	gossh.KeyAlgoSKED25519, gossh.KeyAlgoED25519,
	gossh.KeyAlgoSKECDSA256, gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521,
	gossh.KeyAlgoRSASHA512, gossh.KeyAlgoRSASHA256,
}

// errNoKey is the error for an organiser or a peer without a key that lets them in.
// Clients are told no reason.
var errNoKey = errors.New("not a key that lets this user in")

// authentication lets visitors in by whatever their client tries first. Most try "none";
// some send a key, a password or answers unasked, which the kiosk neither looks at nor
// keeps. Organisers and peers have to show a key, and are asked for nothing else.
func (s *Server) authentication(c *connection, config *gossh.ServerConfig) {
	withoutKey := func(conn gossh.ConnMetadata) (*gossh.Permissions, error) {
		if !c.takeName(conn.User()) {
			return nil, errTooMuch
		}
		if loginOf(conn.User()) != asVisitor {
			return nil, errNoKey
		}
		return nil, nil
	}
	byKey := func(conn gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
		if !c.takeName(conn.User()) {
			return nil, errTooMuch
		}
		return s.byKey(conn, key)
	}
	config.PasswordCallback = func(conn gossh.ConnMetadata, _ []byte) (*gossh.Permissions, error) { return withoutKey(conn) }
	config.KeyboardInteractiveCallback = func(conn gossh.ConnMetadata, _ gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
		return withoutKey(conn)
	}
	config.NoClientAuth = true
	config.NoClientAuthCallback = func(conn gossh.ConnMetadata) (*gossh.Permissions, error) {
		permissions, err := withoutKey(conn)
		if errors.Is(err, errNoKey) {
			// Clients try "none" first to learn which methods are left. Only after a
			// partial success can these differ from those for visitors: publickey alone,
			// so that no client asks a person for a password.
			err = &gossh.PartialSuccessError{Next: gossh.ServerAuthCallbacks{PublicKeyCallback: byKey}}
		}
		return permissions, err
	}
	config.PublicKeyCallback = byKey
	config.PublicKeyAuthAlgorithms = keyAlgorithms
	config.AuthLogCallback = func(conn gossh.ConnMetadata, method string, err error) {
		switch {
		case !c.takeName(conn.User()):
		case err == nil:
			c.authenticated(conn.User())
		case method == "publickey" && !errors.Is(err, errNoKey):
			// x/crypto refused it before it asked us. Its error quotes the client.
			s.logRefused(conn, "reason", "a key of this type, or its signature, is not taken")
		}
	}
}

// byKey decides whether a key lets a user in. x/crypto checks that the client has its
// private half.
func (s *Server) byKey(conn gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
	var name, refused string
	who := loginOf(conn.User())
	switch who {
	case asVisitor:
		return nil, nil
	case asOrganiser:
		name, refused = s.organiserOf(key)
	case asPeer:
		refused = s.refusesPeer(key)
	}
	fingerprint := fingerprintOf(key)
	if refused != "" {
		s.logRefused(conn, "key", fingerprint, "reason", refused)
		return nil, errNoKey
	}
	if who == asPeer {
		return nil, nil
	}
	return &gossh.Permissions{Extensions: map[string]string{organiserName: name, organiserKey: fingerprint}}, nil
}

// logRefused logs that an organiser or a peer was not let in; of visitors it logs nothing.
// The log bounds how often it says so.
func (s *Server) logRefused(conn gossh.ConnMetadata, what ...any) {
	message := ""
	switch loginOf(conn.User()) {
	case asVisitor:
		return
	case asOrganiser:
		message = "an organiser was not let in"
	case asPeer:
		message = "a peer was not let in"
	}
	s.config.Log.Warn(message, append([]any{"source", s.config.Source(conn.RemoteAddr())}, what...)...)
}
