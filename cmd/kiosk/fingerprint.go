package main

import (
	"fmt"
	"io"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/hostkey"
)

type fingerprintCommand struct {
	keysFlags
	Short bool   `help:"Nothing but the fingerprint."`
	Host  string `env:"KIOSK_PUBLIC" placeholder:"NAME" help:"The kiosk's name, or address, as visitors type it: the known_hosts line and the DNS records are for it. (default: hackday.example, to be replaced)"`
	Port  uint16 `placeholder:"N" help:"The kiosk's port, as visitors type it. (default: 22)"`
}

// exampleHost stands in for the kiosk's name where none was given.
const exampleHost = "hackday.example"

// Run prints what is known of the key that is there; it makes none.
func (c *fingerprintCommand) Run(std streams) error {
	keys, err := hostkey.Load(c.Keys)
	if err != nil {
		return noHostKey(c.Keys, err, "kiosk serve makes one on its first run; or name the folder with --keys")
	}
	if c.Short {
		_, err := fmt.Fprintln(std.out, hostkey.Fingerprint(keys.Current.PublicKey()))
		return err
	}
	host, port, err := c.place()
	if err != nil {
		return err
	}
	describeKey(std.out, host, port, keys.Current.PublicKey())
	if keys.Next != nil {
		fmt.Fprint(std.out, "\nThe next host key, which is announced and not used yet:\n")
		describeKey(std.out, host, port, keys.Next.PublicKey())
	}
	if keys.Previous != nil {
		fmt.Fprint(std.out, "\nThe previous host key, which is announced and not used any more:\n")
		describeKey(std.out, host, port, keys.Previous.PublicKey())
	}
	if c.Host == "" {
		fmt.Fprintf(std.err, "kiosk: %s stands for your kiosk's name; give it with --host\n", host)
	}
	return nil
}

// describeKey writes a key in every form that people and programs compare.
func describeKey(w io.Writer, host string, port uint16, key ssh.PublicKey) {
	fmt.Fprintf(w, "%s\n\n%s\nFor known_hosts:\n%s\n", hostkey.Fingerprint(key), hostkey.Randomart(key), hostkey.KnownHost(host, port, key))
	if _, err := netip.ParseAddr(host); err != nil { // only names have such records
		fmt.Fprintf(w, "\nFor DNS:\n%s\n", strings.Join(hostkey.SSHFP(host, key), "\n"))
	}
}

// plainHost is a host's name, or an address in either form.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$`)

// place is where visitors meet the kiosk. KIOSK_PUBLIC, which is what they type
// behind ssh, may hold a port and a user too.
func (c *fingerprintCommand) place() (host string, port uint16, err error) {
	wrong := func(what string) (string, uint16, error) {
		return "", 0, hint(fmt.Errorf("%s cannot be read from %q", what, c.Host), "give the name alone with --host, and the port with --port, for example --host hackday.example --port 2222")
	}
	port = 22
	words := strings.Fields(c.Host)
	if len(words) == 3 && words[0] == "-p" {
		n, err := strconv.ParseUint(words[1], 10, 16)
		if err != nil || n == 0 {
			return wrong("the port")
		}
		port, words = uint16(n), words[2:]
	}
	if c.Port != 0 {
		port = c.Port
	}
	switch len(words) {
	case 0:
		return exampleHost, port, nil
	case 1:
		host = words[0][strings.LastIndex(words[0], "@")+1:]
	}
	if a, err := netip.ParseAddr(host); (err != nil || a.Zone() != "") && !plainHost.MatchString(host) {
		return wrong("the kiosk's name")
	}
	return host, port, nil
}
