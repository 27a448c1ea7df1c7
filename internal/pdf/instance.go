package pdf

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium"
	"github.com/tetratelabs/wazero/api"

	"hackday.example/kiosk/internal/document"
)

// instance is PDFium with one document. After the first error of a call all further calls
// do nothing and are 0, as of bufio.Writer: err is asked for where it matters.
//
// The functions are PDFium's public ones, described in its headers fpdf_*.h. In this
// 32-bit WebAssembly an int, a pointer and a size have 4 bytes.
type instance struct {
	ctx       context.Context
	owner     pdfium.Pdfium // go-pdfium's own view, by which the instance is ended
	module    api.Module
	functions map[string]api.Function // by name: to find one anew costs 12 KB
	stack     [12]uint64              // parameters and result of a call
	scratch   uint32                  // memory of scratchBytes for what calls write to
	source    *source
	document  uint64 // FPDF_DOCUMENT
	err       error
}

// scratchBytes is the size of an instance's scratch: the longest string that is read.
const scratchBytes = 16 << 10

// call is the result of a function; 0 where it has none, and after an error.
func (in *instance) call(name string, params ...uint64) uint64 {
	if in.err != nil {
		return 0
	}
	f := in.functions[name]
	if f == nil {
		if f = in.module.ExportedFunction(name); f == nil {
			in.err = fmt.Errorf("PDFium has no function %s", name)
			return 0
		}
		in.functions[name] = f
	}
	in.stack = [len(in.stack)]uint64{}
	copy(in.stack[:], params)
	if err := f.CallWithStack(in.ctx, in.stack[:]); err != nil {
		in.err = fmt.Errorf("%s: %w", name, err)
		return 0
	}
	return in.stack[0]
}

// pointer is call for a result of 32 bits: a pointer, or a size.
func (in *instance) pointer(name string, params ...uint64) uint32 {
	return uint32(in.call(name, params...))
}

// number is call for an int.
func (in *instance) number(name string, params ...uint64) int {
	return int(int32(in.call(name, params...)))
}

// double is call for a double.
func (in *instance) double(name string, params ...uint64) float64 {
	return math.Float64frombits(in.call(name, params...))
}

// ok is call for an FPDF_BOOL.
func (in *instance) ok(name string, params ...uint64) bool {
	return in.pointer(name, params...) != 0
}

// at is the address of byte n of the scratch, as a parameter.
func (in *instance) at(n uint32) uint64 { return uint64(in.scratch + n) }

// bytes is a copy of n bytes of memory; nil where there are not as many.
func (in *instance) bytes(address, n uint32) []byte {
	b, _ := in.module.Memory().Read(address, n)
	return bytes.Clone(b)
}

// uint32At is the integer at byte n of the scratch, float32At and float64At are the
// numbers.
func (in *instance) uint32At(n uint32) uint32 {
	v, _ := in.module.Memory().ReadUint32Le(in.scratch + n)
	return v
}

func (in *instance) float32At(n uint32) float64 {
	v, _ := in.module.Memory().ReadFloat32Le(in.scratch + n)
	return float64(v)
}

func (in *instance) float64At(n uint32) float64 {
	v, _ := in.module.Memory().ReadFloat64Le(in.scratch + n)
	return v
}

// setUint32 writes an integer to byte n of the scratch.
func (in *instance) setUint32(n, v uint32) {
	in.module.Memory().WriteUint32Le(in.scratch+n, v)
}

// put writes text to the beginning of the scratch, with a zero at its end.
func (in *instance) put(text string) {
	in.module.Memory().Write(in.scratch, append([]byte(text), 0))
}

// Most text functions of PDFium take a buffer and its size in bytes, give the size that
// is needed, zero at the end included, and write nothing if there is not as much.

// textAfter is what such a function writes in UTF-16; params are those before the buffer.
// The first skip bytes of the scratch are left alone. "" if it is too long.
func (in *instance) textAfter(skip uint32, name string, params ...uint64) string {
	return utf16Text(in.rawAfter(skip, name, params...))
}

// utf16Text is text of UTF-16, least byte first, without the zero at its end.
func utf16Text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	if n := len(units); n > 0 && units[n-1] == 0 {
		units = units[:n-1]
	}
	return string(utf16.Decode(units))
}

// text is textAfter with the whole scratch.
func (in *instance) text(name string, params ...uint64) string {
	return in.textAfter(0, name, params...)
}

// latin is what such a function writes in bytes without the zero.
func (in *instance) latin(name string, params ...uint64) string {
	return string(bytes.TrimRight(in.rawAfter(0, name, params...), "\x00"))
}

func (in *instance) rawAfter(skip uint32, name string, params ...uint64) []byte {
	room := uint32(scratchBytes) - skip
	n := in.pointer(name, append(params, in.at(skip), uint64(room))...)
	if n > room {
		return nil
	}
	return in.bytes(in.scratch+skip, n)
}

// The errors of FPDF_GetLastError, from fpdfview.h.
const (
	errPassword = 4
	errSecurity = 5 // an unknown way to encrypt
)

// load loads a document.
func (in *instance) load(content []byte) error {
	access, ok := in.owner.GetImplementation().(fileAccess)
	if !ok {
		return errors.New("go-pdfium cannot read from a file's bytes")
	}
	in.source = &source{bytes.NewReader(content)}
	file, _, err := access.CreateFileAccessReader(int64(len(content)), in.source)
	if err != nil {
		return fmt.Errorf("handing over the document: %w", err)
	}
	in.document = in.call("FPDF_LoadCustomDocument", *file, 0)
	if in.err != nil || in.document != 0 {
		return in.err
	}
	switch code := in.number("FPDF_GetLastError"); code {
	case errPassword, errSecurity:
		return refusal(document.Encrypted)
	default:
		return errors.Join(fmt.Errorf("PDFium's error %d", code), in.err)
	}
}

// close ends the instance, and calls nothing in it.
func (in *instance) close() {
	if in.source != nil {
		in.source.close()
	}
	// It fails where the instance has ended by itself, which is as well.
	_ = in.owner.Kill()
}
