package kiosktest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/kiosktest/pictures"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/telemetry"
)

// Kiosk is a kiosk in this process, on a free port of the loopback interface.
type Kiosk struct {
	Address     string // host:port
	Fingerprint string // of its host key: "SHA256:…"
	Site        *site.Site
	Server      *sshd.Server
	Gate        *admission.Gate
	Layouts     *layout.Cache
	Metrics     *telemetry.Metrics

	log    Buffer
	served chan error
}

// KioskOptions say what kiosk a test wants. The zero value is the one that
// visitors meet: the built-in pages, and the limits of a kiosk in public.
type KioskOptions struct {
	Content   fs.FS
	Limits    sshd.Limits
	Admission admission.Limits // the zero value has the loopback network as its venue
	Proxies   []netip.Prefix
	Configure func(*sshd.Config) // changes what is not to be as usual; may be nil
}

// loopback is where all visitors of a test come from: a hall of its own.
var loopback = netip.MustParsePrefix("127.0.0.0/8")

// StartKiosk starts a kiosk, and shuts it down when the test ends.
func StartKiosk(t testing.TB, o KioskOptions) *Kiosk {
	t.Helper()
	k, err := NewKiosk(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.shutdown(t) })
	return k
}

// HostKey is the key of every kiosk of the tests. Out of a fixed seed, it is no
// secret, and costs no entropy.
func HostKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
}

// NewKiosk starts a kiosk that lasts as long as this process does.
func NewKiosk(o KioskOptions) (*Kiosk, error) {
	if o.Content == nil {
		o.Content = content.FS
	}
	s, err := folder.Load(o.Content)
	if err != nil {
		return nil, err
	}
	key, err := ssh.NewSignerFromKey(HostKey())
	if err != nil {
		return nil, err
	}
	k := &Kiosk{Site: s, Fingerprint: hostkey.Fingerprint(key.PublicKey()), served: make(chan error, 1)}
	log := slog.New(telemetry.Bounded(slog.NewTextHandler(&k.log, nil)))
	if o.Admission.Connections == 0 {
		o.Admission = admission.DefaultLimits()
		o.Admission.Venues = []netip.Prefix{loopback}
	}
	pseudonyms := telemetry.NewPseudonyms()
	k.Gate = admission.NewGate(o.Admission, time.Now)
	k.Gate.LogTo(log, pseudonyms.Of)
	k.Metrics = telemetry.NewMetrics(telemetry.MetricsOptions{Version: "test", Counts: k.Gate.Counts})
	k.Layouts = layout.NewCache(0, func(err error) { log.Error("layout", "error", err) })
	hung, err := pictures.Of(s, o.Content)
	if err != nil {
		return nil, err
	}
	config := sshd.Config{
		Site:     s,
		Content:  o.Content,
		Layouts:  k.Layouts,
		Pictures: hung,
		Search:   search.NewEngine(),
		HostKey:  key,
		Log:      log,
		Source:   pseudonyms.Of,
		Public:   "hackday.example",
		Now:      func() time.Time { return time.Date(2026, time.November, 25, 9, 5, 0, 0, time.UTC) },
		Limits:   o.Limits,
		Metrics:  k.Metrics,
	}
	if o.Configure != nil {
		o.Configure(&config)
	}
	k.Server, err = sshd.New(config)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	k.Address = l.Addr().String()
	listener := admission.NewListener(l, k.Gate, o.Proxies)
	go func() { k.served <- k.Server.Serve(listener) }()
	return k, nil
}

// shutdown closes the kiosk, and cuts off who is still there after a while.
func (k *Kiosk) shutdown(t testing.TB) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = k.Server.Shutdown(ctx)
	if err := <-k.served; err != nil {
		t.Errorf("serving: %v", err)
	}
	log := k.Log()
	if strings.Contains(log, "panic") {
		t.Errorf("the kiosk panicked:\n%s", log)
	}
	if strings.Contains(log, "127.0.") {
		t.Errorf("the log holds an address:\n%s", log)
	}
	if i := strings.IndexFunc(log, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); i >= 0 {
		t.Errorf("the log holds a control character: %q", log[i:min(i+80, len(log))])
	}
}

// Log is what the kiosk logged so far.
func (k *Kiosk) Log() string { return k.log.String() }

// Dial connects as an SSH client of Go's own does, which can be told to do what
// no polite client would. The connection is closed when the test ends.
func (k *Kiosk) Dial(t testing.TB) *ssh.Client {
	t.Helper()
	c, err := k.DialFrom(t, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// DialFrom is Dial from one of the many addresses of the loopback network. It
// may be called from any goroutine.
func (k *Kiosk) DialFrom(t testing.TB, source string) (*ssh.Client, error) {
	conn, err := k.ConnectFrom(source)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = conn.Close() })
	return Handshake(conn)
}

// ConnectFrom opens a socket to the kiosk from one of the many addresses of the
// loopback network.
func (k *Kiosk) ConnectFrom(source string) (net.Conn, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(source)}, Timeout: patience}
	return d.Dial("tcp", k.Address)
}

// Handshake makes a visitor's handshake on a socket.
func Handshake(conn net.Conn) (*ssh.Client, error) {
	c, channels, requests, err := ssh.NewClientConn(conn, conn.RemoteAddr().String(), &ssh.ClientConfig{
		User:            "visitor",
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		return nil, err
	}
	return ssh.NewClient(c, channels, requests), nil
}

// Buffer is a buffer that may be written to while it is read.
type Buffer struct {
	mu sync.Mutex // guards what follows
	b  bytes.Buffer
}

func (l *Buffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *Buffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
