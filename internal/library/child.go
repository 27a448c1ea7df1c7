package library

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

	"hackday.example/kiosk/internal/document"
)

// environment is all that a child is given: what bounds its memory, which is no slower
// for it and stays within capacity.ConversionBudget, and keeps it to one core; no traces of a crash; and no look at the
// control group, whose files would stay open.
var environment = []string{"GOMEMLIMIT=220MiB", "GOGC=50", "GOMAXPROCS=1", "GOTRACEBACK=none", "GODEBUG=containermaxprocs=0"}

// child is a process that reads documents, one at a time. It is not safe for concurrent
// use.
type child struct {
	cmd   *exec.Cmd
	in    *os.File
	out   *bufio.Reader
	close func() // closes the parent's ends
	gone  chan struct{}
	reads int  // documents that it was given
	fell  bool // it ended, and nobody here had ended it
}

// startChild starts a child and waits until it is ready. The error says why there is
// none.
func startChild(ctx context.Context, command []string, extra []string) (*child, error) {
	childIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, childOut, err := os.Pipe()
	if err != nil {
		_, _ = childIn.Close(), in.Close()
		return nil, err
	}
	c := &child{
		cmd:   exec.Command(command[0], command[1:]...),
		in:    in,
		out:   bufio.NewReader(out),
		close: func() { _, _ = in.Close(), out.Close() },
		gone:  make(chan struct{}),
	}
	c.cmd.Stdin, c.cmd.Stdout = childIn, childOut // stderr is nowhere: it could hold words of a document
	c.cmd.Env = append(append([]string{}, environment...), extra...)
	c.cmd.SysProcAttr = apart()
	started := make(chan error, 1)
	go func() {
		defer close(c.gone)
		runtime.LockOSThread() // for good: the thread ends with this goroutine
		inherit()
		err := c.cmd.Start()
		_, _ = childIn.Close(), childOut.Close()
		started <- err
		if err == nil {
			_ = c.cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		c.close()
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	if err := c.hello(ctx); err != nil {
		c.kill()
		return nil, err
	}
	return c, nil
}

// hello waits for a child to be ready.
func (c *child) hello(ctx context.Context) error {
	defer context.AfterFunc(ctx, c.end)()
	b, err := readFrame(c.out, maxHello)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("the program that reads documents was not ready: %w", ctx.Err())
	case err != nil:
		select {
		case <-c.gone:
			c.fell = true
		case <-time.After(endTime):
		}
		c.kill()
		err = fmt.Errorf("the program that reads documents ended at its start: %v", c.cmd.ProcessState)
		if c.starved() {
			err = fmt.Errorf("%w: %w", errStarved, err)
		}
		return err
	case string(b) != helloText():
		return fmt.Errorf("%w: it says %q", errUnable, b)
	}
	return nil
}

var (
	// errUnable is that a child says that it can read nothing.
	errUnable = errors.New("the program that reads documents is not ready")
	// errStarved is that the system ended a child at its start.
	errStarved = errors.New("the memory is too short")
)

// errDied is that a child ended, or answered nonsense, while it read a document.
var errDied = errors.New("the program that reads documents failed")

// convert has the child read a file of that size. Whatever the error is, the child is
// gone then. It is ctx's where that ended, errShort where the file became shorter, another
// of file's where that cannot be read, or errDied.
func (c *child) convert(ctx context.Context, file io.Reader, size int64) (document.Text, error) {
	defer context.AfterFunc(ctx, c.end)()
	c.reads++
	t, err := c.exchange(file, size)
	if err == nil {
		return t, nil
	}
	if ctx.Err() == nil && errors.Is(err, errDied) && !errors.Is(err, errText) && !errors.Is(err, errTooMuch) {
		select { // its pipes are closed a moment before it is gone
		case <-c.gone:
			c.fell = ctx.Err() == nil
		case <-time.After(endTime):
		}
	}
	c.kill()
	if ctx.Err() != nil {
		return document.Text{}, ctx.Err()
	}
	return document.Text{}, err
}

// starved reports whether the system ended the child, as it does where memory is short.
func (c *child) starved() bool { return c.fell && killed(c.cmd.ProcessState) }

func (c *child) exchange(file io.Reader, size int64) (document.Text, error) {
	source := &failing{Reader: file}
	if err := sendFile(c.in, source, size); errors.Is(err, errShort) {
		return document.Text{}, err
	} else if source.err != nil {
		return document.Text{}, source.err
	} else if err != nil {
		return document.Text{}, fmt.Errorf("%w: %w", errDied, err)
	}
	b, err := readFrame(c.out, maxEncoded)
	if err != nil {
		return document.Text{}, fmt.Errorf("%w: %w", errDied, err)
	}
	t, err := parseText(b)
	if err != nil {
		return document.Text{}, fmt.Errorf("%w: %w", errDied, err)
	}
	return t, nil
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

// end kills the process, and does not wait for it.
func (c *child) end() { _ = c.cmd.Process.Kill() }

// kill ends the child at once.
func (c *child) kill() {
	c.end()
	<-c.gone
	c.close()
}

// dismiss lets the child end by itself.
func (c *child) dismiss() {
	_ = c.in.Close()
	select {
	case <-c.gone:
	case <-time.After(endTime):
	}
	c.kill()
}
