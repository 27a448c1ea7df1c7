package peers

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/replica"
)

// entry is an address of --peers, and where its name leads to.
type entry struct {
	host    string // as it was written
	port    uint16
	literal bool // host is an IP address, and never looked up
	alone   bool // it is the only entry, and so stands for all kiosks

	// Guarded by Group.mu.
	addresses []netip.Addr // in ascending order
	many      bool         // there was more than one at some time
	failing   bool         // it was logged that it cannot be looked up
}

// Check says which of the addresses of --peers is wrong, and how to write it; nil if New
// would take them all.
func Check(addresses []string) error {
	_, err := parse(addresses)
	return err
}

// parse reads the addresses of --peers.
func parse(addresses []string) ([]*entry, error) {
	const how = "write HOST:PORT, such as kiosk-2.example:22, 10.0.0.12:22 or [2001:db8::12]:22"
	if len(addresses) > replica.MaxPeers {
		return nil, fmt.Errorf("there are %d peers, and %d is the most; write one name instead that has the addresses of all", len(addresses), replica.MaxPeers)
	}
	entries := make([]*entry, 0, len(addresses))
	seen := make(map[string]bool, len(addresses))
	for _, written := range addresses {
		shown := strconv.Quote(clean.Line(written))
		host, port, err := net.SplitHostPort(written)
		if err != nil {
			return nil, fmt.Errorf("%s is no address of a peer; %s", shown, how)
		}
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return nil, fmt.Errorf("the port of %s is not a number from 1 to 65535; %s", shown, how)
		}
		e := &entry{host: host, port: uint16(n)}
		if ip, err := netip.ParseAddr(host); err == nil {
			if ip.IsUnspecified() || ip.IsMulticast() {
				return nil, fmt.Errorf("%s is not the address of one machine; %s", shown, how)
			}
			e.addresses, e.literal = []netip.Addr{ip.Unmap()}, true
			host = ip.Unmap().String()
		} else if !isHost(host) {
			return nil, fmt.Errorf("%s has no name or IP address of a machine; %s", shown, how)
		}
		key := net.JoinHostPort(strings.ToLower(host), strconv.FormatUint(n, 10))
		if seen[key] {
			return nil, fmt.Errorf("%s is there twice; write each peer once", shown)
		}
		seen[key] = true
		e.alone = len(addresses) == 1
		entries = append(entries, e)
	}
	return entries, nil
}

// isHost reports whether a text can be the name of a host, as resolvers take it.
func isHost(s string) bool {
	wrong := func(r rune) bool {
		return r != '-' && r != '.' && r != '_' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
	}
	return s != "" && len(s) <= 253 && !strings.ContainsFunc(s, wrong) && strings.Trim(s, ".") != ""
}

// destination is where a link leads to.
type destination struct {
	address string // an IP address and a port, to be dialled
	host    string // its name for people, without a port
	port    uint16
	ipv6    bool
	named   bool // the address was looked up, and may be one of several of its kiosk
}

// destinations are where the entries lead to now, each address once; g.mu must be held. An
// address has the name of its entry if it is the only one of it; a name that stands for all
// kiosks names none.
func (g *Group) destinations() (all []destination) {
	seen := make(map[string]bool)
	for _, e := range g.entries {
		for _, ip := range e.addresses {
			d := destination{
				address: netip.AddrPortFrom(ip, e.port).String(), host: e.host, port: e.port,
				ipv6: ip.Is6(), named: !e.literal,
			}
			if e.literal || e.alone || e.many {
				d.host = ip.String()
			}
			if !seen[d.address] {
				seen[d.address] = true
				all = append(all, d)
			}
		}
	}
	return all
}

// compareNames orders the names of kiosks: IP addresses by their numbers, before names.
func compareNames(a, b destination) int {
	x, errX := netip.ParseAddr(a.host)
	y, errY := netip.ParseAddr(b.host)
	var c int
	switch {
	case errX == nil && errY == nil:
		c = x.Compare(y)
	case errX == nil:
		c = -1
	case errY == nil:
		c = 1
	default:
		c = strings.Compare(a.host, b.host)
	}
	if c == 0 {
		c = int(a.port) - int(b.port)
	}
	if c == 0 {
		c = strings.Compare(a.address, b.address)
	}
	return c
}

// sorted is a set of addresses in ascending order, IPv4 as such.
func sorted(addresses []netip.Addr) []netip.Addr {
	all := make([]netip.Addr, 0, len(addresses))
	for _, ip := range addresses {
		all = append(all, ip.Unmap())
	}
	slices.SortFunc(all, netip.Addr.Compare)
	return slices.Compact(all)
}
