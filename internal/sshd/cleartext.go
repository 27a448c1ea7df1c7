package sshd

import "encoding/binary"

// earlyRead is how much is read before the server's key is sent, beyond the end
// of the packet that is being read: so little of what follows is read along.
const earlyRead = 128

// cleartext follows what a client sends before the server's key. Nothing of it is
// encrypted (RFC 4253 §6): after the version, packets show where they end.
type cleartext struct {
	ahead  []byte  // read from the socket, and not handed on yet
	length [4]byte // of a packet, as far as it was handed on
	have   int     // bytes of length
	rest   uint32  // of the packet that is being handed on, without its length
}

// most is how much may be read from the socket at once.
func (t *cleartext) most() int { return int(min(t.rest, maxRead-earlyRead)) + earlyRead }

// passed follows the packets that are handed on, and reports whether one ended.
func (t *cleartext) passed(p []byte) (whole bool) {
	for len(p) > 0 {
		if t.rest > 0 {
			n := min(uint32(len(p)), t.rest)
			t.rest -= n
			p = p[n:]
			whole = whole || t.rest == 0
			continue
		}
		n := copy(t.length[t.have:], p)
		t.have += n
		p = p[n:]
		if t.have == len(t.length) {
			t.have = 0
			t.rest = binary.BigEndian.Uint32(t.length[:])
		}
	}
	return whole
}

// readClear reads before the server's key is sent. x/crypto/ssh reads the
// client's version byte by byte and all else in larger pieces
// (TestFewReadsAreMadeBeforeTheKey holds it to that), so here more of the version
// is read than is asked for.
func (c *connection) readClear(p []byte) (int, error) {
	t := &c.in.clear
	packets := len(p) > 1
	if len(t.ahead) == 0 && !packets {
		ahead := make([]byte, earlyRead)
		n, err := c.receive(ahead)
		if n == 0 {
			return 0, err
		}
		t.ahead = ahead[:n]
	}
	if len(t.ahead) == 0 {
		n, err := c.receive(p)
		c.passed(p[:n])
		return n, err
	}
	n := copy(p, t.ahead)
	if t.ahead = t.ahead[n:]; len(t.ahead) == 0 {
		t.ahead = nil
	}
	if packets {
		c.passed(p[:n])
	}
	return n, nil
}

// passed follows what is handed on before the key is sent.
func (c *connection) passed(p []byte) {
	if c.in.clear.passed(p) {
		c.progressed()
	}
}
