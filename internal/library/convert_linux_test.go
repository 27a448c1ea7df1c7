package library

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/bombs"
	"hackday.example/kiosk/internal/kiosktest/papers"
)

// meddling are hostile documents that ask for more than they hold: files, programs,
// addresses, scripts.
func meddling() map[string]string {
	all := map[string]string{"talk.pdf": string(papers.Talk())}
	for _, f := range bombs.PDF() {
		if asks.MatchString(f.Name) {
			all[f.Name+".pdf"] = string(f.Content)
		}
	}
	return all
}

var asks = regexp.MustCompile(`script|XFA|another file|starts a program|file inside|sends a form|fetches data|address of escapes`)

// calls are what would open or start anything, or speak to anybody; and write, by which
// the end of the start is seen.
const calls = "open,openat,openat2,creat,socket,socketpair,connect,bind,sendto,sendmsg,execve,execveat,fork,vfork,memfd_create,io_uring_setup,pipe2,ptrace,unlink,rename,write"

func TestTheChildOpensNothingAndMeetsNobody(t *testing.T) {
	strace := kiosktest.Need(t, "strace")
	trace := filepath.Join(t.TempDir(), "trace")
	h := build(t, Options{
		Environment: real,
		Command:     []string{strace, "-f", "-qq", "-o", trace, "-e", "trace=" + calls, "-e", "signal=none", reader(t), CommandName},
	}, meddling())
	if len(h.docs) < 4 {
		t.Fatalf("there are %d documents that ask for more: %v", len(h.docs), h.docs)
	}
	for name := range h.docs {
		h.ask(name)
	}
	h.run().wait()
	if talk := h.ask("talk.pdf"); talk.State != document.Ready {
		t.Errorf("the talk is %v\n%s", talk.State, h.log.String())
	}
	b, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	_, since, begun := strings.Cut(string(b), helloText())
	if !begun {
		t.Fatalf("the start is not seen:\n%.2000s", b)
	}
	_, since, _ = strings.Cut(since, "\n")
	answers := 0
	for line := range strings.Lines(since) {
		switch {
		case strings.Contains(line, " write(1, "), strings.Contains(line, "write resumed>"):
			answers++
		case strings.Contains(line, "+++ exited with 0 +++"), !strings.Contains(line, "("):
		case strings.Contains(line, " write("): // to wake another thread of its own
		default:
			t.Errorf("it called %s", line)
		}
	}
	if answers < len(h.docs) {
		t.Errorf("%d answers to %d documents", answers, len(h.docs))
	}
}

func TestTheChildHasNextToNothing(t *testing.T) {
	t.Setenv("KIOSK_SECRET", "secret")
	open, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = open.Close() }()
	c, err := confined.Start(t.Context(), []string{reader(t), CommandName}, real, helloText())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Dismiss()
	proc := fmt.Sprintf("/proc/%d/", c.ID())
	read := func(name string) string {
		b, err := os.ReadFile(proc + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if got := strings.TrimSpace(read("oom_score_adj")); got != "1000" {
		t.Errorf("oom_score_adj is %s", got)
	}
	if got := read("status"); !regexp.MustCompile(`(?m)^NoNewPrivs:\s+1$`).MatchString(got) {
		t.Errorf("NoNewPrivs is not set:\n%s", got)
	}
	threads, err := filepath.Glob(proc + "task/*/stat")
	if err != nil || len(threads) == 0 {
		t.Fatalf("threads: %v, %v", threads, err)
	}
	const nice, session = 16, 3 // behind the name, as proc(5) has them, from state on
	for _, thread := range threads {
		b, err := os.ReadFile(thread)
		if err != nil {
			t.Fatal(err)
		}
		_, behind, _ := strings.Cut(string(b), ") ")
		f := strings.Fields(behind)
		if f[nice] != "19" || f[session] != strconv.Itoa(c.ID()) {
			t.Errorf("nice %s, session %s", f[nice], f[session])
		}
	}
	for _, limit := range []string{"Max open files", "Max core file size", "Max file size"} {
		if !regexp.MustCompile(`(?m)^` + limit + `\s+0\s+0\s`).MatchString(read("limits")) {
			t.Errorf("%s is not 0:\n%s", limit, read("limits"))
		}
	}
	links, err := filepath.Glob(proc + "fd/*")
	if os.Geteuid() != 0 && err == nil && len(links) == 0 {
		return // the process is nobody's to look at
	}
	var held []string
	for _, l := range links {
		to, err := os.Readlink(l)
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := strings.Cut(to, "[")
		held = append(held, kind)
	}
	slices.Sort(held)
	if got := strings.Join(held, " "); got != "/dev/null anon_inode: anon_inode: pipe: pipe:" {
		t.Errorf("it holds %s", got) // the two are Go's timers
	}
	environ := read("environ")
	if want := strings.Join(append(append([]string{}, confined.Environment...), real...), "\x00") + "\x00"; environ != want {
		t.Errorf("its environment is %q", environ)
	}
}

func TestTheChildEndsWithTheKiosk(t *testing.T) {
	// This test binary as a kiosk that is killed while its child reads.
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run", "^TestHoldsAChild$", "-test.v")
	cmd.Env = append(os.Environ(), holdsChild+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := 0
	for pid == 0 {
		if _, err := fmt.Fscanf(out, "child %d\n", &pid); err != nil && err.Error() == "EOF" {
			t.Fatal("it ended")
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	kiosktest.Settle(t, "the child to end", 15*time.Second, func() bool {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		return err != nil || strings.Contains(string(b), ") Z ")
	})
}

const holdsChild = "KIOSK_TEST_HOLDS_A_CHILD"

// TestHoldsAChild is the kiosk of TestTheChildEndsWithTheKiosk.
func TestHoldsAChild(t *testing.T) {
	if os.Getenv(holdsChild) == "" {
		return
	}
	exe, err := confined.Self()
	if err != nil {
		t.Fatal(err)
	}
	c, err := confined.Start(t.Context(), []string{exe, CommandName}, nil, helloText())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("child %d\n", c.ID())
	_, _ = c.Read(t.Context(), strings.NewReader("sleep x"), 7, maxEncoded)
}
