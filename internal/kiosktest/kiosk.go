package kiosktest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"io/fs"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/layout"
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

	log    lockedBuffer
	served chan error
}

// KioskOptions say what kiosk a test wants. The zero value is the one that
// visitors meet: the built-in pages, and the limits of a kiosk in public.
type KioskOptions struct {
	Content fs.FS
	Limits  sshd.Limits
}

// StartKiosk starts a kiosk, and shuts it down when the test ends.
func StartKiosk(t testing.TB, o KioskOptions) *Kiosk {
	t.Helper()
	if o.Content == nil {
		o.Content = content.FS
	}
	s, err := site.Load(o.Content)
	if err != nil {
		t.Fatal(err)
	}
	// A key out of a fixed seed is no secret, and costs no entropy.
	key, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	k := &Kiosk{Site: s, Fingerprint: hostkey.Fingerprint(key.PublicKey()), served: make(chan error, 1)}
	log := slog.New(slog.NewTextHandler(&k.log, nil))
	k.Server, err = sshd.New(sshd.Config{
		Site:    s,
		Layouts: layout.NewCache(0, func(err error) { log.Error("layout", "error", err) }),
		HostKey: key,
		Log:     log,
		Source:  telemetry.NewPseudonyms().Of,
		Limits:  o.Limits,
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	k.Address = l.Addr().String()
	go func() { k.served <- k.Server.Serve(l) }()
	t.Cleanup(func() { k.shutdown(t) })
	return k
}

// shutdown closes the kiosk, and cuts off who is still there after a while.
func (k *Kiosk) shutdown(t testing.TB) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = k.Server.Shutdown(ctx)
	if err := <-k.served; err != nil {
		t.Errorf("serving: %v", err)
	}
	if log := k.Log(); strings.Contains(log, "panic") {
		t.Errorf("the kiosk panicked:\n%s", log)
	}
}

// Log is what the kiosk logged so far.
func (k *Kiosk) Log() string { return k.log.String() }

// Dial connects as an SSH client of Go's own does, which can be told to do what
// no polite client would. The connection is closed when the test ends.
func (k *Kiosk) Dial(t testing.TB) *ssh.Client {
	t.Helper()
	c, err := ssh.Dial("tcp", k.Address, &ssh.ClientConfig{
		User:            "visitor",
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
		Timeout:         patience,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// lockedBuffer is a buffer that may be written to while it is read.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
