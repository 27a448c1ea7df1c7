package tui

// putAway takes the announcements out of sight until the next one.
func (m *Model) putAway() {}
