//go:build linux

package hostile

import (
	"bufio"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/crypto/chacha20"
	//lint:ignore SA1019 chacha20-poly1305@openssh.com is not the construction of RFC 8439; it needs the bare MAC
	"golang.org/x/crypto/poly1305"
)

// SSH's message numbers (RFC 4250 §4.1.2, RFC 5656 §7.1, RFC 4256 §5, OpenSSH's
// PROTOCOL §1.8).
const (
	msgDisconnect       = 1
	msgIgnore           = 2
	msgUnimplemented    = 3
	msgDebug            = 4
	msgServiceRequest   = 5
	msgServiceAccept    = 6
	msgExtInfo          = 7
	msgKexInit          = 20
	msgNewKeys          = 21
	msgKexECDHInit      = 30
	msgKexECDHReply     = 31
	msgUserAuthRequest  = 50
	msgUserAuthFailure  = 51
	msgUserAuthSuccess  = 52
	msgUserAuthResponse = 61
	msgGlobalRequest    = 80
	msgRequestSuccess   = 81
	msgRequestFailure   = 82
	msgChannelOpen      = 90
	msgChannelConfirmed = 91
	msgChannelRefused   = 92
	msgWindowAdjust     = 93
	msgChannelData      = 94
	msgExtendedData     = 95
	msgChannelEOF       = 96
	msgChannelClose     = 97
	msgChannelRequest   = 98
	msgChannelSuccess   = 99
	msgChannelFailure   = 100
	msgPing             = 192
)

// raw are bytes that stand in a message as they are, without a length.
type raw []byte

// message is a packet's payload: a message number and its fields in the forms of
// RFC 4251 §5. A string has its length in front; an int is a uint32.
func message(number byte, fields ...any) []byte {
	p := []byte{number}
	for _, f := range fields {
		switch f := f.(type) {
		case byte:
			p = append(p, f)
		case bool:
			p = append(p, 0)
			if f {
				p[len(p)-1] = 1
			}
		case int:
			p = binary.BigEndian.AppendUint32(p, uint32(f))
		case uint32:
			p = binary.BigEndian.AppendUint32(p, f)
		case string:
			p = binary.BigEndian.AppendUint32(p, uint32(len(f)))
			p = append(p, f...)
		case raw:
			p = append(p, f...)
		default:
			panic(fmt.Sprintf("message: a field of type %T", f))
		}
	}
	return p
}

// fields takes strings off the front of a message's body; what is missing is nil.
func fields(p []byte, n int) [][]byte {
	all := make([][]byte, n)
	for i := range all {
		if len(p) < 4 {
			break
		}
		length := int(binary.BigEndian.Uint32(p))
		if p = p[4:]; length > len(p) {
			break
		}
		all[i], p = p[:length], p[length:]
	}
	return all
}

// protection is how packets are protected in one direction (RFC 4253 §6). open
// returns nil if a packet is not authentic.
type protection interface {
	seal(sequence uint32, packet []byte) []byte
	length(sequence uint32, head []byte) uint32
	open(sequence uint32, head, rest []byte) []byte
	shape() (block, counted, tag int) // padding is to multiples of block, counting from counted; tag follows
}

// plain is no protection, as before the first key exchange.
type plain struct{}

func (plain) seal(_ uint32, packet []byte) []byte      { return packet }
func (plain) length(_ uint32, head []byte) uint32      { return binary.BigEndian.Uint32(head) }
func (plain) open(_ uint32, _ []byte, p []byte) []byte { return p }
func (plain) shape() (int, int, int)                   { return 8, 0, 0 }

// gcm is aes128-gcm@openssh.com (RFC 5647 §7).
type gcm struct {
	aead  cipher.AEAD
	nonce []byte
}

const (
	aes128GCM        = "aes128-gcm@openssh.com"
	chacha20Poly1305 = "chacha20-poly1305@openssh.com"
)

func newGCM(derive func(byte, int) []byte, iv, key byte) protection {
	block, err := aes.NewCipher(derive(key, 16))
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return &gcm{aead, derive(iv, 12)}
}

