package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/download"
)

// The old protocol of scp, which "scp -O" and clients before OpenSSH 9.0 speak: the client
// runs "scp -f PATH" here, and answers each message with a byte, 0 for yes. A message of
// ours that begins with 1 is an error that the client goes on after.

// serveSCP sends files and folders by it. What would be written here is refused as the
// protocol has it.
func serveSCP(_ context.Context, c *Call) Status {
	flags := strings.Join(c.flags, "")
	switch {
	case strings.ContainsRune(flags, 't'):
		_, _ = io.WriteString(c.Output, "\x01scp: permission denied: nothing can be written here\n")
		return Failed
	case !strings.ContainsRune(flags, 'f') || len(c.args) == 0:
		c.fail(c.words.Errors.NeedsName, "usage", c.command.usage)
		return NotUnderstood
	}
	ctx, to, end, ok := c.Visit.Download()
	if !ok {
		_, _ = fmt.Fprintf(c.Output, "\x01scp: %s\n", c.words.Errors.BusyDownloads)
		return Failed
	}
	defer end()
	input := c.Input(ctx)
	c.letGo()
	s := &scp{call: c, to: to, times: strings.ContainsRune(flags, 'p'), folders: strings.ContainsRune(flags, 'r')}
	s.came = sync.NewCond(&s.mu)
	var reading sync.WaitGroup
	reading.Go(func() { s.read(input) })
	defer reading.Wait()
	defer func() { _ = input.Close() }()

	err := s.awaitYes()
	for _, name := range c.args {
		if err == nil {
			err = s.sendPath(name)
		}
	}
	if err != nil || s.failed {
		return Failed
	}
	return Done
}

// errSCP says that the client refused something, or went away.
var errSCP = errors.New("the client gave up")

// maxSCPAhead is how many answers a client may be ahead: it gives none unasked.
const maxSCPAhead = 16

// scpIdle is how long a client may take to answer before its transfer ends: as long as one
// of SFTP may be without a request.
const scpIdle = 10 * time.Minute

// scp is one such transfer. It holds nothing of the site, which may be replaced meanwhile:
// each file and folder is one of the site that is shown then.
type scp struct {
	call    *Call
	to      io.Writer
	times   bool // -p: times are sent
	folders bool // -r
	failed  bool // something could not be sent

	mu   sync.Mutex // guards what follows
	came *sync.Cond // when it changed
	yes  int        // answers that nobody waited for yet
	over bool       // the client said no, or says nothing any more
}

// read takes the client's answers from when they come: what is not read is kept by the
// channel, at a cost.
func (s *scp) read(input io.Reader) {
	in := bufio.NewReaderSize(input, 16)
	for {
		b, err := in.ReadByte()
		s.mu.Lock()
		if err != nil || b != 0 || s.yes >= maxSCPAhead {
			s.over = true
		} else {
			s.yes++
		}
		over := s.over
		s.came.Broadcast()
		s.mu.Unlock()
		if over {
			return
		}
	}
}

// awaitYes waits for an answer.
func (s *scp) awaitYes() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.yes == 0 && !s.over {
		idle := time.AfterFunc(scpIdle, s.giveUp)
		defer idle.Stop()
	}
	for s.yes == 0 && !s.over {
		s.came.Wait()
	}
	if s.yes == 0 {
		return errSCP
	}
	s.yes--
	return nil
}

// giveUp takes the client for one that says nothing any more.
func (s *scp) giveUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.came.Broadcast()
}

// say sends a message, and waits for the answer.
func (s *scp) say(format string, values ...any) error {
	if _, err := fmt.Fprintf(s.to, format, values...); err != nil {
		return err
	}
	return s.awaitYes()
}

// complain says that something cannot be sent. To that the client gives no answer.
func (s *scp) complain(name, why string) error {
	s.failed = true
	_, err := fmt.Fprintf(s.to, "\x01scp: %s: %s\n", clean.Short(clean.Line(name), 200), why)
	return err
}

// sendPath sends what a path names.
func (s *scp) sendPath(name string) error {
	e, err := s.call.Downloads().Find(name)
	switch {
	case err != nil, e.Path() != strings.TrimPrefix(path.Clean("/"+name), "/"): // the client takes no file of another name
		return s.complain(name, "No such file or directory")
	case e.Path() == "": // it has no name, and clients take none that they did not ask for
		return s.complain(name, "name a folder in it; scp without -O takes all")
	case e.IsFolder() && !s.folders:
		return s.complain(name, "not a regular file")
	}
	return s.send(e)
}

// send sends a file, or a folder with all that it lists.
func (s *scp) send(e *download.Entry) error {
	if !e.IsFolder() {
		return s.sendFile(e)
	}
	if err := s.sendTimes(e); err != nil {
		return err
	}
	folder, name := e.Path(), e.Name()
	if err := s.say("D0755 0 %s\n", name); err != nil {
		return err
	}
	for child := s.behind(folder, ""); child != nil; {
		last := child.Path()
		if err := s.send(child); err != nil {
			return err
		}
		child = s.behind(folder, last)
	}
	return s.say("E\n")
}

// behind is what a folder lists next behind a path; nil at the end, or where the folder is
// no more.
func (s *scp) behind(folder, last string) *download.Entry {
	e, err := s.call.Downloads().Find(folder)
	if err != nil {
		return nil
	}
	for _, child := range e.Behind(last) {
		return child
	}
	return nil
}

func (s *scp) sendTimes(e *download.Entry) error {
	if !s.times {
		return nil
	}
	i, err := s.call.Downloads().Info(e)
	if err != nil {
		return s.complain(e.Path(), err.Error())
	}
	return s.say("T%d 0 %d 0\n", i.ModTime().Unix(), i.ModTime().Unix())
}

func (s *scp) sendFile(e *download.Entry) error {
	f, err := s.call.Downloads().Open(e)
	if err != nil {
		return s.complain(e.Path(), err.Error())
	}
	defer func() { _ = f.Close() }()
	name := e.Name()
	if err := s.sendTimes(e); err != nil {
		return err
	}
	if err := s.say("C0444 %d %s\n", f.Size(), name); err != nil {
		return err
	}
	s.call.count(f, nil)
	if err := send(s.to, f); err != nil {
		return err // in the middle of a file nothing can be said
	}
	return s.say("\x00")
}
