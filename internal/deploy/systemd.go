package deploy

import (
	"fmt"
	"strings"
)

// Systemd writes the two units: kiosk.socket, which has the port, and
// kiosk.service, to which it is passed. They are for systemd 252 and newer.
func Systemd(o Options) (socket, service string, err error) {
	d, err := o.check()
	if err != nil {
		return "", "", err
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
	// No quotes may stand around the path of a command, or of LoadCredential.
	for _, p := range []struct{ flag, path string }{{"--binary", o.Binary}, {"--keys", o.Keys}} {
		if strings.ContainsAny(p.path, " \"'\\%$:;@|") {
			return "", "", fmt.Errorf("%s is %q; in a unit it can have no blank and none of \" ' \\ %% $ : ; @ | in it", p.flag, p.path)
		}
	}
	if o.Binary == "" {
		return "", "", fmt.Errorf("--binary is empty; name the kiosk's file, for example /usr/local/bin/kiosk")
	}
	if socket, err = render("kiosk.socket", d); err != nil {
		return "", "", err
	}
	service, err = render("kiosk.service", d)
	return socket, service, err
}
