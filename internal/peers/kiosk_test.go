package peers

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/replica"
)

// long is how long a real kiosk is waited for. No test measures it.
const long = 3 * time.Minute

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newKey makes a host key; the same one for the same seed.
func newKey(seed byte) ssh.Signer {
	signer, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	if err != nil {
		panic(err)
	}
	return signer
}

// logs is what a kiosk has logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// count is how many lines have a text.
func (l *logs) count(text string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.b.String()) {
		if strings.Contains(line, text) {
			n++
		}
	}
	return n
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// kiosk is a group with a board and an SSH server, as far as peers see one.
type kiosk struct {
	host  string // the machine's name; this one's if empty
	group *Group
	board *memory
	logs  *logs
	stop  func() // ends the group and the server

	keys     []ssh.Signer
	takes    []ssh.Signer                        // whose logins pass; nil for those of keys
	answer   func(payload []byte) ([]byte, bool) // instead of the group; nil for the group's
	visitors bool                                // "none" passes, and messages are refused: an older kiosk
	messages func(payload []byte)                // sees each message; may be nil

	listener net.Listener
	cancel   context.CancelFunc
	done     chan struct{}
	mu       sync.Mutex
	conns    map[net.Conn]bool
	serves   sync.WaitGroup
}

// perform answers with what was asked.
func perform(_ context.Context, op replica.Operation) replica.Report {
	return replica.Report{Status: &replica.StatusReport{Now: 7, Rows: [][2]string{{"kind", string(op.Kind)}}}}
}

// start begins a group. o has what is particular about it.
func (k *kiosk) start(t testing.TB, o Options) {
	t.Helper()
	k.board, k.logs, k.conns = newMemory(), &logs{}, make(map[net.Conn]bool)
	if k.keys == nil {
		k.keys = []ssh.Signer{newKey(1)}
	}
	o.Keys, o.Board, o.Log = k.keys, k.board, slog.New(slog.NewTextHandler(k.logs, nil))
	if o.Perform == nil {
		o.Perform = perform
	}
	g, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if k.host != "" {
		g.self.Host = k.host
	}
	k.group, k.done = g, make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	k.cancel = cancel
	k.stop = sync.OnceFunc(func() {
		cancel()
		k.hangUp()
		k.serves.Wait()
		<-k.done
	})
	t.Cleanup(func() { k.stop() })
	go func() {
		defer close(k.done)
		g.Run(ctx)
	}()
}

// hangUp closes all connections to the kiosk.
func (k *kiosk) hangUp() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for c := range k.conns {
		_ = c.Close()
	}
}

// serve serves connections from a listener until that is closed.
func (k *kiosk) serve(t testing.TB, l net.Listener) {
	k.listener = l
	k.serves.Go(func() {
		for {
			conn, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				k.take(conn)
			}
		}
	})
	stop := k.stop
	k.stop = sync.OnceFunc(func() { _ = l.Close(); stop() })
	t.Cleanup(func() { k.stop() })
}

// take serves a connection.
func (k *kiosk) take(conn net.Conn) {
	k.mu.Lock()
	k.conns[conn] = true
	k.mu.Unlock()
	k.serves.Go(func() {
		k.handle(conn)
		_ = conn.Close()
		k.mu.Lock()
		delete(k.conns, conn)
		k.mu.Unlock()
	})
}

func (k *kiosk) handle(conn net.Conn) {
	config := &ssh.ServerConfig{
		NoClientAuth: k.visitors,
		PublicKeyCallback: func(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			takes := k.keys
			if k.takes != nil {
				takes = k.takes
			}
			if meta.User() != replica.User || !isOne(takes, key) {
				return nil, errors.New("not a peer")
			}
			return nil, nil
		},
	}
	config.AddHostKey(k.keys[0])
	c, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go func() {
		for channel := range channels {
			_ = channel.Reject(ssh.Prohibited, "")
		}
	}()
	for r := range requests {
		if r.Type != replica.Request || k.visitors {
			_ = r.Reply(false, nil)
			continue
		}
		if k.messages != nil {
			k.messages(r.Payload)
		}
		answer, ok := []byte(nil), false
		if k.answer != nil {
			answer, ok = k.answer(r.Payload)
		} else {
			answer, ok = k.group.Answer(context.Background(), r.Payload)
		}
		_ = r.Reply(ok, answer)
	}
	_ = c.Wait()
}

// listen takes a free port of loopback.
func listen(t testing.TB, address string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// startAll starts kiosks that are one, on loopback. prepare, which may be nil, changes the
// options of each.
func startAll(t testing.TB, n int, prepare func(i int, k *kiosk, o *Options)) []*kiosk {
	t.Helper()
	var listeners []net.Listener
	var addresses []string
	for range n {
		l := listen(t, "127.0.0.1:0")
		listeners, addresses = append(listeners, l), append(addresses, l.Addr().String())
	}
	kiosks := make([]*kiosk, n)
	for i := range n {
		k, o := &kiosk{}, Options{Addresses: addresses}
		if prepare != nil {
			prepare(i, k, &o)
		}
		k.start(t, o)
		k.serve(t, listeners[i])
		kiosks[i] = k
	}
	return kiosks
}

// settleReached waits until each kiosk reaches as many as it knows, of which there are n.
func settleReached(t testing.TB, n int, kiosks ...*kiosk) {
	t.Helper()
	for _, k := range kiosks {
		settle(t, k, "the peers", func() bool {
			c := k.group.Counts()
			return c.Reached == n && c.Known == n
		})
	}
}

// settle waits until something holds of a kiosk, whose log a failure shows.
func settle(t testing.TB, k *kiosk, what string, ok func() bool) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("counts %+v; log:\n%s", k.group.Counts(), k.logs)
		}
	}()
	kiosktest.Settle(t, what, long, ok)
}

// settleSame waits until all have the same.
func settleSame(t testing.TB, kiosks ...*kiosk) {
	t.Helper()
	for _, k := range kiosks[1:] {
		settle(t, k, "the same announcements", func() bool { return k.board.Digest() == kiosks[0].board.Digest() })
	}
}

var startKeys = []ssh.Signer{newKey(1)}

// instance is one that consists of one digit.
func instance(digit rune) string { return strings.Repeat(string(digit), 32) }
