package console

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAStreamIsWhatIsTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := new(Keyboard)
		k.Feed([]byte("typed early, "))
		s := k.Open(context.Background())
		go func() {
			k.Feed([]byte("typed now, "))
			k.Feed([]byte(strings.Repeat("x", 3*typeAhead)))
			k.End(false)
		}()
		got, err := io.ReadAll(s)
		if want := "typed early, typed now, " + strings.Repeat("x", 3*typeAhead); err != nil || string(got) != want {
			t.Errorf("%d bytes were read, %v, want %d", len(got), err, len(want))
		}
		_ = s.Close()
		k.Feed([]byte("to nobody"))
	})
}

func TestAStreamOfWhatWasTypedAndEndedBefore(t *testing.T) {
	k := new(Keyboard)
	k.Feed([]byte("typed early"))
	k.End(false)
	s := k.Open(context.Background())
	if got, err := io.ReadAll(s); string(got) != "typed early" || err != nil {
		t.Errorf("%q was read, %v", got, err)
	}
	_ = s.Close()
}

func TestAStreamEndsWithItsContextAndWhenItIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, end := range map[string]func(cancel func(), s io.Closer){
			"context": func(cancel func(), _ io.Closer) { cancel() },
			"close":   func(_ func(), s io.Closer) { _ = s.Close() },
		} {
			k := new(Keyboard)
			ctx, cancel := context.WithCancel(context.Background())
			s := k.Open(ctx)
			synctest.Wait()
			fed := make(chan struct{})
			go func() { // nobody reads it
				k.Feed([]byte("a"))
				close(fed)
			}()
			time.Sleep(time.Second)
			end(cancel, s)
			<-fed
			if n, err := s.Read(make([]byte, 1)); n != 0 || err != io.EOF {
				t.Errorf("%s: %d, %v", name, n, err)
			}
			_ = s.Close()
			cancel()
		}
	})
}
