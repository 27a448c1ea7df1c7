package telemetry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// boundedLog is a bounded logger, and what it has written.
func boundedLog() (*slog.Logger, *lockedBuffer) {
	b := new(lockedBuffer)
	return slog.New(Bounded(slog.NewTextHandler(b, nil))), b
}

var moreLine = regexp.MustCompile(`level=(\w+) msg="and ([0-9,]+) more" of=("[^"]+"|\S+) lines=(\d+)(?: source=(\S+))?`)

// tally is how many lines a log has of a message, and how many more its
// summaries say there were.
func tally(t *testing.T, log, message string) (lines, more int) {
	t.Helper()
	for line := range strings.Lines(log) {
		if m := moreLine.FindStringSubmatch(line); m != nil && strings.Trim(m[3], `"`) == message {
			n, err := strconv.Atoi(m[4])
			if err != nil || strings.ReplaceAll(m[2], ",", "") != m[4] {
				t.Errorf("%q, %v", line, err)
			}
			more += n
		} else if strings.Contains(line, "msg="+message+" ") || strings.Contains(line, `msg="`+message+`" `) {
			lines++
		}
	}
	return lines, more
}

func TestAVisitorsLinesAreSoManyASecondThenANumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, b := boundedLog()
		for range 4322 {
			log.Info(Visit, "kind", Plain, "source", "0badcafe")
		}
		log.Info(Visit, "kind", Plain, "source", "600df00d")
		if lines, _ := tally(t, b.String(), Visit); lines != 11 {
			t.Errorf("%d lines, want 10 of the first source and 1 of the second", lines)
		}
		time.Sleep(9 * time.Second)
		if lines, more := tally(t, b.String(), Visit); lines != 11 || more != 0 {
			t.Errorf("before the summary: %d lines and %d more", lines, more)
		}
		time.Sleep(2 * time.Second)
		if want := `level=INFO msg="and 4,312 more" of=visit lines=4312 source=0badcafe` + "\n"; !strings.HasSuffix(b.String(), want) {
			t.Errorf("the log ends %q, want %q", b.String()[max(b.Len()-200, 0):], want)
		}
		log.Info(Visit, "kind", Plain, "source", "0badcafe")
		time.Sleep(time.Hour)
		if lines, more := tally(t, b.String(), Visit); lines != 12 || more != 4312 {
			t.Errorf("later: %d lines and %d more", lines, more)
		}
	})
}

func TestAMinuteOfVisitsInALoopIsASmallLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, b := boundedLog()
		const second, seconds = 4333, 60 // as 20 connections came to that ended each command at once
		for range seconds {
			for range second {
				log.Info(Visit, "kind", Plain, "status", 0, "source", "0badcafe", "seconds", 0)
			}
			time.Sleep(time.Second)
		}
		time.Sleep(summaryAfter + time.Second)
		lines, more := tally(t, b.String(), Visit)
		if lines+more != second*seconds || lines > 10*seconds {
			t.Errorf("%d lines and %d more of %d visits", lines, more, second*seconds)
		}
		if n := strings.Count(b.String(), "more"); n > 6 {
			t.Errorf("%d summaries in a minute", n)
		}
		if b.Len() > 100<<10 {
			t.Errorf("a minute takes %d bytes", b.Len())
		}
	})
}

func TestManySourcesShareTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, b := boundedLog()
		const sources, each = 2000, 5
		for s := range sources {
			for range each {
				log.Info(Visit, "source", fmt.Sprintf("%08x", s))
			}
		}
		time.Sleep(summaryAfter + time.Second)
		lines, more := tally(t, b.String(), Visit)
		if lines != 100 || lines+more != sources*each {
			t.Errorf("%d lines and %d more of %d", lines, more, sources*each)
		}
		if n := strings.Count(b.String(), "more"); n != maxSummaries+1 || !strings.HasSuffix(b.String(), " source=others\n") {
			t.Errorf("%d summaries:\n%s", n, b.String())
		}
	})
}

func TestOneMessageDoesNotCrowdOutAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, b := boundedLog()
		for range 1000 {
			log.Error("a session panicked", "stack", "s")
			log.Warn("an organiser was not let in", "source", "0badcafe")
		}
		log.Warn("an organiser was not let in", "source", "600df00d", "key", "SHA256:x")
		log.With("a", "b").WithGroup("g").Info("the pages were reloaded")
		time.Sleep(summaryAfter + time.Second)
		for message, want := range map[string][2]int{
			"a session panicked": {30, 970}, "an organiser was not let in": {11, 990}, "the pages were reloaded": {1, 0},
		} {
			if lines, more := tally(t, b.String(), message); lines != want[0] || more != want[1] {
				t.Errorf("%s: %d lines and %d more, want %v", message, lines, more, want)
			}
		}
		if !strings.Contains(b.String(), `level=ERROR msg="and 970 more"`) || !strings.Contains(b.String(), `level=WARN msg="and 990 more"`) {
			t.Errorf("a summary has another level than its message:\n%s", b.String())
		}
	})
}

func TestMessagesThatALibraryMakesUpAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, b := boundedLog()
		counts := log.Handler().(bound).counts
		const all = 10_000
		for i := range all {
			log.Info(fmt.Sprintf("message %d", i))
		}
		time.Sleep(summaryAfter + time.Second)
		if n := len(counts.messages); n != maxMessages+1 {
			t.Errorf("%d messages are remembered, %d is the most", n, maxMessages)
		}
		_, more := tally(t, b.String(), otherMessage)
		if lines := strings.Count(b.String(), `msg="message `); lines != maxMessages+lineAllowance.all || lines+more != all {
			t.Errorf("%d lines and %d more of %d", lines, more, all)
		}
	})
}

func TestMessagesThatAreOldMakeRoomForNewOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, b := boundedLog()
		for i := range 10 * maxMessages { // over days, as a count within a message's text does
			log.Info(fmt.Sprintf("message %d", i))
			time.Sleep(time.Second)
		}
		for range lineAllowance.all {
			log.Error("another one", "panic", "oh")
		}
		if lines, more := tally(t, b.String(), "another one"); lines != lineAllowance.all || more != 0 {
			t.Errorf("%d lines and %d more", lines, more)
		}
		if n := len(log.Handler().(bound).counts.messages); n > maxMessages {
			t.Errorf("%d messages are remembered, %d is the most", n, maxMessages)
		}
		if strings.Contains(b.String(), "more") {
			t.Errorf("lines are held back: %s", b.String())
		}
	})
}

func TestLongLinesAreFewer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, b := boundedLog()
		const seconds, second, stack = 60, 100, 8 << 10
		for range seconds {
			for range second {
				log.Error("a session panicked", "stack", strings.Repeat("s", stack))
			}
			time.Sleep(time.Second)
		}
		time.Sleep(summaryAfter + time.Second)
		lines, more := tally(t, b.String(), "a session panicked")
		if lines+more != seconds*second || lines < seconds/10 {
			t.Errorf("%d lines and %d more of %d", lines, more, seconds*second)
		}
		if most := (seconds/10 + 1) * (lineAllowance.bytes + stack + 1<<10); b.Len() > most {
			t.Errorf("a minute takes %d bytes, and %d is the most", b.Len(), most)
		}
	})
}

// lines are so many lines of a log.
func lines(n int) (all []byte) {
	for i := range n {
		all = fmt.Appendf(all, "line %06d, which is as long as most lines of a log are, and says nothing\n", i)
	}
	return all
}

