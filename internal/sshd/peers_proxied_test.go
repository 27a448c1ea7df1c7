package sshd_test

import (
	"io"
	"net/netip"
	"testing"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/replica"
)

func TestAPeerInAProxysNetworkComesIntoAFullKioskByItsOwnAddress(t *testing.T) {
	limits := admission.DefaultLimits()
	limits.Connections = 1
	k, _ := startReplica(t, kiosktest.KioskOptions{Admission: limits, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}})
	if _, err := k.DialFrom(t, "127.0.0.4"); err != nil { // now it is full
		t.Fatal(err)
	}
	const local = "\r\n\r\n\x00\r\nQUIT\n\x20\x00\x00\x00" // PROXY, version 2, LOCAL
	for _, tt := range []struct {
		from, header string
		in           bool
	}{
		{"127.0.0.2", local, true},
		{"127.0.0.2", "", false},
		{"127.0.0.3", local, false},
		{"127.0.0.3", "", true},
	} {
		conn, err := k.ConnectFrom(tt.from)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, tt.header); err != nil {
			t.Fatal(err)
		}
		c, err := handshakeAs(conn, replica.User, aPeer(t))
		if (err == nil) != tt.in {
			t.Errorf("from %s with the header %q: %v", tt.from, tt.header, err)
		}
		if err == nil {
			if ok, _, err := c.SendRequest(replica.Request, true, []byte("{}")); !ok || err != nil {
				t.Errorf("asking: %v, %v", ok, err)
			}
		}
		_ = conn.Close()
	}
}
