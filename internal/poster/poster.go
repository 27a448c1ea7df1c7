// Package poster is the page that is hung up where people pass: what to type,
// the host key's fingerprint to compare, and the site's address as a QR code.
//
// The page is described once, in millimetres on A4, and drawn by two writers,
// SVG and PDF, so that both look the same. Nothing in either depends on the
// time, the machine or its fonts: the same Options give the same bytes.
package poster

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"hackday.example/kiosk/internal/words"
)

// DefaultPort is where ssh goes if it is told no other port (RFC 4253 §4.1).
const DefaultPort = 22

// Options are what stands on a poster.
type Options struct {
	Title   string // the site's or the event's name
	Tagline string // a few words below it; may be empty
	Address string // the site's on the web, absolute; empty for a poster without a code

	Host string // what visitors type behind ssh: a name or an IP address
	Port int    // 1 to 65535

	// Fingerprint is the host key's, as hostkey.Fingerprint writes it.
	Fingerprint string

	Words *words.Words
}

// Poster is one page, ready to be written. It never changes, and may be written
// by several goroutines at once.
type Poster struct {
	title    string // what the document is called
	language string // its code, ISO 639-1
	items    []item
	faces    *faces
	missing  []rune
}

// New composes a poster. The error is one sentence for the organiser: there is
// one where a host or port cannot be one, or where the address on the web is
// too long for a code that phones read from a sheet of paper. Text that is too
// long for its place is made smaller, then cut off with "…"; the command and the
// fingerprint never are.
func New(o Options) (*Poster, error) {
	if err := checkHost(o.Host); err != nil {
		return nil, err
	}
	if o.Port < 1 || o.Port > 65535 {
		return nil, fmt.Errorf("%d is no port; a port is a number from 1 to 65535", o.Port)
	}
	groups, err := Groups(o.Fingerprint)
	if err != nil {
		return nil, err
	}
	fs, err := loadFaces()
	if err != nil {
		return nil, err
	}
	c := composer{faces: fs, words: o.Words.Poster}
	if err := c.compose(o, groups); err != nil {
		return nil, err
	}
	return &Poster{
		title:    c.clean(o.Title) + ": " + command(o),
		language: o.Words.Code,
		items:    c.items,
		faces:    fs,
		missing:  c.missing,
	}, nil
}

// Missing are the characters of the title, the tagline and the address for which
// the poster's typefaces have no shape, each once, in the order in which they
// stand. "�" is drawn in their place.
func (p *Poster) Missing() []rune { return p.missing }

// command is what visitors type.
func command(o Options) string {
	if o.Port == DefaultPort {
		return "ssh " + o.Host
	}
	return fmt.Sprintf("ssh -p %d %s", o.Port, o.Host)
}

// digest is how a fingerprint begins, as OpenSSH writes it.
const digest = "SHA256:"

// Group is how many characters of a fingerprint stand together. Four are
// compared at a glance.
const group = 4

var fingerprintForm = regexp.MustCompile(`^SHA256:[A-Za-z0-9+/]{43}$`)

// Groups takes a fingerprint apart: the first is "SHA256:", then come ten of
// four characters and one of three. Joined they are the fingerprint again.
func Groups(fingerprint string) ([]string, error) {
	if !fingerprintForm.MatchString(fingerprint) {
		return nil, fmt.Errorf("%q is no fingerprint; it has to be SHA256: and 43 characters", fingerprint)
	}
	groups := []string{digest}
	rest := fingerprint[len(digest):]
	for len(rest) > group {
		groups = append(groups, rest[:group])
		rest = rest[group:]
	}
	return append(groups, rest), nil
}

// A label of a host name (RFC 1123 §2.1). An underscore is in no host name, yet
// ssh goes to one that has it in the name service.
var label = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$`)

// mostHost is how many characters a host name has at most (RFC 1035 §2.3.4).
const mostHost = 253

// checkHost says why visitors cannot type a host behind ssh.
func checkHost(host string) error {
	switch {
	case host == "":
		return errors.New("what visitors type behind ssh is not said")
	case len(host) > mostHost:
		return fmt.Errorf("the host has %d characters, and %d is the most that a host name can have", len(host), mostHost)
	}
	if a, err := netip.ParseAddr(host); err == nil && a.Zone() == "" {
		return nil
	}
	for l := range strings.SplitSeq(strings.TrimSuffix(host, "."), ".") {
		if !label.MatchString(l) {
			return fmt.Errorf("%q is no host name or IP address that can be typed behind ssh", host)
		}
	}
	return nil
}
