package admission

import (
	"encoding/binary"
	"io"
	"net"
	"sync"
	"time"
)

// The bounds of an apology.
const (
	// ApologyTime is how long a kiosk that cannot serve apologizes, to those who wait and
	// those who come meanwhile. Each may take as long again to hear it.
	ApologyTime = time.Second

	// apologies is how many are made at once; others wait.
	apologies = 256
)

// Apologize tells everybody who comes to a port within ApologyTime why they are not served,
// and closes the port: the kiosk is about to end with an error, and whoever opened the port
// for it holds visitors there until the next start. They get the server's first line and
// SSH_MSG_DISCONNECT (RFC 4253 §4.2 and §11.1), which clients show, without a handshake.
// The text has to be in ASCII, of which OpenSSH shows 400 characters.
func Apologize(l net.Listener, text string) {
	end := time.AfterFunc(ApologyTime, func() { _ = l.Close() })
	defer end.Stop()
	said := apology(text)
	places := make(chan struct{}, apologies)
	var under sync.WaitGroup
	defer under.Wait()
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		places <- struct{}{}
		under.Go(func() {
			defer func() { <-places }()
			defer func() { _ = conn.Close() }()
			_ = conn.SetDeadline(time.Now().Add(ApologyTime))
			if _, err := conn.Write(said); err != nil {
				return
			}
			if tcp, ok := conn.(*net.TCPConn); ok {
				_ = tcp.CloseWrite()
			}
			// What was not read when a socket is closed has it reset, and the client may
			// lose what it was sent.
			_, _ = io.Copy(io.Discard, io.LimitReader(conn, 64<<10))
		})
	}
}

// apology is what is sent: a line, and a packet in the clear (RFC 4253 §6).
func apology(text string) []byte {
	const (
		disconnect   = 1 // SSH_MSG_DISCONNECT
		notAvailable = 7 // SSH_DISCONNECT_SERVICE_NOT_AVAILABLE
		block        = 8
		leastPadding = 4
	)
	payload := []byte{disconnect}
	payload = binary.BigEndian.AppendUint32(payload, notAvailable)
	payload = binary.BigEndian.AppendUint32(payload, uint32(len(text)))
	payload = append(payload, text...)
	payload = binary.BigEndian.AppendUint32(payload, 0) // no language
	padding := block - (4+1+len(payload))%block
	if padding < leastPadding {
		padding += block
	}
	b := []byte("SSH-2.0-kiosk\r\n")
	b = binary.BigEndian.AppendUint32(b, uint32(1+len(payload)+padding))
	b = append(b, byte(padding))
	b = append(b, payload...)
	return append(b, make([]byte, padding)...)
}
