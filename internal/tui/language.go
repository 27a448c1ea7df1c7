package tui

// changeLanguage has the reader go on in the next language.
func (m *Model) changeLanguage() {}
