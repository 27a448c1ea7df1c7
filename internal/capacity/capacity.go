// Package capacity reckons how many readers a kiosk has room for, from its
// memory and its open files; and the other way round, how much memory a number
// of readers takes. Every number of that reckoning is here: the kiosk that
// serves and the files that kiosk deploy prints use the same.
//
// It admits and refuses nobody; package admission does, and package sshd.
package capacity

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"hackday.example/kiosk/internal/words"
)

const (
	// ReaderBudget is the memory that is reckoned for one reader, in bytes. A quiet
	// one of 80 by 24 takes 80 to 90 KiB, as the README's figures have it; the rest
	// is for large windows, handshakes and what the garbage collector leaves lying.
	ReaderBudget = 256 << 10

	// BaseBudget is the memory of a kiosk without visitors, in bytes, its layouts
	// included, but not the text of its pages.
	BaseBudget = 96 << 20

	// ConversionBudget is the memory of the process that reads documents, in bytes, while
	// there is one: PDFium interpreted takes some 210 MiB, and the file comes on top. The
	// system takes that process first where memory is short.
	ConversionBudget = 256 << 20

	// CacheBudget is what is kept of the texts of documents, in bytes: of files, or of memory
	// where there is no folder for them.
	CacheBudget = 64 << 20

	// readersBeside is the least number of readers beside which documents are read.
	readersBeside = 64

	// readersPerDownload is how many readers there is room for, for each download at once:
	// what is reckoned for a reader has room for a quiet one, and for that part of the most
	// that a download can take (package sshd, bounds.go).
	readersPerDownload = 8

	// fewestDownloads may be there at once beside any number of readers. BaseBudget has
	// room for them.
	fewestDownloads = 16

	// MostReaders is the largest number of readers that a kiosk is planned for.
	// With the connections beside them they need 62,664 open files, of the 65,536
	// that the files of kiosk deploy allow.
	MostReaders = 50_000

	// fewestReaders is the least that is reckoned from the memory.
	fewestReaders = 10

	// perText is how much memory a site takes for each byte of its pages' text: with
	// its links and headings, and what finds them. Measured with 10,000 pages of ten
	// links each: 2.9.
	perText = 3

	// siteCopies is how often a site is there: while it is reloaded, the old pages are
	// shown and the new ones made.
	siteCopies = 2

	// spareDescriptors are left for everything but connections.
	spareDescriptors = 64

	// unlimited is what stands for the open files of a system without a limit.
	unlimited = 1 << 20
)

// Limit is how many may be there at once.
type Limit struct {
	Readers     int
	Connections int    // readers included
	Because     string // what the number of readers follows from
}

func (l Limit) String() string {
	return fmt.Sprintf("%s at once (%s)", words.Counted(l.Readers, "reader"), l.Because)
}

// FromMemory reckons the limit from the memory that the process may take, beside
// pages whose text takes so many bytes, and documents that take so many while they are
// read, and from its open files.
func FromMemory(text, documents int64) Limit {
	memory, from := memoryLimit()
	readers := int(min(max((memory-BaseBudget-documents-siteCopies*perText*text)/ReaderBudget, fewestReaders), MostReaders))
	because := fmt.Sprintf("%d KiB each of %d MiB, %s", ReaderBudget>>10, memory>>20, from)
	pages, documents := siteCopies*perText*text>>20, documents>>20
	switch {
	case pages > 0 && documents > 0:
		because += fmt.Sprintf(", but for %d MiB that the pages take and %d that reading documents takes", pages, documents)
	case pages > 0:
		because += fmt.Sprintf(", but for %d MiB that the pages take", pages)
	case documents > 0:
		because += fmt.Sprintf(", but for %d MiB that reading documents takes", documents)
	}
	return Given(readers, because)
}

// RoomForDocuments reports whether the memory has room to read documents that take so
// many bytes meanwhile, beside pages whose text takes so many, and beside so many readers;
// for 0, beside a few. If not, why says so, and what would help.
func RoomForDocuments(documents, text int64, readers int) (ok bool, why string) {
	memory, from := memoryLimit()
	return roomForDocuments(memory, from, documents, text, readers)
}

func roomForDocuments(memory int64, from string, documents, text int64, readers int) (ok bool, why string) {
	if readers <= 0 {
		readers = readersBeside
	}
	pages := siteCopies * perText * text
	if memory >= BaseBudget+documents+pages+int64(readers)*ReaderBudget {
		return true, ""
	}
	beside := words.Counted(readers, "reader")
	if pages>>20 > 0 {
		beside += " and the pages"
	}
	return false, fmt.Sprintf("reading them takes %d MiB, and %d MiB, %s, have no room for that beside %s: give it %d MiB",
		documents>>20, memory>>20, from, beside, memoryFor(documents+pages, readers))
}

// Given is the limit for a number of readers that something else decided, which
// because names. Too few open files make it smaller.
func Given(readers int, because string) Limit {
	return given(readers, because, openFiles())
}

func given(readers int, because string, files int) Limit {
	l := Limit{readers, Connections(readers), because}
	if d := files - spareDescriptors; d < l.Connections {
		l.Connections = max(d, 1)
		if most := max(d*3/4, 1); most < l.Readers {
			l.Readers, l.Because = most, fmt.Sprintf("%d open files are allowed", files)
		}
	}
	return l
}

// Connections is how many may be connected beside so many readers, those
// included. More may be connected than can be given a reader: those who are given
// text, those whose handshake is under way, those who just left.
func Connections(readers int) int { return readers + readers/4 + 100 }

// Downloads is how many files may be taken away at once beside so many readers.
func Downloads(readers int) int { return max(readers/readersPerDownload, fewestDownloads) }

// ConnectionsAllowed is how many connections the process may have open, of either
// side, by the system's limit of open files; it may be negative.
func ConnectionsAllowed() int { return openFiles() - spareDescriptors }

// MemoryFor is the memory limit for so many readers and documents beside them, in MiB,
// of which FromMemory reckons with three quarters in a container; 1 GiB if readers is not
// positive.
func MemoryFor(readers int) int {
	if readers <= 0 {
		return 1 << 10
	}
	return memoryFor(ConversionBudget, readers)
}

// memoryFor is MemoryFor beside documents that take so many bytes.
func memoryFor(documents int64, readers int) int {
	const step = 64
	mib := int(BaseBudget+documents+int64(readers)*ReaderBudget)*4/3>>20 + 1
	return (mib + step - 1) / step * step
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