func TestALogThatNobodyReadsHoldsNobodyUp(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	log, err := NewLog(w, Text, NewPseudonyms())
	if err != nil {
		t.Fatal(err)
	}
	const all = 20_000
	for line := range bytes.Lines(lines(all)) { // 1.5 MB, of which a pipe takes 64 KiB
		_, _ = log.Write(line)
	}
	lost := log.Lost()
	if lost < all/2 || lost >= all {
		t.Errorf("%d lines of %d are lost", lost, all)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := log.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("closing waits for the reader: %v", err)
	}
	read := make(chan []byte)
	go func() {
		b, _ := io.ReadAll(r)
		read <- b
	}()
	if err := log.Close(t.Context()); err != nil { // now somebody reads
		t.Error(err)
	}
	_ = w.Close()
	text := string(<-read)
	said := 0 // in several lines where it took some more between two losses
	for _, m := range regexp.MustCompile(`level=WARN msg="([0-9,]+) log lines were lost" lines=([0-9]+)\n`).FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[2])
		if m[1] != thousands(uint64(n)) {
			t.Errorf("%q are said to be %s", m[2], m[1])
		}
		said += n
	}
	if uint64(said) != lost {
		t.Errorf("%d lines are said to be lost, and %d are:\n%s", said, lost, text[max(len(text)-300, 0):])
	}
	if n := strings.Count(text, "line 0"); uint64(n)+lost != all {
		t.Errorf("%d lines are written and %d lost, of %d", n, lost, all)
	}
	if _, err := log.Write([]byte("late\n")); err != nil || log.Lost() != lost+1 {
		t.Errorf("a line after the end: %v, %d lost", err, log.Lost()-lost)
	}
}

func TestALogWhoseReaderIsGoneLosesItsLines(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	log, err := NewLog(w, JSON, NewPseudonyms())
	if err != nil {
		t.Fatal(err)
	}
	for range 12 {
		log.Info("x")
	}
	if err := log.Close(t.Context()); err != nil || log.Lost() != 12 {
		t.Errorf("%v, %d lost", err, log.Lost())
	}
}

// moody is a writer that takes nothing while it is in a bad mood.
type moody struct {
	lockedBuffer
	mu  sync.Mutex
	bad bool
}

func (m *moody) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bad {
		return 0, errors.New("not now")
	}
	return m.lockedBuffer.Write(p)
}

func TestLostLinesAreNamedWhenTheLogCanBeWrittenAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &moody{bad: true}
		log, err := NewLog(m, Text, NewPseudonyms())
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			log.Info("unheard")
			synctest.Wait()
		}
		m.mu.Lock()
		m.bad = false
		m.mu.Unlock()
		log.Info("heard")
		synctest.Wait()
		if got := m.String(); strings.Contains(got, "unheard") || !strings.Contains(got, "msg=heard") || !strings.HasSuffix(got, "msg=\"3 log lines were lost\" lines=3\n") {
			t.Errorf("the log is\n%s", got)
		}
		log.Info("again")
		if err := log.Close(t.Context()); err != nil || strings.Count(m.String(), "lost") != 1 || !strings.HasSuffix(m.String(), "msg=again\n") {
			t.Errorf("%v, and the log is\n%s", err, m.String())
		}
	})
}

func TestClosingALogSaysWhatWasHeldBack(t *testing.T) {
	var b lockedBuffer
	log, err := NewLog(&b, JSON, NewPseudonyms())
	if err != nil {
		t.Fatal(err)
	}
	var visitors sync.WaitGroup
	const each, all = 500, 8
	for v := range all {
		visitors.Go(func() {
			for range each {
				log.Info(Visit, "source", fmt.Sprintf("%08x", v))
			}
		})
	}
	visitors.Wait()
	if err := log.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	said := strings.Count(b.String(), `"msg":"visit"`)
	for _, m := range regexp.MustCompile(`"lines":(\d+)`).FindAllStringSubmatch(b.String(), -1) {
		n, _ := strconv.Atoi(m[1])
		said += n
	}
	if said != each*all {
		t.Errorf("the log tells of %d visits, and %d were made:\n%s", said, each*all, b.String())
	}
}

func TestALineIsNotLongerThanItsReadersCanBear(t *testing.T) {
	for _, f := range []Format{Text, JSON} {
		var b lockedBuffer
		log, err := NewLog(&b, f, NewPseudonyms())
		if err != nil {
			t.Fatal(err)
		}
		long := strings.Repeat("é", maxValue)
		log.Error("x", "panic", long, "error", errors.New(long))
		if err := log.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := b.Len(); n < maxValue || n > 2*maxValue+200 || strings.Contains(b.String(), "\uFFFD") {
			t.Errorf("%s: a line of %d bytes", f, n)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[uint64]string{0: "0", 12: "12", 999: "999", 1000: "1,000", 4312: "4,312", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}
