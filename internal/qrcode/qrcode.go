// Package qrcode turns an address into a QR code made of terminal lines, to be
// read with a phone's camera.
//
// A code is dark on light whatever colours the terminal has, and has a light
// margin on each side, as cameras need both.
package qrcode

import (
	"errors"
	"fmt"

	"rsc.io/qr"
)

// margin is how many light modules a code has on each side (ISO/IEC 18004
// calls it the quiet zone, and asks for four).
const margin = 4

// The most that one code holds, at the least error correction.
const (
	mostBytes  = 2953
	mostDigits = 7089
)

// mostPrinted is the most bytes that one code holds at the correction for print.
const mostPrinted = 2331

// Code is the QR code of one text. It never changes, and may be used by several
// goroutines at once.
type Code struct {
	modules *qr.Code
}

// Encode makes the code of a text, with the least error correction, so that it
// is as small as can be. A text that is not all digits, or all digits, capitals
// and " $%*+-./:", is written byte by byte; what is not ASCII in it may be
// misread, so an address is better percent-encoded.
//
// The error is one sentence for a reader. There is one if the text is empty or
// too long: 2953 bytes fit at most, 4296 in capitals and digits, 7089 digits.
func Encode(text string) (*Code, error) { return encode(text, qr.L, mostBytes) }

// EncodeForPrint is Encode with more error correction (level M, which mends 15 %
// of a code), for what is printed, folded and rained on. 2331 bytes fit at most.
func EncodeForPrint(text string) (*Code, error) { return encode(text, qr.M, mostPrinted) }

// encode makes a code at a level of error correction, at which so many bytes fit.
func encode(text string, level qr.Level, most int) (code *Code, err error) {
	defer func() {
		if r := recover(); r != nil {
			code, err = nil, fmt.Errorf("the text cannot be made into a QR code: %v", r)
		}
	}()
	if text == "" {
		return nil, errors.New("there is no text to make a QR code of")
	}
	if len(text) > mostDigits {
		return nil, tooLong(text, most)
	}
	modules, err := qr.Encode(text, level)
	switch {
	case err != nil && len(text) > most:
		return nil, tooLong(text, most)
	case err != nil:
		return nil, fmt.Errorf("the text cannot be made into a QR code: %w", err)
	}
	return &Code{modules: modules}, nil
}

func tooLong(text string, most int) error {
	return fmt.Errorf("the text is too long for a QR code: it has %d bytes, and %d is the most", len(text), most)
}

// Side is how many modules the code has in a row, with its margins: an odd
// number from 29 to 185.
func (c *Code) Side() int {
	return c.modules.Size + 2*margin
}

// Dark reports whether a module is dark; x and y count from 0 and from the
// margin's corner. Outside the code nothing is dark.
func (c *Code) Dark(x, y int) bool {
	return c.modules.Black(x-margin, y-margin)
}
