package announcements

import (
	"io/fs"

	"hackday.example/kiosk/internal/atomicfile"
)

// For the tests, which are outside of the package: what they use imports it.

const (
	MostGiven = mostGiven
	MostMade  = mostMade
)

var NumbersOf = numbersOf

// ClaimFile writes a file as on a file system without hard links.
func (b *Board) ClaimFile(file string, content []byte, mode fs.FileMode) error {
	return b.claimFile(file, content, atomicfile.Options{Mode: mode})
}

// ReadAll reads the folder.
func (b *Board) ReadAll() (all []Announcement, problems []error) {
	found := b.read()
	for _, e := range found.all {
		all = append(all, e.Announcement)
	}
	return all, found.told()
}

// Unwritten calls f while nothing is written to the folder, nor read from it.
func (b *Board) Unwritten(f func()) {
	b.files.Lock()
	defer b.files.Unlock()
	f()
}
