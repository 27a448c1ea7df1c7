package admission

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pires/go-proxyproto"
)

// headerTime is how long a listed proxy has for its header. A busy one, or one far
// away, can take a while.
const headerTime = 5 * time.Second

// What the kernel may hold of one connection, in bytes (it counts its own
// overhead on top, and so doubles them: socket(7)). By itself it goes up to
// 4 MiB for a client that does not read. A screen has a few KiB, and the most
// that is sent at once, a page as text, 256 KiB.
const (
	sendBuffer    = 64 << 10
	receiveBuffer = 32 << 10
)

// Listener lets connections in through a gate. Connections from a listed proxy
// have to begin with a PROXY protocol header, version 1 or 2, and count as what
// it says. The command LOCAL, of version 2, says that nobody stands behind the proxy: a
// health check of its own, or a peer in its network. Such a connection counts as its own
// address. From anyone else a header is refused, as is anything that does not begin as
// SSH does.
type Listener struct {
	net.Listener
	gate    *Gate
	proxies []netip.Prefix

	accepted  chan accepted
	closing   chan struct{}
	closeOnce sync.Once
	pending   chan struct{} // a place for each header that is waited for
}

type accepted struct {
	conn net.Conn
	err  error
}

// NewListener puts a gate in front of a listener. proxies are the networks of
// the proxies, none where there is no proxy.
func NewListener(l net.Listener, g *Gate, proxies []netip.Prefix) *Listener {
	a := &Listener{
		Listener: l,
		gate:     g,
		proxies:  proxies,
		accepted: make(chan accepted),
		closing:  make(chan struct{}),
		pending:  make(chan struct{}, max(g.limits.Handshakes, g.limits.VenueHandshakes, 1)),
	}
	go a.run()
	return a
}

// Accept returns the next connection that may come in, which is a *Conn.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case a := <-l.accepted:
		return a.conn, a.err
	case <-l.closing:
		return nil, net.ErrClosed
	}
}

// Close stops listening. Connections that came in stay.
func (l *Listener) Close() error {
	l.closeOnce.Do(func() { close(l.closing) })
	return l.Listener.Close()
}

// run accepts connections, and never waits for one of them.
func (l *Listener) run() {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			if !l.hand(nil, err) || errors.Is(err, net.ErrClosed) {
				return
			}
			continue
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetWriteBuffer(sendBuffer)
			_ = tcp.SetReadBuffer(receiveBuffer)
		}
		if !contains(l.proxies, address(conn.RemoteAddr())) {
			l.enter(conn)
			continue
		}
		select {
		case l.pending <- struct{}{}:
			go func() {
				defer func() { <-l.pending }()
				l.enterProxied(conn)
			}()
		default:
			l.refuse(conn, Full)
		}
	}
}

// enterProxied reads the header that a listed proxy has to send.
func (l *Listener) enterProxied(conn net.Conn) {
	proxied := proxyproto.NewConn(conn,
		proxyproto.WithPolicy(proxyproto.REQUIRE),
		proxyproto.SetReadHeaderTimeout(headerTime),
	)
	// Whatever the library does with its deadline, the socket closes in time.
	timer := time.AfterFunc(headerTime, func() { _ = conn.Close() })
	header := proxied.ProxyHeader()
	if !timer.Stop() || header == nil {
		l.refuse(conn, NotProxied)
		return
	}
	l.enter(proxied)
}

// enter has the gate decide on a connection whose address is known.
func (l *Listener) enter(conn net.Conn) {
	ticket, reason := l.gate.Enter(address(conn.RemoteAddr()), func() { _ = conn.Close() })
	if reason != "" {
		reset(conn)
		_ = conn.Close()
		return
	}
	c := &Conn{Conn: conn, ticket: ticket}
	if !l.hand(c, nil) {
		_ = c.Close()
	}
}

func (l *Listener) refuse(conn net.Conn, r Reason) {
	l.gate.turnAway(r, address(conn.RemoteAddr()))
	reset(conn)
	_ = conn.Close()
}

