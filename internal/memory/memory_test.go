package memory

import (
	"bytes"
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

const mib = 1 << 20

func TestMemoryIsReturnedWhereSomethingPointsToGarbage(t *testing.T) {
	begin := time.Now()
	for _, tt := range []struct {
		name                   string
		held, allocated, ended uint64 // allocated and ended since the last return
		rests                  bool
		after                  time.Duration // the last return
		due                    bool
	}{
		{"nothing happened", 50 * mib, 0, 0, true, time.Hour, false},
		{"little happened", 50 * mib, 12 * mib, 0, true, time.Hour, false},
		{"there was work, and it rests", 50 * mib, 13 * mib, 0, true, soonest, true},
		{"there is work", 50 * mib, 500 * mib, 0, false, soonest, false},
		{"a return was not long ago", 500 * mib, 500 * mib, 10, true, soonest - 1, false},
		{"somebody left, and much is held", 45 * mib, 100, 1, true, soonest, true},
		{"somebody left beside the work of others", 45 * mib, 500 * mib, 1, false, soonest, true},
		{"somebody left, and no more is held than has to be", 44 * mib, 100, 1000, true, time.Hour, false},
		{"much is held, and nobody left", 500 * mib, 100, 0, true, time.Hour, false},
	} {
		k := newKeeper(time.Now)
		k.floor = 40 * mib
		k.done(sample{held: 50 * mib, allocated: 1000, ended: 7}, true, begin, time.Millisecond)
		s := sample{held: tt.held, allocated: 1000 + tt.allocated, ended: 7 + tt.ended}
		if got := k.due(s, tt.rests, begin.Add(tt.after)); got != tt.due {
			t.Errorf("%s: due %v", tt.name, got)
		}
	}
}

func TestReturnsTakeAShareOfTheTimeOnly(t *testing.T) {
	begin := time.Now()
	for _, tt := range []struct {
		took         time.Duration
		rests        bool
		next, atWork time.Duration // from then
	}{
		{time.Microsecond, true, soonest, soonest},
		{30 * time.Millisecond, true, soonest, soonest},
		{100 * time.Millisecond, true, soonest, 20 * time.Second},
		{time.Second, true, 50 * time.Second, latest},
		{100 * time.Millisecond, false, soonest, 20 * time.Second},
		{time.Hour, true, latest, latest},
	} {
		k := newKeeper(time.Now)
		k.done(sample{held: 10 * mib}, tt.rests, begin, tt.took)
		if next, atWork := k.next.Sub(begin), k.nextAtWork.Sub(begin); next != tt.next || atWork != tt.atWork {
			t.Errorf("%+v: the next may come after %v, or after %v at work", tt, next, atWork)
		}
	}
	if soonest+every > 11*time.Second {
		t.Errorf("a peak's memory is back after %v", soonest+every)
	}
}

// collections is how many times garbage was collected because somebody asked.
func collections() uint64 {
	s := []metrics.Sample{{Name: "/gc/cycles/forced:gc-cycles"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// resident is how many bytes of the process are in memory (VmRSS of proc(5)); 0
// where the system does not say, and under the race detector, which keeps notes
// of its own on memory that was returned.
func resident(t *testing.T) uint64 {
	t.Helper()
	info, _ := debug.ReadBuildInfo()
	if slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return 0
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("VmRSS:"))
	kib, err := strconv.ParseUint(string(bytes.Fields(rest)[0]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kib << 10
}

func TestAPeakIsGivenBack(t *testing.T) {
	const peak = 256
	debug.FreeOSMemory() // what other tests took
	now := time.Now()    // by a clock on which a return takes no time
	k := newKeeper(func() time.Time { return now })
	glance := func() {
		now = now.Add(every)
		k.glance()
	}
	before, residentBefore := k.sample().held, resident(t)

	// A client takes much, holds it for a while, and goes.
	leave, left := make(chan struct{}), make(chan struct{})
	taken := make(chan struct{})
	go func() {
		defer close(left)
		var all [][]byte
		for range peak {
			all = append(all, bytes.Repeat([]byte{1}, mib))
		}
		close(taken)
		<-leave
		runtime.KeepAlive(all)
	}()
	<-taken
	for range 10 {
		glance() // which gives back nothing of what is used
	}
	if held := k.sample().held; held < before+peak*mib*3/4 {
		t.Errorf("the peak is of %d MiB only", (held-before)/mib)
	}
	close(leave)
	<-left
	for range 11 * time.Second / every {
		glance()
	}
	if held := k.sample().held; held > before+2*slack {
		t.Errorf("%d MiB are held 11 s after a peak, and %d were before", held/mib, before/mib)
	}
	if is := resident(t); is > residentBefore+4*slack {
		t.Errorf("%d MiB are resident 11 s after a peak, and %d were before", is/mib, residentBefore/mib)
	}
}

func TestAProcessAtRestIsLeftAlone(t *testing.T) {
	now := time.Now() // by a clock on which a return takes no time
	k := newKeeper(func() time.Time { return now })
	glance := func() {
		now = now.Add(every)
		k.glance()
	}
	for range 10 {
		glance()
	}
	live := bytes.Repeat([]byte{1}, 64*mib) // what visitors who read hold, say
	for range 10 {
		glance()
	}
	before := collections()
	for range 1000 {
		glance()
	}
	if n := collections() - before; n > 0 {
		t.Errorf("garbage was collected %d times in 50 minutes at rest", n)
	}
	if n := testing.AllocsPerRun(100, glance); n > 0 {
		t.Errorf("a glance allocates %v times", n)
	}
	runtime.KeepAlive(live)
}

func TestItEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			Return(ctx)
		}()
		time.Sleep(time.Minute)
		stop()
		<-ended
	})
}
