package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
)

const (
	// readerBudget is the memory that is reckoned for one reader. A quiet one
	// of 80 by 24 takes 80 KiB; the rest is for large windows, handshakes and
	// what the garbage collector leaves lying.
	readerBudget = 256 << 10

	// baseBudget is the memory of a kiosk without visitors, its layouts
	// included, but not the text of its pages.
	baseBudget = 96 << 20

	// textCopies is how often the text of the pages is there: while they are
	// reloaded, the old pages are shown and the new ones made.
	textCopies = 2

	// fewestReaders and mostReaders bound what is reckoned from the memory.
	fewestReaders = 10
	mostReaders   = 20_000

	// spareDescriptors are left for everything but connections.
	spareDescriptors = 64
)

// room is how many may be there at once.
type room struct {
	readers     int
	connections int
	because     string // what the number of readers follows from
}

func (r room) String() string {
	return fmt.Sprintf("%d readers at once (%s)", r.readers, r.because)
}

// room reckons how many readers there is room for beside pages whose text takes so
// many bytes, unless that was said.
func (c *serveCommand) room(text int64) (room, error) {
	r := room{readers: c.MaxSessions, because: "--max-sessions"}
	switch {
	case c.MaxSessions < 0:
		return room{}, fmt.Errorf("--max-sessions is %d; it has to be 1 or more", c.MaxSessions)
	case c.MaxSessions == 0:
		limit, from := memoryLimit()
		r.readers = int(min(max((limit-baseBudget-textCopies*text)/readerBudget, fewestReaders), mostReaders))
		r.because = fmt.Sprintf("%d KiB each of %d MiB, %s", readerBudget>>10, limit>>20, from)
		if pages := textCopies * text >> 20; pages > 0 {
			r.because += fmt.Sprintf(", but for %d MiB that the pages take", pages)
		}
	}
	// More may be connected than can be given a reader: those who are given
	// text, those whose handshake is under way, those who just left.
	r.connections = r.readers + r.readers/4 + 100
	if d := descriptors() - spareDescriptors; d < r.connections {
		r.connections = max(d, 1)
		if most := max(d*3/4, 1); most < r.readers {
			r.readers, r.because = most, fmt.Sprintf("%d open files are allowed", d+spareDescriptors)
		}
	}
	return r, nil
}

// memoryLimit is how much memory the kiosk may take, in bytes, and who says so.
func memoryLimit() (limit int64, from string) {
	if limit = debug.SetMemoryLimit(-1); limit != math.MaxInt64 {
		return limit, "GOMEMLIMIT"
	}
	if b, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil {
			return n * 3 / 4, "three quarters of the container's limit"
		}
	}
	if total := machineMemory(); total > 0 {
		return total / 2, "half of the machine's"
	}
	return 1 << 30, "a guess"
}

// machineMemory is the machine's memory in bytes, from proc(5); 0 where the
// system does not tell.
func machineMemory() int64 {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) >= 2 && fields[0] == "MemTotal:" {
			kib, _ := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10
		}
	}
	return 0
}

// descriptors is how many files the process may have open.
func descriptors() int {
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l) != nil {
		return 1024
	}
	return int(min(uint64(l.Cur), 1<<20))
}
