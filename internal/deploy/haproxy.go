package deploy

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"

	"hackday.example/kiosk/internal/capacity"
)

// target is a kiosk behind HAProxy.
type target struct{ Name, Address string }

// mostServers bounds the kiosks behind one HAProxy.
const mostServers = 100

// plainConnections is HAProxy's maxconn where nobody said how many may come.
const plainConnections = 20_000

// HAProxy writes a haproxy.cfg for several kiosks. Of the options it takes
// Listen, Ops, MaxSessions and Servers.
func HAProxy(o Options) (string, error) {
	if o.Ops == "" {
		return "", errors.New("--ops is empty; HAProxy asks there whether a kiosk takes visitors, so give the address that the kiosks have, for example :9090")
	}
	d, err := o.check()
	if err != nil {
		return "", err
	}
	if n := len(o.Servers); n == 0 || n > mostServers {
		return "", fmt.Errorf("%d kiosks were named; HAProxy takes 1 to %d, each as HOST:PORT", n, mostServers)
	}
	seen := map[string]bool{}
	for i, text := range o.Servers {
		at, err := parseServer(text)
		if err != nil {
			return "", err
		}
		if seen[at] {
			return "", fmt.Errorf("the kiosk %s was named twice", at)
		}
		seen[at] = true
		d.Targets = append(d.Targets, target{"kiosk" + strconv.Itoa(i+1), at})
	}
	d.Most = plainConnections
	if o.MaxSessions > 0 {
		d.Most = capacity.Connections(o.MaxSessions) * len(d.Targets)
	}
	return render("haproxy.cfg", d)
}

// hostName is a name of DNS (RFC 1123 §2.1), with the _ that containers have.
var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_-]{0,62}\.?)*$`)

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
		return net.JoinHostPort(ip.String(), port), nil
	}
	if len(host) > 253 || !hostName.MatchString(host) {
		return "", fmt.Errorf("the kiosk %q has the host %q; it has to be an IP address or a name", text, host)
	}
	return net.JoinHostPort(host, port), nil
}
