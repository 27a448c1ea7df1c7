package peers

import (
	"bytes"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/ledger"
	"hackday.example/kiosk/internal/replica"
)

// from is an answer or a message of a peer, as JSON, with other members than usual.
func from(members string) []byte {
	return fmt.Appendf(nil, `{"version":1,"instance":%q,"host":"evil"%s}`, instance('e'), members)
}

var digest = strings.Repeat("0", 64)

func TestHostilePayloadsChangeNothing(t *testing.T) {
	k := &kiosk{}
	k.start(t, Options{})
	k.board.announce("0001.md", 10)
	before := k.board.Digest()
	for _, tt := range []struct {
		name    string
		payload []byte
	}{
		{"nothing", nil},
		{"no JSON", []byte("announce hello")},
		{"an array", []byte("[]")},
		{"neither an exchange nor an operation", from("")},
		{"both", from(`,"exchange":{"digest":"` + digest + `"},"operation":{"kind":"status","by":"x"}`)},
		{"too large", from(`,"exchange":{"digest":"` + digest + `"},"x":"` + strings.Repeat("x", replica.MaxMessage) + `"`)},
		{"version 0", []byte(`{"version":0,"instance":"` + instance('e') + `","operation":{"kind":"reload","by":"x"}}`)},
		{"version 3", []byte(`{"version":3,"instance":"` + instance('e') + `","operation":{"kind":"reload","by":"x"}}`)},
		{"no instance", []byte(`{"version":1,"operation":{"kind":"reload","by":"x"}}`)},
		{"a drain of a day", from(`,"operation":{"kind":"drain","by":"x","seconds":86400}`)},
		{"a path for a name", from(`,"exchange":{"digest":"` + digest + `","records":{"items":[{"name":"../../etc/passwd.md","content":"eA==","made":"2026-01-01T00:00:00Z"}]}}`)},
		{"a file of 9 KiB", from(`,"exchange":{"digest":"` + digest + `","records":{"items":[{"name":"1.md","content":"` + strings.Repeat("eHh4", 3<<10) + `","made":"2026-01-01T00:00:00Z"}]}}`)},
		{"a withdrawal of no count", from(`,"exchange":{"digest":"` + digest + `","records":{"withdrawn":[{"id":"` + strings.Repeat("0", 32) + `","name":"1.md","count":-1}]}}`)},
		{"deep nesting", from(`,"exchange":` + strings.Repeat("[", 60000))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if answer, ok := k.group.Answer(t.Context(), tt.payload); ok {
				t.Errorf("answered by %s", answer)
			}
			if k.board.Digest() != before {
				t.Error("something has changed")
			}
		})
	}
	if k.group.Ready() {
		t.Error("what was no message made the kiosk ready")
	}
	if n := k.logs.count("what is no message"); n != 1 {
		t.Errorf("it was logged %d times:\n%s", n, k.logs)
	}
}

func TestAnUnknownOperationIsAnsweredInWords(t *testing.T) {
	k := &kiosk{}
	k.start(t, Options{})
	b, ok := k.group.Answer(t.Context(), from(`,"operation":{"kind":"dance","by":"x"}`))
	a, err := replica.DecodeAnswer(b)
	if !ok || err != nil || !strings.Contains(a.Error, "older") {
		t.Errorf("%s, %v, %v", b, ok, err)
	}
	if b, ok = k.group.Answer(t.Context(), from(`,"operation":{"kind":"status","by":"x"}`)); !ok || !bytes.Contains(b, []byte(`"now":7`)) {
		t.Errorf("a known one: %s, %v", b, ok)
	}
}

