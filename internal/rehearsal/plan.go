// Package rehearsal plays a hall of visitors against a kiosk, and reports what
// they met.
package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/visitor"
)

// Plan is a rehearsal. User, HostKey, Organiser and Progress may be left out.
type Plan struct {
	Address  string        // host:port; nowhere else is gone to
	Visitors int           // there at once
	Rate     float64       // that come in a second, at most
	For      time.Duration // that visitors come and stay; then all leave
	Every    time.Duration // between two keys of one visitor, on average
	Seed     uint64        // of what is left to chance
	// User is the name by which visitors log in: that of an organiser's Grant, or empty
	// for one of no meaning. HostKey is the key that the kiosk has to show; nil for
	// whatever the first visitor is shown.
	User    string
	HostKey ssh.PublicKey
	// Organiser is the session in which the kiosk takes part, and which Run ends; nil for
	// none.
	Organiser *Organiser
	// Progress is called every now and then, from one goroutine.
	Progress func(Progress)
}

// Progress is how a rehearsal is going.
type Progress struct {
	Elapsed, Of time.Duration
	Here        int // visitors who are there now
	Report      *Report
}

// Bounds of a plan.
const (
	MaxVisitors = 50_000
	MaxRate     = 5_000
	MaxFor      = 24 * time.Hour
)

// Check says what is wrong with a plan, if anything is.
func (p Plan) Check() error {
	switch {
	case p.Visitors < 1 || p.Visitors > MaxVisitors:
		return fmt.Errorf("%d visitors: it has to be 1 to %d", p.Visitors, MaxVisitors)
	case !(p.Rate > 0 && p.Rate <= MaxRate):
		return fmt.Errorf("a rate of %v: it has to be above 0 and at most %d a second", p.Rate, MaxRate)
	case p.For <= 0 || p.For > MaxFor:
		return fmt.Errorf("for %v: it has to be above 0 and at most %v", p.For, MaxFor)
	case p.Every < 10*time.Millisecond || p.Every > MaxFor:
		return fmt.Errorf("a key every %v: it has to be 10ms to %v", p.Every, MaxFor)
	}
	if arriving := time.Duration(float64(p.Visitors-1) / p.Rate * float64(time.Second)); arriving >= p.For {
		return fmt.Errorf("%d visitors at %v a second take %v to come, and it is over after %v: let more come a second, or give it longer",
			p.Visitors, p.Rate, arriving.Round(time.Second), p.For)
	}
	return nil
}

// How patient visitors are, and those who press a key that may show nothing. A
// kiosk at the other end of a bad line sends the parts of an answer closer
// together than their quiet.
var (
	patient = visitor.Wait{Patience: 10 * time.Second, Quiet: 100 * time.Millisecond}
	brief   = visitor.Wait{Patience: 2 * time.Second, Quiet: patient.Quiet}
)

// progressEvery is how often Progress is called.
const progressEvery = 250 * time.Millisecond

// Run plays a plan and reports. When its time is over, or ctx ends, everybody
// leaves as people do; it returns when the last one has, which takes as long as
// their patience at most. The error is Check's; what visitors met is in the report.
func Run(ctx context.Context, p Plan) (*Report, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	r := &rehearsal{
		plan:    p,
		report:  new(Report),
		closing: make(chan struct{}),
		places:  make(chan struct{}, p.Visitors),
		begin:   time.Now(),
	}
	r.report.begin(p)
	if p.HostKey != nil {
		_ = r.sameKey(p.HostKey)
	}
	over := make(chan struct{})
	var watching sync.WaitGroup
	if p.Progress != nil {
		watching.Go(func() { r.watch(over) })
	}
	r.receive(ctx)
	close(r.closing)
	r.visits.Wait()
	close(over)
	watching.Wait()
	if p.Organiser != nil {
		r.report.settle(p.Organiser.End())
	}
	return r.report, nil
}

// rehearsal is a plan that is being played.
type rehearsal struct {
	plan    Plan
	report  *Report
	begin   time.Time
	closing chan struct{} // closed when everybody is to leave
	places  chan struct{} // holds a value for each visitor who is there
	visits  sync.WaitGroup

	mu  sync.Mutex    // guards what follows
	key ssh.PublicKey // the one that the first visitor was shown
}

// receive has visitors come until the time is over.
func (r *rehearsal) receive(ctx context.Context) {
	end := time.NewTimer(r.plan.For)
	defer end.Stop()
	every := time.Duration(float64(time.Second) / r.plan.Rate)
	next := r.begin
	wait := time.NewTimer(0)
	defer wait.Stop()
	for number := uint64(0); ; number++ {
		select {
		case <-wait.C:
		case <-end.C:
			return
		case <-ctx.Done():
			return
		}
		select {
		case r.places <- struct{}{}:
		case <-end.C:
			return
		case <-ctx.Done():
			return
		}
		r.visits.Go(func() {
			defer func() { <-r.places }()
			r.report.visited(newVisit(r, number).play())
		})
		// Whoever could not come in time, for there was no place, is not made
		// up for by a crowd.
		if next = next.Add(every); time.Since(next) > every {
			next = time.Now()
		}
		wait.Reset(time.Until(next))
	}
}

// errOtherKey is what a visitor meets who is shown another host key than the
// first one was: they would be warned of it, and could not come in.
var errOtherKey = errors.New("another host key than before; replicas have to share one")

// sameKey accepts the host key that the first visitor was shown.
func (r *rehearsal) sameKey(key ssh.PublicKey) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.key == nil {
		r.key = key
		r.report.setHostKey(ssh.FingerprintSHA256(key))
	}
	if string(r.key.Marshal()) != string(key.Marshal()) {
		return errOtherKey
	}
	return nil
}

// watch tells the progress until over is closed.
func (r *rehearsal) watch(over <-chan struct{}) {
	ticker := time.NewTicker(progressEvery)
	defer ticker.Stop()
	for {
		r.plan.Progress(Progress{
			Elapsed: min(time.Since(r.begin), r.plan.For),
			Of:      r.plan.For,
			Here:    len(r.places),
			Report:  r.report,
		})
		select {
		case <-ticker.C:
		case <-over:
			return
		}
	}
}
