// Package peers keeps several kiosks one. Each dials the SSH port of each of its peers,
// with its host key as credential and pin, exchanges announcements over that connection
// (package replica), and asks the others what an organiser wants of all. No kiosk leads,
// and none is needed.
//
// It knows nothing of visitors, readers or terminals.
package peers

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"

	"hackday.example/kiosk/internal/ledger"
	"hackday.example/kiosk/internal/replica"
)

// Board is what is kept the same everywhere. Its methods are called from several
// goroutines.
type Board interface {
	// Digest is of all that is known.
	Digest() ledger.Digest
	// Tags are those of all that is known.
	Tags() ledger.Tags
	// Missing are records that are known and whose tags are not among some, withdrawals
	// first, as many as fit into a number of bytes of JSON; at least one if there is any.
	Missing(has ledger.Tags, most int) ledger.Records
	// Merge takes records in; false if all of them were known, or could not be taken.
	Merge(ledger.Records) (changed bool)
	// Changes holds a value when something changed since it was last received, by whomever.
	Changes() <-chan struct{}
}

// Options is what a Group needs. All fields are required but those that say otherwise.
type Options struct {
	// Addresses are those of --peers, each HOST:PORT. A name may have many addresses, and
	// is looked up anew every 15 s. The kiosk itself may be among them.
	Addresses []string
	// Keys are the host keys of all kiosks: the current one first, then the next and the
	// previous one, if there are any. Each is shown and each is accepted.
	Keys []ssh.Signer
	// Proxies are networks from which kiosks take a PROXY header alone, as --proxy has
	// them; none where there is no proxy.
	Proxies []netip.Prefix
	Board   Board
	// Perform does what an organiser asks of this kiosk, through another one. It returns
	// within 100 ms, or the next exchange waits for it.
	Perform func(context.Context, replica.Operation) replica.Report
	Log     *slog.Logger

	Dial   func(ctx context.Context, address string) (net.Conn, error)  // nil for TCP
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error) // nil for the system's
}

// Group are the peers of a kiosk. It is safe for concurrent use.
type Group struct {
	options Options
	entries []*entry // of Options.Addresses, in their order
	self    replica.Self
	rate    *rate.Limiter // of what Answer is asked
	turns   chan struct{} // holds a value for each message that is decoded and merged; capacity answersTogether

	links sync.WaitGroup // the goroutines of links

	mu         sync.Mutex // a leaf: neither the board nor the log is asked with it held
	ctx        context.Context
	began      time.Time        // when Run began; zero before
	list       []*link          // in the order of their names
	reached    map[string]*link // by instance: those of others that are reached
	callers    map[string]caller
	exchanged  time.Time // when the last exchange with another kiosk was; zero before the first
	cut        bool      // it was logged that there are too many addresses
	complained time.Time // when it was last logged that a peer sent what is no message
}

// New makes a group that dials nobody yet. The error says which address is wrong, and how
// to write it.
func New(o Options) (*Group, error) {
	entries, err := parse(o.Addresses)
	if err != nil {
		return nil, err
	}
	if len(o.Keys) == 0 {
		return nil, errors.New("there is no host key by which kiosks could know each other")
	}
	for _, key := range o.Keys {
		if key.PublicKey().Type() != ssh.KeyAlgoED25519 {
			return nil, errors.New("kiosks know each other by ed25519 keys alone")
		}
	}
	if o.Dial == nil {
		dialer := &net.Dialer{Timeout: dialTime}
		o.Dial = func(ctx context.Context, address string) (net.Conn, error) {
			return dialer.DialContext(ctx, "tcp", address)
		}
	}
	if o.Lookup == nil {
		o.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	var instance [16]byte
	_, _ = rand.Read(instance[:]) // never fails (crypto/rand)
	return &Group{
		options: o,
		entries: entries,
		self:    replica.Self{Version: replica.Version, Instance: hex.EncodeToString(instance[:]), Host: hostname()},
		rate:    rate.NewLimiter(answersPerSecond, answersAtOnce),
		turns:   make(chan struct{}, answersTogether),
		reached: make(map[string]*link),
		callers: make(map[string]caller),
	}, nil
}

// Run dials the peers and keeps what is announced the same, until ctx ends. It returns when
// all that it began has ended. It is called once.
func (g *Group) Run(ctx context.Context) {
	g.mu.Lock()
	g.ctx, g.began = ctx, time.Now()
	g.mu.Unlock()

	var lookups sync.WaitGroup
	g.settle() // addresses that need no looking up
	for _, e := range g.entries {
		if !e.literal {
			lookups.Go(func() { g.lookUp(ctx, e) })
		}
	}
	for {
		select {
		case <-g.options.Board.Changes():
			g.wakeAll()
		case <-ctx.Done():
			lookups.Wait()
			g.links.Wait()
			return
		}
	}
}

// wakeAll has all links exchange what has changed.
func (g *Group) wakeAll() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, l := range g.list {
		l.wakeUp()
	}
}

// Ready reports whether what others announce is here: after the first exchange with one of
// them, or 10 s after Run began.
func (g *Group) Ready() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.exchanged.IsZero() || !g.began.IsZero() && time.Since(g.began) >= readyAfter
}

// Counts are the kiosks of a group, without this one.
type Counts struct {
	Known, Reached int
	Exchanged      time.Time // when the last exchange with any of them was; zero before the first
}

// Counts counts. It returns at once.
func (g *Group) Counts() Counts {
	g.mu.Lock()
	defer g.mu.Unlock()
	return Counts{Known: len(g.others()), Reached: len(g.reached), Exchanged: g.exchanged}
}
