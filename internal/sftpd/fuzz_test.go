package sftpd

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"
)

// replay is a connection of a client that sends something, and closes its end.
type replay struct {
	io.Reader
	bytes.Buffer
}

func (r *replay) Read(p []byte) (int, error) { return r.Reader.Read(p) }
func (r *replay) Close() error               { return nil }

// FuzzSFTP sends requests: whatever they are, the session ends, nothing panics, and all
// that is written is whole packets, at most one for each request.
func FuzzSFTP(f *testing.F) {
	add := func(packets ...[]byte) {
		f.Add(bytes.Join(append([][]byte{greeting}, packets...), nil))
	}
	add()
	add(request(fxpOpen, 1, "large.bin", 1, 0), request(fxpRead, 2, "1", 0, 5, 100), request(fxpFstat, 3, "1"), request(fxpClose, 4, "1"), request(fxpRead, 5, "1", 0, 0, 1))
	add(request(fxpOpendir, 1, "/"), request(fxpReaddir, 2, "1"), request(fxpRead, 3, "1", 0, 0, 9), request(fxpReaddir, 4, "1"), request(fxpWrite, 5, "1", 0, 0, "x"))
	add(request(fxpOpen, 1, "2", 1, 0), request(fxpReaddir, 2, "1"), request(fxpFsetstat, 3, "1", 4, 511), request(fxpRead, 4, "1", -1, -1, -1))
	add(request(fxpRealpath, 1, "../.."), request(fxpStat, 2, "/folder"), request(fxpLstat, 3, ".."), request(fxpReadlink, 4, "large.bin"))
	add(request(fxpExtended, 1, "statvfs@openssh.com", "/"), request(fxpExtended, 2, "limits@openssh.com"), request(fxpExtended, 3, "posix-rename@openssh.com", "a", "b"))
	add(request(fxpRename, 1, "a", "b"), request(fxpSymlink, 2, "a", "b"), request(fxpRemove, 3, "a"), request(fxpMkdir, 4, "a", 0), request(fxpRmdir, 5, "a"), request(fxpSetstat, 6, "a", 1, 0, 0))
	add(request(fxpOpen, 1, "index.md", 0xffff, -1, "x"), request(fxpOpen, 2, "index.txt", 9, 0))
	f.Fuzz(func(t *testing.T, sent []byte) {
		r := &replay{Reader: bytes.NewReader(sent)}
		outcome, _ := Serve(t.Context(), r, Options{View: view, Opened: func(string, int) {}, Panicked: func(p any) { t.Errorf("it panicked: %v", p) }})
		out, answers := r.Bytes(), 0
		for ; len(out) > 0; answers++ {
			if len(out) < 5 || uint64(binary.BigEndian.Uint32(out)) > uint64(len(out)-4) {
				t.Fatalf("what is written ends in the middle of a packet: %q", out)
			}
			out = out[4+binary.BigEndian.Uint32(out):]
		}
		if most := len(sent) / 5; answers > most {
			t.Errorf("%d answers to %d bytes", answers, len(sent))
		}
		if outcome.Bytes > int64(len(sent)/13)*maxRead {
			t.Errorf("%d bytes of files for %d of requests", outcome.Bytes, len(sent))
		}
	})
}
