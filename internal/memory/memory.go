// Package memory gives memory back to the system when a peak is over. The Go
// runtime does that by itself only after minutes, and only in part, if nothing is
// allocated any more: what was taken in a peak is not looked at again.
//
// It costs a glance at a few counters every 3 seconds. Collecting garbage costs
// time for all that is live, and so it is done only where something points to
// garbage, and for half a percent of one core's time at most, or two where nobody
// else wants it.
package memory

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// every is the time between two glances.
	every = 3 * time.Second

	// soonest is the least time from one return to the next. With a glance on
	// either side of it, a peak's memory is back within 11 seconds.
	soonest = 2 * every

	// share is the part of one core's time that returns may take, as 1/share, and
	// shareAtRest that of those where work has come to rest: one at the height of a
	// peak must not put off the one after it. latest is how long they are put off
	// at most.
	share       = 200
	shareAtRest = 50
	latest      = 2 * time.Minute

	// slack is what the process may hold in vain, in bytes.
	slack = 4 << 20

	// calm is how many bytes are allocated between two glances where work has come
	// to rest: those of a few visitors. Under more, the runtime collects garbage by
	// itself, and a return takes longer and gives back less.
	calm = 16 << 20
)

// Return gives memory back to the system whenever there is some to give, until
// ctx ends. One goroutine at a time is enough in a process.
func Return(ctx context.Context) {
	glances := time.NewTicker(every)
	defer glances.Stop()
	k := newKeeper(time.Now)
	for {
		select {
		case <-glances.C:
			k.glance()
		case <-ctx.Done():
			return
		}
	}
}

// sample is what the runtime says of itself at one moment.
type sample struct {
	held      uint64 // bytes that the system has given the process, and has not back
	allocated uint64 // bytes on the heap, since the start
	ended     uint64 // goroutines, since the start
}

// keeper decides when memory is returned.
type keeper struct {
	clock    func() time.Time
	read     []metrics.Sample
	before   sample // at the glance before
	returned sample // right after the last return
	floor    uint64 // the least that was held after a return

	// No return is made before these. That in the middle of work is long, with
	// others waiting for the same processors, and must not put off the one that
	// is made when the work is over.
	next       time.Time // at rest
	nextAtWork time.Time
}

// The runtime's counters, in the order of keeper.read.
var counters = []string{
	"/memory/classes/total:bytes",
	"/memory/classes/heap/released:bytes",
	"/gc/heap/allocs:bytes",
	"/sched/goroutines-created:goroutines",
	"/sched/goroutines:goroutines",
}

func newKeeper(clock func() time.Time) *keeper {
	k := &keeper{clock: clock}
	for _, name := range counters {
		k.read = append(k.read, metrics.Sample{Name: name})
	}
	k.returned = k.sample()
	k.before, k.floor = k.returned, k.returned.held
	return k
}

// sample reads the counters.
func (k *keeper) sample() sample {
	metrics.Read(k.read)
	n := func(i int) uint64 { return k.read[i].Value.Uint64() }
	return sample{held: n(0) - n(1), allocated: n(2), ended: n(3) - n(4)}
}

// glance looks at the counters, and returns memory if that is due.
func (k *keeper) glance() {
	s, now := k.sample(), k.clock()
	rests := s.allocated-k.before.allocated < calm
	if k.due(s, rests, now) {
		debug.FreeOSMemory()
		k.done(k.sample(), rests, now, k.clock().Sub(now))
	}
	k.before = s
}

// due reports whether memory is to be returned. Two things point to garbage:
// that enough was allocated since the last return, where work has come to rest;
// and that goroutines have ended, with which goes what they held, while more is
// held than the process is known to get by with.
func (k *keeper) due(s sample, rests bool, now time.Time) bool {
	next := k.nextAtWork
	if rests {
		next = k.next
	}
	if now.Before(next) {
		return false
	}
	worked := s.allocated-k.returned.allocated > max(slack, k.returned.held/4)
	ended := s.ended > k.returned.ended && s.held > k.floor+slack
	return rests && worked || ended
}

// done notes a return that began at now: what is held after it, and how long it
// took.
func (k *keeper) done(after sample, rests bool, now time.Time, took time.Duration) {
	k.returned = after
	k.floor = min(k.floor, after.held)
	k.next = now.Add(soonest)
	if rests {
		k.next = now.Add(min(max(soonest, shareAtRest*took), latest))
	}
	k.nextAtWork = now.Add(min(max(soonest, share*took), latest))
}
