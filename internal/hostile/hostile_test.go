//go:build linux

package hostile

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hackday.example/kiosk/internal/sshd"
)

var (
	duration = flag.Duration("attack", 200*time.Millisecond, "how long each attack lasts")
	apart    = flag.Bool("apart", false, "give each attack a kiosk of its own")
	before   = flag.Bool("before", false, "print the figures and assert nothing")
	soak     = flag.Duration("soak", 0, "make all attacks in turn on one kiosk until this is over, for example 10m")
	profiles = flag.String("profiles", "", "folder for a profile of the kiosk's CPU under each attack")
	cgroup   = flag.String("cgroup", "", "folder of the control group that the kiosk is put into")
)

const (
	// givenBack is how long after an attack what it took is given back, on a machine
	// with time for it; and latest is when it must be: package memory puts a return
	// off where the one before took long, as it does where the cores are busy.
	givenBack = 11 * time.Second
	latest    = time.Minute

	// What an attack may take: at its height, and for good. The goal is 12 MiB;
	// what the garbage collector leaves lying for a moment comes on top.
	mostGrowth = 24 * mib
	mostLeft   = 12 * mib
	// largeLayouts is what the layouts of a page of 250 KiB take, of which one is
	// made at a time, and attackers hold sixteen widths.
	largeLayouts = 32 * mib
	// waitingKeys is what keys take that wait in a reader whose other keys look at many
	// pages: of 64 KB that may be sent at once, x/crypto/ssh keeps some 300 KB where each
	// is a packet, and the reader's 4,096 take 400 KB; and twice that, until the garbage
	// of each key is collected.
	waitingKeys = 3 * mib / 2
	// first is how long each attack of a soak's first round lasts.
	first = 200 * time.Millisecond
	// quietReader is what a reader takes that has a place, as the README's figures have it:
	// package capacity reckons with more. How many come to sit down within an attack's time
	// is the machine's matter.
	quietReader = 90 << 10

	// How many goroutines there may be more for good. The honest visitors beside
	// an attack are among them.
	mostGoroutinesLeft = 20

	// How much may be logged: at once, and then by the second. 100 visits a
	// second are 13 KB.
	mostLogged          = 64 << 10
	mostLoggedPerSecond = 32 << 10
)

// mostPerConnection is how many goroutines there may be more for each of an
// attack's connections while it lasts: what the constants give.
var mostPerConnection = sshd.GoroutinesOf(sshd.DefaultLimits.Sessions, sshd.DefaultLimits.ReadersPerConnection, sshd.DefaultLimits.Download.PerConnection, sshd.DefaultLimits.Opens)

