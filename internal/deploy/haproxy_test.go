package deploy

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/capacity"
	"hackday.example/kiosk/internal/kiosktest"
)

func TestHAProxyFile(t *testing.T) {
	o := plainOps()
	o.Servers = []string{"10.0.0.11:2222", "10.0.0.12:2222", "10.0.0.13:2222"}
	one := o
	one.Listen, one.Ops, one.MaxSessions, one.Servers = "192.0.2.1:2222", "0.0.0.0:9091", 500, []string{"[2001:db8::1]:2222", "localhost:2223"}
	one.Venue = full().Venue
	four := o
	four.Listen, four.Servers = "0.0.0.0:22", four.Servers[:1]
	most := o
	most.MaxSessions, most.Servers = capacity.MostReaders, nil
	for i := range mostServers {
		most.Servers = append(most.Servers, fmt.Sprintf("[2001:db8:1111:2222:3333:4444:5555:%x]:65535", 0xff00+i))
		most.Venue = append(most.Venue, netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}), 32))
	}
	haproxy, lookErr := exec.LookPath("haproxy")
	for name, o := range map[string]Options{"plain": o, "full": one, "four": four, "most": most} {
		text, err := HAProxy(o)
		if err != nil {
			t.Fatal(err)
		}
		if name != "most" {
			kiosktest.Golden(t, "testdata/"+name+".haproxy.cfg", text)
		}
		if lookErr != nil {
			continue
		}
		path := filepath.Join(t.TempDir(), "haproxy.cfg")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(haproxy, "-c", "-f", path).CombinedOutput()
		if err != nil || bytes.Contains(out, []byte("[WARNING]")) || bytes.Contains(out, []byte("[ALERT]")) {
			t.Errorf("haproxy -c of %s: %v\n%s", name, err, out)
		}
	}
	kiosktest.Need(t, "haproxy") // says so where the files were not looked over
}

func TestAllKiosksTogetherGiveASourceWhatOneGives(t *testing.T) {
	o := plainOps()
	o.Servers = []string{"10.0.0.11:2222", "10.0.0.12:2222"}
	text, err := HAProxy(o)
	if err != nil {
		t.Fatal(err)
	}
	limits := admission.DefaultLimits()
	s := limits.Source
	window := time.Duration(s.Burst) * s.Every
	for _, want := range []string{
		"track-sc0 src,ipmask(32,64) table sources\n",
		fmt.Sprintf("reject if { sc0_conn_cur gt %d }\n", s.AtOnce),
		fmt.Sprintf("reject if { sc0_gpc0_rate ge %d }\n", s.Burst+int(window/s.Every)),
		fmt.Sprintf("gpc0_rate(%.0fs)\n", window.Seconds()),
		fmt.Sprintf("stick-table type ipv6 size %d ", plainConnections+limits.Sources),
		fmt.Sprintf("\n    maxconn %d\n", plainConnections),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	// Who asks for nothing of a venue gets no rule for one, which would be no rule for all.
	if strings.Contains(text, "\n    tcp-request connection accept") || strings.Contains(text, "\n    acl ") {
		t.Errorf("without a venue somebody is let through:\n%s", text)
	}
}

func TestTheKiosksBehindHAProxyAreGivenTheListOfAll(t *testing.T) {
	o := plainOps()
	o.Servers = []string{"10.0.0.11:2222", "[2001:DB8::0:1]:2222", "kiosk-c:22"}
	text, err := HAProxy(o)
	if err != nil {
		t.Fatal(err)
	}
	const list = "--peers 10.0.0.11:2222,[2001:db8::1]:2222,kiosk-c:22\n"
	if !strings.Contains(text, "#       "+list) {
		t.Errorf("%q is not in\n%s", list, text)
	}
	// And systemd's unit takes it as it stands there.
	o.Peers = strings.Split(strings.TrimSpace(strings.TrimPrefix(list, "--peers ")), ",")
	if _, service, err := Systemd(o); err != nil || !strings.Contains(service, "\nEnvironment=\"KIOSK_PEERS="+strings.Join(o.Peers, ",")+"\"\n") {
		t.Errorf("%v\n%s", err, service)
	}
}
