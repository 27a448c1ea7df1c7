// Package grant is what a kiosk and an organiser who rehearses say to each other.
// The organiser runs Command over SSH. The kiosk answers with a Grant, as one line of
// JSON, and takes the organiser's source for a venue until the organiser closes the
// session's input, the connection ends, or Longest is over. Then it writes an Account,
// as another line, and the session ends.
package grant

import "time"

// User is the user name by which organisers log in. It is the only one that is ever asked
// for a key.
const User = "organiser"

// Command is what an organiser's session runs to rehearse.
const Command = "rehearse"

// Longest is how long one grant holds. It is enough to see a hall come and read, and
// short enough to be no setting.
const Longest = 15 * time.Minute

// MaxLine bounds a line of either, in bytes.
const MaxLine = 16 << 10

// Grant is what holds while the session lasts.
type Grant struct {
	// User is the name by which visitors log in whom the kiosk does not count. It is a
	// secret of this session, and means nothing from another source or after it.
	User string `json:"user"`
	// Source is the address, or the network, that the organiser comes from, as --venue
	// takes it.
	Source string `json:"source"`
	// Venue is true where Source is in a venue of the kiosk's own settings too.
	Venue bool `json:"venue"`
	// Readers is how many places there are for readers, and Sessions how many sessions of
	// visitors are open, who share them with the rehearsal.
	Readers  int `json:"readers"`
	Sessions int `json:"sessions"`
	// Seconds is how long the grant holds at most.
	Seconds int `json:"seconds"`
}

// Account is what the kiosk saw of the rehearsal.
type Account struct {
	Visits  uint64    `json:"visits"`            // sessions of Grant.User's
	Full    uint64    `json:"full"`              // of them, those that got text, for no reader's place was free
	Refused []Refusal `json:"refused,omitempty"` // connections from the source, the most frequent reason first
}

// Refusal is why connections were refused, in the kiosk's words.
type Refusal struct {
	Reason string `json:"reason"` // as the metric kiosk_refusals_total has it
	Why    string `json:"why"`
	Help   string `json:"help"` // what to do about it
	Times  uint64 `json:"times"`
}
