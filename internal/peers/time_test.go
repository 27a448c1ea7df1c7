package peers

import (
	"log/slog"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/ledger"
	"hackday.example/kiosk/internal/replica"
)

// hold is a peer that takes connections and never speaks.
func hold(c net.Conn) {}

func TestAPeerThatHangsDelaysOneCommandBySecond(t *testing.T) {
	inBubble(t, 3, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		g := kiosks[0].group
		after(2 * time.Second)
		if c := g.Counts(); c.Known != 2 || c.Reached != 2 {
			t.Fatalf("at first: %+v\n%s", c, kiosks[0].logs)
		}
		b.freeze(true)
		for _, step := range []struct {
			what string
			do   func()
			want time.Duration
		}{
			{"the first command", func() {
				if s := g.Spread(t.Context()); s.Have != 1 || len(s.Missing) != 2 || s.Missing[0] != (replica.Lacking{Name: "192.0.2.2", Why: "does not answer"}) {
					t.Errorf("spread: %+v", s)
				}
			}, time.Second},
			{"the next one", func() { g.Spread(t.Context()) }, 0},
			{"an operation", func() {
				for _, p := range g.Ask(t.Context(), "", replica.Operation{Kind: replica.Status}) {
					if p.Report != nil || p.Why != "does not answer" {
						t.Errorf("answer: %+v", p)
					}
				}
			}, 0},
		} {
			began := time.Now()
			step.do()
			if took := time.Since(began); took != step.want {
				t.Errorf("%s took %v, want %v", step.what, took, step.want)
			}
		}

		// It is heard again before its connection is closed: no handshake anew.
		before := time.Now()
		b.freeze(false)
		after(time.Second)
		if s := g.Spread(t.Context()); s.Have != 3 {
			t.Errorf("when they answer again: %+v", s)
		}
		if times := b.times(address(1), before); len(times) > 0 {
			t.Errorf("a new connection after %v", times)
		}
	})
}

func TestAnOperationIsWaitedForASecond(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		g := kiosks[0].group
		after(2 * time.Second)
		b.freeze(true)
		for _, want := range []time.Duration{time.Second, 0} {
			began := time.Now()
			p := g.Ask(t.Context(), "192.0.2.2", replica.Operation{Kind: replica.Status})
			if took := time.Since(began); took != want || len(p) != 1 || p[0].Why != "does not answer" {
				t.Errorf("it took %v, want %v: %+v", took, want, p)
			}
		}
		b.freeze(false)
		after(time.Second)
		if p := g.Ask(t.Context(), "", replica.Operation{Kind: replica.Status}); p[0].Report == nil || p[0].Report.Status.Now != 7 {
			t.Errorf("when it answers again: %+v", p)
		}
	})
}

func TestAConnectionWithoutAnAnswerIsClosed(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		k := kiosks[0]
		after(2 * time.Second)
		b.freeze(true)
		b.is(address(1), hold) // and it does not take new ones
		k.group.Spread(t.Context())
		if got := k.group.Counts().Reached; got != 1 {
			t.Errorf("after 1 s %d are reached", got)
		}
		after(closeAfter)
		if got := k.group.Counts().Reached; got != 0 {
			t.Errorf("after 11 s %d are reached", got)
		}
		if n := k.logs.count("a peer is no longer reached"); n != 1 {
			t.Errorf("it was logged %d times:\n%s", n, k.logs)
		}
		// It was this kiosk that closed the connection, and why is what people need to know.
		if p := k.group.Ask(t.Context(), "", replica.Operation{Kind: replica.Status}); p[0].Why != "does not answer" {
			t.Errorf("after 11 s: %+v", p)
		}
		if n := k.logs.count(`why="does not answer"`); n != 1 {
			t.Errorf("why was logged %d times:\n%s", n, k.logs)
		}
		after(time.Minute) // of handshakes that come to nothing
		if p := k.group.Ask(t.Context(), "", replica.Operation{Kind: replica.Status}); p[0].Why != "does not answer" {
			t.Errorf("a kiosk that hangs: %+v", p)
		}
		if n := k.logs.count("peer=192.0.2.2"); n != 2 { // reached, no longer reached
			t.Errorf("%d lines name it:\n%s", n, k.logs)
		}
		b.is(address(1), kiosks[1].take)
		after(handshakeTime + backoffMost)
		if got := k.group.Counts().Reached; got != 1 {
			t.Errorf("when it takes connections again, %d are reached", got)
		}
	})
}

