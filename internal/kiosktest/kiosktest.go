// Package kiosktest is the toolbox of the end-to-end tests: a kiosk on a free
// port, a person's terminal in which real programs run, a screen to assert on,
// the command lines of the real SSH clients, golden files, and checks that
// nothing is left behind.
//
// It is for tests alone; nothing a visitor meets imports it. It is not a
// terminal emulator of its own: the cells are kept by x/vt, and what is added
// here is what tests need and x/vt leaves out (see emulator.go). A test that
// can be made without a terminal belongs beside the package it tests.
//
// Helpers that take a [testing.TB] stop the test with Fatal, so they are to be
// called from the goroutine that runs the test unless they say otherwise.
// It works on Linux and, where the clients are installed, on macOS and BSD. It
// compiles on other systems, where a test that needs a terminal is skipped.
package kiosktest

import "time"

// patience is how long a test waits for something that is bound to happen
// before it gives up. It is no measure of speed: long enough for a loaded
// machine under the race detector, short enough that a broken test tells so.
const patience = 15 * time.Second
