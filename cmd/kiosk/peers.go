package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/peers"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/telemetry"
)

// peer is the SSH port of a kiosk that a flag names, HOST:PORT, or of several by one name.
type peer string

// UnmarshalText implements encoding.TextUnmarshaler, by which kong reads a flag.
func (p *peer) UnmarshalText(text []byte) error {
	*p = peer(strings.TrimSpace(string(text)))
	return peers.Check([]string{string(*p)})
}

// group are the kiosks that are one with this one; nil where --peers names none.
func (k *kiosk) group() (*peers.Group, error) {
	if len(k.Peers) == 0 {
		return nil, nil
	}
	g, err := peers.New(peers.Options{
		Addresses: addresses(k.Peers),
		Keys:      append([]ssh.Signer{k.keys.Current}, k.keys.Announced()...),
		Proxies:   prefixes(k.Proxy),
		Board:     k.board,
		Perform:   func(ctx context.Context, op replica.Operation) replica.Report { return k.server.Perform(ctx, op) },
		Log:       k.log,
	})
	if err == nil {
		return g, nil
	}
	what, fix, ok := strings.Cut(err.Error(), "; ")
	if !ok {
		return nil, fmt.Errorf("--peers: %w", err)
	}
	return nil, hint(errors.New("--peers: "+what), "%s", fix)
}

// addresses are those of peers, as the rest of the kiosk has them.
func addresses(list []peer) []string {
	var all []string
	for _, p := range list {
		all = append(all, string(p))
	}
	return all
}

// peersReady is whether what the others announce is here; nil for a kiosk by itself.
func (k *kiosk) peersReady() func() bool {
	if k.peers == nil {
		return nil
	}
	return k.peers.Ready
}

// peerCounts are the others, for the metrics.
func (k *kiosk) peerCounts() telemetry.PeerCounts {
	if k.peers == nil {
		return telemetry.PeerCounts{}
	}
	return telemetry.PeerCounts(k.peers.Counts())
}

// runPeers keeps what is announced the same at all kiosks, until the function that it
// returns is called; that waits until all of it has ended.
func (k *kiosk) runPeers(ctx context.Context) (end func()) {
	if k.peers == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		k.peers.Run(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}

// announcePeers says whom this kiosk is one with.
func (k *kiosk) announcePeers() {
	if k.peers == nil {
		return
	}
	fmt.Fprintf(k.err, "kiosk: one with the kiosks at %s: what one of them announces, all show\n", strings.Join(addresses(k.Peers), ", "))
}
