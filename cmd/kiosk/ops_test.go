package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

var metricsLine = regexp.MustCompile(`(?m)^kiosk: metrics at http://(127\.0\.0\.1:\d+)/metrics(.*)$`)

// opsAddress is where a kiosk says that its ops port is.
func opsAddress(t *testing.T, said *logBuffer) string {
	t.Helper()
	address := ""
	kiosktest.Settle(t, "the kiosk to say where its metrics are", 15*time.Second, func() bool {
		if m := metricsLine.FindStringSubmatch(said.String()); m != nil {
			address = m[1]
		}
		return address != ""
	})
	return address
}

// get asks an ops port.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 15 * time.Second}
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

func TestMetricsOfVisitsPleasePromtool(t *testing.T) {
	promtool := kiosktest.Need(t, "promtool")
	_, address, _, said := serve(t, "--ops", ":0", "--ops-debug")
	ops := opsAddress(t, said)
	if !strings.Contains(said.String(), ", and profiles under /debug/pprof/\n") {
		t.Errorf("said %s", said.String())
	}
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, address, kiosktest.ClientOptions{}))
	term.WaitForText("q quit")
	term.Type("1")
	term.WaitForText("youtu.be")
	if err := kiosktest.SSH(t, address, kiosktest.ClientOptions{Command: []string{"qr", "2"}}).Run(); err != nil {
		t.Fatal(err)
	}
	_, scrape := get(t, "http://"+ops+"/metrics")
	for _, want := range []string{
		`kiosk_build_info{goversion="`, "\nkiosk_sessions{kind=\"reader\"} 1\n", "\nkiosk_first_frame_seconds_count 1\n", "\nkiosk_handshake_seconds_count 2\n",
		"\nkiosk_pages_opened_total{page=\"rationale\"} 1\n", "\nkiosk_resources_opened_total{number=\"1\",page=\"rationale\"} 1\n",
		"\nkiosk_resources_opened_total{number=\"2\",page=\"rationale\"} 1\n", "\ngo_goroutines ", "\nkiosk_draining 0\n",
	} {
		if !strings.Contains(scrape, want) {
			t.Errorf("%q is not in\n%s", want, scrape)
		}
	}
	check := exec.Command(promtool, "check", "metrics")
	check.Stdin = strings.NewReader(scrape)
	if out, err := check.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("promtool: %v, %s", err, out)
	}
	if status, body := get(t, "http://"+ops+"/debug/pprof/goroutine?debug=1"); status != 200 || !strings.Contains(body, "goroutine profile") {
		t.Errorf("profiles: %d, %s", status, body)
	}
}

func TestReadinessGoesWithTheSignal(t *testing.T) {
	cmd, address, _, said := serve(t, "--ops", "127.0.0.1:0")
	ops := opsAddress(t, said)
	check := func() (int, string) {
		var out, errors bytes.Buffer
		status := run(context.Background(), []string{"healthcheck", "--ops", ops}, streams{&out, &errors})
		return status, out.String() + errors.String()
	}
	if status, body := get(t, "http://"+ops+"/healthz"); status != 200 || body != "alive\n" {
		t.Errorf("alive: %d %q", status, body)
	}
	if status, _ := get(t, "http://"+ops+"/debug/pprof/"); status != 404 {
		t.Errorf("profiles are there unasked: %d", status)
	}
	if status, says := check(); status != 0 || says != "the kiosk at "+ops+" takes newcomers\n" {
		t.Errorf("healthcheck: %d, %s", status, says)
	}
	// A reader who cannot be told goodbye keeps it closing for two seconds.
	stuck := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, address, kiosktest.ClientOptions{}))
	stuck.WaitForText("q quit")
	stuck.Suspend()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	var status int
	var says string
	kiosktest.Settle(t, "the kiosk not to be ready", 15*time.Second, func() bool { status, says = check(); return status != 0 })
	if want := "kiosk: the kiosk at " + ops + " takes no newcomers: draining\n"; status != 1 || says != want {
		t.Errorf("healthcheck: %d, %s, want %s", status, says, want)
	}
	if status, _ := end(t, cmd); status != 0 {
		t.Errorf("it ended with %d", status)
	}
	if status, says := check(); status != 1 || !strings.HasSuffix(says, ": nobody listens\n") {
		t.Errorf("healthcheck of nobody: %d, %s", status, says)
	}
}

