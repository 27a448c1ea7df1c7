// Package telemetry is what the kiosk tells its organisers of itself. A log
// line holds nothing that a visitor chose, and no network address: in its place
// stands a pseudonym.
package telemetry

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/netip"

	"hackday.example/kiosk/internal/admission"
)

// Pseudonyms are names for network addresses that hold for one run of the
// kiosk: they are made with a key that is never written anywhere, so nobody can
// go back from one to its address. It is safe for concurrent use.
type Pseudonyms struct {
	key [sha256.Size]byte
}

// NewPseudonyms makes a key.
func NewPseudonyms() *Pseudonyms {
	p := new(Pseudonyms)
	_, _ = rand.Read(p.key[:]) // it never fails (crypto/rand)
	return p
}

// Of is the pseudonym of the source that a peer counts under: 8 hexadecimal
// digits, or "unknown" for a peer without an IP address.
func (p *Pseudonyms) Of(peer net.Addr) string {
	if peer == nil {
		return unknown
	}
	return p.of(peer.String())
}

const unknown = "unknown"

func (p *Pseudonyms) of(address string) string {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return unknown
	}
	mac := hmac.New(sha256.New, p.key[:])
	_, _ = mac.Write([]byte(admission.SourceOf(ap.Addr()).String()))
	return hex.EncodeToString(mac.Sum(nil)[:4])
}
