package tui

// toggleColumn shows the contents beside the text, or puts them away.
func (m *Model) toggleColumn() {}