// next is the nonce of this packet; the counter behind its first four bytes goes on.
func (g *gcm) next() []byte {
	nonce := slices.Clone(g.nonce)
	binary.BigEndian.PutUint64(g.nonce[4:], binary.BigEndian.Uint64(g.nonce[4:])+1)
	return nonce
}

func (g *gcm) seal(_ uint32, packet []byte) []byte {
	return g.aead.Seal(packet[:4], g.next(), packet[4:], packet[:4])
}

func (g *gcm) length(_ uint32, head []byte) uint32 { return binary.BigEndian.Uint32(head) }

func (g *gcm) open(_ uint32, head, rest []byte) []byte {
	p, err := g.aead.Open(rest[:0], g.next(), rest, head)
	if err != nil {
		return nil
	}
	return p
}

func (g *gcm) shape() (int, int, int) { return 16, 4, 16 }

// chacha is chacha20-poly1305@openssh.com (OpenSSH's PROTOCOL.chacha20poly1305):
// one key for the length, one for the rest, the MAC over both.
type chacha struct{ content, head []byte }

func newChacha(derive func(byte, int) []byte, _, key byte) protection {
	k := derive(key, 64)
	return &chacha{k[:32], k[32:]}
}

func (c *chacha) stream(key []byte, sequence uint32) *chacha20.Cipher {
	s, err := chacha20.NewUnauthenticatedCipher(key, binary.BigEndian.AppendUint64(make([]byte, 4), uint64(sequence)))
	if err != nil {
		panic(err)
	}
	return s
}

// body is the stream for all but the length, and the MAC's key, which is the
// stream's first block.
func (c *chacha) body(sequence uint32) (s *chacha20.Cipher, mac *[32]byte) {
	s, mac = c.stream(c.content, sequence), new([32]byte)
	s.XORKeyStream(mac[:], mac[:])
	s.SetCounter(1)
	return s, mac
}

func (c *chacha) seal(sequence uint32, packet []byte) []byte {
	s, key := c.body(sequence)
	c.stream(c.head, sequence).XORKeyStream(packet[:4], packet[:4])
	s.XORKeyStream(packet[4:], packet[4:])
	var tag [16]byte
	poly1305.Sum(&tag, packet, key)
	return append(packet, tag[:]...)
}

func (c *chacha) length(sequence uint32, head []byte) uint32 {
	clear := make([]byte, 4)
	c.stream(c.head, sequence).XORKeyStream(clear, head)
	return binary.BigEndian.Uint32(clear)
}

func (c *chacha) open(sequence uint32, head, rest []byte) []byte {
	s, key := c.body(sequence)
	var tag [16]byte
	end := len(rest) - len(tag)
	copy(tag[:], rest[end:])
	if !poly1305.Verify(&tag, append(slices.Clone(head), rest[:end]...), key) {
		return nil
	}
	s.XORKeyStream(rest[:end], rest[:end])
	return rest[:end]
}

func (c *chacha) shape() (int, int, int) { return 8, 4, 16 }

// peer is one end of a connection to the kiosk, packet by packet. What goes
// wrong closes it, and is kept; every later call then returns at once, with
// nothing. So an attack is written without a look at errors: it goes on while
// ok says so.
//
// One goroutine may read and others write. Methods that do both (meet, login,
// open, exchange) are for one goroutine at a time; drain makes a goroutine that
// reads, after which none of them may be called.
type peer struct {
	conn   net.Conn
	ctx    context.Context
	cancel context.CancelCauseFunc

	in       *bufio.Reader
	opens    protection // what comes
	received uint32     // packets

	mu    sync.Mutex // held while a packet is written, and while keys are exchanged
	out   *bufio.Writer
	seals protection // what goes
	put   uint32     // packets

	suite    string // the cipher that is asked for
	version  string // of the server
	hostKey  string // the server's
	session  []byte // the first exchange's hash
	channels int    // that were asked for
}

// clientVersion is not OpenSSH's, which the kiosk tells its host keys unasked.
const clientVersion = "SSH-2.0-hostile"

// dialOptions say how a peer comes. The zero value is one that reads what it is sent.
type dialOptions struct {
	source string        // its loopback address
	deaf   bool          // the smallest receive buffer that there is, so that what is not read is soon felt
	sent   *atomic.Int64 // counts the bytes that go; may be nil
}

