package deploy

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/capacity"
)

// target is a kiosk behind HAProxy.
type target struct{ Name, Address string }

// mostServers bounds the kiosks behind one HAProxy, and those that are one.
const mostServers = 100

// plainConnections is HAProxy's maxconn where nobody said how many may come.
const plainConnections = 20_000

// HAProxy writes a haproxy.cfg for several kiosks. Of the options it takes
// Listen, Ops, MaxSessions, Venue and Servers.
func HAProxy(o Options) (string, error) {
	if o.Ops == "" {
		return "", errors.New("--ops is empty; HAProxy asks there whether a kiosk takes visitors, so give the address that the kiosks have, for example :9090")
	}
	d, err := o.check()
	if err != nil {
		return "", err
	}
	if len(o.Servers) == 0 {
		return "", errors.New("no kiosk was named; give each as HOST:PORT")
	}
	if d.Servers, err = parseServers(o.Servers); err != nil {
		return "", err
	}
	for i, at := range d.Servers {
		d.Targets = append(d.Targets, target{"kiosk" + strconv.Itoa(i+1), at})
	}
	d.Most = plainConnections
	if o.MaxSessions > 0 {
		d.Most = capacity.Connections(o.MaxSessions) * len(d.Targets)
	}
	d.Table = newSourceTable(d.Most)
	return render("haproxy.cfg", d)
}

// sourceTable bounds what a source gets of all kiosks behind HAProxy together.
type sourceTable struct {
	AtOnce   int           // connections of a source at the same time
	Every    time.Duration // a kiosk takes one more of a source each
	Burst    int           // and as many faster than that
	Arrivals int           // connections of a source within Window
	Window   int           // seconds
	Left     int           // sources without connections that it has room for
	Size     int           // all sources that it has room for
}

// entryBytes is what a source in the table takes in HAProxy 2.6: 184 bytes, and what malloc
// adds.
const entryBytes = 208

// newSourceTable makes the table of an HAProxy that takes a number of connections. The
// bounds are those of one kiosk: in the Window, the time in which a source is given its
// burst back, it gets as many connections as one kiosk would let in. The table has room
// for each connection to be another source's, so that every one is counted, and for as
// many sources that have left as a kiosk remembers.
func newSourceTable(connections int) sourceTable {
	limits := admission.DefaultLimits()
	source := limits.Source
	window := time.Duration(source.Burst) * source.Every
	return sourceTable{
		AtOnce:   source.AtOnce,
		Every:    source.Every,
		Burst:    source.Burst,
		Arrivals: source.Burst + int(window/source.Every),
		Window:   int((window + time.Second - 1) / time.Second),
		Left:     limits.Sources,
		Size:     connections + limits.Sources,
	}
}

// Expire is how many seconds a source without connections stays in the table: until its
// arrivals do not count any more.
func (s sourceTable) Expire() int { return 2 * s.Window }

// MiB is the memory of a table that is full, rounded up.
func (s sourceTable) MiB() int { return (s.Size*entryBytes + 1<<20 - 1) >> 20 }

// hostName is a name of DNS (RFC 1123 §2.1), with the _ that containers have.
var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_-]{0,62}\.?)*$`)

// parseServers takes the addresses of kiosks, mostServers of them at most, none twice.
func parseServers(list []string) ([]string, error) {
	if n := len(list); n > mostServers {
		return nil, fmt.Errorf("%d kiosks were named; %d is the most", n, mostServers)
	}
	seen := map[string]bool{}
	var servers []string
	for _, text := range list {
		at, err := parseServer(text)
		if err != nil {
			return nil, err
		}
		key := strings.ToLower(at)
		if seen[key] {
			return nil, fmt.Errorf("the kiosk %s was named twice", at)
		}
		seen[key] = true
		servers = append(servers, at)
	}
	return servers, nil
}

// parseServer takes the address of a kiosk: an IP address or a name, and a port.
func parseServer(text string) (string, error) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return "", fmt.Errorf("the kiosk %q has no address and port; give for example 10.0.0.11:2222", text)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || port != strconv.FormatUint(n, 10) {
		return "", fmt.Errorf("the kiosk %q has the port %q; it has to be a number from 1 to 65535", text, port)
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Zone() == "" {
		if ip = ip.Unmap(); ip.IsUnspecified() || ip.IsMulticast() {
			return "", fmt.Errorf("the kiosk %q has the host %q, which is not the address of one machine", text, host)
		}
		return net.JoinHostPort(ip.String(), port), nil
	}
	if len(host) > 253 || !hostName.MatchString(host) {
		return "", fmt.Errorf("the kiosk %q has the host %q; it has to be an IP address or a name", text, host)
	}
	return net.JoinHostPort(host, port), nil
}
