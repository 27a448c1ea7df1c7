package yardstick

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/visitor"
)

// The servers that are compared.
const (
	kiosk      = "kiosk"
	crypto     = "x/crypto"
	gliderlabs = "gliderlabs/ssh"
	stock      = "stock"
	openSSH    = "OpenSSH"
)

// contenders are all of them, the kiosk first.
var contenders = []string{kiosk, crypto, gliderlabs, stock, openSSH}

// asServer names, in the environment of this test binary, the server that it is
// to be, and framesDir where the bare ones find what to send.
const (
	asServer  = "KIOSK_YARDSTICK_SERVER"
	framesDir = "KIOSK_YARDSTICK_FRAMES"
)

// serve is the server's process. It prints its address, and does what lines of
// its input say until they end.
func serve(name string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address, reload := l.Addr().String(), func() error { return errors.New("it cannot") }
	f, err := readFrames(os.Getenv(framesDir))
	if err != nil && name != kiosk {
		return err
	}
	failed := make(chan error, 1)
	switch name {
	case kiosk:
		_ = l.Close()
		k, err := newKiosk()
		if err != nil {
			return err
		}
		address, reload = k.Address, func() error { return showChanged(k) }
	case crypto:
		go func() { failed <- serveCrypto(l, f) }()
	case gliderlabs:
		go func() { failed <- serveGliderlabs(l, f) }()
	case stock:
		go func() { failed <- serveStock(l) }()
	default:
		return fmt.Errorf("there is no server %q", name)
	}
	fmt.Println(address)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		fmt.Println(obey(strings.Fields(in.Text()), reload))
	}
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// newKiosk is a kiosk with room for every visitor of a benchmark.
func newKiosk() (*kiosktest.Kiosk, error) {
	const room = 20_000
	limits := sshd.DefaultLimits
	limits.Readers = room
	gate := admission.DefaultLimits()
	gate.Connections, gate.VenueHandshakes = room, room/4
	gate.Venue = admission.Allowance{AtOnce: room, Every: time.Microsecond, Burst: room}
	gate.Venues = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	return kiosktest.NewKiosk(kiosktest.KioskOptions{Limits: limits, Admission: gate})
}

// showChanged has a kiosk show its pages with a paragraph before each.
func showChanged(k *kiosktest.Kiosk) error {
	changed := fstest.MapFS{}
	err := fs.WalkDir(content.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(content.FS, path)
		if head, body, ok := bytes.Cut(b, []byte("\n---\n")); ok && strings.HasSuffix(path, ".md") {
			b = slices.Concat(head, []byte("\n---\n\nThis was added while people read.\n\n"), body)
		}
		changed[path] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		return err
	}
	s, err := folder.Load(changed)
	if err != nil {
		return err
	}
	k.Server.Show(s)
	return nil
}

// obey does what the benchmark asks of a server's process: to give back what
// memory it does not use, to show changed pages, or to write a profile.
func obey(words []string, reload func() error) string {
	err := errors.New("not understood")
	switch {
	case len(words) == 1 && words[0] == "collect":
		debug.FreeOSMemory()
		err = nil
	case len(words) == 1 && words[0] == "reload":
		err = reload()
	case len(words) == 2 && words[0] == "heap":
		runtime.GC()
		err = profile(words[1], pprof.WriteHeapProfile)
	case len(words) == 3 && words[0] == "cpu":
		var d time.Duration
		if d, err = time.ParseDuration(words[2]); err == nil {
			err = profile(words[1], func(w io.Writer) error {
				if err := pprof.StartCPUProfile(w); err != nil {
					return err
				}
				time.Sleep(d)
				pprof.StopCPUProfile()
				return nil
			})
		}
	}
	if err != nil {
		return err.Error()
	}
	return "done"
}

func profile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return write(f)
}

// contender is a server that runs, as a process of its own.
type contender struct {
	name    string
	address string
	cmd     *exec.Cmd
	in      io.WriteCloser // nil where the process takes no orders
	out     *bufio.Scanner
	leave   string // the key that ends a session

	user string
	auth []ssh.AuthMethod

	mu     sync.Mutex
	frames map[string]int // bytes of the first screen by size, once that is known
}

// start starts a server. It is stopped when the benchmark ends.
func start(tb testing.TB, name, frames string) *contender {
	tb.Helper()
	var c *contender
	var err error
	if name == openSSH {
		c, err = startOpenSSH(tb.TempDir())
	} else {
		c, err = startProcess(name, frames)
	}
	if err != nil {
		tb.Fatalf("starting %s: %v", name, err)
	}
	tb.Cleanup(c.stop)
	return c
}

func startProcess(name, frames string) (*contender, error) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asServer+"="+name, framesDir+"="+frames)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &contender{name: name, cmd: cmd, in: in, out: bufio.NewScanner(out), leave: string(rune(leaveKey))}
	if !c.out.Scan() {
		c.stop()
		return nil, errors.New("it did not say where it listens")
	}
	c.address = c.out.Text()
	return c, nil
}

// stop ends the process. It may be called again.
func (c *contender) stop() {
	if c.cmd.ProcessState != nil {
		return
	}
	c.hold(false)
	if c.in != nil {
		_ = c.in.Close()
	} else {
		for _, pid := range c.processes() {
			terminate(pid)
		}
	}
	_ = c.cmd.Wait()
}

// order has the server's process do something. It does nothing where the
// process is not ours to order about.
func (c *contender) order(tb testing.TB, words string) {
	tb.Helper()
	if c.in == nil {
		return
	}
	if _, err := io.WriteString(c.in, words+"\n"); err != nil || !c.out.Scan() {
		tb.Fatalf("%s is gone: %v", c.name, err)
	}
	if c.out.Text() != "done" {
		tb.Fatalf("%s: %s: %s", c.name, words, c.out.Text())
	}
}

