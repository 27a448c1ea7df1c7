package sshd

import (
	"context"
	"slices"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// answerTime is how long one answer of the client is waited for.
const answerTime = 2 * time.Second

// roundTrip is the median time that three requests take which the client has to
// answer (RFC 4254 §4); ok is false if it does not, or if somebody asks already:
// what waits for an answer waits for as long as the client stays.
func (c *connection) roundTrip(ctx context.Context, conn gossh.Conn) (trip time.Duration, ok bool) {
	const times = 3
	if !c.beginTiming() {
		return 0, false
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		trip time.Duration
		err  error
	}
	answers := make(chan answer, times)
	go func() {
		defer c.endTiming()
		for range times {
			begin := time.Now()
			_, _, err := conn.SendRequest(keepalive, true, nil)
			answers <- answer{time.Since(begin), err}
			if err != nil || ctx.Err() != nil {
				return
			}
		}
	}()
	var trips []time.Duration
	for range times {
		select {
		case a := <-answers:
			if a.err != nil {
				return 0, false
			}
			trips = append(trips, a.trip)
		case <-time.After(answerTime):
			return 0, false
		case <-ctx.Done():
			return 0, false
		}
	}
	slices.Sort(trips)
	return trips[times/2], true
}

// beginTiming begins a round trip; false if one is under way.
func (c *connection) beginTiming() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timing {
		return false
	}
	c.timing = true
	return true
}

func (c *connection) endTiming() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timing = false
}