// dial opens a socket. The peer is closed when ctx ends. It does not fail: a peer
// that was not let in is not ok.
func dial(ctx context.Context, address string, o dialOptions) *peer {
	ctx, cancel := context.WithCancelCause(ctx)
	p := &peer{ctx: ctx, cancel: cancel, opens: plain{}, seals: plain{}, suite: aes128GCM}
	err := onLoopback(address)
	if err == nil {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(o.source)}}
		if o.deaf {
			d.Control = func(_, _ string, c syscall.RawConn) error {
				return c.Control(func(fd uintptr) { _ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 1) })
			}
		}
		p.conn, err = d.DialContext(ctx, "tcp", address)
	}
	if err != nil {
		cancel(err)
		p.conn, _ = net.Pipe() // nobody is at its other end
		_ = p.conn.Close()
	}
	p.in = bufio.NewReader(p.conn)
	p.out = bufio.NewWriterSize(countingWriter{p.conn, o.sent}, 64<<10)
	context.AfterFunc(ctx, func() { _ = p.conn.Close() })
	return p
}

// onLoopback is an error where an address and port are not this machine's own.
func onLoopback(address string) error {
	to, err := netip.ParseAddrPort(address)
	if err == nil && !to.Addr().IsLoopback() {
		err = fmt.Errorf("%s is not a loopback address: attacks go to no other", address)
	}
	return err
}

// countingWriter counts what is written.
type countingWriter struct {
	io.Writer
	n *atomic.Int64
}

func (w countingWriter) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if w.n != nil {
		w.n.Add(int64(n))
	}
	return n, err
}

func (p *peer) ok() bool       { return p.ctx.Err() == nil }
func (p *peer) fail(err error) { p.cancel(err) }
func (p *peer) close()         { p.cancel(net.ErrClosed) }

// reset closes the socket as a client does that crashed.
func (p *peer) reset() {
	if tcp, ok := p.conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	p.close()
}

// stay waits until the connection is closed, as it is when the attack is over.
func (p *peer) stay() { <-p.ctx.Done() }

// write sends bytes as they are.
func (p *peer) write(b string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := p.out.WriteString(b); err != nil {
		p.fail(err)
	}
	p.flushLocked()
}

func (p *peer) flushLocked() {
	if err := p.out.Flush(); err != nil {
		p.fail(err)
	}
}

// send sends a packet.
func (p *peer) send(number byte, fields ...any) {
	p.queue(number, fields...)
	p.flush()
}

// queue puts a packet behind those that go with the next flush.
func (p *peer) queue(number byte, fields ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queueLocked(message(number, fields...))
}

func (p *peer) flush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flushLocked()
}

func (p *peer) queueLocked(payload []byte) {
	if _, err := p.out.Write(p.packet(payload)); err != nil {
		p.fail(err)
	}
}

// packet puts a payload into a packet (RFC 4253 §6), and protects it.
func (p *peer) packet(payload []byte) []byte {
	block, counted, _ := p.seals.shape()
	padding := block - (5-counted+len(payload))%block
	if padding < 4 {
		padding += block
	}
	b := make([]byte, 0, 5+len(payload)+padding+16)
	b = binary.BigEndian.AppendUint32(b, uint32(1+len(payload)+padding))
	b = append(b, byte(padding))
	b = append(b, payload...)
	b = append(b, make([]byte, padding)...)
	p.put++
	return p.seals.seal(p.put-1, b)
}

// begin sends only so many bytes of a packet, the rest of which does not come.
func (p *peer) begin(n, of int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.packet(message(msgIgnore, raw(make([]byte, of))))
	if _, err := p.out.Write(b[:n]); err != nil {
		p.fail(err)
	}
	p.flushLocked()
}

// read is the payload of the next packet; nil if there is none.
func (p *peer) read() []byte {
	const most = 1 << 20 // of a packet
	head := make([]byte, 4)
	if _, err := io.ReadFull(p.in, head); err != nil {
		p.fail(err)
		return nil
	}
	n := p.opens.length(p.received, head)
	if n > most {
		p.fail(fmt.Errorf("a packet of %d bytes", n))
		return nil
	}
	_, _, tag := p.opens.shape()
	rest := make([]byte, int(n)+tag)
	if _, err := io.ReadFull(p.in, rest); err != nil {
		p.fail(err)
		return nil
	}
	b := p.opens.open(p.received, head, rest)
	p.received++
	if len(b) < 2 || int(b[0])+1 >= len(b) {
		p.fail(errors.New("a packet that is not authentic, or empty"))
		return nil
	}
	return b[1 : len(b)-int(b[0])]
}

