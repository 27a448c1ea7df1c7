package deploy

import (
	"fmt"
	"strings"
)

// Compose writes a compose.yaml, as of the Compose Specification, for one
// kiosk in a container.
func Compose(o Options) (string, error) {
	d, err := o.check()
	if err != nil {
		return "", err
	}
	if err := d.inContainer(); err != nil {
		return "", err
	}
	for _, p := range []struct{ flag, path string }{
		{"--content", o.Content}, {"--keys", o.Keys}, {"--announcements", o.Announcements},
	} {
		// Anything else would be the name of a volume, or another user's home.
		if p.path != "" && !strings.HasPrefix(p.path, "/") && !strings.HasPrefix(p.path, "./") && !strings.HasPrefix(p.path, "../") {
			return "", fmt.Errorf("%s is %q; give the whole path, or one from compose.yaml on that begins with ./", p.flag, p.path)
		}
	}
	return render("compose.yaml", d)
}

// Publish is the port that visitors meet, as compose has it. Both numbers are
// in quotes there: YAML 1.1 takes 22:22 for a number to the base of 60.
func (d *data) Publish() string {
	return published(d.Port, fmt.Sprint(containerPort))
}

// PublishOps is the port for health and metrics: on the machine itself, unless
// another address was given.
func (d *data) PublishOps() string {
	at := d.OpsAt
	if at.Host == "" {
		at.Host = "127.0.0.1"
	}
	return published(at, at.Port)
}

func published(at address, inside string) string {
	if at.Host == "" {
		return at.Port + ":" + inside
	}
	return at.String() + ":" + inside
}
