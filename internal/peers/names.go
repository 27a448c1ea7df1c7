package peers

import (
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/replica"
)

// others are the links to other kiosks, one for each, in the order of their names; g.mu must
// be held. Of several that led to one kiosk it is the one by which it is reached, or the
// first. One that has led to no kiosk yet may lead to another one; but not if a name has both
// IPv4 and IPv6 addresses, and only those of the other kind have led anywhere.
func (g *Group) others() []*link {
	all := make([]*link, 0, len(g.list))
	seen := make(map[string]bool, len(g.list))
	answered := make(map[bool]bool) // by IPv4, and under true by IPv6
	for _, l := range g.list {
		if l.instance != "" && l.to.named {
			answered[l.to.ipv6] = true
		}
	}
	for _, l := range g.list {
		switch by := g.reached[l.instance]; {
		case l.instance == g.self.Instance:
			continue
		case l.instance == "" && l.to.named && answered[!l.to.ipv6] && !answered[l.to.ipv6]:
			continue
		case l.instance == "":
		case by != nil && by != l, seen[l.instance]:
			continue
		}
		seen[l.instance] = true
		all = append(all, l)
	}
	return all
}

// own is the first link that leads to this kiosk; nil if none is known to. g.mu must be held.
func (g *Group) own() *link {
	for _, l := range g.list {
		if l.instance == g.self.Instance {
			return l
		}
	}
	return nil
}

// name is by what organisers mean a kiosk: its host, with the port where another one has the
// same host. g.mu must be held.
func (g *Group) name(l *link) string {
	kiosks := g.others()
	if own := g.own(); own != nil {
		kiosks = append(kiosks, own)
	}
	for _, other := range kiosks {
		if other.to.host == l.to.host && other.to.port != l.to.port {
			return l.to.full()
		}
	}
	return l.to.host
}

// full is the host with the port.
func (d destination) full() string { return net.JoinHostPort(d.host, strconv.Itoa(int(d.port))) }

// peer is what is known of a kiosk, without an answer of it; g.mu must be held.
func (g *Group) peer(l *link) replica.Peer {
	return replica.Peer{Name: g.name(l), Host: l.host, Why: l.why}
}

// Notes are sentences on what organisers should look at, without their full stops: kiosks
// that call, and to which no address leads. There are mostNotes at the most.
func (g *Group) Notes() (notes []string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	for _, c := range g.callers {
		if c.calls(now) && len(notes) < mostNotes {
			notes = append(notes, fmt.Sprintf("a kiosk on the machine %q calls, and is not reached from here; give the same --peers everywhere", c.host))
		}
	}
	slices.Sort(notes)
	return slices.Compact(notes)
}

// Self is this kiosk, as the others know it.
func (g *Group) Self() replica.Peer {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.me()
}

// me is Self; g.mu must be held.
func (g *Group) me() replica.Peer {
	p := replica.Peer{Name: "this kiosk", Host: clean.Line(g.self.Host), Self: true}
	if own := g.own(); own != nil {
		p.Name = g.name(own)
	} else if p.Host != "" {
		p.Name = p.Host
	}
	return p
}

// Find is the kiosk that an organiser means: by its name, by the host and the port, by the
// host alone where that is enough, or by its machine's name. The error names those that
// there are.
func (g *Group) Find(name string) (replica.Peer, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	type kiosk struct {
		replica.Peer
		to destination
	}
	me := kiosk{Peer: g.me()}
	if own := g.own(); own != nil {
		me.to = own.to
	}
	kiosks := []kiosk{me}
	for _, l := range g.others() {
		kiosks = append(kiosks, kiosk{g.peer(l), l.to})
	}
	slices.SortStableFunc(kiosks, func(a, b kiosk) int { return compareNames(a.to, b.to) })
	for _, means := range []func(kiosk) bool{
		func(k kiosk) bool { return strings.EqualFold(k.Name, name) },
		func(k kiosk) bool { return k.to.host != "" && strings.EqualFold(k.to.full(), name) },
		func(k kiosk) bool { return k.to.host != "" && strings.EqualFold(k.to.host, name) },
		func(k kiosk) bool { return k.Host != "" && strings.EqualFold(k.Host, name) },
	} {
		var meant []kiosk
		for _, k := range kiosks {
			if means(k) {
				meant = append(meant, k)
			}
		}
		switch len(meant) {
		case 0:
		case 1:
			return meant[0].Peer, nil
		default:
			names := make([]string, 0, len(meant))
			for _, k := range meant {
				names = append(names, k.Name)
			}
			return replica.Peer{}, fmt.Errorf("%q may be %s", clean.Line(name), list(names, "or"))
		}
	}
	names := make([]string, 0, len(kiosks))
	for _, k := range kiosks {
		names = append(names, k.Name)
	}
	return replica.Peer{}, replica.Unknown(name, names)
}

// list joins names as a sentence has them.
func list(names []string, word string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " " + word + " " + names[last]
}

// hostname is the machine's own name; empty if the system does not say.
func hostname() string {
	host, _ := os.Hostname()
	return host
}
