// Package internal is the house: README.md says which rooms it has, and what goes
// from one to the other.
package internal
