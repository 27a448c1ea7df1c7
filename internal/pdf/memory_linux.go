package pdf

import "golang.org/x/sys/unix"

// reserve is n bytes of the system's, outside of Go's memory. No file is opened for it.
func reserve(n int) ([]byte, error) {
	return unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
}

// zero gives the system the pages of what was reserved back; Linux gives zeros for them.
func zero(b []byte) {
	if len(b) == 0 {
		return
	}
	if err := unix.Madvise(b, unix.MADV_DONTNEED); err != nil {
		clear(b)
	}
}

// release gives back what was reserved.
func release(b []byte) error { return unix.Munmap(b) }
