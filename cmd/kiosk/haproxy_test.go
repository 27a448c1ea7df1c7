package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/kiosktest"
)

// runHAProxy starts HAProxy, which is met at an address, with a file that the kiosk
// printed. Changed is what a test cannot have as it is printed: the user, the log, and a
// socket to ask it by.
func runHAProxy(t *testing.T, address, text string) *balancer {
	t.Helper()
	haproxy := kiosktest.Need(t, "haproxy")
	b := &balancer{t: t, address: address}
	dir := t.TempDir()
	b.stats = filepath.Join(dir, "stats")
	for _, line := range []string{"    user haproxy\n", "    group haproxy\n", "    log /dev/log local0 notice\n"} {
		if !strings.Contains(text, line) {
			t.Fatalf("%q is not in\n%s", line, text)
		}
		text = strings.Replace(text, line, "", 1)
	}
	text = strings.Replace(text, "global\n", "global\n    stats socket "+b.stats+" level admin\n", 1)
	file := filepath.Join(dir, "haproxy.cfg")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(haproxy, "-db", "-f", file)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(out.String())
		}
	})
	return b
}

// behindHAProxy starts kiosks, and HAProxy in front of them, which is met at a port of all
// addresses. The kiosks take everyone for the venue's, so that HAProxy alone refuses; it has
// a venue of its own. Change makes of the file what is tested.
func behindHAProxy(t *testing.T, kiosks int, venue string, change func(string) string) *balancer {
	t.Helper()
	hosts := []string{"127.0.0.2", "127.0.0.3", "127.0.0.4"}[:kiosks]
	port, ops, keys := portOn(t, hosts...), portOn(t, hosts...), t.TempDir()
	met := portOn(t, "127.0.0.1")
	args := []string{"haproxy", "--listen", ":" + met, "--ops", ":" + ops, "--max-sessions", "300", "--venue", venue}
	for _, host := range hosts {
		r := &member{t: t, address: net.JoinHostPort(host, port), args: []string{
			"--keys", keys, "--ops", net.JoinHostPort(host, ops), "--proxy", "127.0.0.0/8", "--venue", "127.0.0.0/8,198.51.100.0/24,2001:db8::/32",
		}}
		r.start()
		args = append(args, r.address)
	}
	b := runHAProxy(t, net.JoinHostPort("127.0.0.1", met), change(printed(t, args...)))
	b.awaits(kiosks)
	return b
}

// knock connects from an address, says something first, and reports whether a kiosk
// answers. The connection stays until it is closed, or the test ends; it may be nil where
// none answers.
func knock(t *testing.T, address, from, first string) (conn net.Conn, welcome bool) {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: patience}
	conn, err := d.Dial("tcp", address)
	if errors.Is(err, syscall.ECONNRESET) { // at once
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, first+"SSH-2.0-test\r\n"); err != nil {
		return conn, false // it was reset
	}
	said, err := bufio.NewReader(conn).ReadString('\n')
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		t.Fatalf("from %s: neither an answer nor a refusal", from)
	}
	return conn, strings.HasPrefix(said, "SSH-2.0-")
}

