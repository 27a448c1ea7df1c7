package sshd

import (
	"net"
	"syscall"
)

// taken is how many bytes the client has taken: as many as it has acknowledged,
// where the system tells, or else as many as the socket was given.
func (c *connection) taken() int64 {
	if raw := socket(c.Conn); raw != nil {
		if n, _, ok := acknowledged(raw); ok {
			return n
		}
	}
	return c.written.Load()
}

// left reports whether the client has closed its end, where the system tells.
func (c *connection) left() bool {
	raw := socket(c.Conn)
	if raw == nil {
		return false
	}
	_, open, ok := acknowledged(raw)
	return ok && !open
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
