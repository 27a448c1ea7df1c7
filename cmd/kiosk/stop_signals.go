package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// stopSignals are the signals that tell the kiosk to stop, SIGINT and SIGTERM. The first asks it
// to: visitors may get time. After the second they get none but what it takes to give
// their terminals back. The third ends the process wherever it is; as does the second
// where nobody was served yet, for then there is nothing to give back.
type stopSignals struct {
	asked   context.Context // ends with the first signal
	hurried context.Context // ends with the second
	ask     context.CancelFunc
	hurry   context.CancelFunc
	served  atomic.Bool
	signals chan os.Signal
}

// awaitStops begins to wait for them. The end of ctx stands for the first.
func awaitStops(ctx context.Context) *stopSignals {
	s := &stopSignals{signals: make(chan os.Signal, 2)}
	s.asked, s.ask = context.WithCancel(ctx)
	s.hurried, s.hurry = context.WithCancel(context.WithoutCancel(ctx))
	signal.Notify(s.signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		defer signal.Stop(s.signals)
		for _, heed := range []context.CancelFunc{s.ask, s.hurry} {
			if _, more := <-s.signals; !more {
				return
			}
			heed()
			if !s.served.Load() {
				return
			}
		}
	}()
	return s
}

// serving notes that there are visitors from now on.
func (s *stopSignals) serving() { s.served.Store(true) }

// end ends the wait. It is called once.
func (s *stopSignals) end() {
	signal.Stop(s.signals)
	close(s.signals)
	s.ask()
	s.hurry()
}
