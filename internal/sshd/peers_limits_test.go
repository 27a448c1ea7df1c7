package sshd

import (
	"errors"
	"io"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/replica"
)

// takingPeer is a peer's connection, on whose socket as much comes as is read.
func takingPeer() *connection {
	c := taking(loggedIn, 'x')
	c.running = 0 // a peer has no session
	c.server.config.Log = slog.New(slog.DiscardHandler)
	c.server.connections = map[*connection]struct{}{c: {}}
	c.peer.on.Store(true)
	c.server.peers.all, c.server.peers.from = 1, map[string]int{"": 1}
	c.begin()
	c.mu.Lock()
	c.rearm()
	c.mu.Unlock()
	return c
}

// asks is a request of a peer's.
func asks(size int) *gossh.Request {
	return &gossh.Request{Type: replica.Request, WantReply: true, Payload: make([]byte, size)}
}

func TestAPeerStaysForAsLongAsItAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := takingPeer()
		begin := time.Now()
		for time.Since(begin) < 3*DefaultLimits.Total {
			time.Sleep(DefaultPeers.Silence - time.Second)
			if !c.takePeerRequest(asks(1)) {
				t.Fatalf("a request after %v was refused", time.Since(begin))
			}
			synctest.Wait()
			if isClosed(c.ctx.Done()) {
				t.Fatalf("it was closed after %v", time.Since(begin))
			}
		}
		begin = time.Now()
		<-c.ctx.Done()
		if silent := time.Since(begin); silent != DefaultPeers.Silence {
			t.Errorf("it was closed after %v without a request, want %v", silent, DefaultPeers.Silence)
		}
		synctest.Wait()
		c.server.mu.Lock()
		defer c.server.mu.Unlock()
		if p := c.server.peers; p.all != 0 || len(p.from) != 0 {
			t.Errorf("it left %+v", p)
		}
	})
}

func TestAPeerIsOutsideTheBudgetOfBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := takingPeer()
		defer c.expire()
		c.in.limits.InAll = 1 << 20
		c.server.config.Limits.Intake.InAll = 1 << 20
		begin := time.Now()
		for range 1000 {
			if _, err := io.CopyN(io.Discard, struct{ io.Reader }{c}, replica.MaxMessage); err != nil {
				t.Fatal(err)
			}
			c.peer.answered(replica.MaxMessage)
		}
		for range 10 * DefaultLimits.Packets.AtOnce {
			if _, err := c.Write(make([]byte, 1000)); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(begin); took > 0 {
			t.Errorf("it was held up for %v", took)
		}
	})
}

func TestAPeerSendsRequestsAndLittleElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := takingPeer()
		n, err := readUntil(c, time.Now().Add(time.Hour))
		if !errors.Is(err, errTooMuch) || n > maxUnasked || !isClosed(c.ctx.Done()) {
			t.Errorf("%d bytes were read, %v; %d are the most", n, err, maxUnasked)
		}
	})
}

func TestAPeersRequestsHaveARate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := takingPeer()
		defer c.expire()
		r := DefaultPeers.Requests
		begin := time.Now()
		n := 0
		for c.takePeerRequest(asks(1)) {
			n++
		}
		most := r.AtOnce + int((DefaultPeers.Hurry+time.Second).Seconds())*r.PerSecond
		if took := time.Since(begin); n > most || n < most*8/10 || took < DefaultPeers.Hurry {
			t.Errorf("%d requests were taken in %v, and %d are the most", n, took, most)
		}
	})
	synctest.Test(t, func(t *testing.T) { // with pauses any number is taken
		c := takingPeer()
		defer c.expire()
		for range 20 {
			for range 2 * DefaultPeers.Requests.AtOnce {
				if !c.takePeerRequest(asks(1)) {
					t.Fatal("it was refused")
				}
			}
			time.Sleep(5 * time.Second)
		}
	})
}

func TestAPeersMessageHasASize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := takingPeer()
		defer c.expire()
		if !c.takePeerRequest(asks(replica.MaxMessage)) || c.takePeerRequest(asks(replica.MaxMessage+1)) {
			t.Errorf("%d bytes are not the most", replica.MaxMessage)
		}
		if _, err := io.ReadFull(c, make([]byte, peerPacket)); err != nil {
			t.Errorf("the largest packet: %v", err)
		}
		c.peer.answered(replica.MaxMessage)
		if _, err := c.Read(make([]byte, peerPacket+1)); err == nil || !isClosed(c.ctx.Done()) {
			t.Errorf("one that is larger: %v", err)
		}
	})
}

func TestOneLargePacketOfAPeersWaitsAtATime(t *testing.T) {
	for _, answered := range []int{0, 1000, 30_000} {
		synctest.Test(t, func(t *testing.T) {
			c := takingPeer()
			defer c.expire()
			if _, err := io.ReadFull(c, make([]byte, 30_000)); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Read(make([]byte, cryptoBuffer)); err != nil { // small ones come in
				t.Fatal(err)
			}
			read := make(chan error, 1)
			go func() {
				_, err := io.ReadFull(c, make([]byte, 40_000))
				read <- err
			}()
			synctest.Wait()
			c.peer.answered(answered)
			synctest.Wait()
			if done := len(read) == 1; done != (answered == 30_000) {
				t.Errorf("after a request of %d bytes was answered, the next large one was read: %v", answered, done)
			}
			c.expire()
			<-read
		})
	}
}
