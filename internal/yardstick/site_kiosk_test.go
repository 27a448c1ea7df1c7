package yardstick

import (
	"bufio"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
)

// program is the kiosk as it is installed, which is built when it is needed first.
var program struct {
	once sync.Once
	dir  string // removed when all is over
	path string
	err  error
}

func builtProgram() (string, error) {
	p := &program
	p.once.Do(func() {
		if p.dir, p.err = os.MkdirTemp("", "kiosk-yardstick"); p.err != nil {
			return
		}
		p.path = filepath.Join(p.dir, "kiosk")
		if out, err := exec.Command("go", "build", "-o", p.path, "hackday.example/kiosk/cmd/kiosk").CombinedOutput(); err != nil {
			p.err = fmt.Errorf("building the kiosk: %w\n%s", err, out)
		}
	})
	return p.path, p.err
}

// siteKiosk is the kiosk's program that serves a folder. Only Linux tells what it takes.
type siteKiosk struct {
	*contender
	ops     string    // the address of its ops port
	started time.Time // before the process was
	client  http.Client

	listening time.Duration // after started
	reloads   chan struct{} // one for each time that other pages are shown
	said      *tail
}

// patience is how long a kiosk may take to listen, to read a folder, or to read it again.
const patience = 2 * time.Minute

// startSite starts the kiosk's program on a folder, or on the built-in pages, and waits
// until it listens. It is stopped when the benchmark ends.
func startSite(tb testing.TB, folder string) *siteKiosk {
	tb.Helper()
	path, err := builtProgram()
	if err != nil {
		tb.Fatal(err)
	}
	keys := tb.TempDir()
	block, err := ssh.MarshalPrivateKey(kiosktest.HostKey(), "")
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(keys, "ssh_host_ed25519_key"), pem.EncodeToMemory(block), 0o600); err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(path, "serve", "--listen", "127.0.0.1:0", "--ops", "127.0.0.1:0", "--ops-debug",
		"--keys", keys, "--venue", "127.0.0.0/8", "--max-sessions", "1000")
	if folder != "" {
		cmd.Args = append(cmd.Args, "--content", folder)
	}
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + keys, "KIOSK_STATE=" + filepath.Join(keys, "state"), "KIOSK_CONFIG="}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		tb.Fatal(err)
	}
	k := &siteKiosk{
		contender: &contender{name: kiosk, cmd: cmd, leave: "q"},
		started:   time.Now(),
		reloads:   make(chan struct{}, 100),
		said:      &tail{},
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(k.stop)
	began := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		k.listen(stderr, began)
	}()
	select {
	case <-began:
	case <-ended:
		tb.Fatalf("the kiosk ended:\n%s", k.said)
	case <-time.After(patience):
		tb.Fatalf("the kiosk does not listen after %v:\n%s", patience, k.said)
	}
	return k
}

var (
	listensOn = regexp.MustCompile(`^kiosk: listening on ([^ ,]+),`)
	metricsAt = regexp.MustCompile(`^kiosk: metrics at http://([^/]+)/`)
)

// listen takes what the kiosk says of itself, and closes began when it has said where
// it listens.
func (k *siteKiosk) listen(stderr io.Reader, began chan<- struct{}) {
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		line := lines.Text()
		k.said.add(line)
		if m := listensOn.FindStringSubmatch(line); m != nil {
			k.listening, k.address = time.Since(k.started), m[1]
		}
		if m := metricsAt.FindStringSubmatch(line); m != nil && k.ops == "" {
			k.ops = m[1]
			close(began)
		}
		if strings.Contains(line, "the pages were reloaded") {
			k.reloads <- struct{}{}
		}
	}
}

// get asks the ops port.
func (k *siteKiosk) get(path string) (status int, text string, err error) {
	answer, err := k.client.Get("http://" + k.ops + path)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	b, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(b), err
}

// ready waits until all pages are in, and returns how long after its start.
func (k *siteKiosk) ready(tb testing.TB) time.Duration {
	tb.Helper()
	const every = 10 * time.Millisecond
	for {
		status, text, err := k.get("/readyz")
		after := time.Since(k.started)
		switch {
		case err == nil && status == http.StatusOK:
			return after
		case err != nil || after > patience:
			tb.Fatalf("not ready after %v: %d %s, %v\n%s", after, status, text, err, k.said)
		}
		time.Sleep(every)
	}
}

var heapAlloc = regexp.MustCompile(`(?m)^# HeapAlloc = (\d+)$`)

// live is how many bytes of the kiosk's heap are in use when garbage is collected.
func (k *siteKiosk) live(tb testing.TB) int64 {
	tb.Helper()
	text := ""
	for range 2 { // pools keep what they have for one collection
		var err error
		if _, text, err = k.get("/debug/pprof/heap?gc=1&debug=1"); err != nil {
			tb.Fatal(err)
		}
	}
	m := heapAlloc.FindStringSubmatch(text)
	if m == nil {
		tb.Fatal("the profile of the heap does not say how large that is")
	}
	n, _ := strconv.ParseInt(m[1], 10, 64)
	return n
}

// atRest waits until the kiosk has given back what memory it does not use, which it
// does within 11 s of a peak, and returns what is left, in KiB.
func (k *siteKiosk) atRest(tb testing.TB) int {
	tb.Helper()
	const still, most, hardly = 12 * time.Second, time.Minute, 256
	least, since := k.resident(tb), time.Now()
	for begin := since; time.Since(since) < still && time.Since(begin) < most; {
		time.Sleep(time.Second)
		n := k.resident(tb)
		if n < least-hardly {
			since = time.Now()
		}
		least = min(least, n)
	}
	return least
}

// edited has edit change the folder so many times, and returns, for each, the CPU time
// until other pages are shown and the kiosk was left alone for a while, without what it
// takes anyway, and how long it took to show them, in milliseconds.
func (k *siteKiosk) edited(tb testing.TB, times int, quiet time.Duration, edit func(i int) error) (cpu, shown []float64) {
	tb.Helper()
	before, begin := k.cpu(), time.Now()
	time.Sleep(2 * quiet)
	idle := float64(k.cpu()-before) / float64(time.Since(begin))
	for len(k.reloads) > 0 { // the pages that were read behind the home page
		<-k.reloads
	}
	for i := range times {
		before, begin = k.cpu(), time.Now()
		if err := edit(i); err != nil {
			tb.Fatal(err)
		}
		select {
		case <-k.reloads:
			shown = append(shown, ms(time.Since(begin)))
		case <-time.After(patience):
			tb.Fatalf("an edit is not shown after %v:\n%s", patience, k.said)
		}
		time.Sleep(quiet)
		took := k.cpu() - before - time.Duration(idle*float64(time.Since(begin)))
		cpu = append(cpu, ms(max(took, 0)))
	}
	return cpu, shown
}

// tail is the last lines that a kiosk wrote.
type tail struct {
	mu    sync.Mutex
	lines []string
}

func (t *tail) add(line string) {
	const most = 20
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lines = append(t.lines, line); len(t.lines) > most {
		t.lines = t.lines[1:]
	}
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(t.lines, "\n")
}

// errNoW3m is why w3m is not measured.
var errNoW3m = errors.New("OpenSSH's sshd or w3m is not installed")

// haveW3m reports whether OpenSSH and w3m can be held against the kiosk.
func haveW3m() error {
	if _, err := sshdPath(); err != nil {
		return errNoW3m
	}
	if _, err := exec.LookPath("w3m"); err != nil {
		return errNoW3m
	}
	return nil
}
