package command

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hackday.example/kiosk/internal/replica"
)

func TestReloadShowsWhichPagesEachHas(t *testing.T) {
	a, g := several(t)
	a.says(t, "reload", Done, `
10.0.0.11: The pages were reloaded: 10 pages. Digest: 3c5b3b92.
10.0.0.12: The pages were reloaded: 10 pages. Digest: 3c5b3b92.
10.0.0.13: The pages were reloaded: 10 pages. Digest: 3c5b3b92.
The pages are the same on all: 3c5b3b92.
`, "")
	g.others[0].kiosk.old(t)
	a.says(t, "reload", Done, `
10.0.0.11: The pages were reloaded: 10 pages. Digest: 3c5b3b92.
10.0.0.12: The pages were reloaded: 10 pages. Digest: a9e6b90f.
10.0.0.13: The pages were reloaded: 10 pages. Digest: 3c5b3b92.
The pages are not the same: 3c5b3b92 on 10.0.0.11 and 10.0.0.13; a9e6b90f on
10.0.0.12.
To make them the same: copy those of most to 10.0.0.12, or the new ones from
there to all, then reload.
`, "")
	g.others[0].kiosk.kiosk.operations.Reload = func(context.Context) (string, error) { return "", errors.New("a.md:1:1: error: wrong") }
	g.others[1].kiosk = nil
	a.says(t, "reload", Failed, "10.0.0.11: The pages were reloaded: 10 pages. Digest: 3c5b3b92.\n",
		"kiosk: 10.0.0.12: the pages were not reloaded, and the old ones stay:\na.md:1:1: error: wrong\nkiosk: 10.0.0.13: does not answer\n")
	for _, o := range g.others {
		if op := o.ops[0]; op.Kind != replica.Reload || op.By != "ann" || !op.Begin {
			t.Errorf("%s was asked for %+v", o.Name, op)
		}
	}
	a.kiosk.operations.Reload = nil
	a.says(t, "reload --replica web-1", Failed, "", "kiosk: 10.0.0.11: the pages of this kiosk are built in, and cannot be reloaded\n")
}

func TestTheOneThatIsNotMeantDoesNotReload(t *testing.T) {
	a, _ := several(t)
	a.kiosk.operations.Reload = func(context.Context) (string, error) { t.Error("it reloads"); return "", nil }
	a.says(t, "reload --replica web-2", Done, "10.0.0.12: The pages were reloaded: 10 pages. Digest: 3c5b3b92.\n", "")
}

// slowly has a kiosk's reload take a time, unless its context ends.
func (d *desk) slowly(takes time.Duration) {
	d.operations.Reload = func(ctx context.Context) (string, error) {
		select {
		case <-time.After(takes):
			return "The pages were reloaded: 10 pages.", nil
		case <-ctx.Done():
			return "", context.Cause(ctx)
		}
	}
}

// All reload at the same time, and the organiser waits for the slowest.
func TestReplicasReloadTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, g := several(t)
		a.kiosk.slowly(20 * time.Second)
		g.others[0].kiosk.kiosk.slowly(15 * time.Second)
		begin := time.Now()
		if out, _ := a.answer(t, "reload", Done); !strings.Contains(out, "the same on all: 3c5b3b92") {
			t.Error(out)
		}
		if took := time.Since(begin); took < 20*time.Second || took > 21*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestAReloadIsWaitedForForTwoMinutesAndGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, g := several(t)
		g.others = nil
		a.kiosk.slowly(5 * time.Minute)
		begin := time.Now()
		a.says(t, "reload", Failed, "", "kiosk: 10.0.0.11: is not done yet; status says later what came of it\n")
		if took := time.Since(begin); took != reloadPatience {
			t.Errorf("it took %v", took)
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if status := New(a.Options).Run(gone, "reload"); status != Failed { // which asks for one more
			t.Errorf("status %d of an organiser who has left", status)
		}
		time.Sleep(10*time.Minute - time.Since(begin) - time.Second)
		pending := Perform(t.Context(), a.kiosk, nil, replica.Operation{Kind: replica.Reload})
		time.Sleep(2 * time.Second)
		over := Perform(t.Context(), a.kiosk, nil, replica.Operation{Kind: replica.Reload})
		if !pending.Pending || over.Reload == nil || over.Reload.Pages != "3c5b3b92" {
			t.Errorf("%+v, and then %+v", pending, over)
		}
	})
}

func TestAPeerWaitsForAReloadFor80Milliseconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := several(t)
		op := replica.Operation{Kind: replica.Reload}
		if r := Perform(t.Context(), a.kiosk, nil, op); !strings.HasPrefix(r.Error, "no reload was begun") {
			t.Errorf("before the first: %+v", r)
		}
		a.kiosk.slowly(time.Hour) // which is longer than any may take
		op.Begin = true
		begin := time.Now()
		r := Perform(t.Context(), a.kiosk, nil, op)
		if took := time.Since(begin); !r.Pending || took != performing {
			t.Errorf("%+v after %v", r, took)
		}
		time.Sleep(longestReload)
		op.Begin = false
		if r := Perform(t.Context(), a.kiosk, nil, op); r.Error != notReloaded+"context deadline exceeded" {
			t.Errorf("when it has taken too long: %+v", r)
		}
		a.kiosk.operations.Reload = func(context.Context) (string, error) { panic("in a parser") }
		op.Begin = true
		if r := Perform(t.Context(), a.kiosk, nil, op); r.Error != notReloaded+"in a parser" {
			t.Errorf("of a panic: %+v", r)
		}
	})
}

// What is in the files when somebody asks is read, though a reload is under way; however many
// ask meanwhile, it is one more.
func TestReloadsRunOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := several(t)
		var running, runs, files atomic.Int32
		a.kiosk.operations.Reload = func(context.Context) (string, error) {
			if running.Add(1) > 1 {
				t.Error("two run at once")
			}
			defer running.Add(-1)
			runs.Add(1)
			read := files.Load()
			time.Sleep(time.Minute)
			return strings.Repeat("x", int(read)), nil
		}
		op := replica.Operation{Kind: replica.Reload, Begin: true}
		if r := Perform(t.Context(), a.kiosk, nil, op); !r.Pending {
			t.Fatalf("%+v", r)
		}
		files.Store(7)
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				op := op
				r := Perform(t.Context(), a.kiosk, nil, op)
				for op.Begin = false; r.Pending; {
					r = Perform(t.Context(), a.kiosk, nil, op)
				}
				if r.Reload == nil || r.Reload.What != "xxxxxxx" {
					t.Errorf("what is read is not of now: %+v", r)
				}
			})
		}
		group.Wait()
		if n := runs.Load(); n != 2 {
			t.Errorf("%d reloads ran", n)
		}
	})
}

// Without a fake clock, for the race detector.
func TestReloadsFromManySides(t *testing.T) {
	a, _ := several(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for n := range 50 {
				ctx, leave := context.WithCancel(t.Context())
				if n%3 == 0 {
					leave()
				}
				r := Perform(ctx, a.kiosk, nil, replica.Operation{Kind: replica.Reload, Begin: (i+n)%2 == 0})
				if r.Error != "" && !strings.HasPrefix(r.Error, "no reload was begun") {
					t.Errorf("%+v", r)
				}
				leave()
			}
		})
	}
	group.Wait()
}
