package picture

import (
	"bytes"
	"crypto/sha256"
	"runtime"
	"sync"
	"sync/atomic"
	"weak"
)

// File is a picture file by its content. It is decoded once, by the first call of
// Decode, however often it is read. It is safe for concurrent use.
type File struct {
	sum [sha256.Size]byte

	done    bool // under decoding
	err     error
	decoded atomic.Pointer[Picture]
}

// files are the files that are in use, one for each content, so that what a
// reload reads again is neither decoded again nor another File.
var files = struct {
	sync.Mutex
	bySum map[[sha256.Size]byte]weak.Pointer[File]
}{bySum: map[[sha256.Size]byte]weak.Pointer[File]{}}

// FileOf is the File of some bytes: the same pointer for the same bytes. It keeps
// none of them.
func FileOf(content []byte) *File {
	sum := sha256.Sum256(content)
	files.Lock()
	defer files.Unlock()
	if f := files.bySum[sum].Value(); f != nil {
		return f
	}
	f := &File{sum: sum}
	files.bySum[sum] = weak.Make(f)
	runtime.AddCleanup(f, forget, sum)
	return f
}

// forget drops a file that nobody uses any more.
func forget(sum [sha256.Size]byte) {
	files.Lock()
	defer files.Unlock()
	if files.bySum[sum].Value() == nil { // else the content was read again meanwhile
		delete(files.bySum, sum)
	}
}

// Picture is the decoded picture; nil while it is not decoded, and where it cannot
// be. It never waits. f may be nil.
func (f *File) Picture() *Picture {
	if f == nil {
		return nil
	}
	return f.decoded.Load()
}

// decoding has one picture decoded at a time: each may take hundreds of MiB.
var decoding sync.Mutex

// Decode decodes the picture from its bytes, unless that is done already or they
// are those of another file. The error is that of the function Decode, then and
// later.
func (f *File) Decode(content []byte) error {
	decoding.Lock()
	defer decoding.Unlock()
	if !f.done && sha256.Sum256(content) == f.sum {
		p, err := Decode(bytes.NewReader(content))
		f.decoded.Store(p)
		f.err, f.done = err, true
	}
	return f.err
}