func TestReloadsAreCounted(t *testing.T) {
	folder := write(t, map[string]string{"site.yaml": "title: T\nurl: https://e.org\n", "page.md": "---\ntitle: P\n---\nText.\n"})
	_, _, _, said := serve(t, "--content", folder, "--ops", ":0")
	ops := opsAddress(t, said)
	for _, tt := range []struct{ text, want, good string }{
		{strings.Repeat("> ", 11) + "Text.", "kiosk_reloads_total{result=\"failed\"} 1\n", "kiosk_last_reload_successful 0\n"},
		{"Text.", "kiosk_reloads_total{result=\"ok\"} 1\n", "kiosk_last_reload_successful 1\n"},
	} {
		if err := os.WriteFile(filepath.Join(folder, "page.md"), []byte("---\ntitle: P\n---\n"+tt.text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		kiosktest.Settle(t, tt.want, 15*time.Second, func() bool {
			_, scrape := get(t, "http://"+ops+"/metrics")
			return strings.Contains(scrape, tt.want) && strings.Contains(scrape, tt.good)
		})
	}
}

func TestOpsErrorsSayWhatToDo(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	keys := filepath.Join(t.TempDir(), "keys")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"serve", "--ops", ":" + port}, "kiosk: cannot listen on 127.0.0.1:" + port + ": bind: address already in use\nhint: another program has this port; stop it, or choose another with --ops, for example --ops :9091\n"},
		{[]string{"serve", "--ops", "9090"}, "kiosk: cannot listen on 9090: address 9090: missing port in address\nhint: --ops takes an address and a port of this machine, for example :9090 for this machine alone, or 0.0.0.0:9090\n"},
		{[]string{"serve", "--ops-debug"}, "kiosk: --ops-debug says what to serve, and not where\nhint: say where with --ops, for example --ops :9090\n"},
		{[]string{"healthcheck", "--ops", "9090"}, "kiosk: --ops 9090 is no address: address 9090: missing port in address\nhint: give it as the kiosk has it, for example :9090\n"},
		{[]string{"healthcheck", "--ops", ":1"}, "kiosk: the kiosk at 127.0.0.1:1 takes no newcomers: nobody listens\n"},
	} {
		args := tt.args
		if args[0] == "serve" {
			args = append(args, "--listen", "127.0.0.1:0", "--keys", keys)
		}
		var out, errors bytes.Buffer
		status := run(context.Background(), args, streams{&out, &errors})
		got := strings.TrimPrefix(errors.String(), "kiosk: made a new host key in "+keys+"; keep a copy of it\n")
		if status != 1 || got != tt.want || out.Len() > 0 {
			t.Errorf("%v: status %d, said\n%swant\n%s", tt.args, status, got, tt.want)
		}
	}
}

func TestReadinessOfSomethingElse(t *testing.T) {
	for _, tt := range []struct{ answer, want string }{
		{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", ": this is no kiosk's ops port: it answered 200 to /readyz"},
		{"HTTP/1.1 301 Moved\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n", ": this is no kiosk's ops port: it answered 301 to /readyz"},
		{"HTTP/1.1 503 No\r\n\r\n\x1b[2Jtired\xff\n" + strings.Repeat("more ", 1000), ": [2Jtired?"},
		{"SSH-2.0-kiosk\r\n", "malformed HTTP response"},
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			if c, err := l.Accept(); err == nil {
				_, _ = c.Read(make([]byte, 1000))
				_, _ = io.WriteString(c, tt.answer)
				_ = c.Close()
			}
		}()
		var out, errors bytes.Buffer
		if status := run(context.Background(), []string{"healthcheck", "--ops", l.Addr().String()}, streams{&out, &errors}); status != 1 || !strings.Contains(errors.String(), tt.want) || strings.Contains(errors.String(), "\x1b") {
			t.Errorf("status %d, %q, want %q", status, errors.String(), tt.want)
		}
		_ = l.Close()
	}
}

func TestThePortWithoutAHostIsForThisMachine(t *testing.T) {
	for given, want := range map[string]string{
		":9090": "127.0.0.1:9090", "0.0.0.0:9090": "0.0.0.0:9090", "[::]:9090": "[::]:9090", "192.0.2.1:1": "192.0.2.1:1", "9090": "9090",
	} {
		if got := onLoopback(given); got != want {
			t.Errorf("%s is opened on %s, want %s", given, got, want)
		}
	}
}
