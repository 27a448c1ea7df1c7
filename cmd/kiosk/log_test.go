//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
)

// quiet starts the kiosk as a process whose log goes to a file, of which theirs
// is the other end. It returns once it has said where it is met, and asked how
// it is; nobody reads what it says after that.
func quiet(t *testing.T, mine, theirs *os.File, args ...string) (cmd *exec.Cmd, address, ops string) {
	t.Helper()
	t.Cleanup(func() { _ = mine.Close() })
	cmd = program(t, append([]string{"--listen", "127.0.0.1:0", "--ops", "127.0.0.1:0"}, args...)...)
	cmd.Stdout, cmd.Stderr = theirs, theirs // as 2>&1 has it
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = theirs.Close()
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	var said strings.Builder
	for b := make([]byte, 1); !metricsLine.MatchString(said.String()); { // and no byte more
		if _, err := mine.Read(b); err != nil {
			t.Fatalf("the kiosk says %s", said.String())
		}
		said.Write(b)
	}
	for line := range strings.Lines(said.String()) {
		if m := listeningLine.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
			address = m[1]
		}
	}
	return cmd, address, metricsLine.FindStringSubmatch(said.String())[1]
}

// pipe is a pipe.
func pipe(t *testing.T) (mine, theirs *os.File) {
	t.Helper()
	mine, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return mine, theirs
}

// full is a socket, as the journal's is, and a function that fills it, so that
// the next write to it waits for its reader.
func full(t *testing.T) (mine, theirs *os.File, fill func()) {
	t.Helper()
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	again, err := syscall.Dup(ends[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range append(ends[:], again) {
		syscall.CloseOnExec(fd)
	}
	return os.NewFile(uintptr(ends[0]), "mine"), os.NewFile(uintptr(ends[1]), "theirs"), func() {
		t.Helper()
		for {
			_, err := syscall.SendmsgN(again, []byte(".\n"), nil, nil, syscall.MSG_DONTWAIT)
			if errors.Is(err, syscall.EAGAIN) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		_ = syscall.Close(again)
	}
}

var lostMetric = regexp.MustCompile(`(?m)^kiosk_log_lines_lost_total (\d+)$`)

// lostLines asks the ops port how many log lines were lost.
func lostLines(t *testing.T, ops string) int {
	t.Helper()
	_, scrape := get(t, "http://"+ops+"/metrics")
	m := lostMetric.FindStringSubmatch(scrape)
	if m == nil {
		t.Fatal("the lost lines are no metric")
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// stops has the kiosk close by a signal.
func stops(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status, took := end(t, cmd); status != 0 || took > 5*time.Second {
		t.Errorf("it ended with status %d after %v", status, took)
	}
}

func TestTheKioskServesOnWhenItsLogsReaderIsGone(t *testing.T) {
	log, end := pipe(t)
	cmd, address, ops := quiet(t, log, end)
	_ = log.Close() // as head -1 does
	for range 3 {
		reads(t, address)
	}
	kiosktest.Settle(t, "the lost visits to be counted", 15*time.Second, func() bool { return lostLines(t, ops) >= 3 })
	stops(t, cmd)
}

func TestTheKioskServesOnBehindHead(t *testing.T) {
	listen := filepath.Join(t.TempDir(), "said")
	cmd := program(t)
	cmd.Path, cmd.Args = kiosktest.Need(t, "sh"), []string{"sh", "-c", `"$0" serve --listen 127.0.0.1:0 2>&1 | head -2 >"$1"`, os.Args[0], listen}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); _ = cmd.Wait() })
	address := ""
	kiosktest.Settle(t, "the kiosk to say where it listens", 15*time.Second, func() bool {
		said, _ := os.ReadFile(listen)
		for line := range strings.Lines(string(said)) {
			if m := listeningLine.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
				address = m[1]
			}
		}
		return address != ""
	})
	for range 3 {
		reads(t, address)
	}
}

func TestOtherCommandsEndWithTheirReader(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	cmd := program(t, "check")
	cmd.Stdout = w
	err = cmd.Run()
	if ws, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !ws.Signaled() || ws.Signal() != syscall.SIGPIPE {
		t.Errorf("kiosk check ends with %v", err)
	}
}

func TestALogThatIsNotReadHoldsUpNoVisitor(t *testing.T) {
	log, end, fill := full(t)
	cmd, address, ops := quiet(t, log, end, "--venue", "127.0.0.0/8")
	fill()
	const sources, visits = 8, 20
	for i := range sources {
		from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(i+1))}}
		conn, err := from.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		c, err := kiosktest.Handshake(conn)
		if err != nil {
			t.Fatal(err)
		}
		for range visits { // one after the other: a place that is not given back is missed
			s, err := c.NewSession()
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Run("pages"); err != nil {
				t.Fatal(err)
			}
		}
	}
	kiosktest.Settle(t, "all visits to be over", 15*time.Second, func() bool {
		_, scrape := get(t, "http://"+ops+"/metrics")
		return strings.Contains(scrape, fmt.Sprintf("kiosk_visits_total{kind=\"text\",status=\"0\"} %d\n", sources*visits))
	})
	if n := lostLines(t, ops); n > 0 {
		t.Errorf("%d lines are lost, and there is room for all", n)
	}
	// Now somebody reads the log: nothing is missing.
	said := make(chan string)
	go func() {
		b, _ := io.ReadAll(log)
		said <- string(b)
	}()
	stops(t, cmd)
	text := <-said
	told := strings.Count(text, "msg=visit ")
	for _, m := range regexp.MustCompile(`of=visit lines=(\d+)`).FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		told += n
	}
	if told != sources*visits || !strings.HasSuffix(text, "\n") {
		t.Errorf("the log tells of %d visits, and %d were made:\n%s", told, sources*visits, text)
	}
}

