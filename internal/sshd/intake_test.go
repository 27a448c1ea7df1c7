package sshd

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// endless is a socket on which as much comes as is read.
type endless struct {
	net.Conn
	fill   byte
	closed chan struct{}
	once   sync.Once
}

func (e *endless) Read(p []byte) (int, error) {
	select {
	case <-e.closed:
		return 0, net.ErrClosed
	default:
	}
	for i := range p {
		p[i] = e.fill
	}
	return len(p), nil
}

func (e *endless) Write(p []byte) (int, error) { return len(p), nil }
func (e *endless) Close() error                { e.once.Do(func() { close(e.closed) }); return nil }

// taking is a connection to an endless socket, in a phase.
func taking(phase int32, fill byte) *connection {
	c := newConnection(&Server{config: Config{Limits: DefaultLimits}}, &endless{fill: fill, closed: make(chan struct{})})
	c.in.phase.Store(phase)
	c.running = 1
	return c
}

// readUntil reads in small pieces until an error or the end, and returns how much.
func readUntil(c *connection, end time.Time) (n int, err error) {
	buf := make([]byte, cryptoBuffer)
	for time.Now().Before(end) {
		m, err := c.Read(buf)
		n += m
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func TestABudgetSlowsDownAndNeverRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := taking(loggedIn, 'x')
		defer c.expire()
		const seconds = 100
		n, err := readUntil(c, time.Now().Add(seconds*time.Second))
		l := DefaultIntake
		if most := l.AtOnce + (seconds+1)*l.PerSecond + maxRead; err != nil || n > most || n < most*9/10 {
			t.Errorf("%d bytes were read in %d s, %v; want some %d", n, seconds, err, most)
		}
	})
}

func TestWhoSendsMuchWithoutASessionIsLetGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := taking(loggedIn, 'x')
		c.running = 0
		begin := time.Now()
		_, err := readUntil(c, begin.Add(time.Hour))
		if took := time.Since(begin); err == nil || took < slowedIdle || took > slowedIdle+2*slowedLook {
			t.Errorf("it was let go after %v, %v", took, err)
		}
	})
}

func TestALifeHasItsBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := taking(loggedIn, 'x')
		c.in.limits.InAll = 16 << 20 // no whole day of it
		n, err := readUntil(c, time.Now().Add(24*time.Hour))
		if most := c.in.limits.InAll; !errors.Is(err, errTooMuch) || int64(n) > most || int64(n) < most-maxRead || !isClosed(c.ctx.Done()) {
			t.Errorf("%d bytes were read, %v", n, err)
		}
	})
}

func TestBeforeTheLoginLittleIsTaken(t *testing.T) {
	l := DefaultIntake
	for _, tt := range []struct {
		name  string
		phase int32
		fill  byte
		most  int
	}{
		{"before the key", beforeKey, 'x', l.BeforeKey},
		{"names of algorithms", beforeKey, ',', l.Names},
		{"an attempt to log in", beforeLogin, 'x', l.Attempt},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := taking(tt.phase, tt.fill)
			n, err := readUntil(c, time.Now().Add(time.Hour))
			if !errors.Is(err, errTooMuch) || n > tt.most || !isClosed(c.ctx.Done()) {
				t.Errorf("%s: %d bytes were read, %v; %d is the most", tt.name, n, err, tt.most)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		c := taking(beforeLogin, 'x')
		n := 0
		for {
			m, err := c.Read(make([]byte, 1000))
			n += m
			if err != nil {
				break
			}
			if _, err := c.Write([]byte("an attempt is answered")); err != nil {
				break
			}
		}
		if n > l.BeforeLogin || n < l.BeforeLogin-1000 {
			t.Errorf("%d bytes were read of attempts that were answered, and %d is the most", n, l.BeforeLogin)
		}
	})
}