// await reads until a packet of one of these kinds comes; nil if none does. It
// answers a key exchange that the server begins.
func (p *peer) await(numbers ...byte) []byte {
	for p.ok() {
		m := p.read()
		switch {
		case m == nil:
		case slices.Contains(numbers, m[0]):
			return m
		case m[0] == msgKexInit:
			p.exchange(m)
		}
	}
	return nil
}

// drain reads all that comes from now on, in a goroutine of its own, and answers
// nothing but a key exchange.
func (p *peer) drain() { go p.await() }

// identify exchanges the identification lines (RFC 4253 §4.2).
func (p *peer) identify() {
	p.write(clientVersion + "\r\n")
	line, err := p.in.ReadString('\n')
	if err != nil {
		p.fail(err)
	}
	p.version = strings.TrimRight(line, "\r\n")
}

// meet exchanges the identification lines and the first keys.
func (p *peer) meet() {
	p.identify()
	p.exchange(nil)
}

// kexInit is the message that begins a key exchange (RFC 4253 §7.1), with as many
// bytes more in a list of names that nobody knows.
func (p *peer) kexInit(more int) []byte {
	names := ""
	if more > 0 {
		names = strings.Repeat("a,", more/2) + "a"
	}
	cookie := make([]byte, 16)
	_, _ = rand.Read(cookie)
	return message(msgKexInit, raw(cookie), "curve25519-sha256", "ssh-ed25519", p.suite, p.suite,
		"hmac-sha2-256-etm@openssh.com", "hmac-sha2-256-etm@openssh.com", "none", "none", names, "", false, 0)
}

// exchange exchanges keys (curve25519-sha256, RFC 8731). theirs is the message by
// which the server began; nil to begin. The host key's signature is not looked at.
func (p *peer) exchange(theirs []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ours := p.kexInit(0)
	p.queueLocked(ours)
	p.flushLocked()
	if theirs == nil {
		theirs = p.skipTo(msgKexInit)
	}
	private, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		p.fail(err)
		return
	}
	public := string(private.PublicKey().Bytes())
	p.queueLocked(message(msgKexECDHInit, public))
	p.flushLocked()
	reply := p.skipTo(msgKexECDHReply)
	if reply == nil {
		return
	}
	parts := fields(reply[1:], 2)
	server, err := ecdh.X25519().NewPublicKey(parts[1])
	if err != nil {
		p.fail(err)
		return
	}
	shared, err := private.ECDH(server)
	if err != nil {
		p.fail(err)
		return
	}
	p.hostKey = string(parts[0])
	secret := mpint(shared)
	hash := sha256.Sum256(message(0, clientVersion, p.version, string(ours), string(theirs),
		string(parts[0]), public, string(parts[1]), secret)[1:])
	if p.session == nil {
		p.session = hash[:]
	}
	// RFC 4253 §7.2.
	derive := func(letter byte, n int) []byte {
		secret := message(0, secret)[1:]
		key := sum(secret, hash[:], []byte{letter}, p.session)
		for len(key) < n {
			key = append(key, sum(secret, hash[:], key)...)
		}
		return key[:n]
	}
	protect := newGCM
	if p.suite == chacha20Poly1305 {
		protect = newChacha
	}
	p.queueLocked([]byte{msgNewKeys})
	p.flushLocked()
	p.seals = protect(derive, 'A', 'C')
	if p.skipTo(msgNewKeys) != nil {
		p.opens = protect(derive, 'B', 'D')
	}
}

func (p *peer) skipTo(number byte) []byte {
	for p.ok() {
		if m := p.read(); m != nil && m[0] == number {
			return m
		}
	}
	return nil
}

