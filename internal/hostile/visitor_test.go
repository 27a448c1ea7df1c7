//go:build linux

package hostile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"
)

// patience is how long an honest visitor waits for anything. It decides whether
// they were served at all, and not whether that was fast.
const patience = 30 * time.Second

// honest is what honest visitors met: some who ran "ssh host read", one who sat
// at a reader and pressed keys, some who came to a reader and left.
type honest struct {
	mu       sync.Mutex
	reads    []time.Duration // until the page was there
	keys     []time.Duration // until a key was answered
	arrivals []time.Duration // until the first screen was there
	asText   int             // of the arrivals, who were given text in place of a reader
	failures []error
}

// visit has honest visitors come until ctx ends, beside the one who sits at r
// already, if anyone does. What they have begun by then they end. It returns when
// all of them have left.
func visit(ctx context.Context, k *process, r *seat) *honest {
	h := new(honest)
	var all sync.WaitGroup
	repeat := func(pause time.Duration, what string, into *[]time.Duration, do func() error) {
		all.Go(func() {
			for {
				begin := time.Now()
				err := do()
				h.note(what, into, time.Since(begin), err)
				if err != nil && what == pressing {
					return // they had one seat
				}
				select {
				case <-ctx.Done():
					return
				case <-time.After(pause):
				}
			}
		})
	}
	repeat(50*time.Millisecond, "reading", &h.reads, func() error { return readPage(k, int(turns.Add(1))) })
	repeat(150*time.Millisecond, "arriving", &h.arrivals, func() error {
		other, err := arrive(k.address)
		if err != nil {
			return err
		}
		return other.leave()
	})
	if r != nil {
		repeat(10*time.Millisecond, pressing, &h.keys, r.press)
	}
	all.Wait()
	if r != nil {
		_ = r.leave()
	}
	return h
}

// turns counts what visitors read, so that no page is asked for twice at one width.
var turns atomic.Int64

const pressing = "pressing a key"

// note notes how something went that an honest visitor did.
func (h *honest) note(what string, into *[]time.Duration, took time.Duration, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case errors.Is(err, errText):
		h.asText++
	case err != nil:
		h.failures = append(h.failures, fmt.Errorf("%s: %w", what, err))
	default:
		*into = append(*into, took)
	}
}

// percentile is the time within which so many of a hundred were; 0 for none.
func percentile(times []time.Duration, percent int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	times = slices.Sorted(slices.Values(times))
	return times[(len(times)*percent+99)/100-1]
}

// honestSource is the address of the next honest visitor, who was never there
// before.
func honestSource() string {
	n := honestVisitors.Add(1)
	return fmt.Sprintf("127.200.%d.%d", n/200%200, 1+n%200)
}

var honestVisitors atomic.Int64

// connect makes a visitor's connection. It is closed after their patience.
func connect(address string) (*ssh.Client, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(honestSource())}, Timeout: patience}
	conn, err := d.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	c, channels, requests, err := ssh.NewClientConn(conn, address, &ssh.ClientConfig{
		User:            "visitor",
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return ssh.NewClient(c, channels, requests), nil
}

// within closes what a visitor waits for when their patience is over.
func within(c io.Closer, do func() error) error {
	timer := time.AfterFunc(patience, func() { _ = c.Close() })
	err := do()
	if !timer.Stop() {
		return fmt.Errorf("no answer within %v", patience)
	}
	return err
}

// onThePage is a sentence of the built-in home page.
const onThePage = "Why are we doing this?"

// readPage is "ssh host read". At every other turn it has a terminal, of another
// width than before; and where there are leaflets it reads one of them, so that
// a page of ordinary size has to be laid out.
func readPage(k *process, turn int) error {
	c, err := connect(k.address)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	return within(c, func() error {
		s, err := c.NewSession()
		if err != nil {
			return err
		}
		command := "read"
		if turn%2 == 1 {
			if k.large {
				command += " " + leaflet(turn/2)
			}
			if err := s.RequestPty("xterm-256color", 24, 30+turn*7%151, nil); err != nil {
				return err
			}
		}
		out, err := s.Output(command)
		if err == nil && !bytes.Contains(out, []byte(onThePage)) {
			err = fmt.Errorf("not the page: %.60q", out)
		}
		return err
	})
}

// errText is what somebody gets who is given text in place of a reader.
var errText = errors.New("was given text in place of a reader")

// seat is an honest visitor at a reader.
type seat struct {
	client *ssh.Client
	in     io.Writer
	out    io.Reader
	down   bool
}

// arrive opens a reader, and returns when its first screen is there.
func arrive(address string) (*seat, error) {
	c, err := connect(address)
	if err != nil {
		return nil, err
	}
	r := &seat{client: c}
	err = within(c, func() error {
		s, err := c.NewSession()
		if err != nil {
			return err
		}
		if r.in, err = s.StdinPipe(); err != nil {
			return err
		}
		if r.out, err = s.StdoutPipe(); err != nil {
			return err
		}
		if err := s.RequestPty("xterm-256color", 24, 80, nil); err != nil {
			return err
		}
		if err := s.Shell(); err != nil {
			return err
		}
		var screen []byte
		for !bytes.Contains(screen, []byte(onThePage)) {
			b := make([]byte, 32<<10)
			n, err := r.out.Read(b)
			if screen = append(screen, b[:n]...); err != nil {
				return fmt.Errorf("%w after %.60q", err, screen)
			}
		}
		if !bytes.Contains(screen, []byte("\x1b[?1049h")) { // no screen of its own
			return errText
		}
		return nil
	})
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return r, nil
}

// press goes a line down, or up again, and waits until something is shown.
func (r *seat) press() error {
	return within(r.client, func() error {
		key := "j"
		if r.down {
			key = "k"
		}
		r.down = !r.down
		if _, err := io.WriteString(r.in, key); err != nil {
			return err
		}
		_, err := r.out.Read(make([]byte, 32<<10))
		return err
	})
}

// leave presses q and waits for the end.
func (r *seat) leave() error {
	defer func() { _ = r.client.Close() }()
	return within(r.client, func() error {
		if _, err := io.WriteString(r.in, "q"); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, r.out)
		return err
	})
}
