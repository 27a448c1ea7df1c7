package tui

// toggleKeys turns single keys off, and on again.
func (m *Model) toggleKeys() {}

// suspend says that there is nothing behind the kiosk.
func (m *Model) suspend() {}
