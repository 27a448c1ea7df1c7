package sftpd

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The requests of SFTP version 3 (draft-ietf-secsh-filexfer-02 §3).
const (
	fxpInit     = 1
	fxpVersion  = 2
	fxpOpen     = 3
	fxpClose    = 4
	fxpRead     = 5
	fxpWrite    = 6
	fxpLstat    = 7
	fxpFstat    = 8
	fxpSetstat  = 9
	fxpFsetstat = 10
	fxpOpendir  = 11
	fxpReaddir  = 12
	fxpRemove   = 13
	fxpMkdir    = 14
	fxpRmdir    = 15
	fxpRealpath = 16
	fxpStat     = 17
	fxpRename   = 18
	fxpReadlink = 19
	fxpSymlink  = 20
	fxpStatus   = 101
	fxpExtended = 200
	fxpExtReply = 201
)

// Codes of a status (§7).
const (
	noSuchFile    = 2
	denied        = 3
	badMessage    = 5
	notUnderstood = 8
)

const (
	// maxPacket bounds a request. A write of 32 KiB, which OpenSSH sends at the most to
	// a server with our limits, is the largest of an honest client.
	maxPacket = 34_000
	// maxKept bounds a request that the library is given: two paths and attributes.
	maxKept = 10 << 10
	// maxRead bounds the reply to a read: the library's default, and what the draft asks
	// a server to support. A part of a list, of 100 names, has less as a rule.
	maxRead = 32 << 10
)

// ErrProtocol says that a client sent what no client of SFTP sends.
var ErrProtocol = errors.New("not SFTP")

// requests hands a client's requests to the library, one after another. Its methods are
// called from one goroutine.
type requests struct {
	session *session
	from    io.Reader
	greeted bool
	opening bool   // the last request that the library was given opens something
	rest    []byte // of the request that the library is reading
}

