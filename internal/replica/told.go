package replica

import (
	"fmt"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/clean"
)

// What an organiser's command learns of the other kiosks, which never travels.

// Peer is what one kiosk of several has answered, or that it has not.
type Peer struct {
	Name   string  // by which organisers mean it: a host, or a host and a port, as --peers has it
	Host   string  // the machine's own name; empty if it is not known
	Self   bool    // it is the kiosk that was asked
	Report *Report // nil where there is no answer
	Why    string  // there is none: "does not answer", in a few words
}

// Lacking is a kiosk that has not what is announced.
type Lacking struct {
	Name string
	Why  string // as Peer's
	// Apart is whether it does not belong to these kiosks as it is, and will not have it
	// when it is back either: it has other host keys, or no --peers.
	Apart bool
}

// Spread is who has the announcements as they are here.
type Spread struct {
	Known   int       // kiosks, this one included
	Have    int       // of them, those that have all of it, this one included
	Missing []Lacking // the others, by their names
}

// mostKnown bounds how many kiosks one sentence names.
const mostKnown = 20

// Unknown is the error where an organiser means a kiosk by a name that none has. It names
// those that there are, in the order of their names.
func Unknown(name string, known []string) error {
	list := slices.Sorted(slices.Values(known))
	if more := len(list) - mostKnown; more > 0 {
		list = append(list[:mostKnown], fmt.Sprintf("%d more", more))
	}
	there := "there are "
	switch last := len(list) - 1; {
	case last == 0:
		there = "the only one is " + list[0]
	case last > 0:
		there += strings.Join(list[:last], ", ") + " and " + list[last]
	default:
		there = "there is none"
	}
	return fmt.Errorf("no replica is called %s; %s", clean.Quote(name), there)
}
