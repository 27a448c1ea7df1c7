package sshd

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"

	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/replica"
)

// Peers are the kiosks that are one with this one, as package peers has them.
type Peers interface {
	command.Replicas
	// Answer answers what a peer asks. ok is false if that is no message.
	Answer(ctx context.Context, payload []byte) (answer []byte, ok bool)
}

// PeerLimits bound what peers may take after they have logged in. They are outside
// Limits.Sessionless, Total, Packets and GlobalRequests, the rate and the sum of
// Limits.Intake, and what a source may send.
type PeerLimits struct {
	Connections int           // at once in the whole kiosk
	PerSource   int           // at once from one source, as Config.Source names it
	Requests    Rate          // on one connection; more are answered more slowly
	Hurry       time.Duration // for which requests may come faster all the time; then the connection is closed
	Silence     time.Duration // without a request; then the connection is closed
}

// DefaultPeers are the limits of a kiosk in public. Each peer has one connection, and
// another while this kiosk does not know yet that the first has broken.
var DefaultPeers = PeerLimits{
	Connections: 2 * replica.MaxPeers,
	PerSource:   64, // several kiosks on one machine, or behind one address
	Requests:    Rate{AtOnce: 100, PerSecond: 50},
	Hurry:       15 * time.Second,
	Silence:     time.Minute,
}

const (
	// requestOverhead is what a global request has beside its payload, at the most, in
	// bytes: a length, a padding of 255 with its length, the message's number, the name,
	// a MAC of 64.
	requestOverhead = 512

	// peerPacket bounds a packet of a peer's, in bytes.
	peerPacket = replica.MaxMessage + requestOverhead

	// maxUnasked is how many bytes may come before a request among them is answered: more
	// than the requests that x/crypto/ssh queues can have. Other packets cost time too.
	maxUnasked = 1 << 20

	// noChannels is why a peer may open no channel. ssh shows it to somebody who
	// logs in with a host key.
	noChannels = "the user peer is for other kiosks, and opens no session; log in by another name"
)

// peering is what a connection keeps of a peer.
type peering struct {
	on     atomic.Bool // it is a peer's, for good; set under Server.mu
	source string      // that it counts under; written before on is set

	limiter *rate.Limiter // of requests
	behind  time.Time     // since when each request had to wait; zero if the last had not

	unasked atomic.Int64 // bytes that have come since a request was answered

	// A large request is not read before the one before was answered, or x/crypto/ssh
	// would queue many of them.
	large atomic.Int64  // the size of the packet that was read and not answered, or 0
	next  chan struct{} // a value when large has become 0; capacity 1
}

func newPeering(l PeerLimits) peering {
	return peering{limiter: l.Requests.limiter(), next: make(chan struct{}, 1)}
}

// refusesPeer says why a key lets no peer in; empty if it does.
func (s *Server) refusesPeer(key gossh.PublicKey) string {
	switch _, ours := s.hostKeys.signers[string(key.Marshal())]; {
	case s.config.Peers == nil:
		return "this kiosk was started without --peers"
	case strings.Contains(key.Type(), "-cert-"):
		return "this is a certificate, and kiosks log in by the host key itself"
	case !ours:
		return "the key is not one of this kiosk's host keys; all replicas need the same"
	}
	return ""
}

// takePeer makes a connection a peer's; false, with a line in the log, if there are as many
// as may be, and without one if it is closed.
func (s *Server) takePeer(c *connection) bool {
	source, limits := s.config.Source(c.RemoteAddr()), s.config.Limits.Peers
	s.mu.Lock()
	_, open := s.connections[c]
	ok := open && s.peers.take(source, limits.Connections, limits.PerSource)
	if ok {
		c.peer.source = source
		c.peer.on.Store(true)
		s.tellEmptied()
	}
	s.mu.Unlock()
	if open && !ok {
		s.config.Log.Warn("a peer was not let in", "source", source, "reason", "as many peers are connected as may be")
	}
	return ok
}

// takePeerRequest counts a global request of a peer's, and waits for its turn if they come
// faster than they may; false if it is too large, or they came too fast for long. It is called for
// one request after the other.
func (c *connection) takePeerRequest(request *gossh.Request) bool {
	if len(request.Payload) > replica.MaxMessage {
		return false
	}
	c.mu.Lock()
	c.rearm()
	c.mu.Unlock()
	p, now := &c.peer, time.Now()
	wait := p.limiter.ReserveN(now, 1).DelayFrom(now)
	if wait <= 0 {
		p.behind = time.Time{}
		return true
	}
	if p.behind.IsZero() {
		p.behind = now
	}
	if now.Sub(p.behind) >= c.server.config.Limits.Peers.Hurry {
		c.server.config.Log.Warn("a peer asked too much, and was disconnected", "source", p.source)
		return false
	}
	return sleepUntil(c.ctx, now.Add(wait)) == nil
}

// spend counts what was read; false if a peer has sent too much that is no request.
func (p *peering) spend(b []byte) bool { return p.unasked.Add(int64(len(b))) <= maxUnasked }

// answered notes that a request was answered, and lets the next large packet be read if it
// can have been the last. Of such a packet's size the kiosk sees what was not buffered yet.
func (p *peering) answered(payload int) {
	p.unasked.Store(0)
	if large := p.large.Load(); large > 0 && large <= int64(payload+requestOverhead) {
		p.large.Store(0)
		select {
		case p.next <- struct{}{}:
		default:
		}
	}
}

// waitForLarge waits before a large packet of a peer's is read, until the one before was
// answered. The error is that of the connection's end.
func (c *connection) waitForLarge() error {
	for c.in.packet > 0 && c.in.packet == c.in.expected && c.peer.large.Load() > 0 {
		select {
		case <-c.peer.next:
		case <-c.ctx.Done():
			return c.ctx.Err()
		}
	}
	return nil
}

// Perform does what an organiser asks of this kiosk through another one. It returns within
// 100 ms.
func (s *Server) Perform(ctx context.Context, op replica.Operation) replica.Report {
	return command.Perform(ctx, kioskFor{Server: s}, s.Site(), op)
}
