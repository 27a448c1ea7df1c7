//go:build linux

package hostile

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// memoryLimit is GOMEMLIMIT of a kiosk in a container of 512 MiB.
	memoryLimit = "384MiB"

	// killAt is how many bytes a kiosk may take before it is killed, so that an
	// attack that succeeds does not take the machine along.
	killAt = 1500 << 20

	mib = 1 << 20
)

// scratch is a folder that is removed when all tests are over.
var scratch string

// program is the kiosk, built once.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "kiosk")
	if out, err := exec.Command("go", "build", "-o", path, "hackday.example/kiosk/cmd/kiosk").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the kiosk: %w\n%s", err, out)
	}
	return path, nil
})

// processOptions say what kiosk is started.
type processOptions struct {
	large      bool   // with a page of 250 KiB beside the built-in one
	files      bool   // with files beside it that can be taken
	many       int    // with so many pages of 5 KB beside it
	limit      string // GOMEMLIMIT; memoryLimit if empty
	documents  bool   // with hostile PDFs beside it
	pictures   bool   // with a page of pictures beside it
	organisers string // the text of the organisers' file; none if empty
}

// process is a kiosk. To it, every loopback address is a stranger's like any
// other. It ends with stop, or when this process does.
type process struct {
	dir     string
	large   bool   // it has the large content
	many    bool   // it has many pages
	files   bool   // it has files that can be taken
	address string // of visitors
	ops     string // of the ops port
	pid     int
	kill    func()
	gone    chan struct{} // closed when the process is gone
	stderr  *stderrTail

	mu     sync.Mutex
	status string // how it ended
	peak   takes  // since reset
	killed bool   // it had taken too much
}

// takes is what a process has at one moment, or at the most.
type takes struct {
	bytes      int64 // of memory that is resident
	goroutines int
}

func (t takes) String() string {
	return fmt.Sprintf("%d MiB, %d goroutines", t.bytes/mib, t.goroutines)
}

// startProcess starts a kiosk and waits until it takes visitors, and what it does
// at its start is over.
func startProcess(o processOptions) (*process, error) {
	path, err := program()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(scratch, "kiosk")
	if err != nil {
		return nil, err
	}
	p := &process{dir: dir, large: o.large, many: o.many > 0, files: o.files, gone: make(chan struct{})}
	cmd, err := p.command(path, o)
	if err == nil {
		err = p.start(cmd)
	}
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	go p.stderr.read()
	select {
	case at := <-p.stderr.started:
		p.address, p.ops = at[0], at[1]
		err = errors.Join(onLoopback(p.address), onLoopback(p.ops))
	case <-p.gone:
		err = fmt.Errorf("the kiosk ended: %s\n%s", p.ending(), p.stderr)
	case <-time.After(patience):
		err = fmt.Errorf("the kiosk did not start within %v\n%s", patience, p.stderr)
	}
	if err == nil {
		go p.watch()
		err = p.quiet()
	}
	if err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

// command is how the kiosk is called, with the files that it needs in p.dir.
func (p *process) command(path string, o processOptions) (*exec.Cmd, error) {
	keys := filepath.Join(p.dir, "keys")
	if err := os.Mkdir(keys, 0o700); err != nil {
		return nil, err
	}
	if o.organisers != "" {
		if err := os.WriteFile(filepath.Join(keys, "organisers"), []byte(o.organisers), 0o600); err != nil {
			return nil, err
		}
	}
	cmd := exec.Command(path, "serve", "--listen", "127.0.0.1:0", "--ops", "127.0.0.1:0", "--ops-debug", "--keys", keys)
	if o.large || o.many > 0 || o.documents || o.files || o.pictures {
		folder := filepath.Join(p.dir, "content")
		if err := writeContent(folder, o); err != nil {
			return nil, err
		}
		cmd.Args = append(cmd.Args, "--content", folder)
	}
	cmd.Env = []string{"GOMEMLIMIT=" + cmp.Or(o.limit, memoryLimit), "PATH=" + os.Getenv("PATH"), "HOME=" + p.dir, "KIOSK_STATE=" + filepath.Join(p.dir, "state"), "KIOSK_CONFIG="}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd, nil
}

// start starts the process and notes its end.
func (p *process) start(cmd *exec.Cmd) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	cmd.Stderr = w
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // Pdeathsig is of the thread that started the process
		err := cmd.Start()
		_ = w.Close()
		started <- err
		if err == nil {
			_ = cmd.Wait()
			p.mu.Lock()
			p.status = cmd.ProcessState.String()
			p.mu.Unlock()
			close(p.gone)
		}
	}()
	if err := <-started; err != nil {
		_ = r.Close()
		return fmt.Errorf("starting the kiosk: %w", err)
	}
	p.pid, p.kill = cmd.Process.Pid, func() { _ = cmd.Process.Kill() }
	p.stderr = &stderrTail{pipe: r, started: make(chan [2]string, 1)}
	if *cgroup == "" {
		return nil
	}
	err = os.WriteFile(filepath.Join(*cgroup, "cgroup.procs"), []byte(strconv.Itoa(p.pid)), 0o600)
	if err != nil {
		p.stop()
	}
	return err
}

// stop kills the kiosk, and removes its files.
func (p *process) stop() {
	p.kill()
	<-p.gone
	_ = p.stderr.pipe.Close()
	_ = os.RemoveAll(p.dir)
}

// ending is how the process ended; empty while it runs.
func (p *process) ending() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.killed {
		return fmt.Sprintf("took more than %d MiB, and was killed", killAt/mib)
	}
	return p.status
}

func (p *process) alive() bool {
	select {
	case <-p.gone:
		return false
	default:
		return true
	}
}

