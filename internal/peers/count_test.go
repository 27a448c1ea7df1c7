package peers

import (
	"context"
	"fmt"
	"math"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/replica"
)

// counter counts the messages that a kiosk is sent.
type counter struct{ messages, bytes, largest atomic.Int64 }

func (c *counter) see(payload []byte) {
	c.messages.Add(1)
	c.bytes.Add(int64(len(payload)))
	if n := int64(len(payload)); n > c.largest.Load() {
		c.largest.Store(n)
	}
}

func (c *counter) take() (messages, bytes, largest int64) {
	return c.messages.Swap(0), c.bytes.Swap(0), c.largest.Swap(0)
}

// TestMessagesAreFew counts what two kiosks send to each other, in both directions: in a
// minute in which nothing changes; for an announcement and its withdrawal, when both knew
// the same before; and when both have much that the other has not.
func TestMessagesAreFew(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		c := &b.count
		after(30 * time.Second) // the connections from before are not counted …
		for _, k := range kiosks {
			k.hangUp()
		}
		after(30 * time.Second) // … and these are
		c.take()
		after(time.Minute)
		if n, _, largest := c.take(); n < 22 || n > 26 || largest > 250 {
			t.Errorf("in a quiet minute there were %d messages, the largest of %d bytes", n, largest)
		}

		for _, k := range kiosks { // so that no beat comes in between
			k.group.Spread(t.Context())
		}
		c.take()
		item := kiosks[0].board.announce("0001.md", 100)
		after(100 * time.Millisecond)
		if n, bytes, _ := c.take(); n != 1 || len(kiosks[1].board.names()) != 1 {
			t.Errorf("an announcement took %d messages of %d bytes", n, bytes)
		}
		kiosks[1].board.withdraw(item)
		after(100 * time.Millisecond)
		if n, bytes, _ := c.take(); n != 1 || len(kiosks[0].board.names()) != 0 {
			t.Errorf("a withdrawal took %d messages of %d bytes", n, bytes)
		}
		if s := kiosks[0].group.Spread(t.Context()); s.Have != 2 {
			t.Errorf("%+v", s)
		}
		if n, _, _ := c.take(); n != 1 {
			t.Errorf("a question whether all have it took %d messages", n)
		}

		// Without the tags of the last time: what is known, what is lacking, and what is so.
		b.is(address(0), nil)
		b.is(address(1), nil)
		for _, k := range kiosks {
			k.hangUp()
		}
		after(time.Second)
		for i, k := range kiosks {
			k.board.announce(string(rune('a'+i))+".md", 1000)
			k.group.mu.Lock()
			for _, l := range k.group.list {
				l.state.tags = nil
			}
			k.group.mu.Unlock()
		}
		b.is(address(0), kiosks[0].take)
		b.is(address(1), kiosks[1].take)
		after(10 * time.Second)
		c.take()
		if len(kiosks[0].board.names()) != 2 || kiosks[0].board.Digest() != kiosks[1].board.Digest() {
			t.Errorf("the kiosks have %q and %q", kiosks[0].board.names(), kiosks[1].board.names())
		}
	})
}

// TestAFirstExchangeTakesTwoMessages has kiosks that know nothing of each other, of which
// one alone dials.
func TestAFirstExchangeTakesTwoMessages(t *testing.T) {
	inBubble(t, 0, func(t *testing.T, b *bubble, _ []*kiosk) {
		c := &b.count
		one, other := &kiosk{}, &kiosk{messages: c.see}
		other.start(t, Options{})
		one.start(t, Options{Addresses: []string{address(1)}, Dial: b.dial})
		one.board.announce("a.md", 1000)
		other.board.announce("b.md", 1000)
		b.is(address(1), other.take)
		after(6 * time.Second)
		n, bytes, _ := c.take()
		if n > 3 || len(one.board.names()) != 2 || len(other.board.names()) != 2 { // the last may be a beat
			t.Errorf("it took %d messages of %d bytes; they have %q and %q", n, bytes, one.board.names(), other.board.names())
		}
		one.stop()
		other.stop()
	})
}

