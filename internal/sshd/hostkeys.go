package sshd

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Clients are told of all the kiosk's host keys, so that they know the next one
// when it comes to be used, and forget those that are given up (OpenSSH's
// PROTOCOL, §2.5; UpdateHostKeys in ssh_config(5)).
const (
	announceRequest = "hostkeys-00@openssh.com"
	proveRequest    = "hostkeys-prove-00@openssh.com"
)

// learnsHostKeys is how the version of a client begins that learns host keys.
// Nobody else is told: few others know the request, and old versions of Tera
// Term end the connection at it.
var learnsHostKeys = []byte("SSH-2.0-OpenSSH")

// hostKeys are the keys that a server proves to have, and how it tells of them.
type hostKeys struct {
	signers      map[string]gossh.Signer // by public key, as in SSH's messages
	announcement []byte                  // the payload of announceRequest
}

// newHostKeys takes a server's keys. No two of them may be the same: ssh takes an
// announcement that repeats itself for broken.
func newHostKeys(keys ...gossh.Signer) (hostKeys, error) {
	h := hostKeys{signers: map[string]gossh.Signer{}}
	for _, key := range keys {
		public := key.PublicKey().Marshal()
		if _, ok := h.signers[string(public)]; ok {
			return hostKeys{}, errors.New("sshd: a host key is there twice")
		}
		h.signers[string(public)] = key
		h.announcement = appendString(h.announcement, public)
	}
	return h, nil
}

// announce tells a client of the keys, once, since ssh ends a connection that
// tells it again. It costs one small packet, sent ahead of the answer to the
// first session so that the client's question comes before its command. A command
// may still be over before the proof is there; then the client asks again on its
// next visit.
func (h *hostKeys) announce(c *connection, conn *gossh.ServerConn) {
	if bytes.HasPrefix(conn.ClientVersion(), learnsHostKeys) && c.announceOnce() {
		_ = c.answer(func() error {
			_, _, err := conn.SendRequest(announceRequest, false, h.announcement)
			return err
		})
	}
}

// prove answers a client that asks for proof that the kiosk has the keys it told
// of: a signature by each, over this session's identifier. Of one connection, as
// many are taken as there are keys; an honest client asks once, for those it does
// not know.
func (s *Server) prove(ctx ssh.Context, request *gossh.Request) (ok bool, proofs []byte) {
	c := connectionOf(ctx)
	conn, isConn := ctx.Value(ssh.ContextKeyConn).(*gossh.ServerConn)
	if c == nil || !isConn {
		return false, nil
	}
	asked := s.hostKeys.parseProve(request.Payload)
	if len(asked) == 0 || !c.takeProofs(len(asked), len(s.hostKeys.signers)) {
		return false, nil
	}
	for _, key := range asked {
		proof, err := prove(key, conn.SessionID())
		if err != nil {
			s.config.Log.Error("a host key could not be proven", "error", err)
			return false, nil
		}
		proofs = appendString(proofs, proof)
	}
	return true, proofs
}

// prove is the signature that proves one key, as in SSH's messages. What it is
// over begins with the name of the request, and so is nothing that a key signs
// elsewhere.
func prove(key gossh.Signer, session []byte) ([]byte, error) {
	signature, err := key.Sign(rand.Reader, proofText(key.PublicKey(), session))
	if err != nil {
		return nil, err
	}
	return gossh.Marshal(signature), nil
}

func proofText(key gossh.PublicKey, session []byte) []byte {
	text := appendString(nil, []byte(proveRequest))
	text = appendString(text, session)
	return appendString(text, key.Marshal())
}

// parseProve reads which keys a client asks for: strings, one after another, to
// the end. It is none at all if anything else is among them, or a key that is not
// the server's, or more than the server has.
func (h *hostKeys) parseProve(payload []byte) []gossh.Signer {
	var asked []gossh.Signer
	for len(payload) > 0 {
		if len(payload) < 4 || len(asked) == len(h.signers) {
			return nil
		}
		n := binary.BigEndian.Uint32(payload)
		payload = payload[4:]
		if uint64(n) > uint64(len(payload)) {
			return nil
		}
		key, ok := h.signers[string(payload[:n])]
		if !ok {
			return nil
		}
		asked = append(asked, key)
		payload = payload[n:]
	}
	return asked
}

// appendString appends a string in the form of RFC 4251 §5.
func appendString(b, s []byte) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// announceOnce reports true once.
func (c *connection) announceOnce() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := !c.announced
	c.announced = true
	return first
}

// takeProofs takes n of the signatures that a connection may have; false if that
// is more than there are.
func (c *connection) takeProofs(n, most int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n > most-c.proofs {
		return false
	}
	c.proofs += n
	return true
}
