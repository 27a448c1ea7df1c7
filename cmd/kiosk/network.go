package main

import (
	"fmt"
	"net/netip"
	"strings"
)

// network is a network, or a single address, that a flag names. An IPv4 network
// in its IPv6 form is taken as IPv4, as addresses are.
type network netip.Prefix

// UnmarshalText implements encoding.TextUnmarshaler, by which kong reads a flag.
func (n *network) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	p, err := netip.ParsePrefix(s)
	if addr, bare := netip.ParseAddr(s); bare == nil {
		p, err = netip.PrefixFrom(addr.WithZone(""), addr.BitLen()), nil
	}
	if mapped := p.Addr(); err == nil && mapped.Is4In6() {
		if p.Bits() < 96 {
			return fmt.Errorf("%q is more than all of IPv4; write IPv4 networks as in 192.0.2.0/24", s)
		}
		p = netip.PrefixFrom(mapped.Unmap(), p.Bits()-96)
	}
	if err != nil {
		return fmt.Errorf("%q is no address and no network; write for example 192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/48, and commas between several", s)
	}
	*n = network(p.Masked())
	return nil
}

// prefixes are the networks that flags name, as the rest of the kiosk has them.
func prefixes(list []network) []netip.Prefix {
	var all []netip.Prefix
	for _, n := range list {
		all = append(all, netip.Prefix(n))
	}
	return all
}