func TestHostileAnswersChangeNothing(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer func(n int64) ([]byte, bool)
	}{
		{"nothing", func(int64) ([]byte, bool) { return nil, true }},
		{"no JSON", func(int64) ([]byte, bool) { return []byte("{"), true }},
		{"too large", func(int64) ([]byte, bool) {
			return from(`,"exchange":{"digest":"` + digest + `"},"x":"` + strings.Repeat("x", replica.MaxMessage) + `"`), true
		}},
		{"version 9", func(int64) ([]byte, bool) {
			return []byte(`{"version":9,"instance":"` + instance('e') + `","exchange":{"digest":"` + digest + `"}}`), true
		}},
		{"another instance each time", func(n int64) ([]byte, bool) {
			return fmt.Appendf(nil, `{"version":1,"instance":"%032x","exchange":{"digest":%q,"has":""}}`, n, digest), true
		}},
		{"a digest that nobody comes to know", func(n int64) ([]byte, bool) {
			return from(fmt.Sprintf(`,"exchange":{"digest":"%064x","has":""}`, n)), true
		}},
		{"the same digest without tags", func(int64) ([]byte, bool) {
			return from(`,"exchange":{"digest":"` + digest + `"}`), true
		}},
		{"a bad record", func(int64) ([]byte, bool) {
			return from(`,"exchange":{"digest":"` + digest + `","records":{"items":[{"name":"../x.md","content":"eA==","made":"2026-01-01T00:00:00Z"}]}}`), true
		}},
		{"an error", func(int64) ([]byte, bool) { return from(`,"error":"\u001b[2Jno"`), true }},
		{"a report that nobody asked for", func(int64) ([]byte, bool) { return from(`,"report":{"error":"no"}`), true }},
		{"a refusal after a while", func(n int64) ([]byte, bool) {
			return from(`,"exchange":{"digest":"` + digest + `","has":""}`), n < 2
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bad, good := listen(t, "127.0.0.1:0"), listen(t, "127.0.0.1:0")
			var asked atomic.Int64
			evil := &kiosk{answer: func([]byte) ([]byte, bool) { return tt.answer(asked.Add(1)) }}
			evil.start(t, Options{})
			evil.serve(t, bad)
			other := &kiosk{}
			other.start(t, Options{})
			other.serve(t, good)
			k := &kiosk{}
			k.start(t, Options{Addresses: []string{bad.Addr().String(), good.Addr().String()}})
			settle(t, k, "a few hostile answers", func() bool { return asked.Load() >= 3 || tt.name != "another instance each time" && asked.Load() >= 1 })
			settle(t, k, "the good peer", func() bool {
				s := k.group.Spread(t.Context())
				return s.Known == 3 && s.Have == 2
			})
			if k.board.Digest() != newMemory().Digest() {
				t.Error("something has changed")
			}
			k.board.announce("0001.md", 10)
			settleSame(t, k, other)
			for _, p := range k.group.Ask(t.Context(), "", replica.Operation{Kind: replica.Status}) {
				if p.Name == good.Addr().String() != (p.Report != nil && p.Report.Status != nil) || strings.Contains(fmt.Sprintf("%+v", p.Report), "\x1b") {
					t.Errorf("%+v", p)
				}
			}
		})
	}
}

// TestAnExchangeWithoutEndIsLeft has a peer that always says something new.
func TestAnExchangeWithoutEndIsLeft(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		var asked atomic.Int64
		evil := &kiosk{answer: func([]byte) ([]byte, bool) {
			return from(fmt.Sprintf(`,"exchange":{"digest":"%064x","has":""}`, asked.Add(1))), true
		}}
		evil.start(t, Options{})
		kiosks[1].stop()
		b.is(address(1), evil.take)
		after(time.Second)
		asked.Store(0)
		after(10 * beat)
		if n := asked.Load(); n > 10*maxRounds {
			t.Errorf("%d messages in %v, and %d is the most of one exchange", n, 10*beat, maxRounds)
		}
		evil.stop()
	})
}

// TestManyCallersAreForgotten has more instances call than are remembered.
func TestManyCallersAreForgotten(t *testing.T) {
	inBubble(t, 1, func(t *testing.T, _ *bubble, kiosks []*kiosk) {
		g := kiosks[0].group
		for i := range 2 * maxCallers {
			payload, err := replica.Message{
				Self:     replica.Self{Version: 1, Instance: fmt.Sprintf("%032x", i)},
				Exchange: &replica.Exchange{Digest: ledger.Digest{1}},
			}.Encode()
			if _, ok := g.Answer(t.Context(), payload); !ok || err != nil {
				t.Fatalf("call %d: %v, %v", i, ok, err)
			}
			time.Sleep(time.Second / answersPerSecond)
		}
		g.mu.Lock()
		n := len(g.callers)
		_, newest := g.callers[fmt.Sprintf("%032x", 2*maxCallers-1)]
		g.mu.Unlock()
		if n != maxCallers || !newest {
			t.Errorf("%d callers are remembered, the newest among them: %v", n, newest)
		}
	})
}

func TestAPeerThatSendsWithoutEndIsCutOff(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		const each = 100 << 10
		var most atomic.Int64 // bytes that one connection took
		flood := func(c net.Conn) {
			config := &ssh.ServerConfig{PublicKeyCallback: func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, nil }}
			config.AddHostKey(newKey(1))
			conn, channels, requests, err := ssh.NewServerConn(c, config)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = conn.Close() }()
			go func() {
				for range requests { // and none is answered
				}
			}()
			go func() {
				for range channels { // peers open none
				}
			}()
			for sent := int64(0); sent < 4*maxUnasked; sent += each {
				if _, _, err := conn.SendRequest("x", false, make([]byte, each)); err != nil {
					return
				}
				most.Store(max(most.Load(), sent+each))
				time.Sleep(time.Millisecond) // what was sent is read
			}
		}
		b.is(address(1), func(c net.Conn) { go flood(c) })
		kiosks[0].hangUp()
		kiosks[1].hangUp()
		after(5 * time.Second)
		if n := most.Load(); n < maxUnasked/2 || n > maxUnasked+each {
			t.Errorf("a peer could send %d bytes", n)
		}
		if c := kiosks[0].group.Counts(); c.Reached != 0 {
			t.Errorf("%+v", c)
		}
	})
}
