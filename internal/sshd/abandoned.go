package sshd

import (
	"reflect"
	"sync"
	"unsafe"

	gossh "golang.org/x/crypto/ssh"
)

// x/crypto/ssh reads packets in a goroutine, which queues them for whoever
// handles them. When that one ends, as it does at a packet that must not come, the
// reader goes on: if more packets have come than the queue takes, it waits for
// ever, and with it stays all that it keeps; closing the socket does not help
// (handshake.go, readLoop and Close). So whatever is queued for a connection that
// is closed is taken from the queue here.
//
// There is no other way to the queue than past what x/crypto/ssh exports. Nor is
// there any before the client asks to log in: until then no more is read than the
// queue takes (beforeService).
const (
	queuedPackets  = 16 // chanSize in handshake.go
	smallestPacket = 26 // on the wire: a length, a padding and its length, a message's number, and 16 bytes that authenticate them
)

// queueOf is the queue of packets of a connection; nil if x/crypto/ssh has it
// elsewhere by now, to which TestTheQueueIsFound holds it.
func queueOf(conn gossh.ConnMetadata) <-chan []byte {
	v := reflect.ValueOf(conn)
	for _, name := range []string{"transport", "incoming"} {
		if v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
			return nil
		}
		i := fieldOf(v.Elem().Type(), name)
		if i < 0 {
			return nil
		}
		v = v.Elem().Field(i)
	}
	if v.Type() != reflect.TypeFor[chan []byte]() {
		return nil
	}
	return *(*chan []byte)(unsafe.Pointer(v.UnsafeAddr()))
}

// fields are where fieldOf found what it was asked for. Reflection compares the
// names of all fields, which takes longer than all else that a login needs of it.
var fields sync.Map // by a field

type field struct {
	of   reflect.Type
	name string
}

// fieldOf is the number of a struct's own field; -1 if it has none of the name.
func fieldOf(of reflect.Type, name string) int {
	key := field{of, name}
	if i, ok := fields.Load(key); ok {
		return i.(int)
	}
	i := -1
	if f, ok := of.FieldByName(name); ok && len(f.Index) == 1 {
		i = f.Index[0]
	}
	fields.Store(key, i)
	return i
}

// drain takes what is queued, in a goroutine of its own, until the queue's reader
// has ended.
func drain(queue <-chan []byte) {
	if queue == nil {
		return
	}
	go func() {
		for range queue {
		}
	}()
}

// asksToLogIn notes that a client does, and finds its queue.
func (c *connection) asksToLogIn(conn gossh.ServerPreAuthConn) {
	queue := queueOf(conn)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gone {
		drain(queue)
		return
	}
	c.queue = queue
	c.in.phase.Store(beforeLogin)
	close(c.in.service)
}
