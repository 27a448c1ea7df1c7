package main

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// publicFlags say where visitors meet the kiosk.
type publicFlags struct {
	Public string `env:"KIOSK_PUBLIC" placeholder:"HOST" help:"The kiosk's name, or address, as visitors type it behind ssh, for example hackday.example."`
	Port   uint16 `placeholder:"N" help:"Its port, as visitors type it. (default: 22)"`
}

// plainHost is a host's name, or an address in either form.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$`)

// publicName is what visitors type behind ssh: a host's name or address, with its port as
// in "-p 2222 hackday.example". It may be empty.
type publicName string

// UnmarshalText implements encoding.TextUnmarshaler, by which kong reads a flag.
func (p *publicName) UnmarshalText(text []byte) error {
	if _, _, err := (publicFlags{Public: string(text)}).place(); err != nil {
		return fmt.Errorf("%q is not what visitors type behind ssh; write the name or the address alone, for example hackday.example, or with its port, -p 2222 hackday.example", text)
	}
	*p = publicName(text)
	return nil
}

// place is the host and port that visitors type; the host is empty where nobody
// said. KIOSK_PUBLIC, which the lobby shows, may hold a port and a user too.
func (f publicFlags) place() (host string, port uint16, err error) {
	wrong := func(what string) (string, uint16, error) {
		return "", 0, hint(fmt.Errorf("%s cannot be read from %q", what, f.Public), "give the name alone with --public, and the port with --port, for example --public hackday.example --port 2222")
	}
	port = 22
	words := strings.Fields(f.Public)
	if len(words) == 3 && words[0] == "-p" {
		n, err := strconv.ParseUint(words[1], 10, 16)
		if err != nil || n == 0 {
			return wrong("the port")
		}
		port, words = uint16(n), words[2:]
	}
	if f.Port != 0 {
		port = f.Port
	}
	switch len(words) {
	case 0:
		return "", port, nil
	case 1:
		host = words[0][strings.LastIndex(words[0], "@")+1:]
	}
	if a, err := netip.ParseAddr(host); (err != nil || a.Zone() != "") && !plainHost.MatchString(host) {
		return wrong("the kiosk's name")
	}
	return host, port, nil
}
