package sshd

import "hackday.example/kiosk/internal/sftpd"

// What one client can make the kiosk hold, at the most. TestAConnectionHoldsNoMoreThanItsBound
// asserts it under the worst mix. Bytes are those of the process: stacks, what was
// read and not used yet, and what waits to be taken; the socket's buffers are the
// system's, and the layouts are the cache's.
const (
	// connectionGoroutines are those that read packets, exchange keys, and
	// hand out channels, global requests and new channels; one that waits for a
	// round trip, and one that probes.
	connectionGoroutines = 7
	// openGoroutines has every open that is not answered.
	openGoroutines = 1
	// sessionGoroutines are those of a session's requests, input and extended
	// data, of what it runs, and of its end where it holds an old site.
	sessionGoroutines = 5
	// readerGoroutines are Bubble Tea's, and those that tell the reader news, of
	// a timer, and of what was typed early.
	readerGoroutines = 8

	// downloadGoroutines are those that serve SFTP.
	downloadGoroutines = sftpd.Goroutines

	connectionBytes = 400 << 10 // IntakeLimits.Waiting and Packet, twice over; buffers; the handshake's results
	sessionBytes    = 32 << 10  // stacks, typeAhead, a command's output
	readerBytes     = 128 << 10 // the screen, twice, at its largest
	// downloadBytes has requests that wait, and what x/crypto/ssh keeps of those that come
	// while the inbox is full, of a byte each: 64 KiB of packets, 100 bytes for each of 36.
	downloadBytes = sftpd.Bytes + 2*inboxBytes + 200<<10
)

// PeerBytes is how many bytes the connection of a peer can take; its goroutines are those
// of a connection without sessions. The bytes are those of requests that wait in the two
// queues of x/crypto/ssh, of up to 17 KiB each, as peering lets them be read; of one that
// is as large as may be, and one that is being read; of an answer, and its packet. A key
// exchange as large as a message takes 16 bytes more for each name in it, for
// Limits.Stall, which ends what reaches nobody.
const PeerBytes = connectionBytes + 2*queuedPackets*(17<<10) + 4*peerPacket

// GoroutinesOf is how many goroutines a connection can take that has so many
// sessions, readers and downloads among them, and opens that are not answered.
func GoroutinesOf(sessions, readers, downloads, opens int) int {
	return connectionGoroutines + sessions*sessionGoroutines + readers*readerGoroutines + downloads*downloadGoroutines + opens*openGoroutines
}

// BytesOf is how many bytes such a connection can take.
func BytesOf(sessions, readers, downloads int) int {
	return connectionBytes + sessions*sessionBytes + readers*readerBytes + downloads*downloadBytes
}
