package main

import (
	"context"
	"os"
	"os/signal"
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
	served  chan struct{} // closed when there may be visitors
	signals chan os.Signal
}

// awaitStops begins to wait for them. The end of ctx stands for the first.
func awaitStops(ctx context.Context) *stopSignals {
	s := &stopSignals{served: make(chan struct{}), signals: make(chan os.Signal, 2)}
	s.asked, s.ask = context.WithCancel(ctx)
	s.hurried, s.hurry = context.WithCancel(context.WithoutCancel(ctx))
	signal.Notify(s.signals, syscall.SIGINT, syscall.SIGTERM)
	go s.heed()
	return s
}

// heed heeds the first two signals, and leaves those that follow to the system.
func (s *stopSignals) heed() {
	for _, heed := range []context.CancelFunc{s.ask, s.hurry} {
		if _, more := <-s.signals; !more {
			return
		}
		heed()
		select {
		case <-s.served:
			continue
		default:
		}
		break
	}
	signal.Stop(s.signals)
	select {
	case early, more := <-s.signals: // before the system had them
		if self, err := os.FindProcess(os.Getpid()); more && (err != nil || self.Signal(early) != nil) {
			os.Exit(exitFailed)
		}
	default:
	}
}

// serving notes that there may be visitors from now on. It is called once.
func (s *stopSignals) serving() { close(s.served) }

// end ends the wait. It is called once.
func (s *stopSignals) end() {
	signal.Stop(s.signals)
	close(s.signals)
	s.ask()
	s.hurry()
}
