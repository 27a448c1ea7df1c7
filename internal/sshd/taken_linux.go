package sshd

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// acknowledged is how many bytes the other end of a TCP socket has acknowledged
// (tcpi_bytes_acked, tcp(7)).
func acknowledged(raw syscall.RawConn) (n int64, ok bool) {
	_ = raw.Control(func(fd uintptr) {
		info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
		if err == nil {
			n, ok = int64(info.Bytes_acked), true
		}
	})
	return n, ok
}
