package replica

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
