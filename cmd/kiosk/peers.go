package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/peers"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/telemetry"
)

// writePeers says how --peers is written.
const writePeers = "write for example 10.0.0.11:2222 or kiosks.example:2222, and commas between several"

// peer is the SSH port of a kiosk that a flag names, HOST:PORT, where the host is a name or
// an address.
type peer string

// UnmarshalText implements encoding.TextUnmarshaler, by which kong reads a flag.
func (p *peer) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if addr, err := netip.ParseAddr(s); err == nil && addr.Is6() {
		return fmt.Errorf("%s has no port; write [%s]:2222, and commas between several", clean.Quote(s), s)
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil || port == "" {
		return fmt.Errorf("%s has no port; %s", clean.Quote(s), writePeers)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("%s has a port that is no number from 1 to 65535; %s", clean.Quote(s), writePeers)
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if addr.IsUnspecified() || addr.IsMulticast() {
			return fmt.Errorf("%s is the address of no machine; %s", clean.Quote(s), writePeers)
		}
	} else if !hostName.MatchString(host) {
		return fmt.Errorf("%s has no name of a machine before its port; %s", clean.Quote(s), writePeers)
	}
	*p = peer(s)
	return nil
}

// hostName matches the name of a machine in DNS, or of a container beside this one.
var hostName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?$`)

// same is an address in a form that two have in common if they mean the same.
func (p peer) same() string {
	host, port, _ := net.SplitHostPort(string(p))
	if addr, err := netip.ParseAddr(host); err == nil {
		host = addr.Unmap().String()
	}
	number, _ := strconv.Atoi(port)
	return net.JoinHostPort(strings.ToLower(strings.TrimSuffix(host, ".")), strconv.Itoa(number))
}

// checkPeers says which peers stand there twice, or that they are too many.
func checkPeers(list []peer) error {
	if len(list) > replica.MaxPeers {
		return fmt.Errorf("there are %d addresses, and %d is the most; write one name instead that has the addresses of all", len(list), replica.MaxPeers)
	}
	seen := map[string]bool{}
	for _, p := range list {
		if seen[p.same()] {
			return fmt.Errorf("%s stands there twice; write each kiosk once", clean.Quote(string(p)))
		}
		seen[p.same()] = true
	}
	return nil
}

// group are the kiosks that are one with this one; nil where --peers names none.
func (k *kiosk) group() (*peers.Group, error) {
	if len(k.Peers) == 0 {
		return nil, nil
	}
	err := checkPeers(k.Peers)
	if what, fix, ok := strings.Cut(fmt.Sprint(err), "; "); err != nil && ok {
		return nil, hint(errors.New("--peers: "+what), "%s", fix)
	}
	g, err := peers.New(peers.Options{
		Addresses: addresses(k.Peers),
		Keys:      append([]ssh.Signer{k.keys.Current}, k.keys.Announced()...),
		Proxies:   prefixes(k.Proxy),
		Board:     k.board,
		Perform:   func(ctx context.Context, op replica.Operation) replica.Report { return k.server.Perform(ctx, op) },
		Log:       k.log,
	})
	if err != nil {
		return nil, hint(fmt.Errorf("--peers %s: %w", strings.Join(addresses(k.Peers), ","), err), "--peers has the SSH ports of the kiosks that are one, the same list at each: %s", writePeers)
	}
	return g, nil
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
