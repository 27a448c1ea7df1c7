package main

import (
	"fmt"
	"io"
	"net/netip"
	"strings"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/hostkey"
)

type fingerprintCommand struct {
	settingsFlags
	keysFlags
	publicFlags
	Short bool `help:"Nothing but the fingerprint."`
}

// exampleHost stands in for the kiosk's name where none was given.
const exampleHost = "hackday.example"

// Run prints what is known of the key that is there; it makes none.
func (c *fingerprintCommand) Run(std streams) error {
	keys, err := c.loadKeys(std.err)
	if err != nil {
		return noHostKey(c.Keys, err, "kiosk serve makes one on its first run; or name the folder with --keys%s", asRoot())
	}
	if c.Short {
		_, err := fmt.Fprintln(std.out, hostkey.Fingerprint(keys.Current.PublicKey()))
		return err
	}
	host, port, err := c.place()
	if err != nil {
		return err
	}
	if host == "" {
		host = exampleHost
		fmt.Fprintf(std.err, "kiosk: %s stands for your kiosk's name; give it with --public\n", host)
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
	return nil
}

// describeKey writes a key in every form that people and programs compare.
func describeKey(w io.Writer, host string, port uint16, key ssh.PublicKey) {
	fmt.Fprintf(w, "%s\n\n%s\nFor known_hosts:\n%s\n", hostkey.Fingerprint(key), hostkey.Randomart(key), hostkey.KnownHost(host, port, key))
	if _, err := netip.ParseAddr(host); err != nil { // only names have such records
		fmt.Fprintf(w, "\nFor DNS:\n%s\n", strings.Join(hostkey.SSHFP(host, key), "\n"))
	}
}
