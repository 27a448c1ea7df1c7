package library

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"hackday.example/kiosk/internal/document"
)

// What parent and child say to each other. The child says first how its start went: a
// frame with helloText, or with why it cannot read. Then, for each document: the parent
// sends a frame with the file, and the child answers with one that holds the text, as
// appendText writes it. The parent closes its end when no more documents come, and the
// child ends. A frame is a length in eight bytes, the most significant first, and as many
// bytes.
const (
	// maxHello bounds the frame that the child begins with.
	maxHello = 512

	// CommandName is the command of kiosk that is the child.
	CommandName = "convert"

	// perChild is how many documents one child reads: what a long life leaves lying in its
	// memory is gone with it.
	perChild = 64

	// startTime bounds the start of a child, which takes half a second where the machine
	// has nothing else to do.
	startTime = time.Minute

	// grace is what a child is given beyond document.MaxWait, in which it ends the reading
	// itself, before it is killed.
	grace = 15 * time.Second

	// endTime is what a child is given to end by itself.
	endTime = 2 * time.Second
)

// helloText is how a child of this very version begins: it may come from a file that was
// replaced since the parent was started.
func helloText() string { return fmt.Sprintf("kiosk convert %d", conversion) }

// errTooMuch is why a frame is not read.
var errTooMuch = errors.New("a frame exceeds its bound")

func writeFrame(w io.Writer, b []byte) error {
	if _, err := w.Write(frameLength(int64(len(b)))); err != nil {
		return err
	}
	_, err := w.Write(b)
	return err
}

func frameLength(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// readFrame reads a frame of at most so many bytes. The error is io.EOF where there is
// none.
func readFrame(r io.Reader, most int) ([]byte, error) {
	var length [8]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint64(length[:])
	if n > uint64(most) {
		return nil, fmt.Errorf("%w: %d bytes, and %d are allowed", errTooMuch, n, most)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, fmt.Errorf("reading a frame: %w", errors.Join(err, io.ErrUnexpectedEOF))
	}
	return b, nil
}

// sendFile writes a frame with a file of that size. What the file lacks of it is the
// error errShort.
func sendFile(w io.Writer, file io.Reader, size int64) error {
	if _, err := w.Write(frameLength(size)); err != nil {
		return err
	}
	n, err := io.CopyN(w, file, size)
	if errors.Is(err, io.EOF) && n < size {
		return errShort
	}
	return err
}

// errShort is that a file has fewer bytes than it had.
var errShort = errors.New("the file became shorter while it was read")

// converter reads documents; a *pdf.Reader is one.
type converter interface {
	Read(ctx context.Context, content []byte) document.Text
}

// answer is the child's part, until the parent closes its end: it reads documents, and
// writes their texts.
func answer(ctx context.Context, in io.Reader, out io.Writer, c converter) error {
	for {
		content, err := readFrame(in, document.MaxFileBytes)
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
		t := c.Read(ctx, content)
		content = nil
		if err := writeFrame(out, appendText(nil, t)); err != nil {
			return fmt.Errorf("answering: %w", err)
		}
	}
}
