package confined

import (
	"context"
	"errors"
	"time"
)

const (
	// PerProcess is how many files one process reads: what a long life leaves lying in its
	// memory is gone with it.
	PerProcess = 64

	// maxStarts bounds how often a process is started for one that could not be, and
	// startPause is what passes before.
	maxStarts  = 2
	startPause = time.Second
)

// Worker has a process while there is something to read. It is not safe for concurrent
// use.
type Worker struct {
	// Command starts the process; nil for this program with the command Name. Environment
	// is what it has beside the package's.
	Command, Environment []string
	Name                 string
	Greeting             string // what it says when it is ready

	process *Process
	unable  error
}

// Ready is a process that reads nothing at the moment. The error is ctx's, or says why no
// process can be started; it is the same from then on, until TryAgain.
func (w *Worker) Ready(ctx context.Context) (*Process, error) {
	if w.process != nil && w.process.reads >= PerProcess {
		w.Dismiss()
	}
	if w.process != nil || w.unable != nil {
		return w.process, w.unable
	}
	command := w.Command
	var err error
	if command == nil {
		var path string
		path, err = Self()
		command = []string{path, w.Name}
	}
	for try := 0; err == nil && try < maxStarts; try++ {
		var p *Process
		if p, err = Start(ctx, command, w.Environment, w.Greeting); err == nil {
			w.process = p
			return p, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if try+1 < maxStarts && !errors.Is(err, ErrUnable) && Pause(ctx, startPause) {
			err = nil
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	w.unable = err
	return nil, err
}

// TryAgain has Ready start a process though it could not before.
func (w *Worker) TryAgain() { w.unable = nil }

// Lost notes that the process is gone.
func (w *Worker) Lost() { w.process = nil }

// Busy reports whether there is a process.
func (w *Worker) Busy() bool { return w.process != nil }

// Dismiss lets the process go, if there is one: its memory comes back.
func (w *Worker) Dismiss() {
	if w.process != nil {
		w.process.Dismiss()
		w.process = nil
	}
}

// Pause waits; false where ctx ended before.
func Pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
