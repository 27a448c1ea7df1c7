package telemetry

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// opsConnections are the connections of the ops port, maxOpsConnections at most.
// A newcomer always comes in. When there are too many, the one closes that has
// waited longest since it came, or since its last answer, whatever it sent since;
// only where every one is being answered, that whose answer takes longest. The
// zero value has none. It is safe for concurrent use.
type opsConnections struct {
	mu  sync.Mutex // guards what follows
	all map[net.Conn]*opsConnection
}

// opsConnection is one of them.
type opsConnection struct {
	since    time.Time // when it came, or when its answer began or ended
	answered bool      // it is being
}

// changed is the server's hook for a connection's state.
func (o *opsConnections) changed(c net.Conn, s http.ConnState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch s {
	case http.StateNew:
		if len(o.all) >= maxOpsConnections {
			longest := o.longest()
			delete(o.all, longest)
			_ = longest.Close()
		}
		if o.all == nil {
			o.all = map[net.Conn]*opsConnection{}
		}
		o.all[c] = &opsConnection{since: time.Now()}
	case http.StateClosed, http.StateHijacked:
		delete(o.all, c)
	}
}

// longest is the connection that is to close for a newcomer. o.mu must be held.
func (o *opsConnections) longest() (longest net.Conn) {
	for c, is := range o.all {
		than := o.all[longest]
		if than == nil || than.answered && !is.answered || than.answered == is.answered && is.since.Before(than.since) {
			longest = c
		}
	}
	return longest
}

// answering notes that a request is being answered, until done is called.
func (o *opsConnections) answering(r *http.Request) (done func()) {
	o.set(r, true)
	return func() { o.set(r, false) }
}

func (o *opsConnections) set(r *http.Request, answered bool) {
	c, _ := r.Context().Value(opsConnectionKey{}).(net.Conn)
	o.mu.Lock()
	defer o.mu.Unlock()
	if is := o.all[c]; is != nil { // it may have been closed
		is.since, is.answered = time.Now(), answered
	}
}

// opsConnectionKey is where a request's context has its connection.
type opsConnectionKey struct{}

func withConnection(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, opsConnectionKey{}, c)
}