// hold stops the server where it is, or lets it go on, so that it does not
// disturb the others while they are measured.
func (c *contender) hold(still bool) {
	order := resume
	if still {
		order = suspend
	}
	for _, pid := range c.processes() {
		order(pid)
	}
}

// processes are the server's process and its descendants.
func (c *contender) processes() []int {
	children := map[int][]int{}
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if fields := stat(pid); len(fields) > 1 {
			parent, _ := strconv.Atoi(fields[1])
			children[parent] = append(children[parent], pid)
		}
	}
	all := []int{c.cmd.Process.Pid}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all
}

// stat is the fields of /proc/PID/stat from the process's state on: its number
// 3 (proc_pid_stat(5)) is the first.
func stat(pid int) []string {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return nil
	}
	_, fields, _ := strings.Cut(string(b[strings.LastIndexByte(string(b), ')')+1:]), " ")
	return strings.Fields(fields)
}

// memory is what the server's processes have resident, in KiB; what several
// share is divided among them.
func (c *contender) memory(tb testing.TB) int {
	tb.Helper()
	c.order(tb, "collect")
	return c.resident(tb)
}

// peak is the most that the server's process has had resident since it started,
// in KiB.
func (c *contender) peak(tb testing.TB) int {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(c.cmd.Process.Pid), "status"))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if kib, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.Atoi(strings.Fields(kib)[0])
			return n
		}
	}
	tb.Fatalf("the peak of %s cannot be read", c.name)
	return 0
}

// resident is memory without giving any back before.
func (c *contender) resident(tb testing.TB) int {
	tb.Helper()
	total := 0
	for _, pid := range c.processes() {
		b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "smaps_rollup"))
		if err != nil {
			continue // it has just ended
		}
		for line := range strings.Lines(string(b)) {
			if kib, ok := strings.CutPrefix(line, "Pss:"); ok {
				n, _ := strconv.Atoi(strings.Fields(kib)[0])
				total += n
			}
		}
	}
	if total == 0 {
		tb.Fatalf("the memory of %s cannot be read", c.name)
	}
	return total
}

// cpu is the time that the server's processes have computed so far, those that
// have ended included.
func (c *contender) cpu() time.Duration {
	const ticksPerSecond = 100 // USER_HZ, on every Linux that Go runs on
	ticks := 0
	for _, pid := range c.processes() {
		fields := stat(pid)
		for i := 11; i < 15 && i < len(fields); i++ { // utime, stime, cutime, cstime
			n, _ := strconv.Atoi(fields[i])
			ticks += n
		}
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond
}

// window is a terminal of a size.
func window(columns, rows int) visitor.Terminal {
	return visitor.Terminal{Name: "xterm-256color", Columns: columns, Rows: rows}
}

// How long is waited for answers of a server that writes each at once, for those
// of one that draws 60 frames a second, and for a first screen.
var (
	prompt    = visitor.Wait{Patience: 5 * time.Second}
	piecemeal = visitor.Wait{Patience: 5 * time.Second, Quiet: 25 * time.Millisecond}
	patient   = visitor.Wait{Patience: 20 * time.Second, Quiet: 200 * time.Millisecond}
)

// wait is how long to wait for the server's answers to keys.
func (c *contender) wait() visitor.Wait {
	if c.name == stock || c.name == openSSH {
		return piecemeal
	}
	return prompt
}

// visit has a visitor arrive. The first one of a size has to wait for silence,
// and tells how many bytes a whole first screen has.
func (c *contender) visit(w visitor.Terminal) (*visitor.Visitor, visitor.Answer, error) {
	name := sizeName(w.Columns, w.Rows)
	c.mu.Lock()
	w.FirstFrame = c.frames[name]
	c.mu.Unlock()
	v, a, err := visitor.Arrive(context.Background(), visitor.Target{Address: c.address, User: c.user, Auth: c.auth, Wait: patient}, w)
	if err != nil {
		return nil, a, fmt.Errorf("%s: %w", c.name, err)
	}
	if w.FirstFrame == 0 {
		c.mu.Lock()
		if c.frames == nil {
			c.frames = map[string]int{}
		}
		c.frames[name] = a.Bytes
		if c.name == stock { // under load, some of it is never drawn
			c.frames[name] = a.Bytes * 3 / 4
		}
		c.mu.Unlock()
	}
	return v, a, nil
}

// crowd has n visitors arrive, a few at a time. They are gone when the
// benchmark ends.
func (c *contender) crowd(tb testing.TB, w visitor.Terminal, n int) []*visitor.Visitor {
	tb.Helper()
	const doors = 8
	if first, _, err := c.visit(w); err != nil {
		tb.Fatal(err)
	} else {
		first.HangUp()
	}
	all := make([]*visitor.Visitor, n)
	errs := make([]error, doors)
	var group sync.WaitGroup
	for i := range doors {
		group.Go(func() {
			for j := i; j < n && errs[i] == nil; j += doors {
				all[j], _, errs[i] = c.visit(w)
			}
		})
	}
	group.Wait()
	tb.Cleanup(func() { disperse(all) })
	if err := errors.Join(errs...); err != nil {
		tb.Fatal(err)
	}
	return all
}

// disperse has visitors hang up.
func disperse(all []*visitor.Visitor) {
	var group sync.WaitGroup
	for _, v := range all {
		if v != nil {
			group.Go(v.HangUp)
		}
	}
	group.Wait()
}