// read is the library's Read. The end is kept from it until it has answered all that it
// was given: it passes over what it has not written by then.
func (r *requests) read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if err := r.next(); err != nil {
			r.session.replies.finish()
			return 0, err
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// next reads a request, and answers it or keeps it for the library. The error ends the
// session.
func (r *requests) next() error {
	if err := r.session.replies.room(r.session.Limits); err != nil {
		return err
	}
	var head [5]byte
	if _, err := io.ReadFull(r.from, head[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("%w: a request ends in its head", ErrProtocol)
		}
		return err
	}
	r.session.idle.Reset(r.session.Limits.Idle)
	length, kind := binary.BigEndian.Uint32(head[:]), head[4]
	switch {
	case length < 5 || length > maxPacket:
		return fmt.Errorf("%w: a packet of %d bytes", ErrProtocol, length)
	case !r.greeted && kind != fxpInit || r.greeted && kind == fxpInit:
		return fmt.Errorf("%w: packet %d where it has no place", ErrProtocol, kind)
	}
	left := int(length) - 1
	if kind == fxpInit { // clients may tell of extensions
		r.greeted = true
		if err := r.skip(left); err != nil {
			return err
		}
		return r.session.replies.answer(version())
	}
	if kind == fxpWrite || left > maxKept {
		return r.refuseLarge(kind, left)
	}
	packet := make([]byte, len(head)+left)
	copy(packet, head[:])
	if _, err := io.ReadFull(r.from, packet[len(head):]); err != nil {
		return fmt.Errorf("%w: a request ends too early", ErrProtocol)
	}
	return r.take(kind, packet)
}

// take answers a request, or keeps it for the library.
func (r *requests) take(kind byte, packet []byte) error {
	id, body := binary.BigEndian.Uint32(packet[5:]), packet[9:]
	if kind == fxpExtended {
		name, rest, ok := takeString(body)
		switch {
		case !ok:
			return r.session.replies.answer(status(id, badMessage, "the request has no name"))
		case name == "limits@openssh.com":
			return r.session.replies.answer(limits(id, r.session.Limits))
		case name == "statvfs@openssh.com" && strings1(rest):
		case writes[name]:
			r.session.refused.Add(1)
			return r.session.replies.answer(status(id, denied, readOnly))
		default:
			return r.session.replies.answer(status(id, notUnderstood, "this server has no such request"))
		}
	} else if shape, known := shapes[kind]; !known {
		return r.session.replies.answer(status(id, notUnderstood, "this server has no such request"))
	} else if !shape(body) {
		return r.session.replies.answer(status(id, badMessage, "the request ends too early"))
	}
	cost := 0
	if kind == fxpRead || kind == fxpReaddir {
		cost = maxRead
	}
	// Nothing is read by a handle before the client was told of it: the library writes to
	// its handles without a lock while it opens what they are for.
	if r.opening {
		r.session.replies.finish()
	}
	r.opening = kind == fxpOpen || kind == fxpOpendir
	if err := r.session.replies.expect(cost, r.session.Limits); err != nil {
		return err
	}
	r.rest = packet
	return nil
}

// refuseLarge answers what no library has to see, and skips it.
func (r *requests) refuseLarge(kind byte, left int) error {
	var id [4]byte
	if _, err := io.ReadFull(r.from, id[:]); err != nil {
		return fmt.Errorf("%w: a request ends too early", ErrProtocol)
	}
	if err := r.skip(left - len(id)); err != nil {
		return err
	}
	if kind == fxpWrite {
		r.session.refused.Add(1)
		return r.session.replies.answer(status(binary.BigEndian.Uint32(id[:]), denied, readOnly))
	}
	return r.session.replies.answer(status(binary.BigEndian.Uint32(id[:]), noSuchFile, "no such file: the path is too long"))
}

func (r *requests) skip(n int) error {
	if _, err := io.CopyN(io.Discard, r.from, int64(n)); err != nil {
		return fmt.Errorf("%w: a request ends too early", ErrProtocol)
	}
	return nil
}

// readOnly is what whoever would write is told.
const readOnly = "permission denied: nothing can be written here"

// writes are the extended requests that write (OpenSSH's PROTOCOL §4).
var writes = map[string]bool{
	"posix-rename@openssh.com": true,
	"hardlink@openssh.com":     true,
	"fsync@openssh.com":        true,
	"lsetstat@openssh.com":     true,
	"copy-data":                true,
}

// shapes are the requests that the library is given, and what has to stand in them behind
// their number: it takes a request that ends too early for the end of the session.
var shapes = map[byte]func([]byte) bool{
	fxpOpen:     func(b []byte) bool { return strings1then(b, 8) },
	fxpClose:    strings1,
	fxpRead:     func(b []byte) bool { return strings1then(b, 12) },
	fxpLstat:    strings1,
	fxpFstat:    strings1,
	fxpSetstat:  func(b []byte) bool { return strings1then(b, 4) },
	fxpFsetstat: func(b []byte) bool { return strings1then(b, 4) },
	fxpOpendir:  strings1,
	fxpReaddir:  strings1,
	fxpRemove:   strings1,
	fxpMkdir:    func(b []byte) bool { return strings1then(b, 4) },
	fxpRmdir:    strings1,
	fxpRealpath: strings1,
	fxpStat:     strings1,
	fxpRename:   strings2,
	fxpReadlink: strings1,
	fxpSymlink:  strings2,
}

// strings1 reports whether a string stands in front.
func strings1(b []byte) bool { return strings1then(b, 0) }

// strings1then reports whether a string stands in front, and n bytes behind it.
func strings1then(b []byte, n int) bool {
	_, rest, ok := takeString(b)
	return ok && len(rest) >= n
}

func strings2(b []byte) bool {
	_, rest, ok := takeString(b)
	return ok && strings1(rest)
}

// takeString takes a string off the front.
func takeString(b []byte) (s string, rest []byte, ok bool) {
	if len(b) < 4 {
		return "", nil, false
	}
	n := binary.BigEndian.Uint32(b)
	if b = b[4:]; uint64(n) > uint64(len(b)) {
		return "", nil, false
	}
	return string(b[:n]), b[n:], true
}

// version is the answer to the first packet. It names the extended requests that are
// known here, with those that are denied: a client sends no others. OpenSSH's server names
// them too when it is for reading only.
func version() []byte {
	b := packet(fxpVersion)
	b = binary.BigEndian.AppendUint32(b, 3)
	for _, s := range []string{
		"posix-rename@openssh.com", "1", "statvfs@openssh.com", "2", "hardlink@openssh.com", "1",
		"fsync@openssh.com", "1", "lsetstat@openssh.com", "1", "limits@openssh.com", "1",
	} {
		b = appendString(b, s)
	}
	return sized(b)
}

// limits is the answer to limits@openssh.com (OpenSSH's PROTOCOL §4.8): the largest
// packet, read and write, and how many handles there are.
func limits(id uint32, l Limits) []byte {
	b := binary.BigEndian.AppendUint32(packet(fxpExtReply), id)
	for _, n := range []int{maxPacket, maxRead, maxRead, l.Handles} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	return sized(b)
}

func status(id uint32, code uint32, text string) []byte {
	b := binary.BigEndian.AppendUint32(packet(fxpStatus), id)
	b = binary.BigEndian.AppendUint32(b, code)
	return sized(appendString(appendString(b, text), "en"))
}

func packet(kind byte) []byte { return []byte{0, 0, 0, 0, kind} }

func appendString(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// sized puts the length in front of a packet.
func sized(b []byte) []byte {
	binary.BigEndian.PutUint32(b, uint32(len(b)-4))
	return b
}
