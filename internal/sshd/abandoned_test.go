package sshd

import (
	"net"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func TestTheQueueIsFound(t *testing.T) {
	server, _ := fuzzServer(t)
	near, far := tcpPair(t)
	found := make(chan (<-chan []byte), 1)
	config := &gossh.ServerConfig{NoClientAuth: true, PreAuthConnCallback: func(c gossh.ServerPreAuthConn) { found <- queueOf(c) }}
	config.AddHostKey(server.config.HostKey)
	go func(conn net.Conn) {
		_, _, _, _ = gossh.NewServerConn(conn, config)
		_ = conn.Close()
	}(near)
	c, _, _, err := gossh.NewClientConn(far, "", &gossh.ClientConfig{HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err == nil {
		_ = c.Close()
	}
	if queue := <-found; queue == nil || cap(queue) != queuedPackets {
		t.Errorf("the queue takes %d packets, want %d", cap(queue), queuedPackets)
	}
}

func TestNoQueueIsFoundElsewhere(t *testing.T) {
	for _, conn := range []gossh.ConnMetadata{nil, deadConn{}, (*gossh.ServerConn)(nil), &gossh.ServerConn{}} {
		if queueOf(conn) != nil {
			t.Errorf("a queue was found in %T", conn)
		}
	}
}
