//go:build race

package race

// Enabled is set in tests that are built with the race detector.
const Enabled = true
