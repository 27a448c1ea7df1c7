// Package peers keeps several kiosks one. Each dials the SSH port of each of its peers,
// with its host key as credential and pin, exchanges announcements over that connection
// (package replica), and asks the others what an organiser wants of all. No kiosk leads,
// and none is needed.
//
// It knows nothing of visitors, readers or terminals.
package peers

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"golang.org/x/crypto/ssh"

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
type Group struct{ options Options }

// New makes a group that dials nobody yet. The error says which address is wrong, and how
// to write it.
func New(o Options) (*Group, error) { return &Group{o}, errors.New("peers: not written yet") }

// Run dials the peers and keeps what is announced the same, until ctx ends. It returns when
// all that it began has ended.
func (g *Group) Run(ctx context.Context) {}

// Answer answers what a peer asks, who was let in by a host key. ok is false if that is no
// message; nothing has changed then. It returns within 100 ms but for what Perform takes,
// and may be called at any time, from any goroutine.
func (g *Group) Answer(ctx context.Context, payload []byte) (answer []byte, ok bool) {
	return nil, false
}

// Ready reports whether what others announce is here: after the first exchange with one of
// them, or 10 s after Run began.
func (g *Group) Ready() bool { return true }

// Counts are the kiosks of a group, without this one.
type Counts struct {
	Known, Reached int
	Exchanged      time.Time // when the last exchange with any of them was; zero before the first
}

// Counts counts. It returns at once.
func (g *Group) Counts() Counts { return Counts{} }

// Spread exchanges announcements with all peers that are reached, for a second at most, and
// says who has what is known here.
func (g *Group) Spread(ctx context.Context) replica.Spread { return replica.Spread{Known: 1, Have: 1} }

// Ask has an operation performed by peers: all of them, or the one of a name, which Find has
// found. The answers are in the order of the names, one for each, those included that do not
// answer. A peer that does not answer within a second is not waited for again before it
// does. While a reload is Pending, it is asked again until ctx ends.
func (g *Group) Ask(ctx context.Context, name string, op replica.Operation) []replica.Peer {
	return nil
}

// Self is this kiosk, as the others know it.
func (g *Group) Self() replica.Peer { return replica.Peer{Name: "this kiosk", Self: true} }

// Find is the kiosk that an organiser means: by its name, by the host alone where that is
// enough, or by its machine's name. The error names those that there are.
func (g *Group) Find(name string) (replica.Peer, error) { return replica.Peer{}, nil }