func TestHardlyMoreIsTakenWhileAnAnswerWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := taking(loggedIn, 'x')
		go func() { _ = c.answer(func() error { <-c.ctx.Done(); return nil }) }()
		synctest.Wait()
		n, err := readUntil(c, time.Now().Add(time.Hour))
		if most := DefaultIntake.Waiting + maxRead; err == nil || n > most || n < most/2 {
			t.Errorf("%d bytes were read beside an answer that waited to its end, %v; %d is the most", n, err, most)
		}
	})
	synctest.Test(t, func(t *testing.T) { // and all of it when it is taken
		c := taking(loggedIn, 'x')
		defer c.expire()
		go func() { _ = c.answer(func() error { time.Sleep(5 * time.Second); return nil }) }()
		synctest.Wait()
		if n, err := readUntil(c, time.Now().Add(10*time.Second)); err != nil || n < DefaultIntake.AtOnce {
			t.Errorf("%d bytes were read, %v", n, err)
		}
	})
}

// sized notes how much room its reads have.
type sized struct {
	net.Conn
	mu   sync.Mutex
	most int
}

func (s *sized) Read(p []byte) (int, error) {
	s.mu.Lock()
	s.most = max(s.most, len(p))
	s.mu.Unlock()
	return s.Conn.Read(p)
}

// tcpPair is the two ends of a connection on this machine.
func tcpPair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if far, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if near, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	return near, far
}

// TestLargePacketsAreSeenByTheirSize holds x/crypto/ssh to what intake.expect
// leans on: the rest of a large packet is read into a slice of its size.
func TestLargePacketsAreSeenByTheirSize(t *testing.T) {
	const size = 30_000
	server, _ := fuzzServer(t)
	config := &gossh.ServerConfig{NoClientAuth: true}
	config.AddHostKey(server.config.HostKey)
	for _, cipher := range []string{gossh.CipherChaCha20Poly1305, gossh.CipherAES128GCM, gossh.CipherAES128CTR} {
		near, far := tcpPair(t)
		s := &sized{Conn: near}
		go func() {
			_, channels, requests, err := gossh.NewServerConn(s, config)
			if err != nil {
				return
			}
			go func() {
				for c := range channels {
					_ = c.Reject(gossh.Prohibited, "")
				}
			}()
			gossh.DiscardRequests(requests)
		}()
		c, _, _, err := gossh.NewClientConn(far, "", &gossh.ClientConfig{HostKeyCallback: gossh.InsecureIgnoreHostKey(), Config: gossh.Config{Ciphers: []string{cipher}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.SendRequest("x", true, bytes.Repeat([]byte("x"), size)); err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		if s.most < size-cryptoBuffer || s.most > size+1000 {
			t.Errorf("%s: a packet of %d bytes was read with room for %d", cipher, size, s.most)
		}
		s.mu.Unlock()
		_ = c.Close()
	}
}

func TestAPacketLargerThanAnybodyHasToSendClosesTheConnection(t *testing.T) {
	c := taking(loggedIn, 'x')
	if n, err := io.ReadFull(c, make([]byte, DefaultIntake.Packet)); err != nil {
		t.Errorf("the largest packet: %d bytes, %v", n, err)
	}
	if n, err := c.Read(make([]byte, DefaultIntake.Packet+1)); !errors.Is(err, errTooMuch) || !isClosed(c.ctx.Done()) {
		t.Errorf("one that is larger: %d bytes, %v", n, err)
	}
}

func TestLargePacketsThatReachSomebodyMayComeForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := taking(loggedIn, 'x')
		defer c.expire()
		for range 100 { // one is always under way
			if _, err := io.ReadFull(c, make([]byte, 30_000)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(DefaultLimits.Stall / 4)
			c.received(30_000)
		}
	})
}

func TestALargePacketThatReachesNobodyClosesTheConnection(t *testing.T) {
	for _, reaches := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			c := taking(loggedIn, 'x')
			defer c.expire()
			if _, err := io.ReadFull(c, make([]byte, 20_000)); err != nil {
				t.Fatal(err)
			}
			if reaches {
				c.received(19_900)
			}
			time.Sleep(DefaultLimits.Stall + time.Second)
			if isClosed(c.ctx.Done()) == reaches {
				t.Errorf("closed: %v", !reaches)
			}
		})
	}
}
