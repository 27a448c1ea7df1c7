package visitor_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/visitor"
)

var patient = visitor.Wait{Patience: 10 * time.Second, Quiet: 50 * time.Millisecond}

var window = visitor.Terminal{Name: "xterm-256color", Columns: 80, Rows: 24}

func to(k *kiosktest.Kiosk) visitor.Target {
	return visitor.Target{Address: k.Address, Wait: patient}
}

func TestAVisitReadsScrollsResizesAndLeaves(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	kiosktest.CheckLeaks(t, func() {
		var screen bytes.Buffer
		w := window
		w.Output = &screen
		v, first, err := visitor.Arrive(context.Background(), to(k), w)
		if err != nil {
			t.Fatal(err)
		}
		if first.Bytes < 1000 || first.First <= 0 || first.Whole < first.First || int64(first.Bytes) != v.Shown() {
			t.Errorf("the first screen is %+v, and %d bytes were shown", first, v.Shown())
		}
		key, err := v.Type("j", patient)
		if err != nil || key.Bytes == 0 || key.First <= 0 || key.Whole < key.First {
			t.Errorf("a key is answered by %+v, %v", key, err)
		}
		size, err := v.Resize(100, 30, patient)
		if err != nil || size.Bytes < 1000 {
			t.Errorf("a new size is answered by %+v, %v", size, err)
		}
		brief := visitor.Wait{Patience: 100 * time.Millisecond}
		if _, err := v.Type("g", patient); err != nil {
			t.Fatal(err)
		}
		if nothing, err := v.Type("k", brief); err != nil || nothing != (visitor.Answer{}) {
			t.Errorf("a key that shows nothing is answered by %+v, %v", nothing, err)
		}
		received, sent := v.Wire()
		if received < v.Shown() || sent < 1000 {
			t.Errorf("%d bytes came over the wire for %d that were shown, and %d went", received, v.Shown(), sent)
		}
		if err := v.Leave("q"); err != nil {
			t.Error(err)
		}
		if !strings.Contains(screen.String(), "Why are we doing this?") || !strings.Contains(screen.String(), "Goodbye from NHS Hack Day") {
			t.Errorf("the terminal was shown %q", screen.String())
		}
	})
}

func TestAKnownFirstFrameIsNotWaitedBeyond(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	v, first, err := visitor.Arrive(context.Background(), to(k), window)
	if err != nil {
		t.Fatal(err)
	}
	v.HangUp()
	w, never := window, to(k)
	w.FirstFrame, never.Wait.Quiet = first.Bytes, time.Hour
	v, again, err := visitor.Arrive(context.Background(), never, w)
	if err != nil || again.Bytes != first.Bytes {
		t.Fatalf("%+v, %v", again, err)
	}
	v.HangUp()
}

func TestWhoIsNotLetInIsRefused(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	strict := admission.DefaultLimits()
	strict.Source.AtOnce = 0
	limits := sshd.DefaultLimits
	limits.Readers = 0
	for name, address := range map[string]string{
		"nobody listens":   closed.Addr().String(),
		"no connection":    kiosktest.StartKiosk(t, kiosktest.KioskOptions{Admission: strict}).Address,
		"no place to read": kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: limits}).Address,
	} {
		v, _, err := visitor.Arrive(context.Background(), visitor.Target{Address: address, Wait: patient}, window)
		if !errors.Is(err, visitor.ErrRefused) || v != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatGoesWrongIsSaid(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	brief := visitor.Wait{Patience: 200 * time.Millisecond}
	_, _, err = visitor.Arrive(context.Background(), visitor.Target{Address: silent.Addr().String(), Wait: brief}, window)
	if err == nil || errors.Is(err, visitor.ErrRefused) || !strings.Contains(err.Error(), "no answer within 200ms") {
		t.Errorf("a server that says nothing: %v", err)
	}

	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	wrong := to(k)
	errWrong := errors.New("not the key")
	wrong.HostKey = func(key ssh.PublicKey) error {
		if got := ssh.FingerprintSHA256(key); got != k.Fingerprint {
			t.Errorf("the host key is %s, want %s", got, k.Fingerprint)
		}
		return errWrong
	}
	if _, _, err := visitor.Arrive(context.Background(), wrong, window); !errors.Is(err, errWrong) || errors.Is(err, visitor.ErrRefused) {
		t.Errorf("another host key: %v", err)
	}

	v, _, err := visitor.Arrive(context.Background(), to(k), window)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = k.Server.Shutdown(ctx)
	if _, err := v.Type("j", patient); err == nil {
		t.Error("a key after the end of the session is no error")
	}
	v.HangUp()
}

func TestTheEndOfTheContextHangsUp(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	ctx, cancel := context.WithCancel(context.Background())
	v, _, err := visitor.Arrive(ctx, to(k), window)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := v.Await(patient); !errors.Is(err, visitor.ErrEnded) {
		t.Errorf("after the end: %v", err)
	}
	v.HangUp()
	kiosktest.Settle(t, "the kiosk to notice", 10*time.Second, func() bool { return k.Server.Sessions() == 0 })
}

func TestAskRunsACommand(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	kiosktest.CheckLeaks(t, func() {
		page, err := visitor.Ask(context.Background(), to(k), "read")
		if err != nil || !bytes.Contains(page, []byte("Why are we doing this?")) {
			t.Errorf("%v, %q", err, page)
		}
		if _, err := visitor.Ask(context.Background(), to(k), "nonsense"); err == nil || !strings.Contains(err.Error(), "status 2") {
			t.Errorf("a command that is not understood: %v", err)
		}
	})
	stalled, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stalled.Close() }()
	of := visitor.Target{Address: stalled.Addr().String(), Wait: visitor.Wait{Patience: 100 * time.Millisecond}}
	if _, err := visitor.Ask(context.Background(), of, "read"); err == nil || !strings.Contains(err.Error(), "no answer within 100ms") {
		t.Errorf("a server that says nothing: %v", err)
	}
}
