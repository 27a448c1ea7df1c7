//go:build !linux

package pdf

// reserve is n bytes.
func reserve(n int) ([]byte, error) { return make([]byte, n), nil }

// zero makes bytes of what was reserved zero.
func zero(b []byte) { clear(b) }

// release gives back what was reserved.
func release([]byte) error { return nil }