// hand gives a connection to Accept; false if nobody accepts any more.
func (l *Listener) hand(conn net.Conn, err error) bool {
	select {
	case l.accepted <- accepted{conn, err}:
		return true
	case <-l.closing:
		return false
	}
}

// reset has a socket closed without waiting for the other end, so that a
// refusal leaves nothing behind, not even in TIME-WAIT.
func reset(conn net.Conn) {
	if tcp, ok := socket(conn).(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// socket is the connection beneath what reads the PROXY protocol.
func socket(conn net.Conn) net.Conn {
	if p, ok := conn.(*proxyproto.Conn); ok {
		return p.Raw()
	}
	return conn
}

// Conn is a connection that was let in. Closing it gives back what it took.
type Conn struct {
	net.Conn
	ticket *Ticket
	seen   int // bytes of the client's first that were checked
}

// identification is how a client's first bytes begin. RFC 4253 §4.2 lets only
// servers send other lines before it.
const identification = "SSH-"

// headerV1 and headerV2 are how PROXY protocol headers begin (its §2.1 and §2.2).
const (
	headerV1 = "PROXY "
	headerV2 = "\r\n\r\n\x00\r\nQUIT\n"
)

// ErrNotSSH is what Read returns when the client speaks something else.
var ErrNotSSH = errors.New("the client does not speak SSH")

// Read reads, and makes sure of the first bytes: no PROXY header from a peer
// who is no proxy, no request of another protocol.
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	for i, b := range p[:n] {
		if c.seen == len(identification) {
			break
		}
		if b != identification[c.seen] {
			reason := NotSSH
			if c.seen == 0 && c.beginsHeader(p[i:n]) {
				reason = ProxyHeader
			}
			c.ticket.gate.turnAway(reason, c.ticket.addr)
			_ = c.Close()
			return 0, ErrNotSSH
		}
		c.seen++
	}
	return n, err
}

// beginsHeader reports whether the first bytes begin a PROXY header, of which it
// reads what it needs to know. The connection is closed after that.
func (c *Conn) beginsHeader(first []byte) bool {
	for _, header := range []string{headerV1, headerV2} {
		if first[0] == header[0] {
			b := make([]byte, len(header))
			_, _ = io.ReadFull(c.Conn, b[copy(b, first):])
			return string(b) == header
		}
	}
	return false
}

// NetConn is the TCP connection beneath, for what the system knows of it. Who
// reads from it or writes to it goes past all that is counted here.
func (c *Conn) NetConn() net.Conn { return socket(c.Conn) }

// Authenticated notes that the handshake is done, as Ticket.Authenticated does:
// if it returns false, the caller has to close the connection now.
func (c *Conn) Authenticated(keyed bool) bool { return c.ticket.Authenticated(keyed) }

// Spend takes n bytes that were read from what the client's source may send, and
// returns how long to wait before reading on, as Ticket.Spend does.
func (c *Conn) Spend(n int) time.Duration { return c.ticket.Spend(n) }

// TakePlace takes one of the readers' places, of which free are free now, as
// Ticket.TakePlace does; false if the source has its share of them.
func (c *Conn) TakePlace(free int) bool { return c.ticket.TakePlace(free) }

// Venue reports whether the client comes from a venue.
func (c *Conn) Venue() bool { return c.ticket.own().venue }

// LeavePlace gives back a place that TakePlace took. The connection may be
// closed by then.
func (c *Conn) LeavePlace() { c.ticket.LeavePlace() }

// Close closes the socket.
func (c *Conn) Close() error {
	c.ticket.Leave()
	return c.Conn.Close()
}

// address is the IP address of a peer; the zero Addr where it has none.
func address(a net.Addr) netip.Addr {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr().Unmap()
	}
	if ap, err := netip.ParseAddrPort(a.String()); err == nil {
		return ap.Addr().Unmap()
	}
	return netip.Addr{}
}

// contains reports whether an address is in one of the networks. A zone, as in
// fe80::1%eth0, is no part of what is compared.
func contains(prefixes []netip.Prefix, addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	for _, p := range prefixes {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
