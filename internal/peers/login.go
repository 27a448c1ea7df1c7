package peers

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pires/go-proxyproto"
	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/replica"
)

// failure is why a kiosk is not reached.
type failure struct {
	why      string // in a few words, for people
	stranger bool   // it answers, and does not belong to the group
	log      string // what is logged of a stranger
	cause    error
}

func (f *failure) Error() string { return f.why + ": " + f.cause.Error() }
func (f *failure) Unwrap() error { return f.cause }

const whySilent = "does not answer"

// login dials the address, and logs in. It takes dialTime and handshakeTime at the most.
func (l *link) login(ctx context.Context) (*line, error) {
	o := &l.g.options
	within, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	conn, err := o.Dial(within, l.address)
	if err != nil {
		return nil, undialled(err)
	}
	unbind := context.AfterFunc(ctx, func() { _ = conn.Close() })
	var late, met, refused atomic.Bool // it took too long; a host key was seen; it was not ours
	timer := time.AfterFunc(handshakeTime, func() {
		late.Store(true)
		_ = conn.Close()
	})
	defer timer.Stop()

	came := &metered{Conn: conn}
	proxied := contains(o.Proxies, conn.LocalAddr()) != l.otherWay
	if proxied {
		_, err = (&proxyproto.Header{Version: 2, Command: proxyproto.LOCAL, TransportProtocol: proxyproto.UNSPEC}).WriteTo(conn)
	}
	var sshConn ssh.Conn
	var channels <-chan ssh.NewChannel
	var requests <-chan *ssh.Request
	if err == nil {
		sshConn, channels, requests, err = ssh.NewClientConn(came, l.address, &ssh.ClientConfig{
			User:              replica.User,
			Auth:              []ssh.AuthMethod{ssh.PublicKeys(o.Keys...)},
			HostKeyAlgorithms: []string{ssh.KeyAlgoED25519},
			HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
				met.Store(true)
				if isOne(o.Keys, key) {
					return nil
				}
				refused.Store(true)
				return errors.New("not one of our host keys")
			},
			ClientVersion: "SSH-2.0-kiosk",
		})
	}
	if err == nil {
		return newLine(sshConn, came, channels, requests, unbind), nil
	}
	unbind()
	_ = conn.Close()
	var negotiation *ssh.AlgorithmNegotiationError
	switch {
	case late.Load():
		return nil, &failure{why: whySilent, cause: err}
	case refused.Load(), errors.As(err, &negotiation):
		return nil, &failure{
			why: "has other host keys", stranger: true, cause: err,
			log: "a peer has other host keys; copy one kiosk's keys folder to all of them",
		}
	case !met.Load():
		// A kiosk that wants a PROXY header closes the connection without one, and the
		// reverse.
		l.otherWay = l.otherWay != (len(o.Proxies) > 0)
		return nil, &failure{why: "has closed the connection", cause: err}
	case !strings.Contains(err.Error(), "unable to authenticate"): // x/crypto/ssh has no type for it
		return nil, &failure{why: "has closed the connection", cause: err}
	default:
		// It has a host key of ours, which we have shown, and so would know if it had peers.
		return nil, apart(err)
	}
}

// apart is a kiosk that lets no peer in, or takes no messages of one.
func apart(cause error) error {
	return &failure{
		why: "is a kiosk without --peers, or an older one", stranger: true, cause: cause,
		log: "a peer is a kiosk without --peers, or an older one",
	}
}

// undialled says why an address cannot be dialled.
func undialled(err error) error {
	var errno syscall.Errno
	var network net.Error
	switch {
	case errors.As(err, &errno) && errno != syscall.ETIMEDOUT:
		return &failure{why: "cannot be reached: " + clean.Line(errno.Error()), cause: err}
	case errors.As(err, &network) && network.Timeout(), errors.Is(err, context.DeadlineExceeded), errors.As(err, &errno):
		return &failure{why: whySilent, cause: err}
	default:
		return &failure{why: "cannot be reached", cause: err}
	}
}

// isOne reports whether a public key is that of one of some signers.
func isOne(keys []ssh.Signer, key ssh.PublicKey) bool {
	shown := key.Marshal()
	return slices.ContainsFunc(keys, func(s ssh.Signer) bool { return bytes.Equal(s.PublicKey().Marshal(), shown) })
}

// contains reports whether an address is in one of some networks. A zone is no part of what
// is compared.
func contains(networks []netip.Prefix, address net.Addr) bool {
	if address == nil {
		return false
	}
	at, err := netip.ParseAddrPort(address.String())
	if err != nil {
		return false
	}
	ip := at.Addr().Unmap().WithZone("")
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(ip) })
}
