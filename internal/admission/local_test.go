package admission

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/pires/go-proxyproto"
)

// v2 is how a header of version 2 begins with the command LOCAL (the PROXY protocol's §2.2).
const v2 = "\r\n\r\n\x00\r\nQUIT\n\x20"

// locals are headers of somebody who comes from a proxy's network on their own account.
var locals = map[string]string{
	"as HAProxy's health checks send it": v2 + "\x00\x00\x00",
	"with addresses, which do not count": v2 + "\x11\x00\x0c\xcb\x00\x71\x09\xcb\x00\x71\x01\x00\x01\x00\x16",
	"with a block of another length":     v2 + "\x00\x00\x04\x01\x02\x03\x04",
	"of version 1, where it is UNKNOWN":  "PROXY UNKNOWN\r\n",
}

func TestWhoComesFromAProxysNetworkCountsAsTheirOwnAddress(t *testing.T) {
	var library bytes.Buffer
	if _, err := proxyproto.HeaderProxyFromAddrs(2, nil, nil).WriteTo(&library); err != nil || library.String() != locals["as HAProxy's health checks send it"] {
		t.Fatalf("the library writes %q, %v", library.String(), err)
	}
	for name, header := range locals {
		t.Run(name, func(t *testing.T) {
			g := NewGate(limits(), time.Now)
			to, visits := listen(t, g, "127.0.0.0/30")
			for _, from := range []string{"127.0.0.2", "127.0.0.3", "127.0.0.2"} {
				c := dialFrom(t, from, to)
				if _, err := io.WriteString(c, header+"SSH-2.0-"); err != nil {
					t.Fatal(err)
				}
				if got := <-visits; got != from+"/32 SSH-2.0-" {
					t.Errorf("%q", got)
				}
			}
			g.mu.Lock()
			defer g.mu.Unlock()
			if n := len(g.sources); n != 2 {
				t.Errorf("%d sources are known", n)
			}
		})
	}
}

func TestWhoDoesNotComeFromAProxysNetworkSendsNoHeader(t *testing.T) {
	for name, header := range locals {
		t.Run(name, func(t *testing.T) {
			g := NewGate(limits(), time.Now)
			to, visits := listen(t, g, "127.0.0.2/32")
			c := dialFrom(t, "127.0.0.9", to)
			if _, err := io.WriteString(c, header+"SSH-2.0-x\r\n"); err != nil {
				t.Fatal(err)
			}
			closed(t, c)
			settle(t, g, func(c Counts) bool { return c.Refused[ProxyHeader] == 1 && c.Connections == 0 })
			if len(visits) > 0 {
				t.Error("somebody was let in")
			}
		})
	}
}