func TestRedialsComeFurtherApart(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		after(beat + 2*time.Second) // so that the connection has lasted
		b.is(address(1), nil)
		kiosks[1].stop()
		lost := time.Now()
		after(time.Minute)
		times := b.times(address(1), lost)
		want := backoffFirst
		for i := 0; i < len(times); i++ {
			last := time.Duration(0)
			if i > 0 {
				last = times[i-1]
			}
			if pause := times[i] - last; pause < want/2 || pause > want {
				t.Errorf("dial %d came %v after the one before, want %v to %v", i, pause, want/2, want)
			}
			want = min(2*want, backoffMost)
		}
		if len(times) < 12 || len(times) > 30 {
			t.Errorf("%d dials in a minute", len(times))
		}
	})
}

func TestARestartedKioskIsReachedAtOnce(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		after(2 * time.Second)
		b.is(address(1), nil)
		kiosks[1].stop()
		after(time.Minute)
		anew := &kiosk{}
		anew.start(t, Options{Addresses: []string{address(0), address(1)}, Dial: b.dial})
		b.is(address(1), anew.take)
		after(10 * time.Millisecond) // it has called
		if got := kiosks[0].group.Counts().Reached; got != 1 {
			t.Errorf("%d are reached\n%s", got, kiosks[0].logs)
		}
		anew.stop()
	})
}

func TestNewsGoesAlongAChainAtOnce(t *testing.T) {
	inBubble(t, 0, func(t *testing.T, b *bubble, _ []*kiosk) {
		kiosks := make([]*kiosk, 5) // each knows the one before it alone
		for i := range kiosks {
			kiosks[i] = &kiosk{}
			var before []string
			if i > 0 {
				before = []string{address(i - 1)}
			}
			kiosks[i].start(t, Options{Addresses: before, Dial: b.dial})
			b.is(address(i), kiosks[i].take)
		}
		after(10 * time.Second)
		kiosks[4].board.announce("0001.md", 100)
		after(time.Millisecond)
		for i, k := range kiosks {
			if len(k.board.names()) != 1 {
				t.Errorf("kiosk %d has not heard of it", i)
			}
		}
		for _, k := range kiosks {
			k.stop()
		}
	})
}

func TestReadyAfterTheFirstExchangeOrTenSeconds(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		after(2 * time.Second)
		for i, k := range kiosks {
			if !k.group.Ready() {
				t.Errorf("kiosk %d is not ready after an exchange", i)
			}
		}
	})
	inBubble(t, 1, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		after(readyAfter - time.Millisecond)
		if kiosks[0].group.Ready() {
			t.Error("a kiosk alone is ready before its time")
		}
		after(time.Millisecond)
		if !kiosks[0].group.Ready() {
			t.Error("a kiosk alone is never ready")
		}
		if c := kiosks[0].group.Counts(); c.Known != 0 || c.Reached != 0 || !c.Exchanged.IsZero() {
			t.Errorf("a kiosk alone counts %+v", c)
		}
		if n := len(b.times(address(0), time.Time{})); n < 1 || n > 2 { // refused before it was served, and found to be itself
			t.Errorf("it has dialled itself %d times", n)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		g, err := New(Options{Addresses: []string{address(0)}, Keys: startKeys, Board: newMemory()})
		if err != nil {
			t.Fatal(err)
		}
		if time.Sleep(time.Minute); g.Ready() {
			t.Error("a group that does not run is ready")
		}
	})
}

