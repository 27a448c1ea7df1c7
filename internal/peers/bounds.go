package peers

import (
	"time"

	"hackday.example/kiosk/internal/replica"
)

// What all peers together can make a kiosk hold and do, at the most:
//   - replica.MaxPeers links, and a goroutine for each name of --peers, as many at the most.
//   - A link has linkGoroutines and linkBytes. One that is idle takes some 45 KB.
//   - Answer keeps nothing of a message but what the board takes, and the maxCallers
//     instances that called last, of some 400 bytes each. It takes answersPerSecond messages
//     a second at the most from all peers together, and answersTogether of them at once:
//     each of these has the message and what was decoded from it, 5 MiB. Those that wait for
//     their turn have the message alone, and package sshd bounds how many these are.
//   - Ask and Spread have a goroutine for each peer, until they return.
const (
	// linkGoroutines are the link's own; three of x/crypto/ssh, that read packets, take them
	// apart, and exchange keys; those that turn down its requests and channels, wait for
	// its end, and send a request.
	linkGoroutines = 8
	// linkBytes has stacks; the message, the answer and what was decoded from it; 16 KiB of
	// tags; and maxUnasked, that x/crypto/ssh reads ahead.
	linkBytes = 7 << 20
)

// The times.
const (
	lookEvery  = 15 * time.Second // names are looked up
	lookSooner = time.Second      // while a name has no address
	lookTime   = 5 * time.Second  // a lookup may take

	dialTime      = 10 * time.Second // a connection may take
	handshakeTime = 10 * time.Second // the login may take
	backoffFirst  = 250 * time.Millisecond
	backoffMost   = 5 * time.Second

	againSelf     = 3 * time.Minute  // an address is looked at that led to this kiosk
	againAlias    = time.Minute      // … to a kiosk that is reached by another address
	againStranger = 30 * time.Second // … to what has other host keys, or takes no messages

	beat        = 5 * time.Second  // exchanges, where nothing changes
	beatBusy    = time.Second      // … after a peer had too much to do
	patience    = time.Second      // a peer is waited for
	closeAfter  = 10 * time.Second // a connection is closed whose peer has not answered
	reloadEvery = 200 * time.Millisecond
	reloadTime  = 30 * time.Second // the end of a reload is waited for
	readyAfter  = 10 * time.Second // a kiosk is ready though nobody was reached
	failedLong  = 10 * time.Second // a peer has failed, until that is logged
	strangeLong = time.Minute      // a kiosk has called that no address leads to, until that is logged
)

const (
	// maxRounds bounds the messages of one exchange. The most that two kiosks can have to
	// tell each other, 1,000 files of 8 KiB, takes some 200.
	maxRounds = 400

	answersPerSecond = 100 // messages of all peers together
	answersAtOnce    = 200
	answerWait       = 50 * time.Millisecond // a message beyond these may wait
	answersTogether  = 4
	turnWait         = 250 * time.Millisecond // a message may wait for its turn

	kicksPerSecond = 0.5 // how often one link is told to try again
	kicksAtOnce    = 3

	maxCallers = 2 * replica.MaxPeers
	mostNotes  = 5

	// maxUnasked is how many bytes a peer that was dialled may send before it answers, the
	// answer included.
	maxUnasked = 1 << 20
)