func TestALogThatIsNeverReadHoldsUpNoEnd(t *testing.T) {
	log, end, fill := full(t)
	cmd, address, _ := quiet(t, log, end)
	fill()
	reads(t, address)
	stops(t, cmd)
}

func TestAnErrorThatNobodyReadsEndsTheKioskAllTheSame(t *testing.T) {
	log, theirs, fill := full(t)
	fill()
	defer func() { _ = log.Close() }()
	cmd := program(t, "serve", "--content", "nowhere")
	cmd.Stderr = theirs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = theirs.Close()
	if status, _ := end(t, cmd); status != exitFailed {
		t.Errorf("it ended with status %d", status)
	}
}

// loop runs a command on a connection again and again, until stop is closed.
func loop(c *ssh.Client, command string, stop <-chan struct{}) (times int) {
	for {
		select {
		case <-stop:
			return times
		default:
		}
		s, err := c.NewSession()
		if err != nil {
			return times
		}
		_ = s.Run(command)
		_ = s.Close()
		times++
	}
}

func TestACommandInALoopIsAFewLinesOfTheLog(t *testing.T) {
	_, address, _, log := serve(t, "--venue", "127.0.0.0/8")
	const connections, seconds = 20, 3
	stop := make(chan struct{})
	times := make(chan int)
	for range connections {
		c, err := ssh.Dial("tcp", address, &ssh.ClientConfig{HostKeyCallback: ssh.InsecureIgnoreHostKey()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		go func() { times <- loop(c, "read", stop) }()
	}
	begin := time.Now()
	time.Sleep(seconds * time.Second) // what is counted below goes by how long it was
	close(stop)
	visits := 0
	for range connections {
		visits += <-times
	}
	whole := int(time.Since(begin)/time.Second) + 2 // seconds that it may have touched
	kiosktest.Settle(t, "the summary", 30*time.Second, func() bool { return visits < 10*whole || strings.Contains(log.String(), "more") })
	lines := strings.Count(log.String(), "msg=visit")
	if lines > 10*whole {
		t.Errorf("%d lines of %d visits in %d seconds", lines, visits, whole)
	}
	said := lines
	for _, m := range regexp.MustCompile(`of=visit lines=(\d+)`).FindAllStringSubmatch(log.String(), -1) {
		n, _ := strconv.Atoi(m[1])
		said += n
	}
	if said < visits {
		t.Errorf("the log tells of %d visits, and %d were made", said, visits)
	}
	t.Logf("%d visits are %d lines and %d bytes of log", visits, lines, len(log.String()))
}
