// Package confined starts this program again as a process that reads hostile files, one at
// a time, and can do next to nothing: on Linux it has no environment, no descriptors but
// its pipes, no way to open any, the lowest weight, and the first place where memory is
// short. A file that crashes it, or takes all of its memory or time, takes nothing along.
// What it answers is not to be trusted.
//
// The package does not know what is read: package library has PDFs read so, and package
// gallery pictures.
package confined

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// Environment is all that a process is given: what bounds its memory, which is no slower
// for it and stays within capacity.ConversionBudget, and keeps it to one core; no traces
// of a crash; and no look at the control group, whose files would stay open.
var Environment = []string{"GOMEMLIMIT=220MiB", "GOGC=50", "GOMAXPROCS=1", "GOTRACEBACK=none", "GODEBUG=containermaxprocs=0"}

const (
	// startTime bounds the start of a process, which takes half a second where the machine
	// has nothing else to do.
	startTime = time.Minute

	// endTime is what a process is given to end by itself.
	endTime = 2 * time.Second
)

// Process is a process that reads files. It is not safe for concurrent use.
type Process struct {
	cmd   *exec.Cmd
	in    *os.File
	out   *bufio.Reader
	close func() // closes the parent's ends
	gone  chan struct{}
	reads int  // files that it was given
	fell  bool // it ended, and nobody here had ended it
}

// Start starts a process and waits until it says the greeting. environment is what it has
// beside Environment. The error says why there is none.
func Start(ctx context.Context, command, environment []string, greeting string) (*Process, error) {
	theirIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		_, _ = theirIn.Close(), in.Close()
		return nil, err
	}
	p := &Process{
		cmd:   exec.Command(command[0], command[1:]...),
		in:    in,
		out:   bufio.NewReader(out),
		close: func() { _, _ = in.Close(), out.Close() },
		gone:  make(chan struct{}),
	}
	p.cmd.Stdin, p.cmd.Stdout = theirIn, theirOut // stderr is nowhere: it could hold words of a file
	p.cmd.Env = append(append([]string{}, Environment...), environment...)
	p.cmd.SysProcAttr = apart()
	started := make(chan error, 1)
	go func() {
		defer close(p.gone)
		runtime.LockOSThread() // for good: the thread ends with this goroutine
		inherit()
		err := p.cmd.Start()
		_, _ = theirIn.Close(), theirOut.Close()
		started <- err
		if err == nil {
			_ = p.cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		p.close()
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	if err := p.greeted(ctx, greeting); err != nil {
		p.Kill()
		return nil, err
	}
	return p, nil
}

// greeted waits for a process to be ready.
func (p *Process) greeted(ctx context.Context, greeting string) error {
	defer context.AfterFunc(ctx, p.end)()
	b, err := readFrame(p.out, maxGreeting)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("the program that reads files was not ready: %w", ctx.Err())
	case err != nil:
		select {
		case <-p.gone:
			p.fell = true
		case <-time.After(endTime):
		}
		p.Kill()
		err = fmt.Errorf("the program that reads files ended at its start: %v", p.cmd.ProcessState)
		if p.Starved() {
			err = fmt.Errorf("%w: %w", ErrStarved, err)
		}
		return err
	case string(b) != greeting:
		return fmt.Errorf("%w: it says %q", ErrUnable, b)
	}
	return nil
}

var (
	// ErrUnable is that a process says that it can read nothing.
	ErrUnable = errors.New("the program that reads files is not ready")
	// ErrStarved is that the system ended a process at its start.
	ErrStarved = errors.New("the memory is too short")
	// ErrDied is that a process ended, or answered nonsense, while it read a file.
	ErrDied = errors.New("the program that reads files failed")
)

// Read has the process read a file of that size, and returns its answer of at most so many
// bytes. Whatever the error is, the process is gone then. It is ctx's where that ended,
// ErrShort where the file became shorter, another of file's where that cannot be read, or
// ErrDied.
func (p *Process) Read(ctx context.Context, file io.Reader, size int64, most int) ([]byte, error) {
	defer context.AfterFunc(ctx, p.end)()
	p.reads++
	b, err := p.exchange(file, size, most)
	if err == nil {
		return b, nil
	}
	if ctx.Err() == nil && errors.Is(err, ErrDied) && !errors.Is(err, ErrTooMuch) {
		select { // its pipes are closed a moment before it is gone
		case <-p.gone:
			p.fell = ctx.Err() == nil
		case <-time.After(endTime):
		}
	}
	p.Kill()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, err
}

func (p *Process) exchange(file io.Reader, size int64, most int) ([]byte, error) {
	source := &failing{Reader: file}
	if err := sendFile(p.in, source, size); errors.Is(err, ErrShort) {
		return nil, err
	} else if source.err != nil {
		return nil, source.err
	} else if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDied, err)
	}
	b, err := readFrame(p.out, most)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDied, err)
	}
	return b, nil
}

// failing remembers the error of a Reader, to tell it from that of a pipe.
type failing struct {
	io.Reader
	err error
}

func (f *failing) Read(b []byte) (int, error) {
	n, err := f.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}

// Starved reports whether the system ended the process, as it does where memory is short.
func (p *Process) Starved() bool { return p.fell && killed(p.cmd.ProcessState) }

// Ended says how the process ended, once it has.
func (p *Process) Ended() string { return p.cmd.ProcessState.String() }

// ID is the number that the system knows the process by.
func (p *Process) ID() int { return p.cmd.Process.Pid }

// end kills the process, and does not wait for it.
func (p *Process) end() { _ = p.cmd.Process.Kill() }

// Kill ends the process at once.
func (p *Process) Kill() {
	p.end()
	<-p.gone
	p.close()
}

// Dismiss lets the process end by itself.
func (p *Process) Dismiss() {
	_ = p.in.Close()
	select {
	case <-p.gone:
	case <-time.After(endTime):
	}
	p.Kill()
}
