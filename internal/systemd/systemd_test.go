package systemd

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/kiosktest"
)

func TestNoSignOfLifeFromAKioskThatDoesNotAnswer(t *testing.T) {
	path, next := kiosktest.NotifySocket(t)
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", "100000")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	m := NewManager(slog.New(slog.NewTextHandler(&log, nil)))
	port := m.Watch(l)
	m.Ready("well")
	if got := next(); got != "READY=1\nSTATUS=well" {
		t.Errorf("first it says %q", got)
	}
	// Nobody accepts, for several times as long as a sign of life may take.
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		if err := m.probe(ctx); err == nil || err.Error() != "nobody accepts connections" {
			t.Errorf("a probe says %v", err)
		}
		cancel()
	}
	m.Stopping(0)
	if got := next(); got != "STOPPING=1\nEXTEND_TIMEOUT_USEC=15000000\nSTATUS=closing" {
		t.Errorf("then it says %q, and there was no sign of life to give", got)
	}
	if got := next(); got != "WATCHDOG=1" { // it is left to stop
		t.Errorf("at last it says %q", got)
	}
	_ = port.Close()
	m.End()
	if !strings.Contains(log.String(), "nobody accepts connections") {
		t.Errorf("the log does not say why:\n%s", log.String())
	}
}

func TestWhatTheWatchdogTakesForAnAnswer(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer func(net.Conn)
		want   string
	}{
		{"SSH", func(c net.Conn) { _, _ = io.WriteString(c, "SSH-2.0-kiosk\r\n"); _ = c.Close() }, ""},
		{"being turned away", func(c net.Conn) { _ = c.Close() }, ""},
		{"silence", func(net.Conn) {}, "a connection gets no answer"},
		{"something else", func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n") }, `the answer is "HTTP/1.1"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			d := newDoor(l)
			defer func() { _ = d.Close() }()
			go func() {
				if c, err := d.Accept(); err == nil {
					tt.answer(c)
				}
			}()
			patience := 15 * time.Second
			if tt.name == "silence" {
				patience = 100 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if err := d.knock(ctx); err == nil && tt.want != "" || err != nil && err.Error() != tt.want {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func TestAFullKioskLives(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := newDoor(l)
	limits := admission.DefaultLimits()
	limits.Connections = 0
	full := admission.NewListener(d, admission.NewGate(limits, time.Now), nil)
	defer func() { _ = full.Close() }()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	if err := d.knock(ctx); err != nil {
		t.Error(err)
	}
}
