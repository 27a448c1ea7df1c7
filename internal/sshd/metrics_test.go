package sshd_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/visitor"
)

// scraper asks a kiosk for its metrics.
func scraper(t *testing.T, k *kiosktest.Kiosk) func() string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ops := telemetry.NewOps(telemetry.OpsOptions{Metrics: k.Metrics, Ready: func() bool { return true }})
	served := make(chan error, 1)
	go func() { served <- ops.Serve(l) }()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	t.Cleanup(func() {
		ops.Close(context.Background())
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return func() string {
		t.Helper()
		answer, err := client.Get("http://" + l.Addr().String() + telemetry.MetricsPath)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != 200 {
			t.Fatalf("a scrape is answered with %d, %v", answer.StatusCode, err)
		}
		return string(body)
	}
}

// visitAs runs a command as a user, with a terminal of that name if it has one,
// and returns what was said.
func visitAs(t *testing.T, k *kiosktest.Kiosk, user, terminal, command string) string {
	t.Helper()
	c, err := ssh.Dial("tcp", k.Address, &ssh.ClientConfig{User: user, ClientVersion: "SSH-2.0-odd_client", HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Setenv("LANG", "odd_value")
	if terminal != "" {
		if err := s.RequestPty(terminal, 24, 80, nil); err != nil {
			t.Fatal(err)
		}
	}
	out, _ := s.CombinedOutput(command)
	return string(out)
}

func TestVisitsAreCounted(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	scrape := scraper(t, k)
	reader, _ := arrive(t, k)
	press(t, reader, "2") // a card
	second, _, err := visitor.Arrive(t.Context(), visitor.Target{Address: k.Address, Wait: patient}, visitor.Terminal{Name: "dumb", Columns: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	defer second.HangUp()
	press(t, second, "3\r")
	visitAs(t, k, "v", "", "read")
	visitAs(t, k, "v", "", "read rationale --markdown --lang cy")
	visitAs(t, k, "v", "", "resources")
	visitAs(t, k, "v", "", "resources 4 --url")
	visitAs(t, k, "v", "", "qr 4")
	visitAs(t, k, "v", "", "qr 400")
	visitAs(t, k, "v", "", "linear")
	if page := visitAs(t, k, sshd.HealthcheckUser, "", "read"); !strings.Contains(page, "Why are we doing this?") {
		t.Errorf("the health check read %q", page)
	}
	var s string
	kiosktest.Settle(t, "the last visit to be over", 15*time.Second, func() bool {
		s = scrape()
		return strings.Contains(s, `kiosk_visits_total{kind="healthcheck",status="0"} 1`) && strings.Contains(s, "kiosk_connections 2\n")
	})
	for _, want := range []string{
		`kiosk_sessions{kind="reader"} 1`, `kiosk_sessions{kind="linear"} 1`, `kiosk_sessions{kind="text"} 0`,
		`kiosk_visits_total{kind="text",status="0"} 5`, `kiosk_visits_total{kind="text",status="2"} 2`,
		`kiosk_visits_total{kind="reader",status="0"} 0`,
		`kiosk_pages_opened_total{page="rationale"} 4`,
		`kiosk_resources_opened_total{number="2",page="rationale"} 1`,
		`kiosk_resources_opened_total{number="3",page="rationale"} 1`,
		`kiosk_resources_opened_total{number="4",page="rationale"} 2`,
		`kiosk_handshake_seconds_count 10`, `kiosk_first_frame_seconds_count 2`, `kiosk_handshakes 0`, `kiosk_sources 1`,
	} {
		if !strings.Contains(s, "\n"+want+"\n") {
			t.Errorf("%q is not in\n%s", want, regexp.MustCompile(`(?m)^(#|go_|process_).*\n`).ReplaceAllString(s, ""))
		}
	}
	if got := k.Metrics.Tally(); got.Now != 2 || got.Today != 9 || len(got.Pages) != 1 || len(got.Resources) != 3 || got.Resources[0] != (telemetry.Opened{Page: "rationale", Number: 4, Count: 2}) {
		t.Errorf("the tally is %+v", got)
	}
	if err := reader.Leave("Q"); err != nil {
		t.Error(err)
	}
	second.HangUp()
	kiosktest.Settle(t, "the readers to be gone", 15*time.Second, func() bool {
		s = scrape()
		return k.Metrics.Tally().Now == 0 && strings.Contains(s, `kiosk_visits_total{kind="reader",status="0"} 1`) &&
			strings.Contains(s, `kiosk_sessions{kind="reader"} 0`) && strings.Contains(s, `kiosk_sessions{kind="linear"} 0`)
	})
}

func TestRefusalsAreCountedByReason(t *testing.T) {
	limits := strict()
	limits.Source.AtOnce = 1
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Admission: limits})
	scrape := scraper(t, k)
	if _, err := k.DialFrom(t, "127.0.0.2"); err != nil {
		t.Fatal(err)
	}
	if _, err := k.DialFrom(t, "127.0.0.2"); err == nil {
		t.Error("a second connection was let in")
	}
	c, err := k.ConnectFrom("127.0.0.3")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, _ = io.WriteString(c, "GET / HTTP/1.1\r\n\r\n")
	kiosktest.Settle(t, "both refusals to be counted", 15*time.Second, func() bool {
		s := scrape()
		return strings.Contains(s, `kiosk_refusals_total{reason="source_full"} 1`) && strings.Contains(s, `kiosk_refusals_total{reason="not_ssh"} 1`)
	})
}

func TestOneConnectionHasOneFirstFrame(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	scrape := scraper(t, k)
	c := k.Dial(t)
	for range 2 {
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.RequestPty("xterm", 24, 80, nil); err != nil {
			t.Fatal(err)
		}
		out, err := s.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		in, err := s.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Shell(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(in, "q")
		_, _ = io.Copy(io.Discard, out)
		_ = s.Wait()
	}
	kiosktest.Settle(t, "both visits to be over", 15*time.Second, func() bool {
		return strings.Contains(scrape(), `kiosk_visits_total{kind="reader",status="0"} 2`)
	})
	if s := scrape(); !strings.Contains(s, "\nkiosk_first_frame_seconds_count 1\n") {
		t.Error("the connection's second session is counted for a first frame")
	}
}

// sample is a line of a scrape, and pair one of its labels.
var (
	sample = regexp.MustCompile(`^([a-z_]+)(?:\{(.*)\})? [0-9.e+-]+$`)
	pair   = regexp.MustCompile(`([a-z]+)="((?:[^"\\]|\\.)*)"`)
)

func TestNoLabelIsOneThatAVisitorChose(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	scrape := scraper(t, k)
	odd := []string{
		"odd", "root", `odd"} 1`, "odd\nkiosk_odd 1", "odd{a=\"b\"}", "\x1b[2J odd", "odd\xff", "../../odd", "$(odd)", strings.Repeat("odd", 85), "organisers", "other", "healthcheck",
	}
	for _, o := range odd {
		visitAs(t, k, o, "", o)
		visitAs(t, k, o, "", "read "+o)
		visitAs(t, k, o, "", "resources "+o+" 1")
		visitAs(t, k, "v", o, "read "+o)
		visitAs(t, k, o, o, "lobby --"+o)
		visitAs(t, k, o, "", "lang "+o)
	}
	kiosktest.Settle(t, "all visits to be over", 15*time.Second, func() bool { return k.Server.Sessions() == 0 })

	var names, numbers []string
	for _, p := range k.Site.Pages {
		names = append(names, p.Name)
		for _, r := range p.Resources {
			numbers = append(numbers, strconv.Itoa(r.Number))
		}
	}
	fixed := map[string][]string{
		"kind":    {"reader", "linear", "lobby", "text", "download", "full", "organiser", "healthcheck", "rehearsal", "other"},
		"status":  {"0", "1", "2"},
		"reason":  {"full", "source_full", "source_fast", "handshake_full", "not_proxied", "proxy_header", "not_ssh"},
		"result":  {"ok", "failed", "ready", "encrypted", "broken", "too large", "too many pages", "too long", "too slow", "no room", "unsupported"},
		"version": {"test"},
		"page":    names,
		"number":  numbers,
	}
	samples := 0
	for _, line := range strings.Split(strings.TrimSpace(scrape()), "\n") {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "go_") || strings.HasPrefix(line, "process_") {
			continue
		}
		m := sample.FindStringSubmatch(line)
		if m == nil || !strings.HasPrefix(m[1], "kiosk_") {
			t.Errorf("not a sample: %q", line)
			continue
		}
		samples++
		for _, l := range pair.FindAllStringSubmatch(m[2], -1) {
			name, value := l[1], l[2]
			if name == "le" || name == "goversion" {
				continue
			}
			if !slices.Contains(fixed[name], value) {
				t.Errorf("the label %s=%q is not one of %q: %s", name, value, fixed[name], line)
			}
		}
	}
	if samples < 50 {
		t.Errorf("only %d samples were looked at", samples)
	}
	if strings.Contains(scrape(), "odd") {
		t.Error("the scrape holds a visitor's word")
	}
}
