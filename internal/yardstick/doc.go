// Package yardstick holds the kiosk against servers that do the same work with
// less, or with more: bare golang.org/x/crypto/ssh, bare gliderlabs/ssh, stock
// Wish with Bubble Tea, viewport and Glamour as their READMEs show them, and
// OpenSSH running less. It is all tests and benchmarks:
//
//	go test -run '^$' -bench . ./internal/yardstick
//
// prints one table, measured in alternating runs. Every server is a process of
// its own, and so are the visitors; what they do is package visitor's.
package yardstick
