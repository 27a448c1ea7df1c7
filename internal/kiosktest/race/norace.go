//go:build !race

// Package race tells whether the race detector is on. It makes code up to twenty
// times slower, and has pools throw away at random what they are given, so that
// tests do fewer rounds under it and count no allocations. .ci/run makes those
// without it too.
package race

// Enabled is set in tests that are built with the race detector.
const Enabled = false
