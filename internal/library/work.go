package library

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/document"
)

const (
	// piece is how much of a file is hashed at once. As long as that took, nothing is done
	// after it: visitors have the core half of the time at least.
	piece = 1 << 20

	// maxChanges bounds how often a file is read again that changes while it is read.
	maxChanges = 3
)

// outcome is what became of a version.
type outcome struct {
	key       key
	state     document.State
	converted bool // it was read just now
	gone      bool // the file is another one now, or none
}

// Run reads documents until ctx ends. One goroutine at a time is enough, and no more are
// allowed.
func (l *Library) Run(ctx context.Context) {
	defer l.dismiss()
	for ctx.Err() == nil {
		r := l.pop()
		if r == nil {
			l.dismiss()
			l.tellRound()
			l.rest()
			select {
			case <-l.wake:
			case <-ctx.Done():
			}
			continue
		}
		found := l.read(ctx, r)
		if l.options.Turn.Wanted() {
			l.dismiss()
		}
		if ctx.Err() != nil {
			return
		}
		l.settle(r, found)
		if found.gone {
			continue // whoever watches the folder asks for the version that is there
		}
		if found.converted {
			l.options.Converted(found.state)
		}
		if found.state != document.Ready {
			l.options.Log.Warn("a document cannot be read here, and its card says so", "file", r.name, "reason", found.state.String())
		}
		l.options.Changed()
	}
}

// tellRound says what was done, where anything was.
func (l *Library) tellRound() {
	l.mu.Lock()
	done := l.round
	l.round = round{}
	l.mu.Unlock()
	if done != (round{}) {
		l.options.Log.Info("the documents were made ready", "ready", done.ready, "failed", done.failed, "converted", done.converted)
	}
}

// errChanged is that a file changed while it was read.
var errChanged = errors.New("the file changed while it was read")

// read reads the version of a record: it finds its text where texts are kept, or makes
// it.
func (l *Library) read(ctx context.Context, r *record) outcome {
	for range maxChanges {
		found, err := l.readOnce(ctx, r)
		switch {
		case err == nil:
			return found
		case !errors.Is(err, errChanged): // it cannot be opened, or read
			return outcome{gone: true}
		}
	}
	return outcome{gone: true}
}

// readOnce is read, but that errChanged is an error. Others are that the file cannot be
// read.
func (l *Library) readOnce(ctx context.Context, r *record) (outcome, error) {
	k, err := l.hash(ctx, r)
	if err != nil {
		return outcome{}, err
	}
	if t, ok := l.kept(k); ok {
		return outcome{key: k, state: t.State}, nil
	}
	if l.options.NoRoom {
		return outcome{key: k, state: document.NoRoom}, nil
	}
	t, err := l.make(ctx, r, k)
	if err != nil || ctx.Err() != nil {
		return outcome{}, err
	}
	l.keep(k, t)
	return outcome{key: k, state: t.State, converted: l.unable == document.Ready}, nil
}

// hash is the hash of a record's file.
func (l *Library) hash(ctx context.Context, r *record) (key, error) {
	f, err := r.opened()
	if err != nil {
		return key{}, err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	for read := int64(0); ; {
		begin := time.Now()
		n, err := io.CopyN(h, f, piece)
		if read += n; read > r.size {
			return key{}, errChanged
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return key{}, err
		}
		if !confined.Pause(ctx, time.Since(begin)) {
			return key{}, ctx.Err()
		}
	}
	if err := r.unchanged(f); err != nil {
		return key{}, err
	}
	return key(h.Sum(nil)), nil
}

// opened opens a record's file. The error is errChanged where it is another version.
func (r *record) opened() (fs.File, error) {
	f, err := r.open()
	if err != nil {
		return nil, err
	}
	if err := r.unchanged(f); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// unchanged reports a file that is not the version of the record.
func (r *record) unchanged(f fs.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() != r.size || info.ModTime().UnixNano() != r.modified {
		return errChanged
	}
	return nil
}

// make has a child read a record's file, whose hash is k. The error is that the file
// cannot be read, or changed; or ctx's.
func (l *Library) make(ctx context.Context, r *record, k key) (t document.Text, err error) {
	if err := l.takeTurn(ctx); err != nil {
		return document.Text{}, err
	}
	for range maxTries {
		c, err := l.child.Ready(ctx)
		if ctx.Err() != nil {
			return document.Text{}, ctx.Err()
		}
		if err != nil {
			return document.Text{State: l.cannot(err)}, nil
		}
		f, err := r.opened()
		if err != nil {
			return document.Text{}, err
		}
		during, cancel := context.WithTimeout(ctx, document.MaxWait+grace)
		h := sha256.New()
		t, err = l.convert(during, c, io.TeeReader(f, h), r.size)
		late := during.Err() != nil
		cancel()
		_ = f.Close()
		switch {
		case ctx.Err() != nil:
			return document.Text{}, ctx.Err()
		case late:
			return document.Text{State: document.TooSlow}, nil
		case errors.Is(err, confined.ErrDied):
			l.options.Log.Warn("the program that reads documents ended, and another is started", "file", r.name, "ended", c.Ended())
			t.State = document.Broken
			if c.Starved() {
				t.State = document.TooSlow // it took more memory than there is
			}
			continue
		case errors.Is(err, confined.ErrShort):
			return document.Text{}, errChanged
		case err != nil:
			return document.Text{}, err
		case key(h.Sum(nil)) != k:
			return document.Text{}, errChanged
		}
		return t, nil
	}
	return t, nil // it was tried often enough
}

// convert has a child read a file. Where there is an error, the child is gone.
func (l *Library) convert(ctx context.Context, c *confined.Process, file io.Reader, size int64) (document.Text, error) {
	b, err := c.Read(ctx, file, size, maxEncoded)
	if err == nil {
		var t document.Text
		if t, err = parseText(b); err == nil {
			return t, nil
		}
		c.Kill()
		err = fmt.Errorf("%w: %w", confined.ErrDied, err)
	}
	l.child.Lost()
	return document.Text{}, err
}

// cannot is what documents are, where no child can be started; it is said once.
func (l *Library) cannot(err error) document.State {
	if l.unable == document.Ready {
		l.unable = document.Unsupported
		if errors.Is(err, confined.ErrStarved) {
			l.unable = document.NoRoom
		}
		l.options.Log.Error("documents cannot be read here until the kiosk is started again", "reason", l.unable.String(), "error", err)
	}
	return l.unable
}

// takeTurn waits until there may be a child, unless that is so already.
func (l *Library) takeTurn(ctx context.Context) error {
	if l.inTurn {
		return nil
	}
	if err := l.options.Turn.Take(ctx); err != nil {
		return err
	}
	l.inTurn = true
	return nil
}

// dismiss lets the child go, if there is one, and gives others their turn.
func (l *Library) dismiss() {
	l.child.Dismiss()
	if l.inTurn {
		l.inTurn = false
		l.options.Turn.Give()
	}
}
