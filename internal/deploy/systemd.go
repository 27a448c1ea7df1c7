package deploy

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// stateFolder is what StateDirectory=kiosk is.
const stateFolder = "/var/lib/kiosk/"

// plainPath is a path that needs no quotes anywhere.
var plainPath = regexp.MustCompile(`^/[A-Za-z0-9_.+/-]+$`)

// Systemd writes the two units: kiosk.socket, which has the port, and
// kiosk.service, to which it is passed. They are for systemd 252 and newer.
func Systemd(o Options) (socket, service string, err error) {
	d, err := o.check()
	if err != nil {
		return "", "", err
	}
	// A variable would count for more than the settings file.
	if o.Packaged && (o.Content+o.Keys+o.Announcements+o.Public+o.Ops+o.LogFormat != "" || len(o.Venue)+len(o.Proxy)+len(o.Peers) > 0) {
		return "", "", errors.New("the units of a package take no settings; they are in /etc/kiosk/kiosk.yaml")
	}
	for _, p := range []struct{ flag, path string }{
		{"--content", o.Content}, {"--keys", o.Keys}, {"--announcements", o.Announcements}, {"--binary", o.Binary},
	} {
		if err := absolute(p.flag, p.path); err != nil {
			return "", "", err
		}
		for _, hidden := range []string{"/home", "/root", "/run/user", "/tmp", "/var/tmp"} {
			// The kiosk's own of these are empty.
			if p.path == hidden || strings.HasPrefix(p.path, hidden+"/") {
				return "", "", fmt.Errorf("%s is %s, and the unit hides %s from the kiosk; put it under /srv or /usr/local, for example", p.flag, p.path, hidden)
			}
		}
	}
	// The user is systemd's to choose; it can read what others may not in the
	// folder alone that systemd gives it.
	if o.Keys != "" && !strings.HasPrefix(o.Keys, stateFolder) {
		return "", "", fmt.Errorf("--keys is %s, where the kiosk's user cannot read a key that others cannot; copy it to %skeys, and leave --keys out", o.Keys, stateFolder)
	}
	if d.Peers, err = parseServers(o.Peers); err != nil {
		return "", "", err
	}
	// No quotes may stand around the path of a command.
	if !plainPath.MatchString(o.Binary) {
		return "", "", fmt.Errorf("--binary is %q; name the kiosk's file by letters, digits and - _ . + / alone, for example /usr/local/bin/kiosk", o.Binary)
	}
	if socket, err = render("kiosk.socket", d); err != nil {
		return "", "", err
	}
	service, err = render("kiosk.service", d)
	return socket, service, err
}