// mpint is a number's bytes in the form of RFC 4251 §5, without the length.
func mpint(b []byte) string {
	b = new(big.Int).SetBytes(b).Bytes()
	if len(b) > 0 && b[0]&0x80 != 0 {
		b = append([]byte{0}, b...)
	}
	return string(b)
}

func sum(parts ...[]byte) []byte {
	h := sha256.New()
	for _, b := range parts {
		h.Write(b)
	}
	return h.Sum(nil)
}

// service asks for authentication to begin.
func (p *peer) service() {
	p.send(msgServiceRequest, "ssh-userauth")
	p.await(msgServiceAccept)
}

// login comes in as visitors do, without a key.
func (p *peer) login() {
	p.service()
	p.send(msgUserAuthRequest, "visitor", "ssh-connection", "none")
	if m := p.await(msgUserAuthSuccess, msgUserAuthFailure); m != nil && m[0] == msgUserAuthFailure {
		p.fail(errors.New("not let in"))
	}
}

// loginByKey logs in with a key (RFC 4252 §7), and reports whether that was taken.
func (p *peer) loginByKey(user string, key ed25519.PrivateKey) bool {
	const algorithm = "ssh-ed25519"
	blob := string(message(0, algorithm, string(key.Public().(ed25519.PublicKey)))[1:])
	request := message(msgUserAuthRequest, user, "ssh-connection", "publickey", true, algorithm, blob)
	signature := ed25519.Sign(key, append(message(0, string(p.session))[1:], request...))
	p.send(request[0], raw(request[1:]), string(message(0, algorithm, string(signature))[1:]))
	m := p.await(msgUserAuthSuccess, msgUserAuthFailure)
	return m != nil && m[0] == msgUserAuthSuccess
}

// largeWindow is as much as a channel may be sent without a word in between.
const largeWindow = 1<<31 - 1

// ask asks for a channel, and does not wait for it. more are the fields that its
// type has.
func (p *peer) ask(kind string, window int, more ...any) {
	p.channels++
	p.queue(msgChannelOpen, append([]any{kind, p.channels, window, 32 << 10}, more...)...)
}

// open opens a session channel, whose number at the server is returned; false if
// it was refused.
func (p *peer) open(window int) (channel uint32, ok bool) {
	p.ask("session", window)
	p.flush()
	m := p.await(msgChannelConfirmed, msgChannelRefused)
	if len(m) < 9 || m[0] != msgChannelConfirmed {
		return 0, false
	}
	return binary.BigEndian.Uint32(m[5:]), true
}

// request makes a request on a channel, and does not wait for an answer.
func (p *peer) request(channel uint32, kind string, reply bool, more ...any) {
	p.queue(msgChannelRequest, append([]any{channel, kind, reply}, more...)...)
}

// terminal asks for a terminal on a channel.
func (p *peer) terminal(channel uint32, columns, rows int) {
	p.request(channel, "pty-req", false, "xterm-256color", columns, rows, 0, 0, "\x00")
}

// reader opens a channel and a reader on it.
func (p *peer) reader(window int) (channel uint32, ok bool) {
	channel, ok = p.open(window)
	if ok {
		p.terminal(channel, 80, 24)
		p.request(channel, "shell", false)
		p.flush()
	}
	return channel, ok
}

// exec opens a channel and has it run a command.
func (p *peer) exec(command string, window int) (channel uint32, ok bool) {
	channel, ok = p.open(window)
	if ok {
		p.request(channel, "exec", false, command)
		p.flush()
	}
	return channel, ok
}

// sendRaw sends a packet whose payload is already put together.
func (p *peer) sendRaw(payload []byte) { p.send(payload[0], raw(payload[1:])) }

// closeWrite ends what is sent, and leaves open what comes.
func (p *peer) closeWrite() {
	if tcp, ok := p.conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
}

// sip reads what comes as bytes, so many a second, a tenth of them at a time.
func (p *peer) sip(perSecond int) {
	b := make([]byte, max(perSecond/10, 1))
	tick := time.NewTicker(time.Second / 10)
	defer tick.Stop()
	for p.ok() {
		if _, err := io.ReadFull(p.conn, b); err != nil {
			p.fail(err)
		}
		select {
		case <-tick.C:
		case <-p.ctx.Done():
		}
	}
}
