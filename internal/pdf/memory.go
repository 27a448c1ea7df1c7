package pdf

import "github.com/tetratelabs/wazero/experimental"

// MemoryBytes bounds the memory that PDFium has for one document: 128 MiB. The document
// itself is outside of it.
const MemoryBytes = 128 << 20

// memory is the memory of one instance after the other. Its pages are the system's to
// give when they are first written to. That it never moves spares the copies that growing
// would leave to the collector; that it is none of Go's, where the system has such, keeps
// the collector from waiting until as much again is garbage.
type memory struct {
	bytes []byte
	used  uint64 // of bytes, by the last instance: its memory never shrinks
}

// newMemory is memory of MemoryBytes.
func newMemory() (*memory, error) {
	b, err := reserve(MemoryBytes)
	return &memory{bytes: b}, err
}

// Allocate is called for each new instance, whose memory has to be zero.
func (m *memory) Allocate(_, _ uint64) experimental.LinearMemory {
	zero(m.bytes[:m.used])
	m.used = 0
	return m
}

// Reallocate is the memory in another size; nil if that exceeds MemoryBytes.
func (m *memory) Reallocate(size uint64) []byte {
	if size > MemoryBytes {
		return nil
	}
	m.used = max(m.used, size)
	return m.bytes[:size:size]
}

// Free is called when an instance ends. The next one gets the same memory.
func (m *memory) Free() {}

// close gives the memory back, when no instance is left.
func (m *memory) close() error {
	b := m.bytes
	m.bytes, m.used = nil, 0
	return release(b)
}
