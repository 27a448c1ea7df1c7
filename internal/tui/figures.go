package tui

// togglePictures shows pictures, or their texts in their place.
func (m *Model) togglePictures() {}
