package sshd

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// acknowledged is how many bytes the other end of a TCP socket has acknowledged
// (tcpi_bytes_acked, tcp(7)), and whether the connection is still open both ways.
func acknowledged(raw syscall.RawConn) (n int64, open, ok bool) {
	_ = raw.Control(func(fd uintptr) {
		info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
		if err == nil {
			n, open, ok = int64(info.Bytes_acked), info.State == unix.BPF_TCP_ESTABLISHED, true
		}
	})
	return n, open, ok
}
