package gallery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/picture"
)

const (
	// CommandName is the command of kiosk that is the child: the process that decodes
	// pictures.
	CommandName = "decode"

	// greeting is how a child of this version begins.
	greeting = "kiosk decode 1"

	// maxWait bounds how long an answer is waited for. The child ends the decoding itself
	// when it had a core for picture.MaxTime, and others come first.
	maxWait = picture.MaxTime + 15*time.Second

	// maxLife bounds the time on a core of a child.
	maxLife = confined.PerProcess * maxWait

	// maxTries bounds how often a child is started for a picture that ends it.
	maxTries = 2

	// starvedRest is what passes before a child is started again where the memory was too
	// short for it.
	starvedRest = time.Minute

	// maxReason bounds why a picture cannot be decoded, in bytes.
	maxReason = 1 << 10
)

// The first byte of an answer: a thumbnail is behind it, or why there is none.
const (
	decoded = iota
	refused
)

// Decode is the child: it decodes pictures from in, and writes their thumbnails to out,
// until in ends. It gives up what its process may do for good: the process is to do nothing
// else.
func Decode(ctx context.Context, in io.Reader, out io.Writer) error {
	confined.Confine(maxLife)
	confined.CloseDoors()
	if err := confined.WriteFrame(out, []byte(greeting)); err != nil {
		return fmt.Errorf("saying that it is ready: %w", err)
	}
	return confined.Answer(in, out, picture.MaxFileBytes, answer)
}

// answer is what the child makes of a file.
func answer(file []byte) []byte {
	t, err := picture.Decode(file)
	if err != nil {
		why := err.Error()
		return append([]byte{refused}, why[:min(len(why), maxReason)]...)
	}
	return t.Append([]byte{decoded})
}

// parse reads an answer, whoever wrote it. What a child says is wrong with a picture is its
// error as it stands: whoever shows it cleans it.
func parse(b []byte) (t *picture.Thumbnail, why error, err error) {
	switch {
	case len(b) == 0:
		return nil, nil, errAnswer
	case b[0] == refused && len(b) > 1:
		return nil, errors.New(string(b[1:])), nil
	case b[0] != decoded:
		return nil, nil, errAnswer
	}
	t, err = picture.ParseThumbnail(b[1:])
	return t, nil, err
}

// errAnswer is why an answer is not understood.
var errAnswer = errors.New("this is no answer to a picture")

// Run decodes pictures until ctx ends.
func (g *Gallery) Run(ctx context.Context) {
	told := make(chan struct{})
	go func() {
		defer close(told)
		g.tell(ctx)
	}()
	defer func() { <-told }()
	for ctx.Err() == nil {
		f := g.next()
		if f == nil {
			select {
			case <-g.wake:
			case <-ctx.Done():
			}
			continue
		}
		if g.options.Turn.Take(ctx) == nil {
			starved := g.decodeSome(ctx, f)
			g.child.Dismiss()
			g.options.Turn.Give()
			if starved {
				confined.Pause(ctx, g.rest)
			}
		}
	}
}

// tell calls Ready when there is something new, and not too often.
func (g *Gallery) tell(ctx context.Context) {
	for {
		select {
		case <-g.news:
		case <-ctx.Done():
			return
		}
		g.options.Ready()
		if !confined.Pause(ctx, tellEvery) {
			return
		}
	}
}

// decodeSome decodes pictures until there is nothing to do, or somebody else wants the
// turn and one process had its share; or until the memory is too short for a process, as it
// may be for a moment.
func (g *Gallery) decodeSome(ctx context.Context, f *picture.File) (starved bool) {
	for n := 1; f != nil && ctx.Err() == nil; n++ {
		t, err := g.Decode(ctx, f)
		switch {
		case ctx.Err() != nil:
			return false
		case errors.Is(err, confined.ErrStarved):
			g.options.Log.Warn("pictures wait until there is memory to decode them, and their texts stand", "again in", g.rest)
			g.child.TryAgain()
			return true
		case errors.Is(err, ErrUnable):
			g.options.Log.Error("pictures cannot be shown here until the kiosk is started again, and their texts stand", "error", err)
			g.Refuse()
			g.signal(g.news)
			return false
		}
		g.settle(f, t)
		if err != nil {
			g.options.Failed(f, err)
		}
		if n%confined.PerProcess == 0 && g.options.Turn.Wanted() {
			return false
		}
		f = g.next()
	}
	return false
}

// ErrUnable is that no child can be started: it says nothing of the picture.
var ErrUnable = errors.New("the program that decodes pictures cannot be started")

// Decode has the child decode a picture. The error says why it cannot be shown, or is ctx's.
// It is for who has the turn, where Run does not run.
func (g *Gallery) Decode(ctx context.Context, f *picture.File) (*picture.Thumbnail, error) {
	content, err := g.options.Read(ctx, f)
	if err != nil {
		return nil, err
	}
	return g.DecodeBytes(ctx, content)
}

// DecodeBytes is Decode for the content of a file.
func (g *Gallery) DecodeBytes(ctx context.Context, content []byte) (t *picture.Thumbnail, err error) {
	for range maxTries {
		var p *confined.Process
		if p, err = g.child.Ready(ctx); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnable, err)
		}
		during, cancel := context.WithTimeout(ctx, maxWait)
		var b []byte
		b, err = p.Read(during, bytes.NewReader(content), int64(len(content)), 1+max(picture.MaxThumbnail, maxReason))
		late := during.Err() != nil
		cancel()
		if err == nil {
			var why error
			if t, why, err = parse(b); err == nil {
				return t, why
			}
			p.Kill()
		}
		g.child.Lost()
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case late:
			return nil, fmt.Errorf("it takes longer than %v to unpack; make it smaller", maxWait)
		}
		err = fmt.Errorf("the program that unpacks it ended (%s); save it again, or make it smaller", p.Ended())
	}
	return nil, err
}

// Close lets the child go of who used Decode without Run.
func (g *Gallery) Close() { g.child.Dismiss() }
