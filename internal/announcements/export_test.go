package announcements

// For the tests, which are outside of the package: what they use imports it.

const (
	MostGiven = mostGiven
	MostMade  = mostMade
)

var NumbersOf = numbersOf

// ReadAll reads the folder.
func (b *Board) ReadAll() (all []Announcement, problems []error) {
	found := b.read()
	for _, e := range found.all {
		all = append(all, e.Announcement)
	}
	return all, found.told()
}