func TestAQuietGroupExchangesEachFiveSeconds(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		after(2 * time.Second)
		before := kiosks[0].group.Counts().Exchanged
		after(4 * beat)
		if since := time.Since(kiosks[0].group.Counts().Exchanged); since > beat {
			t.Errorf("the last exchange was %v ago; it was at %v before", since, before)
		}
	})
}

func TestAMessageBeyondTheRateIsRefused(t *testing.T) {
	inBubble(t, 1, func(t *testing.T, _ *bubble, kiosks []*kiosk) {
		after(time.Second)
		k := kiosks[0]
		payload, err := replica.Message{
			Self:     replica.Self{Version: 1, Instance: instance('b')},
			Exchange: &replica.Exchange{Digest: k.board.Digest()},
		}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		ask := func(n int) (taken, refused int) {
			for range n {
				b, ok := k.group.Answer(t.Context(), payload)
				a, err := replica.DecodeAnswer(b)
				switch {
				case !ok || err != nil:
					t.Fatalf("no answer: %v, %v", ok, err)
				case a.Exchange != nil:
					taken++
				default:
					refused++
				}
			}
			return taken, refused
		}
		began := time.Now()
		if taken, refused := ask(answersAtOnce); refused != 0 || time.Since(began) > 0 {
			t.Errorf("of those that come at once %d were answered and %d refused, in %v", taken, refused, time.Since(began))
		}
		if taken, _ := ask(10); taken != 10 || time.Since(began) != 100*time.Millisecond { // each waits for its turn
			t.Errorf("of 10 more %d were answered, in %v", taken, time.Since(began))
		}
		// Those that come together do not wait for each other without end.
		results := make(chan int, 20)
		for range 20 {
			go func() { taken, _ := ask(1); results <- taken }()
		}
		sum := 0
		for range 20 {
			sum += <-results
		}
		if sum != int(answerWait/(time.Second/answersPerSecond)) {
			t.Errorf("of 20 that come together %d were answered", sum)
		}
	})
}

// slowBoard takes its time to merge, and counts how many do at once.
type slowBoard struct {
	*memory
	now, most atomic.Int64
}

func (b *slowBoard) Merge(r ledger.Records) bool {
	b.most.Store(max(b.most.Load(), b.now.Add(1)))
	defer b.now.Add(-1)
	time.Sleep(time.Second)
	return b.memory.Merge(r)
}

func TestFewMessagesAreTakenInAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := &slowBoard{memory: newMemory()}
		g, err := New(Options{Addresses: []string{"192.0.2.1:22"}, Keys: []ssh.Signer{newKey(1)}, Board: board, Perform: perform, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		payload, err := replica.Message{
			Self:     replica.Self{Version: replica.Version, Instance: instance('b')},
			Exchange: &replica.Exchange{Records: ledger.Records{Items: []ledger.Item{{Name: "1.md", Content: []byte("x"), Made: time.Unix(1, 0).UTC()}}}},
		}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		const asked = 5 * answersTogether
		began := time.Now()
		taken := make(chan bool, asked)
		for range asked {
			go func() {
				b, ok := g.Answer(t.Context(), payload)
				a, err := replica.DecodeAnswer(b)
				if !ok || err != nil {
					t.Errorf("no answer: %v, %v", ok, err)
				}
				if a.Exchange == nil && time.Since(began) != turnWait {
					t.Errorf("refused after %v", time.Since(began))
				}
				taken <- a.Exchange != nil
			}()
		}
		n := 0
		for range asked {
			if <-taken {
				n++
			}
		}
		if n != answersTogether || board.most.Load() != answersTogether {
			t.Errorf("%d were taken in, and at the most %d at once", n, board.most.Load())
		}
		if b, ok := g.Answer(t.Context(), payload); !ok || len(b) == 0 { // the turns were given back
			t.Error("no answer afterwards")
		}
	})
}
