package confined

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// What parent and process say to each other: the process says first how its start went, a
// frame with the greeting that both have, or with why it cannot work. Then, for each file:
// the parent sends a frame with the file, and the process answers with one frame. The
// parent closes its end when no more files come, and the process ends. A frame is a length
// in eight bytes, the most significant first, and as many bytes.

// maxGreeting bounds the frame that a process begins with.
const maxGreeting = 512

// ErrTooMuch is why a frame is not read.
var ErrTooMuch = errors.New("a frame exceeds its bound")

// ErrShort is that a file has fewer bytes than it had.
var ErrShort = errors.New("the file became shorter while it was read")

// WriteFrame writes a frame.
func WriteFrame(w io.Writer, b []byte) error {
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
		return nil, fmt.Errorf("%w: %d bytes, and %d are allowed", ErrTooMuch, n, most)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, fmt.Errorf("reading a frame: %w", errors.Join(err, io.ErrUnexpectedEOF))
	}
	return b, nil
}

// sendFile writes a frame with a file of that size. What the file lacks of it is the
// error ErrShort.
func sendFile(w io.Writer, file io.Reader, size int64) error {
	if _, err := w.Write(frameLength(size)); err != nil {
		return err
	}
	n, err := io.CopyN(w, file, size)
	if errors.Is(err, io.EOF) && n < size {
		return ErrShort
	}
	return err
}

// Answer is the part of the process, until the parent closes its end: it reads files of at
// most so many bytes, and writes what answer makes of each.
func Answer(in io.Reader, out io.Writer, most int, answer func(file []byte) []byte) error {
	for {
		file, err := readFrame(in, most)
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
		b := answer(file)
		file = nil
		if err := WriteFrame(out, b); err != nil {
			return fmt.Errorf("answering: %w", err)
		}
	}
}

// Refuse has the process say why it cannot work, in place of its greeting.
func Refuse(out io.Writer, why string) error {
	return WriteFrame(out, []byte(why[:min(len(why), maxGreeting)]))
}