// watch keeps the peaks, and kills a kiosk that takes too much.
func (p *process) watch() {
	const fast, slow = 10 * time.Millisecond, 250 * time.Millisecond
	memory, goroutines := time.NewTicker(fast), time.NewTicker(slow)
	defer memory.Stop()
	defer goroutines.Stop()
	for {
		select {
		case <-p.gone:
			return
		case <-memory.C:
			n := p.memory()
			p.mu.Lock()
			p.peak.bytes = max(p.peak.bytes, n)
			p.killed = p.killed || n > killAt
			kill := p.killed
			p.mu.Unlock()
			if kill {
				p.kill()
			}
		case <-goroutines.C:
			go func() { // which may take its time
				n, _ := p.goroutines()
				p.mu.Lock()
				p.peak.goroutines = max(p.peak.goroutines, n)
				p.mu.Unlock()
			}()
		}
	}
}

// reset begins new peaks.
func (p *process) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.peak = takes{}
}

// most are the peaks since reset.
func (p *process) most() takes {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.peak
}

// now is what the kiosk has now; 0 of what it does not tell.
func (p *process) now() takes {
	n, _ := p.goroutines()
	return takes{p.memory(), n}
}

// memory is how many bytes are resident (proc(5), statm); 0 once the process is
// gone.
func (p *process) memory() int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.pid))
	if f := strings.Fields(string(text)); len(f) > 1 {
		pages, _ := strconv.ParseInt(f[1], 10, 64)
		return pages * int64(os.Getpagesize())
	}
	return 0
}

// worked is how long the process has had a CPU (proc(5), stat).
func (p *process) worked() time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.pid))
	_, behind, _ := strings.Cut(string(text), ") ")
	const user, system, tick = 11, 12, 10 * time.Millisecond
	var ticks int64
	if f := strings.Fields(behind); len(f) > system {
		for _, s := range []string{f[user], f[system]} {
			n, _ := strconv.ParseInt(s, 10, 64)
			ticks += n
		}
	}
	return time.Duration(ticks) * tick
}

// waited is how long the threads that the process has now have waited for a CPU
// (schedstat of each, in nanoseconds: Documentation/scheduler/sched-stats.rst of
// Linux); 0 where the system does not tell.
func (p *process) waited() (sum time.Duration) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.pid))
	for _, thread := range threads {
		text, _ := os.ReadFile(thread)
		if f := strings.Fields(string(text)); len(f) > 1 {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			sum += time.Duration(n)
		}
	}
	return sum
}

// quiet waits until the kiosk has hardly worked for half a second, and did not wait for
// a CPU instead, unless that goes on for long.
func (p *process) quiet() error {
	const still, hardly = 500 * time.Millisecond, 20 * time.Millisecond
	for begin := time.Now(); p.alive(); {
		worked, waited := p.worked(), p.waited()
		time.Sleep(still)
		if p.worked()-worked <= hardly && (p.waited()-waited <= 5*hardly || time.Since(begin) > patience/2) {
			return nil
		}
		if time.Since(begin) > patience {
			return fmt.Errorf("the kiosk still works after %v", patience)
		}
	}
	return fmt.Errorf("the kiosk ended: %s\n%s", p.ending(), p.stderr)
}

// goroutinesMetric is how the metrics tell the number of goroutines.
var goroutinesMetric = regexp.MustCompile(`(?m)^go_goroutines (\d+)`)

// goroutines is how many there are, by the metrics.
func (p *process) goroutines() (int, error) {
	text, err := p.get("/metrics")
	if err != nil {
		return 0, err
	}
	m := goroutinesMetric.FindStringSubmatch(text)
	if m == nil {
		return 0, errors.New("the metrics tell no goroutines")
	}
	return strconv.Atoi(m[1])
}

// get asks the ops port, on a connection of its own.
func (p *process) get(path string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.ops+path, nil)
	if err != nil {
		return "", err
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: (&net.Dialer{}).DialContext}}
	answer, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s", path, answer.Status)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	return string(text), err
}

// profile writes a profile of the kiosk's CPU for a time to a file.
func (p *process) profile(path string, last time.Duration) {
	url := fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", p.ops, max(int(last.Seconds()), 1))
	answer, err := http.Get(url)
	if err != nil {
		return
	}
	defer func() { _ = answer.Body.Close() }()
	if text, err := io.ReadAll(answer.Body); err == nil {
		_ = os.WriteFile(path, text, 0o600)
	}
}

// stderrTail reads what the kiosk says, and keeps the end of it.
type stderrTail struct {
	pipe    *os.File
	started chan [2]string // the two addresses, once

	mu    sync.Mutex
	bytes int64
	last  []string
}

var (
	listensOn = regexp.MustCompile(`^kiosk: listening on ([^ ,]+),`)
	metricsAt = regexp.MustCompile(`^kiosk: metrics at http://([^/]+)/`)
)

func (s *stderrTail) read() {
	const kept = 30
	address := ""
	for lines := bufio.NewScanner(s.pipe); lines.Scan(); {
		line := lines.Text()
		if m := listensOn.FindStringSubmatch(line); m != nil {
			address = m[1]
		}
		if m := metricsAt.FindStringSubmatch(line); m != nil {
			s.started <- [2]string{address, m[1]}
		}
		s.mu.Lock()
		s.bytes += int64(len(line)) + 1
		if s.last = append(s.last, line); len(s.last) > kept {
			s.last = s.last[1:]
		}
		s.mu.Unlock()
	}
}

// written is how many bytes the kiosk has logged.
func (s *stderrTail) written() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes
}

func (s *stderrTail) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.last, "\n")
}