func TestMain(m *testing.M) {
	if text := os.Getenv(asAttackers); text != "" {
		if err := obey(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	var err error
	if scratch, err = os.MkdirTemp("", "hostile"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	status := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(status)
}

// attack is something that clients do which no honest client does.
type attack struct {
	name    string
	sources int  // addresses that it comes from; 1 if 0
	each    int  // connections from each of them at once; 1 if 0
	readers int  // that each of them opens and leaves open, where that is what it is about
	deaf    bool // with the smallest receive buffers
	// life is what one connection does. When it returns, what it opened is
	// closed, and another life begins, until the attack is over.
	life func(d *door)
}

// group are attacks on one kiosk.
type group struct {
	name    string
	kiosk   processOptions
	attacks []attack
}

// door is an attacker's way to the kiosk.
type door struct {
	ctx     context.Context // ends with this life
	kiosk   *process
	options dialOptions
	number  int // of the connection among those of the attack
	lives   int // that this connection had before
	lived   *atomic.Int64
}

// connect opens a socket, on which nothing was said.
func (d *door) connect() *peer {
	p := dial(d.ctx, d.kiosk.address, d.options)
	if p.ok() {
		d.lived.Add(1)
	}
	return p
}

// meet opens a connection with keys, on which nobody logged in.
func (d *door) meet() *peer {
	p := d.connect()
	p.meet()
	return p
}

// enter opens a connection and logs in as visitors do.
func (d *door) enter() *peer {
	p := d.meet()
	p.login()
	return p
}

// wait waits for a while; false if the attack is over.
func (d *door) wait(t time.Duration) bool {
	select {
	case <-d.ctx.Done():
		return false
	case <-time.After(t):
		return true
	}
}

// figures are what was measured of one attack.
type figures struct {
	name          string
	took          time.Duration // with the honest visitors' last answers
	atOnce        int           // connections that it means to have
	readers       int           // readers that it means to have
	connections   int64         // that it had, one after another
	bytes, logged int64
	before, peak  takes
	after         *takes // nil until it was measured
	honest        *honest
	end           string // how the kiosk ended; empty if it did not
}

// sources counts the addresses that attacks came from: each comes from ones that
// the kiosk has not met.
var sources atomic.Int64

// on makes an attack on a kiosk for a time.
func (a attack) on(k *process, last time.Duration) *figures {
	sourceCount, each := a.size()
	f := &figures{name: a.name, atOnce: sourceCount * each, readers: sourceCount * each * a.readers}
	chair, err := arrive(k.address)
	k.reset()
	f.before = k.now()
	logged := k.stderr.written()

	end, started := a.begin(k.address, last)
	ctx, cancel := context.WithTimeout(context.Background(), last)
	defer cancel()
	begin := time.Now()
	profiled := make(chan struct{})
	go func() {
		defer close(profiled)
		if *profiles != "" {
			k.profile(filepath.Join(*profiles, strings.ReplaceAll(a.name, "/", " ")+".pprof"), last)
		}
	}()
	f.honest = visit(ctx, k, chair)
	var made did
	if started == nil {
		made, started = end()
	}
	<-profiled
	f.took = time.Since(begin)
	if err != nil {
		f.honest.failures = append(f.honest.failures, fmt.Errorf("sitting down before the attack: %w", err))
	}
	if started != nil {
		f.honest.failures = append(f.honest.failures, started)
	}
	f.peak = k.most()
	if n := k.now(); f.peak.goroutines < n.goroutines {
		f.peak.goroutines = n.goroutines
	}
	f.connections, f.bytes, f.logged = made.Lived, made.Sent, k.stderr.written()-logged
	if !k.alive() {
		f.end = k.ending()
	}
	return f
}

// judge asserts what has to hold right after an attack.
func (f *figures) judge(t *testing.T, k *process) {
	t.Helper()
	t.Log(f)
	complain := t.Errorf
	if *before {
		complain = t.Logf
	}
	if f.end != "" {
		complain("the kiosk ended: %s\n%s", f.end, k.stderr)
		return
	}
	if f.connections == 0 {
		complain("no attacker reached the kiosk: this attacks nothing")
	}
	for i, err := range f.honest.failures {
		if i == 3 {
			complain("and %d more", len(f.honest.failures)-i)
			break
		}
		complain("an honest visitor was not served: %v", err)
	}
	if len(f.honest.reads) == 0 || len(f.honest.keys) == 0 || len(f.honest.arrivals)+f.honest.asText == 0 {
		complain("the honest visitors beside it measured nothing")
	}
	allowed := int64(mostGrowth + quietReader*f.readers)
	if k.large {
		allowed += largeLayouts
	}
	if k.many {
		allowed += int64(waitingKeys * f.atOnce)
	}
	if k.files {
		allowed += int64(f.atOnce * sshd.BytesOf(0, 0, sshd.DefaultLimits.Download.PerConnection))
	}
	if grown := f.peak.bytes - f.before.bytes; grown > allowed {
		complain("the kiosk took %d MiB more, and %d are allowed", grown/mib, allowed/mib)
	}
	if grown, most := f.peak.goroutines-f.before.goroutines, mostPerConnection*(f.atOnce+1); grown > most {
		complain("there were %d goroutines more, and %d are allowed for %d connections", grown, most, f.atOnce)
	}
	if most := int64(mostLogged + mostLoggedPerSecond*f.took.Seconds()); f.logged > most {
		complain("%d bytes were logged in %v, and %d are allowed", f.logged, f.took.Round(time.Millisecond), most)
	}
}

// arena is a kiosk that is attacked, and what was measured on it.
type arena struct {
	*process
	name string
	base takes     // warmed up
	over time.Time // when the last attack was
	last *figures  // of it
}

// prepare starts a kiosk, and has it serve what it will serve, so that what it
// takes from then on was taken by an attack.
func prepare(name string, o processOptions) (*arena, error) {
	k, err := startProcess(o)
	if err != nil {
		return nil, err
	}
	const visitors = 40
	failures := make(chan error, visitors)
	for i := range visitors {
		go func() {
			err := readPage(k, 2*i)
			if err == nil {
				var r *seat
				if r, err = arrive(k.address); err == nil {
					err = r.leave()
				}
			}
			failures <- err
		}()
	}
	for range visitors {
		err = errors.Join(err, <-failures)
	}
	if err = errors.Join(err, k.quiet()); err != nil {
		k.stop()
		return nil, fmt.Errorf("warming up: %w", err)
	}
	return &arena{process: k, name: name, base: k.now()}, nil
}

// attack makes an attack for a time, and asserts what has to hold right after it.
func (a *arena) attack(t *testing.T, what attack, last time.Duration) *figures {
	t.Helper()
	a.last = what.on(a.process, last)
	a.over = time.Now()
	a.last.judge(t, a.process)
	return a.last
}

// settle measures what is left of the attacks when it has to be given back, and
// asserts that it was.
func (a *arena) settle(t *testing.T) {
	t.Helper()
	time.Sleep(time.Until(a.over.Add(givenBack)))
	after := a.now()
	for time.Since(a.over) < latest && a.alive() && (after.bytes-a.base.bytes > mostLeft || after.goroutines-a.base.goroutines > mostGoroutinesLeft) {
		time.Sleep(time.Second)
		after = a.now()
	}
	a.last.after = &after
	if !a.alive() {
		return
	}
	complain := t.Errorf
	if *before {
		complain = t.Logf
	}
	if left := after.bytes - a.base.bytes; left > mostLeft {
		complain("%v after %s, the kiosk still has %d MiB more than at first, and %d are allowed", latest, a.name, left/mib, mostLeft/mib)
	}
	if left := after.goroutines - a.base.goroutines; left > mostGoroutinesLeft {
		stacks, _ := a.get("/debug/pprof/goroutine?debug=1")
		complain("%v after %s, there are still %d goroutines more than at first, and %d are allowed; most of them:\n%.3000s", latest, a.name, left, mostGoroutinesLeft, stacks)
	}
}

// TestHostile makes every attack. What a group's attacks took has to be given
// back a while after the last of them; the other groups' are made meanwhile.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	var report []*figures
	defer func() { t.Logf("what was measured\n%s", table(report)) }()
	if *soak > 0 {
		report = soakAll(t)
		return
	}
	var arenas []*arena
	defer func() {
		for _, a := range arenas {
			a.stop()
		}
	}()
	for _, g := range groups() {
		t.Run(g.name, func(t *testing.T) {
			var a *arena
			for _, attack := range g.attacks {
				t.Run(attack.name, func(t *testing.T) {
					name := g.name
					if *apart {
						a, name = nil, attack.name
					}
					if a == nil || !a.alive() { // it ended; the next attack has a kiosk too
						var err error
						if a, err = prepare(name, g.kiosk); err != nil {
							t.Fatal(err)
						}
						arenas = append(arenas, a)
					}
					report = append(report, a.attack(t, attack, *duration))
					if *apart {
						a.settle(t)
						a.stop()
					}
				})
			}
		})
	}
	if !*apart {
		for _, a := range arenas {
			a.settle(t)
		}
	}
}

// soakAll makes all attacks in turn on one kiosk, again and again. A first round fills what
// is kept for whoever asks next: layouts, the index of the search, pictures, addresses. What
// the others take has to be given back.
func soakAll(t *testing.T) (report []*figures) {
	a, err := prepare("all of them", processOptions{large: true, many: manyPages, files: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.stop()
	round := func(d time.Duration, more func() bool) {
		for _, g := range groups() {
			for _, attack := range g.attacks {
				if a.alive() && more() {
					report = append(report, a.attack(t, attack, d))
				}
			}
		}
	}
	round(first, func() bool { return true })
	time.Sleep(givenBack)
	before := a.base
	a.base = a.now()
	t.Logf("after a first round of %v each, %d MiB are kept", first, (a.base.bytes-before.bytes)/mib)
	for begin := time.Now(); a.alive() && time.Since(begin) < *soak; {
		round(*duration, func() bool { return time.Since(begin) < *soak })
	}
	a.settle(t)
	return report
}
