package peers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// bubble is a network in memory, for tests with synctest: it has pipes in place of sockets,
// and so all goroutines that wait for it are known to wait.
type bubble struct {
	mu    sync.Mutex
	takes map[string]func(net.Conn) // by address; a refused connection where there is none
	dials []dialled
	pipes []*pipe
	count counter // of the messages that kiosks of inBubble are sent
}

type dialled struct {
	address string
	at      time.Time
}

func newBubble() *bubble { return &bubble{takes: make(map[string]func(net.Conn))} }

// is has an address served; nil for nobody.
func (b *bubble) is(address string, take func(net.Conn)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.takes[address] = take
}

func (b *bubble) dial(_ context.Context, address string) (net.Conn, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dials = append(b.dials, dialled{address, time.Now()})
	take := b.takes[address]
	if take == nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	there, back := newPipe(), newPipe()
	b.pipes = append(b.pipes, there, back)
	at := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(address))
	take(&half{r: there, w: back, local: at})
	return &half{r: back, w: there, local: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 99), Port: 40000}}, nil
}

// times are when an address was dialled, since a moment.
func (b *bubble) times(address string, since time.Time) (all []time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, d := range b.dials {
		if d.address == address && !d.at.Before(since) {
			all = append(all, d.at.Sub(since))
		}
	}
	return all
}

// freeze has all bytes that are on their way stay there, in both directions.
func (b *bubble) freeze(frozen bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.pipes {
		p.freeze(frozen)
	}
}

// pipe carries bytes one way. It takes all that is written.
type pipe struct {
	mu     sync.Mutex
	more   *sync.Cond
	bytes  []byte
	closed bool
	frozen bool
}

func newPipe() *pipe {
	p := &pipe{}
	p.more = sync.NewCond(&p.mu)
	return p
}

func (p *pipe) freeze(frozen bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = frozen
	p.more.Broadcast()
}

// half is one end of a connection.
type half struct {
	r, w  *pipe
	local net.Addr
}

func (h *half) Read(b []byte) (int, error) {
	p := h.r
	p.mu.Lock()
	defer p.mu.Unlock()
	for (len(p.bytes) == 0 || p.frozen) && !p.closed {
		p.more.Wait()
	}
	if p.frozen || len(p.bytes) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.bytes)
	p.bytes = p.bytes[n:]
	return n, nil
}

func (h *half) Write(b []byte) (int, error) {
	p := h.w
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, io.ErrClosedPipe
	}
	p.bytes = append(p.bytes, b...)
	p.more.Broadcast()
	return len(b), nil
}

func (h *half) Close() error {
	for _, p := range []*pipe{h.r, h.w} {
		p.mu.Lock()
		p.closed = true
		p.more.Broadcast()
		p.mu.Unlock()
	}
	return nil
}

func (h *half) LocalAddr() net.Addr              { return h.local }
func (h *half) RemoteAddr() net.Addr             { return h.local }
func (h *half) SetDeadline(time.Time) error      { return errors.ErrUnsupported }
func (h *half) SetReadDeadline(time.Time) error  { return errors.ErrUnsupported }
func (h *half) SetWriteDeadline(time.Time) error { return errors.ErrUnsupported }

// address is that of the kiosk of a number, from 0.
func address(i int) string { return fmt.Sprintf("192.0.2.%d:22", i+1) }

// inBubble runs f with kiosks that are one, in a bubble whose network it may change.
func inBubble(t *testing.T, n int, f func(t *testing.T, b *bubble, kiosks []*kiosk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble()
		var addresses []string
		for i := range n {
			addresses = append(addresses, address(i))
		}
		kiosks := make([]*kiosk, n)
		for i := range n {
			kiosks[i] = &kiosk{messages: b.count.see}
			kiosks[i].start(t, Options{Addresses: addresses, Dial: b.dial})
			b.is(address(i), kiosks[i].take)
		}
		f(t, b, kiosks)
		for _, k := range kiosks {
			k.stop()
		}
	})
}

// after lets some time pass, and then all come to rest.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
