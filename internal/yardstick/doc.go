// Package yardstick holds the kiosk against servers that do the same work with
// less, or with more: bare golang.org/x/crypto/ssh, bare gliderlabs/ssh, stock
// Wish with Bubble Tea, viewport and Glamour as their READMEs show them, and
// OpenSSH running less. It is all tests and benchmarks:
//
//	go test -run '^$' -bench . ./internal/yardstick
//
// prints one table, measured in alternating runs. Every server is a process of
// its own, and so are the visitors; what they do is package visitor's.
//
//	go test -timeout 1h -run '^$' -bench Typists ./internal/yardstick -args -typists 200
//
// has 200 people type searches over 10,000 pages while others read.
//
//	go test -run '^$' -bench CostlyKeys ./internal/yardstick
//
// is what one key or command costs that looks at all pages of a site, of 2,000 and of
// 10,000 pages, with names that take long to be looked through.
//
// A second table holds the kiosk's layout of pages against stock Glamour's: what it
// takes, and how many faults the lines have. Both are judged by the same functions,
// from the page's tree and the lines without colours; judge says how.
//
//	go test -run '^$' -bench Layout ./internal/yardstick -args -pages DIR
//
// also lays out the files DIR/*.md, each as a page alone on a site.
package yardstick
