package sshd

import (
	"net"
	"syscall"
)

// taken is how many bytes the client has taken: as many as it has acknowledged,
// where the system tells, or else as many as the socket was given.
func (c *connection) taken() int64 {
	if raw := socket(c.Conn); raw != nil {
		if n, ok := acknowledged(raw); ok {
			return n
		}
	}
	return c.written.Load()
}

// socket finds the socket beneath a connection, or nil.
func socket(conn net.Conn) syscall.RawConn {
	for {
		if s, ok := conn.(syscall.Conn); ok {
			raw, err := s.SyscallConn()
			if err != nil {
				return nil
			}
			return raw
		}
		inner, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return nil
		}
		conn = inner.NetConn()
	}
}
