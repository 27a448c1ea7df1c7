package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/capacity"
)

func TestVenuesAndProxiesAreAddressesOrNetworks(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.7":             "192.0.2.7/32",
		"192.0.2.7/24":          "192.0.2.0/24",
		" 192.0.2.0/24 ":        "192.0.2.0/24",
		"2001:db8::1":           "2001:db8::1/128",
		"2001:db8:1:2::/64":     "2001:db8:1:2::/64",
		"fe80::1%eth0":          "fe80::1/128",
		"::ffff:192.0.2.7":      "192.0.2.7/32",
		"::ffff:192.0.2.0/120":  "192.0.2.0/24",
		"0.0.0.0/0":             "0.0.0.0/0",
		"::ffff:192.0.2.0/24":   `"::ffff:192.0.2.0/24" is more than all of IPv4; write IPv4 networks as in 192.0.2.0/24`,
		"hall":                  `"hall" is no address and no network; write for example 192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/48, and commas between several`,
		"":                      `"" is no address and no network; write for example 192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/48, and commas between several`,
		"192.0.2.0/33":          `"192.0.2.0/33" is no address and no network; write for example 192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/48, and commas between several`,
		"192.0.2.7:22":          `"192.0.2.7:22" is no address and no network; write for example 192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/48, and commas between several`,
		"192.0.2.7\nKIOSK_X=\"": `"192.0.2.7\nKIOSK_X=\"" is no address and no network; write for example 192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/48, and commas between several`,
	} {
		var n network
		got := ""
		if err := n.UnmarshalText([]byte(text)); err != nil {
			got = err.Error()
		} else {
			got = netip.Prefix(n).String()
		}
		if got != want {
			t.Errorf("%q is\n%s\nwant\n%s", text, got, want)
		}
	}
	for _, flag := range []string{"--venue", "--proxy"} {
		for _, command := range [][]string{{"serve"}, {"deploy", "systemd"}} {
			var out, said bytes.Buffer
			status := run(context.Background(), append(command, flag, "192.0.2.7,hall"), streams{&out, &said})
			if status != exitUsage || !strings.HasPrefix(said.String(), "kiosk: "+flag+": \"hall\" is no address and no network; write") {
				t.Errorf("%v %s hall: status %d, %s", command, flag, status, said.String())
			}
		}
		if text := printed(t, "systemd", flag, "192.0.2.7,2001:db8::1"); !strings.Contains(text, "=192.0.2.7/32,2001:db8::1/128\"\n") {
			t.Errorf("%s of two addresses is not in\n%s", flag, text)
		}
	}
}

func TestHandshakesHaveABoundOfTheirOwn(t *testing.T) {
	for _, connections := range []int{101, 900, 7119} {
		l := (&serveCommand{Venue: []network{network(netip.MustParsePrefix("192.0.2.7/32"))}}).admission(capacity.Limit{Connections: connections})
		if want := max(200, connections/4); l.Handshakes != 200 || l.VenueHandshakes != want || len(l.Venues) != 1 {
			t.Errorf("of %d connections %d of the public and %d of venues may be in their handshake, want 200 and %d", connections, l.Handshakes, l.VenueHandshakes, want)
		}
	}
}

func TestRefusedSourcesAreRowsOfStatus(t *testing.T) {
	if rows := refusedRows(nil, 0); rows != nil {
		t.Errorf("nobody was refused: %v", rows)
	}
	rows := refusedRows([]admission.Refusal{{Source: netip.MustParsePrefix("192.0.2.7/32"), Reason: admission.SourceFull, Times: 63}}, 4)
	const want = "[[refused in the last 10 minutes 192.0.2.7, 63 times, too many at once; if that is the hall: --venue 192.0.2.7; if it is a load balancer: --proxy 192.0.2.7]" +
		" [refused in the last 10 minutes and 4 more sources]]"
	if got := fmt.Sprint(rows); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// crowd is people who connect again and again, and say nothing, until the test
// ends: count of them from each source.
func crowd(t *testing.T, to string, count int, sources ...string) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	t.Cleanup(func() { cancel(); wg.Wait() })
	for _, source := range sources {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(source)}, Timeout: time.Second}
		for range count {
			wg.Go(func() {
				for ctx.Err() == nil {
					if c, err := d.DialContext(ctx, "tcp", to); err == nil {
						stop := context.AfterFunc(ctx, func() { _ = c.Close() })
						_, _ = io.Copy(io.Discard, c)
						stop()
						_ = c.Close()
					}
					select {
					case <-time.After(500 * time.Millisecond):
					case <-ctx.Done():
					}
				}
			})
		}
	}
}

func TestAnOrganiserGetsInAndIsToldWhoIsRefused(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		args    []string
		count   int
		sources []string
		want    string
	}{
		{"from a hall that is refused", nil, 30, []string{"127.0.0.1"},
			"times, too many at once; if that is the hall: --venue 127.0.0.1; if it is a load balancer: --proxy 127.0.0.1"},
		{"at a full kiosk", []string{"--max-sessions", "1"}, 25, []string{"127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6", "127.0.0.7", "127.0.0.8"},
			"times, the kiosk was full; for more at once: --max-sessions N, or more memory"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			keys := t.TempDir()
			if err := os.WriteFile(filepath.Join(keys, organisersFile), ssh.MarshalAuthorizedKey(key), 0o600); err != nil {
				t.Fatal(err)
			}
			_, address, _, log := serve(t, append(tt.args, "--keys", keys)...)
			crowd(t, address, tt.count, tt.sources...)
			for deadline := time.Now().Add(15 * time.Second); !strings.Contains(log.String(), "connections are refused"); time.Sleep(10 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("nothing is logged of those who are refused:\n%s", log)
				}
			}
			ask := func(user string, auth ...ssh.AuthMethod) (string, error) {
				c, err := ssh.Dial("tcp", address, &ssh.ClientConfig{User: user, Auth: auth, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: 5 * time.Second})
				if err != nil {
					return "", err
				}
				defer func() { _ = c.Close() }()
				s, err := c.NewSession()
				if err != nil {
					return "", err
				}
				out, err := s.Output("status")
				return strings.Join(strings.Fields(string(out)), " "), err
			}
			status, tries := "", 0
			for ; status == "" && tries < 100; tries++ {
				if status, err = ask("organiser", ssh.PublicKeys(signer)); err != nil {
					time.Sleep(200 * time.Millisecond)
				}
			}
			t.Logf("the organiser came %d times", tries)
			if err != nil || !strings.Contains(status, tt.want) {
				t.Errorf("the organiser is told %v, %s", err, status)
			}
			if _, err := ask("visitor"); err == nil {
				t.Error("a visitor is let in beside them")
			} else if e := (*ssh.ExitError)(nil); errors.As(err, &e) {
				t.Errorf("a visitor is answered: %v", err)
			}
			if strings.Contains(log.String(), "127.0.") {
				t.Errorf("the log holds an address:\n%s", log)
			}
			if n := strings.Count(log.String(), "connections are refused"); n > len(tt.sources)+1 {
				t.Errorf("%d lines are logged of %d sources:\n%s", n, len(tt.sources), log)
			}
		})
	}
}
