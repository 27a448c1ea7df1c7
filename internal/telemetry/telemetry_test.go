package telemetry

import (
	"bytes"
	"net"
	"regexp"
	"strings"
	"testing"
)

func tcp(ip string, port int) net.Addr { return &net.TCPAddr{IP: net.ParseIP(ip), Port: port} }

func TestPseudonymsHoldForARunAndNoLonger(t *testing.T) {
	p := NewPseudonyms()
	a := p.Of(tcp("203.0.113.9", 1000))
	if !regexp.MustCompile(`^[0-9a-f]{8}$`).MatchString(a) {
		t.Errorf("a pseudonym is %q", a)
	}
	if b := p.Of(tcp("203.0.113.9", 2000)); b != a {
		t.Errorf("the same address on another port is %s, and was %s", b, a)
	}
	if b := p.Of(tcp("203.0.113.10", 1000)); b == a {
		t.Error("another address has the same pseudonym")
	}
	if p.Of(tcp("2001:db8::1", 1)) != p.Of(tcp("2001:db8::2", 1)) {
		t.Error("two addresses of one IPv6 network have two pseudonyms")
	}
	if b := NewPseudonyms().Of(tcp("203.0.113.9", 1000)); b == a {
		t.Error("another run has the same pseudonyms")
	}
	for _, peer := range []net.Addr{nil, &net.UnixAddr{Name: "/x"}} {
		if got := p.Of(peer); got != unknown {
			t.Errorf("%v is %q", peer, got)
		}
	}
}

func TestALibrarysAddressIsNotLogged(t *testing.T) {
	for _, f := range []Format{Text, JSON} {
		var b bytes.Buffer
		l, err := NewLog(&b, f, NewPseudonyms())
		if err != nil {
			t.Fatal(err)
		}
		l.Error("x", "remote", "203.0.113.9:1000")
		if err := l.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); strings.Contains(got, "203.0.113") || !strings.Contains(got, "source") {
			t.Errorf("%s: %s", f, got)
		}
	}
	if _, err := NewLog(nil, "xml", nil); err == nil {
		t.Error("an unknown format is taken")
	}
}