func TestASourceGetsOfAllKiosksWhatOneGives(t *testing.T) {
	const kiosks, venue = 3, "127.0.9.0/24"
	b := behindHAProxy(t, kiosks, venue, func(text string) string { return text })
	source := admission.DefaultLimits().Source

	t.Run("connections at once", func(t *testing.T) {
		var open []net.Conn
		for i := range source.AtOnce {
			conn, welcome := knock(t, b.address, "127.0.1.1", "")
			if !welcome {
				t.Fatalf("connection %d of %d is refused", i+1, source.AtOnce)
			}
			open = append(open, conn)
		}
		// Whichever kiosk is next, each of which has a third of them.
		for range 2 * kiosks {
			if _, welcome := knock(t, b.address, "127.0.1.1", ""); welcome {
				t.Error("a source has more than it may")
			}
		}
		for _, from := range []string{"127.0.1.2", "127.0.1.3", "127.0.1.4"} {
			if _, welcome := knock(t, b.address, from, ""); !welcome {
				t.Errorf("%s is refused, which has nothing", from)
			}
		}
		_ = open[0].Close()
		kiosktest.Settle(t, "the place of one who has left", patience, func() bool {
			_, welcome := knock(t, b.address, "127.0.1.1", "")
			return welcome
		})
	})
	t.Run("arrivals", func(t *testing.T) {
		most := 2 * source.Burst // the burst, and as many again while it is given back
		n := 0
		// On a machine that is slow some more come before they are too many in the window.
		for ; n < 10*most; n++ {
			conn, welcome := knock(t, b.address, "127.0.2.1", "")
			if !welcome {
				break
			}
			_ = conn.Close()
			// It has left when HAProxy says so: only arrivals count here.
			kiosktest.Settle(t, "a connection to be closed", patience, func() bool { return strings.Contains(b.ask("show table sources key ::ffff:127.0.2.1"), "conn_cur=0") })
		}
		if n < most || n == 10*most {
			t.Errorf("%d that come one after another are let in, want about %d", n, most)
		}
		if _, welcome := knock(t, b.address, "127.0.2.2", ""); !welcome {
			t.Error("another source is refused")
		}
	})
	t.Run("the venue", func(t *testing.T) {
		for i := range 2*source.Burst + source.AtOnce {
			if _, welcome := knock(t, b.address, "127.0.9.1", ""); !welcome {
				t.Fatalf("connection %d from the venue is refused", i+1)
			}
		}
	})
}

// The addresses are told to HAProxy in a PROXY header here, which it reads after the
// rules for connections; so these are the same rules, for sessions.
func TestHAProxyCountsIPv4AddressesAndIPv6Networks(t *testing.T) {
	b := behindHAProxy(t, 1, "2001:db8:9::/48", func(text string) string {
		bind := regexp.MustCompile(`(?m)^    bind .*$`)
		rules := strings.Count(text, "\n    tcp-request connection ")
		if rules != 5 || len(bind.FindAllString(text, -1)) != 1 {
			t.Fatalf("there are %d rules in\n%s", rules, text)
		}
		return bind.ReplaceAllString(strings.ReplaceAll(text, "    tcp-request connection ", "    tcp-request session "), "$0 accept-proxy")
	})
	come := func(t *testing.T, source string) bool {
		t.Helper()
		family, to := "TCP4", "198.51.100.99"
		if strings.Contains(source, ":") {
			family, to = "TCP6", "2001:db8::99"
		}
		_, welcome := knock(t, b.address, "127.0.0.1", fmt.Sprintf("PROXY %s %s %s 1024 22\r\n", family, source, to))
		return welcome
	}
	atOnce := admission.DefaultLimits().Source.AtOnce
	for i := range atOnce {
		for _, source := range []string{
			"198.51.100.1",
			fmt.Sprintf("2001:db8:1:2:%x::%x", i, i+1), // one household
			"2001:db8:9::1", // the venue
		} {
			if !come(t, source) {
				t.Fatalf("%s is refused as number %d", source, i+1)
			}
		}
	}
	for _, tt := range []struct {
		name, source string
		welcome      bool
	}{
		{"the same address", "198.51.100.1", false},
		{"the same in its IPv6 form", "::ffff:198.51.100.1", false},
		{"the address beside it", "198.51.100.2", true},
		{"another in its IPv6 form", "::ffff:198.51.100.3", true},
		{"another address of the same /64", "2001:db8:1:2:ffff::1", false},
		{"another /64 of the same /48", "2001:db8:1:3::1", true},
		{"the venue", "2001:db8:9::1", true},
		{"another of the venue's", "2001:db8:9:9::9", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := come(t, tt.source); got != tt.welcome {
				t.Errorf("%s is let in: %v\n%s", tt.source, got, b.ask("show table sources"))
			}
		})
	}
	if table := b.ask("show table sources"); !strings.Contains(table, "key=2001:db8:1:2:: ") || !strings.Contains(table, "key=::ffff:198.51.100.1 ") || strings.Contains(table, "2001:db8:9:") {
		t.Errorf("the table is\n%s", table)
	}
}
