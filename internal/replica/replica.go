// Package replica is what kiosks that are one say to each other. A kiosk logs in to
// another as User by a host key, which both have, and asks by one global request of SSH
// (RFC 4254 §4), Request, with a Message as JSON. The reply's payload is an Answer.
//
// A message is an exchange of announcements, or an operation that an organiser asks for.
// Operations are typed; a line for a shell or for a visitor's command never travels.
package replica

import (
	"time"

	"hackday.example/kiosk/internal/ledger"
)

// User is the user name by which kiosks log in to each other. It is let in by a host key
// alone.
const User = "peer"

// Request is the name of the global request.
const Request = "replica@hackday.example"

const (
	// Version is of this form of messages. A kiosk talks to those of the version before
	// its own and of the one after it.
	Version = 1

	// MaxMessage bounds a message and an answer, in bytes. x/crypto/ssh takes packets of
	// 256 KiB.
	MaxMessage = 128 << 10

	// MaxRecords bounds the records of one of them, as JSON, in bytes.
	MaxRecords = 64 << 10

	// MaxPeers bounds how many other kiosks one knows.
	MaxPeers = 100
)

// Self is who speaks.
type Self struct {
	Version  int    `json:"version"`
	Instance string `json:"instance"` // random, anew with each start: 32 hexadecimal digits
	Host     string `json:"host"`     // the machine's or the pod's name, for people; may be empty
}

// Message is what a kiosk asks of another: one of Exchange and Operation is set.
type Message struct {
	Self
	Exchange  *Exchange  `json:"exchange,omitempty"`
	Operation *Operation `json:"operation,omitempty"`
}

// Answer is the reply.
type Answer struct {
	Self
	Exchange *Exchange `json:"exchange,omitempty"`
	Report   *Report   `json:"report,omitempty"`
	Error    string    `json:"error,omitempty"` // why there is neither
}

// Exchange tells what is known, and brings what the other has not.
type Exchange struct {
	// Digest is of all that the speaker knows, what this message brings included.
	Digest ledger.Digest `json:"digest"`
	// Has is what the speaker knows; left out where the digests were equal, and in a first
	// message.
	Has     *ledger.Tags   `json:"has,omitempty"`
	Records ledger.Records `json:"records,omitzero"` // MaxRecords at most; the rest by the next message
}

// Kind is what an operation does.
type Kind string

// The kinds of operations.
const (
	Status   Kind = "status"   // tell how the kiosk is
	Sessions Kind = "sessions" // tell who is there
	Reload   Kind = "reload"   // read the pages again
	Drain    Kind = "drain"    // begin to close
)

// Operation is what an organiser asks of a kiosk.
type Operation struct {
	Kind Kind   `json:"kind"`
	By   string `json:"by"` // the organiser's name, for the log
	// Begin is false where what came of a reload that was begun before is asked for, again
	// and again until its report is no longer Pending.
	Begin bool `json:"begin,omitempty"`
	// Seconds is the notice of a drain, 1 to 3600; 0 for the usual one.
	Seconds int `json:"seconds,omitempty"`
}

// Report is what came of an operation: Error, Pending, or what belongs to its kind.
type Report struct {
	Error   string `json:"error,omitempty"` // in sentences for people
	Pending bool   `json:"pending,omitempty"`

	Status   *StatusReport   `json:"status,omitempty"`
	Sessions *SessionsReport `json:"sessions,omitempty"`
	Reload   *ReloadReport   `json:"reload,omitempty"`
	Drain    *DrainReport    `json:"drain,omitempty"`
}

// StatusReport is how a kiosk is.
type StatusReport struct {
	Now        int         `json:"now"`   // sessions that are open
	Today      int         `json:"today"` // sessions that began today
	Peak       int         `json:"peak"`
	Rehearsing int         `json:"rehearsing,omitempty"`
	Draining   bool        `json:"draining,omitempty"`
	Left       int         `json:"left,omitempty"` // seconds until it closes, where it drains
	Pages      string      `json:"pages"`          // the digest of the pages that are shown
	Zone       string      `json:"zone,omitempty"` // in which announcements end: "BST, UTC+1"
	Rows       [][2]string `json:"rows"`           // a name and a value each, as an organiser sees them
	Look       [][2]string `json:"look,omitempty"` // those of the rows that want attention
}

// SessionsReport is who is there.
type SessionsReport struct {
	Total    int       `json:"total"`
	Sessions []Session `json:"sessions"` // MaxSessions at most, the oldest first
}

// MaxSessions bounds the sessions of a report.
const MaxSessions = 200

// Session is one of them.
type Session struct {
	Kind    string    `json:"kind"`
	Began   time.Time `json:"began"`
	Columns int       `json:"columns,omitempty"` // 0 without a terminal
	Rows    int       `json:"rows,omitempty"`
	Source  string    `json:"source"` // a pseudonym, which means something at its own kiosk alone
}

// ReloadReport is what came of reading the pages again.
type ReloadReport struct {
	What  string `json:"what"`  // a sentence
	Pages string `json:"pages"` // the digest of the pages that are shown now
}

// DrainReport is how long readers are given.
type DrainReport struct {
	Seconds int    `json:"seconds"`
	What    string `json:"what"` // a sentence
}