func TestWhoCallsAndIsNotReachedIsLoggedOnce(t *testing.T) {
	inBubble(t, 0, func(t *testing.T, b *bubble, _ []*kiosk) {
		listed, calls := &kiosk{}, &kiosk{host: "forgotten"}
		listed.start(t, Options{})
		b.is(address(1), listed.take)
		calls.start(t, Options{Addresses: []string{address(1)}, Dial: b.dial})
		after(30 * time.Second)
		if n := listed.logs.count("host=forgotten"); n != 0 {
			t.Errorf("it was logged too early:\n%s", listed.logs)
		}
		after(10 * time.Minute)
		if n := listed.logs.count("host=forgotten"); n != 1 {
			t.Errorf("it was logged %d times:\n%s", n, listed.logs)
		}
		if n := listed.group.Notes(); len(n) != 1 || !strings.Contains(n[0], `"forgotten"`) {
			t.Errorf("organisers are told %q", n)
		}
		calls.stop()
		after(time.Minute)
		if n := listed.group.Notes(); len(n) != 0 {
			t.Errorf("of one that calls no more they are told %q", n)
		}
		listed.stop()
	})
}

// TestCallsDoNotHaveOthersDialledWithoutEnd has a kiosk called by ever new instances, while
// it waits to dial a peer that refuses.
func TestCallsDoNotHaveOthersDialledWithoutEnd(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		b.is(address(1), nil)
		kiosks[1].stop()
		after(time.Minute)
		since := time.Now()
		for i := range 1000 { // 20 ms apart
			payload, err := replica.Message{
				Self:     replica.Self{Version: 1, Instance: fmt.Sprintf("%032x", i)},
				Exchange: &replica.Exchange{},
			}.Encode()
			if _, ok := kiosks[0].group.Answer(t.Context(), payload); !ok || err != nil {
				t.Fatalf("call %d: %v, %v", i, ok, err)
			}
			time.Sleep(20 * time.Millisecond)
		}
		if n, most := len(b.times(address(1), since)), 4*(kicksAtOnce+20*kicksPerSecond); n < 15 || float64(n) > most {
			t.Errorf("%d dials in 20 s, and %v is the most", n, most)
		}
	})
}

// TestAFloodStaysWithinALinksBytes has peers that send requests of 250 KiB as long as they are
// let, and never answer.
func TestAFloodStaysWithinALinksBytes(t *testing.T) {
	const n = 3
	var addresses []string
	var sent atomic.Int64
	for range n {
		l := listen(t, "127.0.0.1:0")
		addresses = append(addresses, l.Addr().String())
		done := make(chan struct{})
		go func() {
			defer close(done)
			flood(l, &sent)
		}()
		t.Cleanup(func() {
			_ = l.Close()
			<-done
		})
	}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	k := &kiosk{}
	k.start(t, Options{Addresses: addresses})
	for _, most := range []int64{3, 9, 15} {
		settle(t, k, "a flood", func() bool { return sent.Load() >= most })
		// The servers are in this process too, and have a packet each. What comes while garbage
		// is collected counts as kept, and so what is kept is the least of several readings.
		least := int64(math.MaxInt64)
		for range 50 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			least = min(least, int64(now.HeapAlloc+now.StackInuse)-int64(before.HeapAlloc+before.StackInuse))
			if least <= n*linkBytes {
				break
			}
		}
		if least > n*linkBytes {
			t.Errorf("after %d requests %d links take %d bytes, and %d is the most", sent.Load(), n, least, n*linkBytes)
		}
	}
	if c := k.group.Counts(); c.Reached != 0 {
		t.Errorf("who never answers is reached: %+v", c)
	}
	k.stop()
}

// flood serves connections one after the other, and sends requests over each until it ends.
func flood(l net.Listener, sent *atomic.Int64) {
	config := &ssh.ServerConfig{PublicKeyCallback: func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, nil }}
	config.AddHostKey(newKey(1))
	big := make([]byte, 250<<10)
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		if c, channels, _, err := ssh.NewServerConn(conn, config); err == nil {
			ctx, cancel := context.WithCancel(context.Background())
			go func() {
				for range channels { // until the connection ends
				}
				cancel()
			}()
			for ctx.Err() == nil {
				if _, _, err := c.SendRequest("flood@example", false, big); err != nil {
					break
				}
				sent.Add(1)
			}
			cancel()
		}
		_ = conn.Close()
	}
}
